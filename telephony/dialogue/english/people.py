"""English names and telephone numbers, spelled and spoken."""

from __future__ import annotations

import re

from telephony.dialogue.text import clean

_NATO = {
    "alpha": "a", "alfa": "a", "bravo": "b", "charlie": "c", "delta": "d", "echo": "e", "foxtrot": "f",
    "golf": "g",
    "hotel": "h", "india": "i", "juliet": "j", "juliett": "j", "kilo": "k", "lima": "l", "mike": "m",
    "november": "n", "oscar": "o", "papa": "p", "quebec": "q", "romeo": "r", "sierra": "s", "tango": "t",
    "uniform": "u", "victor": "v", "whiskey": "w", "whisky": "w", "x-ray": "x", "xray": "x", "yankee": "y",
    "zulu": "z", "zed": "z", "zee": "z", "double-u": "w", "doubleu": "w", "aitch": "h", "why": "y",
}  # fmt: skip
_DIGITS = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "nil": "0", "one": "1", "two": "2",
    "three": "3",
    "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
    "eleven": "11",
    "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16", "seventeen": "17",
    "eighteen": "18", "nineteen": "19",
}  # fmt: skip
_TENS = {"twenty": 2, "thirty": 3, "forty": 4, "fifty": 5, "sixty": 6, "seventy": 7, "eighty": 8, "ninety": 9}
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_BRIDGES = frozenset({"and", "then", "uh", "um", "er", "erm", "that's", "it's", "so", "dash", "space"})
_WORD = re.compile(r"\+|\d+|[^\W\d_]+(?:['’-][^\W\d_]+)*|[,.]")
_INTRODUCED = re.compile(
    r"\b(?:my (?:(?:last|full|first|sur)\s?)?name(?:'s| is)|the name(?:'s| is)"
    r"|name(?:'s| is)|it's for|this is|i'm|i am|under(?: the name(?: of)?)?"
    r"|speaking with|call me|for)\s+(?P<name>.+)",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    (
        r"\b(?:spelled|spelt|that's spelled|spelling is|i'll spell(?: it| that)?|that "
        r"is)\b[:,]?\s*(?P<letters>.+)$"
    ),
    re.IGNORECASE,
)
_AS_IN = re.compile(r"\b(?P<letter>[^\W\d_]) (?:as in|for|like) [^\W\d_]+", re.IGNORECASE)
_NO_NAMES = frozenset(
    """i a an the and or yes no not please hello hi hey good morning afternoon evening appointment calling
    here     is it its that thats this my name for on at in of to with would like want need could can cant
    have
    looking just
    sorry sure ok okay right fine haircut car tooth teeth check today tomorrow monday tuesday wednesday
    thursday
    friday saturday sunday week next running late stuck afraid interested happy not so very about because
    me us him her them doctor dr mr mrs ms miss new patient customer client""".split()
)
_LONGEST_NAME = 4


def read_english_digits(text: str) -> str:
    """Return the digits spoken in one run, the longest if there are several: "oh one five double seven"."""
    runs, run, times, after_tens = [], "", 1, False
    for word in _WORD.findall(clean(text).lower()):
        digits = _digits_of(word)
        if word in {"+", "plus"}:
            runs.append(run)
            run = "+"
        elif word in _TIMES:
            times = _TIMES[word]
        elif digits is not None:
            # "twenty five" is 25, not 205
            joins = after_tens and len(digits) == 1 and digits != "0" and not word.isdigit()
            run = run[:-1] + digits if joins else run + digits * times
            times = 1
        elif word not in _BRIDGES and word not in {",", "."}:
            runs.append(run)
            run, times = "", 1
        after_tens = word in _TENS
    return max([*runs, run], key=len)


def _digits_of(word: str) -> str | None:
    if word.isdigit():
        return word
    if word in _TENS:
        return f"{_TENS[word]}0"
    if "-" in word:
        ten, _, one = word.partition("-")
        return f"{_TENS[ten]}{_DIGITS[one]}" if ten in _TENS and one in _DIGITS else None
    return _DIGITS.get(word)


def spelled_letters(text: str) -> str | None:
    """Return the word that was spelled letter by letter or by the NATO alphabet, or ``None``."""
    said = _AS_IN.sub(lambda match: match["letter"], clean(text))
    letters, times = "", 1
    for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", said.lower()):
        if word in _TIMES:
            times = _TIMES[word]
            continue
        letter = (
            word
            if len(word) == 1
            else _NATO.get(word)
            or (word.replace("-", "") if re.fullmatch(r"(?:[^\W\d_]-)+[^\W\d_]", word) else None)
        )
        if letter is None:
            if len(letters) >= 2:
                break
            letters, times = "", 1
            continue
        letters += letter * times
        times = 1
    return letters.capitalize() if len(letters) >= 2 else None


def read_english_name(text: str, *, expecting: bool = True) -> str | None:
    """Return the name: "it's Jane Miller", "Miller, M I double L E R"; a bare one only if expected."""
    said = _last_of_twice(clean(text))
    spelled = _SPELLED.search(said)
    letters = spelled_letters(spelled["letters"] if spelled else said)
    if spelled:
        said = said[: spelled.start()]
    introduced = _INTRODUCED.search(said)
    if introduced is None and not expecting:
        return None
    name = _name_at(introduced["name"] if introduced else said)
    if letters is None:
        return name
    if (
        introduced is None
        and spelled is None
        and all(word.lower() in _NATO or len(word) == 1 for word in said.split())
    ):
        return letters
    words = [word for word in (name or "").split() if len(word) > 1]
    first = (
        words[:-1] if len(words) > 1 else [word for word in words if word[:1].lower() != letters[:1].lower()]
    )
    return " ".join([*first, letters])


def _last_of_twice(said: str) -> str:
    """``Clark. Emily Clark.``: said again in full."""
    first, _, second = said.partition(". ")
    short = first.split()[-1].lower() if first.split() else ""
    return second if short and short in second.lower().strip(" .").split() else said


def _name_at(said: str) -> str | None:
    taken: list[str] = []
    for word in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?|,", said):
        key = word.rstrip(".").lower().replace("'", "").replace("’", "")
        if key in _NO_NAMES or word == "," or len(key) < 2:
            if taken:
                break
            continue
        taken.append(word.rstrip("."))
    parts = [part if part[:1].isupper() else part.capitalize() for part in taken[:_LONGEST_NAME]]
    return " ".join(parts) or None
