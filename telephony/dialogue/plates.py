"""Number plates as people say them on the phone: letters, towns and alphabets, numbers in pairs."""

import re

from telephony.dialogue.numbers import cardinal
from telephony.dialogue.spelling import letter_of
from telephony.dialogue.text import clean, fold

# Towns whose plate begins otherwise than their first letter, and the big ones that have one letter.
_TOWNS = {
    town: code
    for code, towns in {
        "B": "berlin", "HH": "hamburg", "M": "muenchen", "K": "koeln", "F": "frankfurt", "S": "stuttgart",
        "D": "duesseldorf", "DO": "dortmund", "E": "essen", "L": "leipzig", "HB": "bremen", "DD": "dresden",
        "H": "hannover", "N": "nuernberg", "DU": "duisburg", "BO": "bochum", "W": "wuppertal",
        "BI": "bielefeld",
        "BN": "bonn", "MS": "muenster", "KA": "karlsruhe", "MA": "mannheim", "A": "augsburg",
        "WI": "wiesbaden",
        "GE": "gelsenkirchen", "MG": "moenchengladbach", "BS": "braunschweig", "C": "chemnitz", "KI": "kiel",
        "AC": "aachen", "HAL": "halle", "MD": "magdeburg", "FR": "freiburg", "KR": "krefeld", "HL": "luebeck",
        "OB": "oberhausen", "EF": "erfurt", "MZ": "mainz", "HRO": "rostock", "KS": "kassel", "HA": "hagen",
        "SB": "saarbruecken", "P": "potsdam", "LU": "ludwigshafen", "OL": "oldenburg", "OS": "osnabrueck",
        "HD": "heidelberg", "DA": "darmstadt", "R": "regensburg", "WUE": "wuerzburg", "IN": "ingolstadt",
        "J": "jena",
        "G": "gera", "Z": "zwickau", "BAR": "barnim", "OHV": "oranienburg", "LDS": "luebben",
        "HVL": "havelland",
        "TF": "luckenwalde", "MOL": "seelow", "PM": "beelzig", "UL": "ulm", "TUE": "tuebingen",
    }.items()
    for town in towns.split()
}  # fmt: skip
_SOUNDS = {
    "be": "B", "ce": "C", "de": "D", "ef": "F", "ge": "G", "ha": "H", "jot": "J", "ka": "K", "el": "L",
    "em": "M",
    "en": "N", "pe": "P", "qu": "Q", "er": "R", "es": "S", "te": "T", "vau": "V", "we": "W", "ix": "X",
    "ypsilon": "Y",
    "zett": "Z", "ah": "A", "oh": "O",
}  # fmt: skip
_BREAKS = frozenset({"-", "strich", "bindestrich", "minus", "trennstrich", ",", "dann", "und", "."})
_PASSED_OVER = frozenset(
    "also aeh aehm ja wie am ende hinten kennzeichen mein das ist die nummer ein".split()
)
_TOKEN = re.compile(r"\d+|[^\W\d_]+|[-,.]")
_SUFFIXES = frozenset("EH")
_LONGEST_PLATE = 8
_LONGEST_CODE, _LONGEST_LETTERS, _LONGEST_NUMBER = 3, 2, 4
# A letter group of three or more that is a district of its own when it stands together.
_CODE_OF_THREE = re.compile(r"[A-ZÄÖÜ]{3}")


def read_plate(text: str) -> str | None:
    """Return the German number plate in the utterance as ``B-MX 4711``, or ``None``."""
    tokens = _spoken(clean(text))
    for start, (kind, _) in enumerate(tokens):
        if kind != "letters" or (start and tokens[start - 1][0] == "letters"):
            continue
        plate = _plate_at(tokens[start:])
        if plate is not None:
            return plate
    return None


def _plate_at(tokens: list[tuple[str, str]]) -> str | None:
    groups: list[str] = []
    digits = ""
    opens = True
    for at, (kind, value) in enumerate(tokens):
        if kind == "letters" and not digits:
            if opens or len(value) > 1:
                groups.append(value)
            else:
                groups[-1] += value
            opens = len(value) > 1
        elif kind == "break":
            opens = True
        elif kind == "digits":
            digits += value
        else:
            suffix = value if kind == "letters" and value in _SUFFIXES else ""
            return _written(groups, digits, suffix) if digits else None
        if len(digits) > _LONGEST_NUMBER or at > 2 * _LONGEST_PLATE:
            return None
    return _written(groups, digits, "") if digits else None


def _written(groups: list[str], digits: str, suffix: str) -> str | None:
    """Tell the district from the letters behind it by how it was grouped, else by what is possible."""
    if len(groups) > 2:
        groups = [groups[0], "".join(groups[1:])] if len(groups[0]) > 1 else ["".join(groups)]
    if len(groups) == 1:
        whole = groups[0]
        size = max(1, len(whole) - _LONGEST_LETTERS) if not _CODE_OF_THREE.fullmatch(whole) else 1
        groups = [whole[:size], whole[size:]]
    code, letters = groups
    fits = 0 < len(code) <= _LONGEST_CODE and 0 < len(letters) <= _LONGEST_LETTERS
    if not fits or digits.startswith("0") or len(digits) > _LONGEST_NUMBER:
        return None
    return f"{code}-{letters} {digits}{suffix}"


def _spoken(said: str) -> list[tuple[str, str]]:
    """Return letters, digits, breaks and other words in order; ``B wie Berta`` is one letter."""
    tokens = _TOKEN.findall(said)
    spoken: list[tuple[str, str]] = []
    skip = 0
    for at, token in enumerate(tokens):
        if skip:
            skip -= 1
            continue
        key = fold(token)
        if key in _BREAKS:
            spoken.append(("break", ""))
            continue
        following = [fold(one) for one in tokens[at + 1 : at + 3]]
        if following[:1] == ["wie"] and len(following) > 1 and len(token) <= 2:
            spoken.append(("letters", following[1][0].upper() if letter_of(following[1]) else token.upper()))
            skip = 2
        elif (letters := _letters(token, key)) is not None:
            is_town_said_again = (
                len(spoken) > 1 and spoken[-1][0] == "break" and spoken[-2] == ("letters", letters)
            )
            if not (is_town_said_again and len(letters) > 1):
                spoken.append(("letters", letters))
        elif (value := cardinal(key)) is not None and key != "ein":
            spoken.append(("digits", key if key.isdigit() else str(value)))
        elif key not in _PASSED_OVER:
            spoken.append(("word", key))
    return spoken


def _letters(token: str, key: str) -> str | None:
    if token.isupper() and len(token) <= _LONGEST_CODE + _LONGEST_LETTERS:
        return token
    if key in _TOWNS:
        return _TOWNS[key]
    letter = letter_of(token)
    if letter is not None and len(letter) == 1:
        return letter.upper()
    return _SOUNDS.get(key) or (token.upper() if len(token) == 1 and token.isalpha() else None)
