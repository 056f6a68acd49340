"""The words of an utterance, made ready for reading times."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from askproai.core.school_holidays import region_of
from telephony.dialogue.numbers import cardinal
from telephony.dialogue.text import words
from telephony.dialogue.times.dialect import mended
from telephony.dialogue.times.lexicon import PART_WORDS, WEEKDAYS
from telephony.dialogue.times.reading.cursor import Text
from telephony.dialogue.times.reading.tokens import Token, tokens_of

_BEFORE_HOUR = frozenset("um gegen ab nach vor bis halb viertel dreiviertel so".split())
_COUNTABLE = frozenset("stunde stuendchen halbe viertelstunde dreiviertelstunde minute woche".split())
_PAST = frozenset("seit gestern vorgestern".split())
_PAST_GOES_ON = frozenset(
    "heute gestern ein eine einer paar zwei drei vier fuenf der dem den letzten letzter tagen wochen woche "
    "stunden stunde monaten monat morgen ungefaehr etwa".split()
)
_AGO = re.compile(
    r"\bvor (?:etwa |ungefaehr |circa |ueber |gut |knapp )?(?:\w+ ){1,2}"
    r"(?:tag|tagen|woche|wochen|monat|monaten|jahr|jahren)\b"
    r"(?= (?:war|hatte|habe|hab|bin|ist|sind|wurde|schon|das|bei|mal|einmal|, )|$)"
)
_GREETS = frozenset("guten gute gudn schoenen".split())
_PARTS = "vormittags?|nachmittags?|mittags?|abends?|morgens?|frueh|nachts?|spaetnachmittags?"
_COMPOUND = re.compile(rf"({'|'.join(day for day in WEEKDAYS if len(day) > 2)})s?({_PARTS})")
_SPOKEN_CLOCK = re.compile(r"(\w+)uhr(\w+)")


class Said(list[str]):
    """The folded words of an utterance; ``calendar`` holds the same words for the neutral readers."""

    def __init__(self, keys: Iterable[str], *, now: datetime | None = None, subdivision: str = "") -> None:
        super().__init__(keys)
        self.now = now
        self.region = region_of(subdivision)
        self._calendar: tuple[Text, list[int]] | None = None

    def calendar(self) -> tuple[Text, list[int]] | None:
        """Return the tokens for the neutral readers and the word that each belongs to."""
        if self._calendar is None and self.now is not None:
            tokens: list[Token] = []
            owners: list[int] = []
            for at, key in enumerate(self):
                found = tokens_of(key)
                tokens.extend(found)
                owners.extend([at] * len(found))
            self._calendar = Text(tuple(tokens), self.now, "next", self.region), owners
        return self._calendar


def keys_of(text: str) -> list[str]:
    """Return the words, compounds cut (``dienstagabend``), without greetings and what tells of the past."""
    keys: list[str] = []
    folded = mended([word.key for word in words(text)])
    for at, word in enumerate(folded):
        following = folded[at + 1] if at + 1 < len(folded) else ""
        before = keys[-1] if keys else ""
        # "um a dreie": the article before an hour
        if not (word == "ein" and before in _BEFORE_HOUR and _is_hour(following)):
            keys.extend(_parts_of(word, before, following))
    return _without_past(keys)


def _parts_of(word: str, before: str, following: str) -> tuple[str, ...]:
    """Return the words that recognisers wrote as one, or one as it is said elsewhere."""
    compound, clock = _COMPOUND.fullmatch(word), _SPOKEN_CLOCK.fullmatch(word)
    # "um achte", "halb dreie": the hour with the ending of everyday speech
    hour = word.removesuffix("e") if before in _BEFORE_HOUR else word
    if hour != word and cardinal(hour) is not None:
        return (hour,)
    if clock and cardinal(clock[1]) is not None and cardinal(clock[2]) is not None:
        return clock[1], "uhr", clock[2]
    if word in {"ne", "nen", "ner"} and following in _COUNTABLE:
        return ("eine",)
    if word.isdigit() and len(word) == 3 and before in _BEFORE_HOUR and word[1:] < "60":
        return (f"{word[0]}:{word[1:]}",)
    if word.isdigit() and len(word) == 4 and following == "uhr":
        return (f"{word[:2]}:{word[2:]}",)
    if compound:
        return compound[1], compound[2]
    return ("aeh" if word in {"eh", "oeh", "oehm", "hm"} else word,)


def _is_hour(key: str) -> bool:
    return key.endswith("e") and cardinal(key.removesuffix("e")) is not None


def _without_past(keys: list[str]) -> list[str]:
    """``Guten Morgen`` greets; ``seit gestern Nacht`` tells since when it hurts, it is no wish."""
    kept: list[str] = []
    is_past = False
    for at, key in enumerate(keys):
        if key in {"morgen", "abend"} and at and keys[at - 1] in _GREETS:
            continue
        is_past = key in _PAST or (is_past and (key in _PAST_GOES_ON or key in PART_WORDS or key in WEEKDAYS))
        if not is_past:
            kept.append(key)
    said = " ".join(kept)
    return _AGO.sub(" ", said).split() if _AGO.search(said) else kept
