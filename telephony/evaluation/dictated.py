"""Names, numbers, addresses and plates drawn at random and dictated as people dictate them."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from telephony.dialogue.numbers import NUMBER_WORDS, cardinal

DRAWN = 250
_SEED = 23
_OLD = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyzäöüß",
        "Anton Berta Cäsar Dora Emil Friedrich Gustav Heinrich Ida Julius Kaufmann Ludwig Martha Nordpol "
        "Otto Paula Quelle "
        "Richard Samuel Theodor Ulrich Viktor Wilhelm Xanthippe Ypsilon Zacharias Ärger Ökonom Übermut "
        "Eszett".split(),
        strict=True,
    )
)
_CITIES = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyzß",
        "Aachen Berlin Chemnitz Düsseldorf Essen Frankfurt Goslar Hamburg Ingelheim Jena Köln Leipzig "
        "München Nürnberg "
        "Offenbach Potsdam Quickborn Rostock Salzwedel Tübingen Unna Völklingen Wuppertal Xanten Ypsilon "
        "Zwickau Eszett".split(),
        strict=True,
    )
) | {"ä": "Umlaut Aachen", "ö": "Umlaut Offenbach", "ü": "Umlaut Unna"}
_SURNAMES = (
    "Ahrens Brückner Czaja Dörfler Engström Fröhlich Groß Hübner Ivanov Jörgensen Kühn Löwe Mayr Nowak "
    "Oßwald Petzold "
    "Quandt Rößler Szabo Tietz Uhlig Voß Wójcik Xander Yildirim Zöllner Baumgartner Schäuble Huck Kell "
    "Pfaff Wittmann "
    "Aydin Demir Kaya Hoxha Nguyen Tran Petrov Kovacs Haddad Rossi Lopez Smit Janssen Brandstätter "
    "Obermeier Gschwend"
).split()
_FIRST = "Lena Jonas Emre Olga Karl Heike Fatma Tim Svenja Rüdiger Chiara Noah Ute Bodo Mehmet Jana".split()
_HOSTS = (
    "gmx.de",
    "web.de",
    "gmail.com",
    "t-online.de",
    "outlook.com",
    "posteo.de",
    "yahoo.de",
    "firma-mueller.de",
)
_AREAS = ("0151", "0160", "0171", "0176", "0179", "030", "040", "089", "0221", "0711", "03641")
_TEN_WORDS = {
    cardinal(word): word
    for word in sorted(NUMBER_WORDS, key=len)
    if word not in {"zwo", "ein", "einer", "eine"}
} | {1: "eins"}


def drawn_cases() -> Iterator[tuple[str, str, str]]:
    """Give kind, expected value and words, the same ones each time."""
    dice = Random(_SEED)  # noqa: S311  # the same cases each time
    for _ in range(DRAWN):
        yield "spelled", *_spelled(dice)
        yield "name", *_introduced(dice)
        yield "phone", *_phone(dice)
        yield "email", *_email(dice)
        yield "plate", *_plate(dice)


def _spelled(dice: Random) -> tuple[str, str]:
    name = dice.choice([one for one in _SURNAMES if one != "Wójcik"])
    letters = list(name.lower())
    way = dice.choice(["letters", "old", "cities", "wie", "mixed"])
    said = []
    place = 0
    while place < len(letters):
        letter = letters[place]
        twice = place + 1 < len(letters) and letters[place + 1] == letter and dice.random() < 0.7
        said.append(("Doppel " if twice else "") + _letter(letter, way, dice))
        place += 2 if twice else 1
    joint = dice.choice([" ", ", "])
    lead = dice.choice(["", "", f"{name}, ", f"ich buchstabiere: {name}, ", "das schreibt man "])
    return name, lead + joint.join(said)


def _letter(letter: str, way: str, dice: Random) -> str:
    shown = letter.upper() if letter != "ß" else "Eszett"
    if way == "mixed":
        way = dice.choice(["letters", "wie", "old"])
    if way == "old" or letter == "ß":
        return _OLD[letter]
    if way == "cities":
        return _CITIES[letter]
    return f"{shown} wie {_OLD[letter]}" if way == "wie" else shown


def _introduced(dice: Random) -> tuple[str, str]:
    first, last = dice.choice(_FIRST), dice.choice(_SURNAMES)
    double = dice.choice([one for one in _SURNAMES if one != last])
    name = dice.choice([last, f"{first} {last}", f"{first} {last}-{double}"])
    pattern = dice.choice(
        ["{}", "auf den Namen {}", "mein Name ist {}", "ich heiße {}", "ja, {}", "{}, bitte", "unter {}",
        "das ist {}",
         "äh, {}", "hier ist {}", "{} mein Name", "auf {} bitte"]
    )  # fmt: skip
    return name, pattern.format(name)


def _phone(dice: Random) -> tuple[str, str]:
    area = dice.choice(_AREAS)
    digits = area + "".join(str(dice.randrange(10)) for _ in range(8 if area.startswith("01") else 7))
    expected = "+49" + digits[1:]
    said = dice.choice([_by_digits, _by_pairs, _by_groups, _with_correction])(digits, dice)
    if dice.random() < 0.15:
        said = "plus vier neun " + _by_digits(digits[1:], dice)
    lead = dice.choice(["", "", "meine Nummer ist die ", "das ist ", "unter der ", "ja, "])
    return expected, lead + said


def _digit(digit: str, dice: Random) -> str:
    return "zwo" if digit == "2" and dice.random() < 0.5 else _TEN_WORDS[int(digit)]


def _by_digits(digits: str, dice: Random) -> str:
    said = []
    place = 0
    while place < len(digits):
        if digits[place : place + 2] == digits[place] * 2 and dice.random() < 0.3:
            said.append("doppel " + _digit(digits[place], dice))
            place += 2
        else:
            said.append(_digit(digits[place], dice))
            place += 1
    return " ".join(said)


def _by_pairs(digits: str, dice: Random) -> str:
    said = [_by_digits(digits[:4], dice)]
    for start in range(4, len(digits), 2):
        pair = digits[start : start + 2]
        said.append(_by_digits(pair, dice) if pair[0] == "0" or len(pair) == 1 else _TEN_WORDS[int(pair)])
    return dice.choice([", ", " "]).join(said)


def _by_groups(digits: str, dice: Random) -> str:
    cuts = [digits[:4], *(digits[start : start + 3] for start in range(4, len(digits), 3))]
    triples = dice.random() < 0.3
    said = [
        _TEN_WORDS[int(cut)] if triples and at and len(cut) == 3 and cut[0] != "0" else _by_digits(cut, dice)
        for at, cut in enumerate(cuts)
    ]
    return dice.choice([", ", ", dann ", " "]).join(said)


def _with_correction(digits: str, dice: Random) -> str:
    cuts = [digits[:4], *(digits[start : start + 3] for start in range(4, len(digits), 3))]
    wrong = dice.randrange(1, len(cuts))
    place = dice.randrange(len(cuts[wrong]))
    slip = str((int(cuts[wrong][place]) + dice.randrange(1, 10)) % 10)
    said = [_by_digits(cut, dice) for cut in cuts]
    heard = cuts[wrong][:place] + slip + cuts[wrong][place + 1 :]
    sorry = dice.choice([", nein, ", ", ach nein, ", ", quatsch, ", ", Entschuldigung, falsch, "])
    said[wrong] = (
        " ".join(_digit(d, dice) for d in heard) + sorry + " ".join(_digit(d, dice) for d in cuts[wrong])
    )
    return ", ".join(said)


def _email(dice: Random) -> tuple[str, str]:
    first, last = (
        dice.choice(_FIRST).lower().replace("ü", "ue"),
        dice.choice("weber lang kaya nowak petrov".split()),
    )
    mark, spoken = dice.choice(
        [(".", "punkt"), ("-", "bindestrich"), ("_", "unterstrich"), ("-", "minus"), ("", "")]
    )
    year = dice.choice(["", "", "7", "85"])
    host = dice.choice(_HOSTS)
    at = dice.choice(["ät", "at", "klammeraffe"])
    local = f"{first} {spoken} {last} {_TEN_WORDS[int(year)] if year else ''}"
    ending = host.rsplit(".", 1)
    spoken_host = (
        ending[0].replace("-", dice.choice([" minus ", " bindestrich "]))
        + dice.choice([" punkt ", " "])
        + ending[1]
    )
    lead = dice.choice(["", "meine E-Mail ist ", "das ist ", "die Adresse lautet "])
    return f"{first}{mark}{last}{year}@{host}", " ".join(f"{lead}{local} {at} {spoken_host}".split())


def _plate(dice: Random) -> tuple[str, str]:
    code = dice.choice(["B", "M", "HH", "K", "S", "DD", "OHV", "LDS", "P", "UM"])
    letters = "".join(dice.choice("ABCDEFGHKLMNPRSTVWXY") for _ in range(dice.choice([1, 2, 2])))
    number = str(dice.randrange(1, 9999))
    spoken_number = dice.choice([" ".join(_digit(d, dice) for d in number), number, _in_pairs(number)])
    way = dice.randrange(3)
    joint = dice.choice([", ", " strich "])
    if way == 0:
        said = f"{code} {letters} {spoken_number}"
    elif way == 1:
        said = joint.join(
            [" ".join(_OLD[c.lower()] for c in code), " ".join(_OLD[c.lower()] for c in letters)]
        )
        said += f", {spoken_number}"
    else:
        said = f"{code}{joint}{' '.join(f'{c} wie {_OLD[c.lower()]}' for c in letters)}, {spoken_number}"
    return f"{code}-{letters} {number}", dice.choice(["", "das Kennzeichen ist ", "mein Auto hat "]) + said


def _in_pairs(number: str) -> str:
    if len(number) != 4 or number[0] == "0" or number[2] == "0":
        return " ".join(_TEN_WORDS[int(digit)] for digit in number)
    return f"{_TEN_WORDS[int(number[:2])]} {_TEN_WORDS[int(number[2:])]}"
