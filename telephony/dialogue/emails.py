"""E-mail addresses as people say them: "punkt", "ät", "bindestrich", "gmx de"."""

import re

from telephony.dialogue.numbers import cardinal
from telephony.dialogue.spelling import letter_of
from telephony.dialogue.text import clean, fold

_WRITTEN = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_VALID = re.compile(r"[a-z0-9][a-z0-9._+-]*@[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.[a-z]{2,}")
_TOKEN = re.compile(r"[^\W_]+|[@.,_+-]")
_AT = frozenset("@ aet aett at et ed add klammeraffe affenschwanz klammeraffenzeichen".split())
_SIGNS = {
    "punkt": ".", "dot": ".", "bindestrich": "-", "minus": "-", "strich": "-", "trennstrich": "-",
    "mittelstrich": "-",
    "unterstrich": "_", "underscore": "_", "tiefstrich": "_", "plus": "+", ".": ".", "-": "-", "_": "_",
    "+": "+",
}  # fmt: skip
# What leads up to an address and stands between its parts without belonging to it.
_AROUND = frozenset(
    "meine mein die der das ist lautet waere email e-mail mail mailadresse emailadresse adresse unter an "
    "auf bitte ja "
    "also und dann aeh aehm alles kleingeschrieben klein geschrieben zusammen zusammengeschrieben wie "
    "zeichen von "
    "genau schreiben sie mir schicken es , ich hab habe".split()
)
_TRAILING = frozenset(
    "danke bitte genau alles klein zusammen , ja kleingeschrieben zusammengeschrieben und das".split()
)
_ENDINGS = frozenset(
    "de com net org at ch eu info io biz berlin hamburg koeln bayern me uk fr it nl pl".split()
)
_SPLIT_HOSTS = {
    "g mx": "gmx", "g m x": "gmx", "gm x": "gmx", "g mail": "gmail", "t online": "t-online", "t - "
    "online": "t-online",
    "te online": "t-online", "google mail": "googlemail", "i cloud": "icloud", "hot mail": "hotmail", "out "
    "look": "outlook",
    "web": "web", "ge em ix": "gmx", "proton mail": "protonmail", "you mail": "youmail",
}  # fmt: skip


def read_email(text: str) -> str | None:
    """Return the e-mail address in the utterance, written as one writes it, or ``None``."""
    said = clean(text)
    written = _WRITTEN.search(said)
    if written:
        return fold(written.group()).strip(".-")
    tokens = [fold(word) for word in _TOKEN.findall(said)]
    for place, word in enumerate(tokens):
        if word in _AT and 0 < place < len(tokens) - 1 and tokens[place - 1] not in {"punkt", "dot", "."}:
            address = f"{_local(tokens[:place])}@{_host(tokens[place + 1 :])}"
            if _VALID.fullmatch(address):
                return address
    return None


def _local(tokens: list[str]) -> str:
    parts: list[str] = []
    for at in range(len(tokens) - 1, -1, -1):
        word, before = tokens[at], tokens[at - 1] if at else ""
        if before == "mit" and word in {"ue", "oe", "ae"}:
            continue  # "Müller mit ue" is written so anyway
        if word == "mit":
            continue
        if word in _AROUND and parts and not (before in _SIGNS and word != ","):
            break
        if word not in _AROUND:
            parts.append(_piece(word, spelled=_is_spelled(tokens, at)))
    return "".join(reversed(parts)).strip(".-_+")


def _host(tokens: list[str]) -> str:
    words: list[str] = []
    for word in tokens:
        if word in _TRAILING:
            break
        words.append(_SIGNS.get(word, word))
    said = " ".join(words)
    for spoken, written in _SPLIT_HOSTS.items():
        if said.startswith(spoken + " "):
            said = written + said[len(spoken) :]
            break
    parts = said.split()
    if len(parts) > 1 and parts[-2:] == ["d", "e"]:
        parts[-2:] = ["de"]
    if len(parts) > 1 and parts[-1] in _ENDINGS and parts[-2] not in {".", "-"}:
        parts.insert(-1, ".")
    return "".join(_piece(part, spelled=False) for part in parts).strip(".-")


def _is_spelled(tokens: list[str], place: int) -> bool:
    around = tokens[max(0, place - 1) : place] + tokens[place + 1 : place + 2]
    return any(word == "wie" or (len(word) > 1 and letter_of(word)) for word in around)


def _piece(word: str, *, spelled: bool) -> str:
    if word in _SIGNS:
        return _SIGNS[word]
    if word.isdigit() or word in {"ein", "eine", "einen"}:
        return word
    number = _number(word)
    if number is not None:
        return str(number)
    return (letter_of(word) or word) if spelled else word


def _number(word: str) -> int | None:
    """Years stand in many addresses: ``zweitausendeins``, ``neunzehnhundertachtzig``."""
    for spoken, value in (("zweitausend", 2000), ("neunzehnhundert", 1900)):
        if word.startswith(spoken):
            rest = word.removeprefix(spoken)
            return value + (cardinal(rest) or 0) if not rest or cardinal(rest) is not None else None
    return cardinal(word)
