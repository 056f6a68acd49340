"""Times that callers wished for and did not get, by weekday and part of the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from telephony.dialogue.times.grammar import understand_time
from telephony.learning.heard import HeardAct, HeardCall

MORNING, AFTERNOON, EVENING, ANY = "morning", "afternoon", "evening", ""
NOON, EVENING_BEGINS = 12 * 60, 17 * 60
# Whoever names more days than this has no particular one in mind.
MOST_WEEKDAYS: Final = 2
# Not the calendar's fault: too far ahead, already over, or asked for at the last moment.
_NO_MATTER_OF_HOURS: Final = frozenset({"beyond_horizon", "past_time", "too_short_notice", "public_holiday"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Bucket:
    """Where, on which weekday (Monday is 0), and in which part of the day."""

    branch_id: int
    weekday: int
    part: str


def wished_in_vain(call: HeardCall) -> dict[Bucket, str]:
    """The wishes of a call that found nothing, each with the main reason."""
    return {
        Bucket(branch_id=call.branch_id, weekday=weekday, part=part): str(act.result.get("reason") or "")
        for act in call.acts
        if _is_in_vain(act)
        for weekday, part in _wishes(act)
    }


def _is_in_vain(act: HeardAct) -> bool:
    reason = act.result.get("reason")
    missed = act.code == "nothing_free" or (act.code == "offered" and bool(reason))
    return act.name == "find_times" and missed and reason not in _NO_MATTER_OF_HOURS


def _wishes(act: HeardAct) -> Iterator[tuple[int, str]]:
    box = next(iter(_boxes(act)), None)
    if box is None:
        return
    days = _weekdays(box)
    if 0 < len(days) <= MOST_WEEKDAYS:
        yield from ((day, _part(box)) for day in sorted(days))


def _boxes(act: HeardAct) -> list[dict[str, Any]]:
    """As the engine wrote them, or of the words where those could be kept."""
    if act.args.get("wish"):
        return list(act.args["wish"].get("boxes") or ())
    if not act.args.get("when"):
        return []
    wish = understand_time(str(act.args["when"]), now=act.at.replace(tzinfo=None))
    return list(wish.to_json().get("boxes") or ()) if wish else []


def _weekdays(box: dict[str, Any]) -> set[int]:
    if box.get("weekdays"):
        return {int(day) for day in box["weekdays"]}
    start, end = box.get("start"), box.get("end")
    if start and (not end or start == end):
        return {_day(start).weekday()}
    return set()


def _day(value: str | date) -> date:
    return value if isinstance(value, date) else datetime.fromisoformat(value).date()


def _part(box: dict[str, Any]) -> str:
    minute = box["target"] if box.get("target") is not None else box.get("opens")
    if minute is None:
        return MORNING if box.get("closes") is not None and box["closes"] <= NOON else ANY
    if minute < NOON:
        closes = box.get("closes")
        return MORNING if box.get("target") is not None or (closes and closes <= NOON + 120) else ANY
    return AFTERNOON if minute < EVENING_BEGINS else EVENING
