"""From an utterance to a :class:`TimeWish`: reads days and hours, then joins what was said together."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from telephony.dialogue.numbers import cardinal, ordinal
from telephony.dialogue.text import words
from telephony.dialogue.times.clock import PART_WORDS as CLOCK_PARTS
from telephony.dialogue.times.clock import STARTS as CLOCK_STARTS
from telephony.dialogue.times.clock import Clock, Hours, minutes_of, read_hours
from telephony.dialogue.times.dates import Days, no_such_date, with_month
from telephony.dialogue.times.days import STARTS as DAY_STARTS
from telephony.dialogue.times.days import anchored, read_days
from telephony.dialogue.times.lexicon import WEEKDAYS
from telephony.dialogue.times.wish import DAY_MINUTES, MOST_BOXES, MOST_RANK, Box, TimeWish

_BEFORE_HOUR = frozenset("um gegen ab nach vor bis halb viertel dreiviertel".split())
_PAST = frozenset("seit gestern vorgestern".split())
_PAST_GOES_ON = frozenset(
    "heute gestern ein eine einer paar zwei drei vier fuenf der dem den letzten letzter tagen wochen woche "
    "stunden stunde monaten monat morgen ungefaehr etwa".split()
)
# A telephone number has fewer; whatever has more is noise.
_MOST_NUMBERS = 30
_GREETS = frozenset("guten gute gudn schoenen".split())
_EARLY = (6 * 60, 12 * 60)
_STARTS = CLOCK_STARTS | DAY_STARTS
_PARTS = "vormittags?|nachmittags?|mittags?|abends?|morgens?|frueh|nachts?|spaetnachmittags?"
_COMPOUND = re.compile(rf"({'|'.join(day for day in WEEKDAYS if len(day) > 2)})s?({_PARTS})")
_EARLIEST = re.compile(
    r"was (?:gerade |noch |halt |eben )?frei ist|kommt d(?:a)?rauf an|was haben sie (?:denn |noch "
    r")*(?:frei|anzubieten)|"
    r"so (?:frueh|schnell|bald|rasch|zeitnah) (?:es |wie )*(?:irgend ?)?(?:moeglich|geht)|moeglichst "
    r"(?:bald|schnell|zeitnah|frueh)"
    r"|(?:schnellst|baldmoeglichst|ehest|fruehest|naechst)moeglich\w*|baldmoeglichst|schnellstens"
    r"|zeitnah|\bdringend\b|sofort"
    r"|(?:naechste[rnsm]?|erste[rnsm]?|frueheste[rnsm]?) (?:freie[rnsm]? |moegliche[rnsm]? "
    r"|verfuegbare[rnsm]? )"
    r"|(?:wann (?:ist|waere|haetten sie|haben sie|haettet ihr|habt ihr|geht|ginge|hast "
    r"du)[^,.]*(?:naechste|frueheste|erste)\w* (?:\w+ )?termin)"
    r"|wann (?:haetten sie|haben sie|haettet ihr|habt ihr|waere|ist|geht|ginge|koennte ich|kann ich)(?: "
    r"denn| es| bei ihnen| mal| da)*"
    r"(?: (?:was|etwas|einen termin|noch was))? ?(?:frei|kommen|zeit)"
    r"|wann (?:passt|ginge|geht) es (?:denn )?(?:am besten )?(?:bei )?ihnen"
    r"|wann haben sie (?:denn )?(?:mal )?zeit"
    r"|egal wann|wann (?:ist|waere)? ?(?:mir )?egal|zeit(?:lich)? (?:ist|waere)? ?(?:mir )?egal"
    r"|jederzeit|bin (?:da |zeitlich |ganz )?flexibel"
    r"|(?:das )?frueheste|am schnellsten|so schnell s geht|was (?:frei wird|am naechsten ist)"
)
_CORRECTION = frozenset(
    "nein ne nee quatsch meine meinte meinen sondern stattdessen doch korrigiere falsch verzeihung "
    "pardon vielmehr bzw beziehungsweise sorry".split()
)
_SECOND_BEST = frozenset("notfalls sonst ansonsten alternativ andernfalls ersatzweise eventuell".split())
_PREPOSITIONS = frozenset(
    "am an der den dem die um vor nach in im zu auf ab bis erst so gegen unbedingt gerade".split()
)
_REFUSALS = re.compile(
    r"\b(?:nicht|nie|schlecht|unmoeglich|keine zeit|kein|urlaub|bin ich weg|muss ich arbeiten|arbeite "
    r"ich|verreist|ungern|"
    r"nicht da|blockiert|verplant|voll bei mir)\b"
)


@dataclass(slots=True)
class _Group:
    """What was said together: one day expression and one time of day, and whether it is wished or refused."""

    days: Days | None = None
    hours: Hours | None = None
    part: tuple[int, int] | None = None
    week: Days | None = None
    rank: int = 0
    refused: bool = False
    at: int = 0
    end: int = 0
    extra: list[Days] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Item:
    value: Days | Hours
    at: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What was spoken of before: "nach dem 10." and "ab sieben" mean something near it."""

    days: tuple[date, date]
    is_morning: bool = False


def understand_time(
    text: str, *, now: datetime, subdivision: str = "", language: str = "de", expecting: bool = False,
    context: Context | None = None,
) -> TimeWish | None:  # fmt: skip
    """Return the wish for a time in this utterance, or ``None`` if it says nothing about time.

    ``now`` is the branch's wall clock. ``expecting`` takes a bare number for an hour, as after "Wann?".
    """
    keys = _keys(text)
    if sum(key[0].isdigit() for key in keys) > _MOST_NUMBERS:
        return None
    if context is not None:
        keys = with_month(keys, context.days, now.date())
    today = now.date()
    items = list(_items(keys, today, now, expecting=expecting))
    said = " ".join(keys)
    earliest = _EARLIEST.search(said) is not None
    groups = _groups(keys, items)
    if not groups and not earliest:
        return None
    _share(groups)
    wished = [group for group in groups if not group.refused]
    refused = [group for group in groups if group.refused]
    if context is not None and context.is_morning:
        for group in groups:
            group.part = group.part or _morning_of(group)
    boxes = tuple(dict.fromkeys(box for group in wished for box in _boxes(group, today)))
    excluded = tuple(box for group in refused for box in _boxes(group, today, refusing=True))
    choices = next((group.days.choices for group in wished if group.days and group.days.choices), ())
    return TimeWish(
        boxes=_ranked(boxes)[:MOST_BOXES], excluded=excluded[:MOST_BOXES], earliest=earliest, choices=choices
    )


def impossible_day(text: str) -> str:
    """Return a date that no calendar has, as it is spoken: ``31. Februar``; empty if there is none."""
    return no_such_date(_keys(text))


def _keys(text: str) -> list[str]:
    keys: list[str] = []
    for word in words(text):
        compound = _COMPOUND.fullmatch(word.key)
        # "um achte", "halb dreie": the hour with the ending of everyday speech
        hour = word.key.removesuffix("e") if keys and keys[-1] in _BEFORE_HOUR else ""
        if hour and hour != word.key and cardinal(hour) is not None:
            keys.append(hour)
        else:
            keys.extend(compound.groups() if compound else (word.key,))
    return _without_past(keys)


def _without_past(keys: list[str]) -> list[str]:
    """``Guten Morgen`` greets; ``seit gestern Nacht`` tells since when it hurts, it is no wish."""
    kept: list[str] = []
    is_past = False
    for at, key in enumerate(keys):
        if key in {"morgen", "abend"} and at and keys[at - 1] in _GREETS:
            continue
        is_past = key in _PAST or (
            is_past and (key in _PAST_GOES_ON or key in CLOCK_PARTS or key in WEEKDAYS)
        )
        if not is_past:
            kept.append(key)
    return kept


def _morning_of(group: _Group) -> tuple[int, int] | None:
    """Among offers in the morning "ab sieben" is seven in the morning."""
    clock = group.hours.clock if group.hours else None
    if clock is None or not clock.bare or not 6 * 60 <= clock.minute < 12 * 60:
        return None
    # "from" and "until" would be cut at noon by a part of the day that nobody said
    return (0, DAY_MINUTES) if clock.minute >= 8 * 60 else _EARLY


def _items(keys: Sequence[str], today: date, now: datetime, *, expecting: bool) -> Iterator[_Item]:
    at = 0
    while at < len(keys):
        if not _may_begin(keys[at]):
            at += 1
            continue
        found = _soon(keys, at, now) or _prefer(
            keys[at], read_days(keys, at, today), read_hours(keys, at, loose=expecting and _alone(keys, at))
        )
        if found is None:
            at += 1
            continue
        value, end = found
        yield _Item(value, at, end)
        at = max(end, at + 1)


def _may_begin(key: str) -> bool:
    """Most words of an utterance are not about time: they are passed over at once."""
    return key[0].isdigit() or key in _STARTS or cardinal(key) is not None or ordinal(key) is not None


def _prefer(
    key: str, days: tuple[Days, int] | None, hours: tuple[Hours, int] | None
) -> tuple[Days | Hours, int] | None:
    if days is None or hours is None:
        return days or hours
    if key == "morgen":  # behind a weekday it is the morning, else it is tomorrow
        return hours
    return hours if hours[1] > days[1] else days


def _alone(keys: Sequence[str], at: int) -> bool:
    """A bare number is an hour only when no other number stands beside it."""
    return not any(
        cardinal(key.rstrip(".")) is not None for key in (*keys[max(0, at - 1) : at], *keys[at + 2 : at + 3])
    )


def _soon(keys: Sequence[str], at: int, now: datetime) -> tuple[Hours, int] | None:
    """``in einer halben Stunde``, ``in zwei Stunden``: a time of today."""
    if keys[at] != "in" or at + 2 >= len(keys):
        return None
    count: float | None = {"anderthalb": 1.5, "eineinhalb": 1.5, "zweieinhalb": 2.5}.get(keys[at + 1])
    unit = at + 2
    if keys[at + 1] in {"einer", "ner"} and keys[at + 2] == "halben":
        count, unit = 0.5, at + 3
    elif keys[at + 1] in {"einer", "ner"} and keys[at + 2] in {"dreiviertel", "viertel"}:
        count, unit = (0.75 if keys[at + 2] == "dreiviertel" else 0.25), at + 3
    count = count if count is not None else cardinal(keys[at + 1])
    if count is None or unit >= len(keys) or count > 48:
        return None
    per_unit = {
        "stunde": 60,
        "stunden": 60,
        "minuten": 1,
        "minute": 1,
        "viertelstunde": 15,
        "dreiviertelstunde": 45,
    }
    if keys[unit] not in per_unit:
        return None
    then = now + timedelta(minutes=int(count * per_unit[keys[unit]]))
    minute = then.hour * 60 + then.minute
    return Hours("around", Clock(minute, bare=False)), unit + 1


def _groups(keys: Sequence[str], items: list[_Item]) -> list[_Group]:
    groups: list[_Group] = []
    rank = 0
    for index, item in enumerate(items):
        previous = groups[-1] if groups else None
        gap = list(keys[(previous.end if previous else 0) : item.at])
        if previous is not None and _corrects(gap):
            groups = _without_corrected(groups, item)
            previous = None
        if set(gap) & _SECOND_BEST or _conditional(gap):
            rank += 1
        following = list(keys[item.end : items[index + 1].at if index + 1 < len(items) else len(keys)])
        refused = _refused_before(gap) or _refused_after(following, last=index + 1 == len(items))
        # "außer Montag und Dienstag"
        also = previous is not None and previous.refused and bool({"und", "oder"} & set(gap))
        refused = refused or (also and set(gap) <= {"und", "oder", "auch", *_PREPOSITIONS})
        if (
            previous is not None
            and _joins(previous, item, gap)
            and previous.refused == refused
            and previous.rank == rank
        ):
            _put(previous, item)
        else:
            groups.append(_put(_Group(rank=rank, refused=refused, at=item.at), item))
    return groups


def _corrects(gap: list[str]) -> bool:
    if not set(gap) & _CORRECTION and "lieber" not in gap and "besser" not in gap:
        return False
    return "oder" not in gap or bool(set(gap) & {"nein", "doch", "quatsch"})


def _conditional(gap: list[str]) -> bool:
    return (any(word in {"wenn", "falls"} for word in gap) and "nicht" in gap) or (
        "zur" in gap and "not" in gap
    )


def _without_corrected(groups: list[_Group], item: _Item) -> list[_Group]:
    """Drop what the new item replaces: a day replaces days, a time replaces times of the last group."""
    kept = [group for group in groups if group.refused]
    last = next((group for group in reversed(groups) if not group.refused), None)
    if last is None:
        return groups
    if isinstance(item.value, Days):
        left = replace(last, days=None, week=None, extra=[])
        return [*kept, left] if left.hours or left.part else kept
    left = replace(last, hours=None, part=None)
    return [*kept, left] if left.days else kept


def _refused_before(gap: list[str]) -> bool:
    tail = list(gap)
    while tail and tail[-1] in _PREPOSITIONS:
        tail.pop()
    if tail and tail[-1] in {"ausser", "ausgenommen", "ohne", "ausgerechnet"}:
        return True
    if not tail or tail[-1] not in {"nicht", "keinen", "kein", "nie"}:
        return False
    return not (len(tail) >= 2 and tail[-2] in {"sie", "ihr", "es", "da", "du", "ja", "wenn", "falls"})


def _refused_after(gap: list[str], *, last: bool) -> bool:
    clause: list[str] = []
    for word in gap:
        if word in {",", ".", "aber", "sondern", "oder", "lieber", "wenn", "dann", "!", "?", ";"}:
            break
        clause.append(word)
    said = " ".join(clause)
    if not _REFUSALS.search(said):
        return False
    # A "nicht" right before the next day belongs to that day: "Dienstag, nicht Mittwoch".
    stripped = list(clause)
    while stripped and stripped[-1] in _PREPOSITIONS:
        stripped.pop()
    belongs_ahead = (
        not last
        and len(clause) == len(gap)
        and bool(stripped)
        and stripped[-1] in {"nicht", "kein", "keinen"}
    )
    return not belongs_ahead and re.search(r"nicht (?:doch|vielleicht|so|zu)|ob .*nicht", said) is None


def _joins(group: _Group, item: _Item, gap: list[str]) -> bool:
    """Tell whether the item says more about the same alternative."""
    apart = bool(set(gap) & {"oder", "sowie"})
    value = item.value
    if isinstance(value, Hours):
        if value.kind == "part":
            return (not apart and (group.part is None or group.hours is None)) or (
                group.part is None and group.hours is None
            )
        both_bounds = group.hours is not None and {group.hours.kind, value.kind} == {"from", "until"}
        return (group.hours is None and not (apart and group.part)) or both_bounds
    if group.days is None:
        return not (apart and group.hours) or (group.week is None and group.days is None and not apart)
    if apart:
        return False
    return _narrows(group, value, gap)


def _narrows(group: _Group, days: Days, gap: list[str]) -> bool:
    """``nächste Woche Dienstag`` is one day, ``Dienstag und Mittwoch`` are two."""
    if "und" in gap or ("," in gap and group.days is not None and group.days.weekdays and days.weekdays):
        return False
    one, other = group.days or Days(), days
    if one.weekdays and other.weekdays and one.start is None and other.start is None:
        return False
    return _intersect(one, other) is not None


def _intersect(one: Days, other: Days) -> Days | None:
    if other.weekdays and other.start is None and other.end is None:
        one, other = other, one
    if one.weekdays and one.start is None and one.end is None:
        if other.start is None and other.end is None:
            return None
        length = (other.end - other.start).days if other.start and other.end else 99
        if length == 1 and other.start is not None and other.start.weekday() not in one.weekdays:
            return None
        return replace(other, weekdays=one.weekdays, habitual=one.habitual, nearby=None)
    starts = [day for day in (one.start, other.start) if day is not None]
    ends = [day for day in (one.end, other.end) if day is not None]
    start, end = max(starts, default=None), min(ends, default=None)
    if start is not None and end is not None and start >= end:
        return None
    return replace(one, start=start, end=end, weekdays=one.weekdays or other.weekdays, nearby=None)


def _put(group: _Group, item: _Item) -> _Group:
    value = item.value
    if isinstance(value, Days):
        if group.days is None:
            group.days = value
        else:
            group.days = _intersect(group.days, value) or value
        if value.start is not None and not value.weekdays:
            group.week = value
    elif value.kind == "part":
        group.part = value.span
    elif group.hours is not None and {group.hours.kind, value.kind} == {"from", "until"}:
        first, second = (group.hours, value) if group.hours.kind == "from" else (value, group.hours)
        group.hours = Hours("between", first.clock, second.clock)
    else:
        group.hours = value
    group.end = item.end
    return group


def _share(groups: list[_Group]) -> None:
    """``Dienstag oder Donnerstag um neun``: what only one alternative says holds for its neighbours too."""
    wished = [group for group in groups if not group.refused]
    with_hours = [group for group in wished if group.hours or group.part]
    for index, group in enumerate(wished):
        if not (group.hours or group.part) and with_hours:
            later = next((other for other in wished[index:] if other.hours or other.part), None)
            source = later or with_hours[-1]
            group.hours, group.part = source.hours, source.part
        if group.days is None:
            earlier = [other for other in wished[:index] if other.days is not None]
            following = [other for other in wished[index:] if other.days is not None]
            neighbour = earlier[-1] if earlier else following[0] if following else None
            group.days = neighbour.days if neighbour else None
    _share_week(wished)


def _share_week(wished: list[_Group]) -> None:
    weeks = [group.week for group in wished if group.week and group.days and group.days.weekdays]
    for group in wished:
        days = group.days
        if weeks and days and days.weekdays and days.start is None and days.end is None and not days.habitual:
            group.days = _intersect(days, weeks[0]) or days


def _boxes(group: _Group, today: date, *, refusing: bool = False) -> list[Box]:
    days = group.days
    if refusing and days is not None and days.weekdays and days.start is None:
        days = replace(days, habitual=True)
    is_loose = days is not None and len(days.weekdays) == 1 and days.start is None and not days.habitual
    days = _pinned(anchored(days, today)) if days is not None else Days()
    opens, closes, target = _minutes(group)
    if refusing and group.hours is not None and group.hours.kind in {"until", "from"}:
        target = None
    base = Box(
        start=days.start, end=days.end, weekdays=tuple(sorted(days.weekdays)), opens=opens, closes=closes,
        target=target, rank=min(group.rank * 10, MOST_RANK), loose=is_loose and not refusing,
    )  # fmt: skip
    boxes = [base]
    clock = group.hours.clock if group.hours else None
    if (
        clock
        and clock.bare
        and group.hours
        and group.hours.kind in {"at", "from"}
        and group.part is None
        and not refusing
        and 7 * 60 <= clock.minute < 8 * 60
    ):
        other = clock.minute if opens != clock.minute else clock.minute + DAY_MINUTES // 2
        second = replace(base, opens=other, rank=base.rank + 1)
        is_exact = group.hours.kind == "at"
        boxes.append(replace(second, closes=other + 1, target=other) if is_exact else second)
    if days.nearby is not None:
        start, end = days.nearby
        boxes.append(replace(base, start=max(start, today), end=end, rank=base.rank + 2))
    return boxes


def _pinned(days: Days) -> Days:
    """A weekday of one named week is one day."""
    if len(days.weekdays) != 1 or days.start is None or days.end is None or (days.end - days.start).days > 7:
        return days
    inside = [
        day
        for step in range((days.end - days.start).days)
        if (day := days.start + timedelta(days=step)).weekday() in days.weekdays
    ]
    return replace(days, start=inside[0], end=inside[0] + timedelta(days=1), weekdays=()) if inside else days


def _minutes(group: _Group) -> tuple[int | None, int | None, int | None]:
    if group.hours is not None:
        return minutes_of(group.hours, group.part)
    return (*group.part, None) if group.part is not None else (None, None, None)


def _ranked(boxes: tuple[Box, ...]) -> tuple[Box, ...]:
    return tuple(sorted(boxes, key=lambda box: box.rank))
