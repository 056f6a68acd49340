"""Times, days, prices and durations as they are spoken, found in the words of one clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from telephony.dialogue.claims.days import Day, names_day, read_day
from telephony.dialogue.claims.tokens import Token, key_at, number

_MINUTES = {
    "minute": 1, "minuten": 1, "min": 1, "minutes": 1, "stunde": 60, "stunden": 60, "std": 60, "hour": 60,
    "hours": 60, "viertelstunde": 15, "tag": 1440, "tage": 1440, "tagen": 1440, "day": 1440, "days": 1440,
    "woche": 10_080, "wochen": 10_080, "week": 10_080, "weeks": 10_080, "monat": 43_200, "monate": 43_200,
    "monaten": 43_200, "month": 43_200, "months": 43_200, "jahr": 525_600, "jahre": 525_600,
    "jahren": 525_600, "year": 525_600, "years": 525_600,
}  # fmt: skip
_WHOLE_SPANS = {"viertelstunde": 15, "dreiviertelstunde": 45, "halbstunde": 30}
_EURO = frozenset({"euro", "euros", "eur", "€"})
_CENTS = frozenset({"cent", "cents"})
_FROM = frozenset({"ab", "mindestens", "from", "least"})
_FRACTIONS = {
    "halbe": 0.5,
    "halben": 0.5,
    "dreiviertel": 0.75,
    "anderthalb": 1.5,
    "eineinhalb": 1.5,
    "zweieinhalb": 2.5,
}
_HALVES = frozenset({"vormittags", "morgens", "frueh", "am"})
_AFTERNOON = frozenset({"nachmittags", "abends", "pm"})
# Behind a bare number these say that it was a time ("um neun oder um zehn", "um 9 bei Anna").
_NO_UNIT = frozenset(
    "oder und bei am passt frei ist waere mit im in an geht bis noch auf fuer or and on with is works would "
    ". , ? ! ; : -".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One fact in the words from token ``first`` up to ``last`` (excluded). Exactly one value is set."""

    first: int
    last: int
    day: Day | None = None
    minute: int | None = None
    is_vague: bool = False  # "um halb drei": which half of the day was not said
    cents: int | None = None
    is_from: bool = False
    minutes: int | None = None


def mentions_in(tokens: Sequence[Token]) -> list[Mention]:
    """All of them, in order; each word belongs to one at most."""
    found: list[Mention] = []
    at = 0
    while at < len(tokens):
        read = next((each for reader in _READERS if (each := reader(tokens, at))), None)
        found += [read] if read else []
        at = read.last if read else at + 1
    return _shared_units(tokens, found)


def _shared_units(tokens: Sequence[Token], found: list[Mention]) -> list[Mention]:
    """``9 oder 10 Uhr``, ``von 9 bis 18 Uhr``: the first number is a time too."""
    times = {mention.first: mention for mention in found if mention.minute is not None}
    taken = {at for mention in found for at in range(mention.first, mention.last)}
    joined = []
    for at in range(len(tokens) - 2):
        if at in taken or tokens[at + 1].key not in {
            "oder",
            "bis",
            "und",
            "or",
            "to",
            "until",
            "-",
            "–",
            ",",
        }:
            continue
        read = number(tokens, at)
        if read and at + 2 in times and read[0] == int(read[0]) and 0 <= read[0] <= 24:
            joined.append(
                Mention(
                    first=at, last=at + 1, minute=int(read[0]) * 60 % 1440, is_vague=times[at + 2].is_vague
                )
            )
    return sorted([*found, *joined], key=lambda mention: mention.first)


def _price(tokens: Sequence[Token], at: int) -> Mention | None:
    if key_at(tokens, at) == "€" and (read := number(tokens, at + 1)):
        return _money(tokens, at, at + 1 + read[1], read[0])
    read = number(tokens, at)
    if read is None:
        return None
    last = at + read[1]
    if key_at(tokens, last) in _CENTS:
        return _money(tokens, at, last + 1, read[0] / 100)
    if key_at(tokens, last) not in _EURO:
        return None
    value, last = read[0], last + 1
    more = last + 1 if key_at(tokens, last) in {"und", "and"} else last
    cents = number(tokens, more)
    if cents and 0 < cents[0] < 100 and cents[0] == int(cents[0]):
        after = key_at(tokens, more + cents[1])
        if after in _CENTS:
            return _money(tokens, at, more + cents[1] + 1, value + cents[0] / 100)
        if (
            more == last
            and after not in _EURO
            and after not in _MINUTES
            and after not in {"uhr", "prozent", "%"}
        ):
            return _money(tokens, at, more + cents[1], value + cents[0] / 100)
    return _money(tokens, at, last, value)


def _money(tokens: Sequence[Token], first: int, last: int, euros: float) -> Mention:
    is_from = key_at(tokens, first - 1) in _FROM
    return Mention(first=first, last=last, cents=round(euros * 100), is_from=is_from)


def _duration(tokens: Sequence[Token], at: int) -> Mention | None:
    minutes, last = _span(tokens, at)
    if minutes is None:
        return None
    if minutes >= 60:
        more = last + 1 if key_at(tokens, last) in {"und", "and"} else last
        rest, end = _span(tokens, more)
        if rest is not None and rest < 60:
            minutes, last = minutes + rest, end
        elif key_at(tokens, more) == "half":
            minutes, last = minutes + 30, more + 1
        elif (key_at(tokens, more), key_at(tokens, more + 1)) == ("a", "half"):
            minutes, last = minutes + 30, more + 2
    return Mention(first=at, last=last, minutes=round(minutes))


def _span(tokens: Sequence[Token], at: int) -> tuple[float | None, int]:
    key = key_at(tokens, at)
    if key in _WHOLE_SPANS:
        return _WHOLE_SPANS[key], at + 1
    if key in _FRACTIONS and key_at(tokens, at + 1) in _MINUTES:
        return _FRACTIONS[key] * _MINUTES[key_at(tokens, at + 1)], at + 2
    if key == "half" and (key_at(tokens, at + 1), key_at(tokens, at + 2)) == ("an", "hour"):
        return 30, at + 3
    if key in {"an", "a"} and key_at(tokens, at + 1) in {"hour", "day", "week", "month", "year"}:
        return _MINUTES[key_at(tokens, at + 1)], at + 2
    read = number(tokens, at)
    if read is None:
        return None, at
    unit = key_at(tokens, at + read[1])
    # "Eine Woche später" and "in der Woche" count nothing that was promised; "an einem Tag" neither.
    if unit not in _MINUTES or (key in {"einem", "einer", "eines"} and _MINUTES[unit] >= 1440):
        return None, at
    return read[0] * _MINUTES[unit], at + read[1] + 1


def _clock(tokens: Sequence[Token], at: int) -> Mention | None:
    return (
        _written_clock(tokens, at)
        or _spoken_clock(tokens, at)
        or _english_clock(tokens, at)
        or _bare(tokens, at)
    )


def _written_clock(tokens: Sequence[Token], at: int) -> Mention | None:
    """``14:30`` anywhere, ``14.30 Uhr``, ``2:30 pm``."""
    match = re.fullmatch(r"(\d{1,2})([:.])(\d{2})", key_at(tokens, at))
    if not match or int(match[1]) > 24 or int(match[3]) > 59:
        return None
    is_uhr = key_at(tokens, at + 1) == "uhr"
    if match[2] == "." and not is_uhr:
        return None
    return _half_of_day(tokens, at, at + 1 + is_uhr, int(match[1]) * 60 + int(match[3]), is_vague=False)


def _spoken_clock(tokens: Sequence[Token], at: int) -> Mention | None:
    """``9 Uhr``, ``neun Uhr dreißig``, ``halb drei``, ``Viertel vor neun``, ``drei viertel vier``."""
    key = key_at(tokens, at)
    if key == "halb" and (hour := _hour(tokens, at + 1)):
        return Mention(first=at, last=at + 2, minute=(hour * 60 - 30) % 1440, is_vague=hour <= 12)
    if key in {"viertel", "dreiviertel"}:
        return _quarter(tokens, at, 15 if key == "viertel" else 45)
    hour = _hour(tokens, at)
    if hour is None or key_at(tokens, at + 1) != "uhr":
        return None
    past = number(tokens, at + 2)
    after = key_at(tokens, at + 2 + (past[1] if past else 0))
    if past and 0 < past[0] < 60 and past[0] == int(past[0]) and not _is_counted(after) and after != "uhr":
        minute, last = hour * 60 + int(past[0]), at + 2 + past[1]
    else:
        minute, last = hour * 60, at + 2
    return _half_of_day(tokens, at, last, minute, is_vague=False)


def _quarter(tokens: Sequence[Token], at: int, quarter: int) -> Mention | None:
    side = key_at(tokens, at + 1)
    hour = _hour(tokens, at + 2 if side in {"vor", "nach"} else at + 1)
    if hour is None:
        return None
    if side in {"vor", "nach"}:
        minute, last = hour * 60 + (quarter if side == "nach" else -quarter), at + 3
    else:
        minute, last = hour * 60 - 60 + quarter, at + 2
    last += key_at(tokens, last) == "uhr"
    return Mention(first=at, last=last, minute=minute % 1440, is_vague=hour <= 12)


def _english_clock(tokens: Sequence[Token], at: int) -> Mention | None:
    """``9 am``, ``nine o'clock``, ``half past two``, ``quarter to nine``, ``noon``."""
    key = key_at(tokens, at)
    if key in {"noon", "midday"}:
        return Mention(first=at, last=at + 1, minute=720)
    if (
        key in {"half", "quarter"}
        and key_at(tokens, at + 1) in {"past", "to"}
        and (hour := _hour(tokens, at + 2))
    ):
        part = 30 if key == "half" else 15
        minute = hour * 60 + (part if key_at(tokens, at + 1) == "past" else -part)
        return _half_of_day(tokens, at, at + 3, minute, is_vague=hour <= 12)
    hour = _hour(tokens, at)
    if hour is None:
        return None
    after = key_at(tokens, at + 1)
    if after == "oclock":
        return _half_of_day(tokens, at, at + 2, hour * 60, is_vague=hour <= 12)
    is_dotted = after in {"a", "p"} and key_at(tokens, at + 2) == "." and key_at(tokens, at + 3) == "m"
    if after == "pm" or is_dotted or (after == "am" and not names_day(tokens, at + 2)):
        return _half_of_day(tokens, at, at + 1, hour * 60, is_vague=False)
    past = number(tokens, at + 1)
    if past and 0 < past[0] < 60 and key_at(tokens, at + 1 + past[1]) in {"am", "pm"}:
        return _half_of_day(tokens, at, at + 1 + past[1], hour * 60 + int(past[0]), is_vague=False)
    return None


def _bare(tokens: Sequence[Token], at: int) -> Mention | None:
    """``um neun``: only where no other unit follows."""
    if key_at(tokens, at - 1) not in {"um", "gegen", "at"}:
        return None
    hour = _hour(tokens, at)
    if hour is None or (key_at(tokens, at + 1) not in _NO_UNIT and key_at(tokens, at + 1)):
        return None
    return _half_of_day(tokens, at, at + 1, hour * 60, is_vague=hour <= 12)


def _half_of_day(tokens: Sequence[Token], first: int, last: int, minute: int, *, is_vague: bool) -> Mention:
    """The minute of the day; ``pm`` and ``nachmittags`` behind it say which half."""
    after = key_at(tokens, last)
    if after in {"a", "p"} and (key_at(tokens, last + 1), key_at(tokens, last + 2)) == (".", "m"):
        after, last = after + "m", last + 2
    if after in _AFTERNOON:
        return Mention(first=first, last=last + 1, minute=(minute % 720) + 720)
    if after in _HALVES and not (after == "am" and names_day(tokens, last + 1)):
        return Mention(first=first, last=last + 1, minute=minute % (720 if after == "am" else 1440))
    return Mention(first=first, last=last, minute=minute % 1440, is_vague=is_vague)


def _hour(tokens: Sequence[Token], at: int) -> int | None:
    read = number(tokens, at)
    if read is None or read[1] != 1 or read[0] != int(read[0]) or not 0 <= read[0] <= 24:
        return None
    return int(read[0])


def _is_counted(key: str) -> bool:
    return key in _MINUTES or key in _EURO or key in {"prozent", "%"}


def _day(tokens: Sequence[Token], at: int) -> Mention | None:
    read = read_day(tokens, at)
    return Mention(first=at, last=read[1], day=read[0]) if read else None


_READERS = (_price, _duration, _clock, _day)
