"""What a caller said about time and place, made a search: the same for every act that looks for times."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from booking.errors import NonexistentWallTime, SlotUnknown
from booking.services.slot_ids import offer_of
from booking.values import Window
from booking.wall_clock import instant_at
from telephony.acts.registry import ActContext
from telephony.acts.terms import TermUnclear
from telephony.dialogue.times.grammar import understand_time, unknown_days
from telephony.dialogue.times.wish import TimeWish
from telephony.dialogue.vocabulary import StaffTerm

Minute = Annotated[int, Field(ge=0, le=1440)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class BoxArgs(BaseModel):
    """One alternative of a wish as the engine writes it; checked like everything that comes in."""

    model_config = ConfigDict(strict=True, extra="ignore")

    start: Day | None = None
    end: Day | None = None
    weekdays: list[Annotated[int, Field(ge=0, le=6)]] = Field(default_factory=list, max_length=7)
    opens: Minute | None = None
    closes: Minute | None = None
    target: Minute | None = None
    rank: Annotated[int, Field(ge=0, le=100)] = 0


class WishArgs(BaseModel):
    """A wish as the engine writes it."""

    model_config = ConfigDict(strict=True, extra="ignore")

    boxes: list[BoxArgs] = Field(default_factory=list, max_length=40)
    excluded: list[BoxArgs] = Field(default_factory=list, max_length=40)
    earliest: bool = False
    latest: bool = False
    choices: list[Day] = Field(default_factory=list, max_length=10)
    times: list[Minute] = Field(default_factory=list, max_length=10)


def time_said(context: ActContext, said: str) -> TimeWish | None:
    """What words say about time, in the language of the call; a model may put them into German as well."""
    now, subdivision = context.local_now, context.vocabulary.region
    wish = understand_time(said, now=now, subdivision=subdivision, language=context.language)
    return wish or understand_time(said, now=now, subdivision=subdivision)


def wish_of(context: ActContext, wish_args: WishArgs | None, when: str | None) -> TimeWish | None:
    """What was said about the time; ``None``: nothing.

    :raises TermUnclear: something was said that nobody can make a time of, or that means two days.
    """
    wish: TimeWish | None = None
    if wish_args is not None:
        wish = _checked(context, wish_args)
    elif when:
        if named := unknown_days(when, now=context.local_now, subdivision=context.vocabulary.region):
            said = f"{context.words.unknown_days(named)} {context.words.ask_when()}"
            raise TermUnclear("when_unclear", said)
        wish = time_said(context, when)
        if wish is None:
            raise TermUnclear("when_unclear", context.words.ask_when(1))
    if wish is not None and len(wish.choices) > 1:
        raise TermUnclear("when_unclear", context.words.ask_which_day(wish.choices))
    if wish is not None and len(wish.times) > 1:
        raise TermUnclear("when_unclear", context.words.ask_between_times(wish.times))
    return wish


def _checked(context: ActContext, args: WishArgs) -> TimeWish:
    try:
        return TimeWish.from_json(args.model_dump())
    except ValueError as error:
        raise TermUnclear("when_unclear", context.words.ask_when(1)) from error


def windows_of(context: ActContext, wish: TimeWish | None) -> tuple[Window, ...] | None:
    """The wish as instants; ``None``: any time will do, empty: nothing of it lies before the horizon."""
    if wish is None or not (wish.boxes or wish.excluded):
        return None
    local = wish.windows(context.local_now, context.vocabulary.max_horizon_days)
    spans = ((instant(window.start, context), instant(window.end, context)) for window in local)
    return tuple((start, end) for start, end in spans if start < end)


def near_of(context: ActContext, wish: TimeWish | None) -> datetime | None:
    """Near which instant to look first: the exact wish, or the end of a day that is liked best."""
    if wish is None:
        return None
    local = wish.near(context.local_now, context.vocabulary.max_horizon_days)
    return instant(local, context) if local is not None else None


def able_staff(
    context: ActContext, staff: StaffTerm | None, service_id: int, unwanted: Iterable[int]
) -> frozenset[int] | None:
    """Who may do it: the person asked for, else all but those who are not wanted; ``None``: anybody.

    :raises TermUnclear: nobody else does it.
    """
    if staff is not None:
        return frozenset({staff.id})
    left_out = frozenset(unwanted)
    if not left_out:
        return None
    able = frozenset(one.id for one in context.vocabulary.staff if one.offers(service_id)) - left_out
    if not able:
        raise TermUnclear("staff_unknown", context.words.not_to_promise())
    return able


def instant(local: datetime, context: ActContext) -> datetime:
    """A wall time as an instant; inside the hour that spring skips, the end of that hour."""
    try:
        return instant_at(local, context.zone)
    except NonexistentWallTime:
        return instant_at(local + timedelta(hours=1), context.zone)


def branch_ids_for(context: ActContext, branch_id: int | None, staff: StaffTerm | None) -> frozenset[int]:
    """The branch that was named, else those of the person asked for, else the one that was called."""
    if branch_id is not None:
        return frozenset({branch_id})
    called = context.call.branch_id
    if staff and staff.branch_ids and called not in staff.branch_ids:
        return staff.branch_ids
    return frozenset({called})


def starts_of(slot_ids: Iterable[str]) -> frozenset[datetime]:
    """When the times began that the caller turned down; ids that are not ours say nothing."""
    starts = set()
    for slot_id in slot_ids:
        try:
            starts.add(offer_of(slot_id).period.lower)
        except SlotUnknown:
            continue
    return frozenset(starts)


def repeated(wish: TimeWish | None, context: ActContext) -> str:
    """The wish in words, to be said back; empty without one."""
    return context.words.spoken_wish(wish, context.local_now.replace(tzinfo=None)) if wish else ""
