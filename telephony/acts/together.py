"""``find_together``: times for several people in one call, at once with several colleagues or in a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from booking.errors import BookingRefused
from booking.queries.slots import search_slots
from booking.services.offers import HOLD_ON_THE_PHONE, offer_times, release_holds
from booking.values import OfferedSlot, Slot, SlotSearch
from telephony.acts.registry import Act, ActArgs, ActContext, ShortWords, SlotId, Words, never
from telephony.acts.results import ActResult, refused, slot_json
from telephony.acts.terms import TermUnclear, meant_branch, meant_service, meant_staff
from telephony.acts.wishes import WishArgs, branch_ids_for, near_of, repeated, starts_of, windows_of, wish_of
from telephony.dialogue.times.wish import TimeWish
from telephony.dialogue.vocabulary import StaffTerm
from telephony.enums import Outcome

OFFERS = 2
# So many times of the first person are tried to find one that suits all.
CANDIDATES = 24
# Nobody waits longer than this for the one who comes along.
LONGEST_WAIT = timedelta(minutes=20)
# Two offers nearer to each other than this are no choice.
APART = timedelta(minutes=60)
_ONE_SECOND = timedelta(seconds=1)

Way = Literal["together", "after"]
Group = tuple[Slot, ...]


class PersonArgs(BaseModel):
    """One of those who come."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    service: Annotated[str, ShortWords] | None = None
    service_id: int | None = None
    staff: Annotated[str, ShortWords] | None = None
    staff_id: int | None = None


class FindTogetherArgs(ActArgs):
    """Who comes, when, and whether at once or in a row."""

    people: list[PersonArgs] = Field(
        min_length=2, max_length=4, description="je Person oder Leistung ein Eintrag, in der Reihenfolge"
    )
    exclude_staff_ids: list[int] = Field(default_factory=list, max_length=12)
    way: Way | None = Field(
        None, description="together: gleichzeitig, after: nacheinander; weglassen, wenn beides recht ist"
    )
    branch: Annotated[str, ShortWords] | None = None
    branch_id: int | None = None
    when: Annotated[str, Words] | None = Field(None, description="Zeitwunsch wörtlich")
    wish: WishArgs | None = None
    exclude_slot_ids: list[Annotated[str, SlotId]] = Field(default_factory=list, max_length=12)


class _Seat:
    """What one person needs: a service and those who may do it."""

    def __init__(self, service_id: int, staff: StaffTerm | None, able: frozenset[int]) -> None:
        self.service_id = service_id
        self.staff = staff
        self.able = frozenset({staff.id}) if staff else able


def find_together(context: ActContext, args: FindTogetherArgs) -> ActResult:
    """Offer times at which all of them can come; every single one of them is held."""
    try:
        unwanted = frozenset(args.exclude_staff_ids)
        seats = [_seat(context, person, unwanted) for person in args.people]
        branch_id = meant_branch(context.vocabulary, args.branch_id, args.branch, words=context.words)
        wish = wish_of(context, args.wish, args.when)
    except TermUnclear as unclear:
        return refused(unclear.code, unclear.say)
    windows = windows_of(context, wish)
    if windows == ():
        say = context.words.outside_horizon(context.vocabulary.max_horizon_days)
        return refused("outside_horizon", say, groups=[])
    release_holds(holder=context.call.holder)
    search = SlotSearch(
        service_ids=(seats[0].service_id,),
        staff_ids=seats[0].able or None,
        branch_ids=branch_ids_for(context, branch_id, seats[0].staff),
        windows=windows,
        near=near_of(context, wish),
        limit=CANDIDATES,
        exclude_starts=starts_of(args.exclude_slot_ids),
    )
    first = search_slots(search=search, now=context.now).slots
    held = _hold_some(context, _groups(context, first, seats, args.way))
    return _offered(context, held, wish) if held else _nothing(context, wish)


def _seat(context: ActContext, person: PersonArgs, unwanted: frozenset[int]) -> _Seat:
    vocabulary = context.vocabulary
    service_id = meant_service(vocabulary, person.service_id, person.service, words=context.words)
    staff = meant_staff(vocabulary, person.staff_id, person.staff, service_id=service_id, words=context.words)
    able = frozenset(one.id for one in vocabulary.staff if one.offers(service_id))
    able = able - unwanted or able
    return _Seat(service_id, staff, able)


def _groups(
    context: ActContext, first: Sequence[Slot], seats: list[_Seat], way: Way | None
) -> Iterable[Group]:
    """Times of the first person with seats for all the others, best first and well apart."""
    found: list[Group] = []
    for slot in first:
        if any(abs(slot.starts_at - group[0].starts_at) < APART for group in found):
            continue
        ways: tuple[Way, ...] = (way,) if way else ("together", "after")
        group = next(filter(None, (_completed(context, slot, seats[1:], each) for each in ways)), None)
        if group is not None:
            found.append(group)
            yield group


def _completed(context: ActContext, first: Slot, others: list[_Seat], way: Way) -> Group | None:
    group: Group = (first,)
    for seat in others:
        slot = _beside(context, group, seat) if way == "together" else _behind(context, group[-1], seat)
        if slot is None:
            return None
        group = (*group, slot)
    return group


def _beside(context: ActContext, group: Group, seat: _Seat) -> Slot | None:
    """A time that begins with the first one, with somebody who is not busy with the others."""
    able = seat.able - {slot.staff_id for slot in group}
    first = group[0]
    return _slot_in(context, seat, able, first, (first.starts_at, first.starts_at + _ONE_SECOND))


def _behind(context: ActContext, before: Slot, seat: _Seat) -> Slot | None:
    """A time right behind the one before: with the same person if they do it, else with somebody else."""
    if before.staff_id in seat.able:
        since = before.blocked_until
        same = frozenset({before.staff_id})
        slot = _slot_in(context, seat, same, before, (since, since + LONGEST_WAIT))
        if slot is not None:
            return slot
    able = seat.able - {before.staff_id}
    return _slot_in(context, seat, able, before, (before.ends_at, before.ends_at + LONGEST_WAIT))


def _slot_in(
    context: ActContext, seat: _Seat, able: frozenset[int], beside: Slot, window: tuple[datetime, datetime]
) -> Slot | None:
    if not able:
        return None
    search = SlotSearch(
        service_ids=(seat.service_id,),
        staff_ids=able,
        branch_ids=frozenset({beside.branch_id}),
        windows=(window,),
        near=window[0],
        limit=1,
        alternatives=False,
    )
    return next(iter(search_slots(search=search, now=context.now).slots), None)


def _hold_some(context: ActContext, groups: Iterable[Group]) -> list[tuple[OfferedSlot, ...]]:
    held: list[tuple[OfferedSlot, ...]] = []
    for at, group in enumerate(groups):
        slots = _hold_all(context, group, at)
        if slots is not None:
            held.append(slots)
        if len(held) == OFFERS:
            break
    return held


def _hold_all(context: ActContext, group: Group, at: int) -> tuple[OfferedSlot, ...] | None:
    """Hold each time of a group under a name of its own: a new search gives back the holds of its name."""
    held = []
    for place, slot in enumerate(group):
        holder = f"{context.call.holder}:{at}{place}"
        try:
            offered = offer_times(
                search=_exactly(slot), holder=holder, hold_for=HOLD_ON_THE_PHONE, now=context.now,
                caller=context.number,
            )  # fmt: skip
        except BookingRefused:
            return None
        if not offered.offers:
            return None
        held.append(replace(offered.offers[0], matches_wish=group[0].matches_wish))
    return tuple(held)


def _exactly(slot: Slot) -> SlotSearch:
    return SlotSearch(
        service_ids=(slot.service_id,),
        staff_ids=frozenset({slot.staff_id}),
        branch_ids=frozenset({slot.branch_id}),
        windows=((slot.starts_at, slot.starts_at + _ONE_SECOND),),
        near=slot.starts_at,
        limit=1,
        alternatives=False,
    )


def _offered(context: ActContext, held: list[tuple[OfferedSlot, ...]], wish: TimeWish | None) -> ActResult:
    slots = []
    for group in held:
        first, *others = (slot_json(slot, context.words, today=context.local_now) for slot in group)
        slots.append({**first, "with": others})
    matches = any(slot["matches_wish"] for slot in slots)
    say = context.words.offer_together(
        slots,
        now=context.local_now.replace(tzinfo=None),
        matches_wish=matches,
        wish=repeated(wish, context) if not matches else "",
    )
    return ActResult(ok=True, code="offered", say=say, more={"slots": slots})


def _nothing(context: ActContext, wish: TimeWish | None) -> ActResult:
    say = f"{context.words.nothing_together(repeated(wish, context))} {context.words.ask_when_instead()}"
    return ActResult(ok=False, code="nothing_free", say=say, more={"slots": []}, outcome=Outcome.NOTHING_FREE)


FIND_TOGETHER = Act(
    name="find_together",
    description=(
        "Sucht Zeiten für mehrere Personen oder Leistungen, gleichzeitig oder direkt nacheinander, und hält "
        "alle frei. Danach jede slot_id (auch die unter 'with') einzeln mit book buchen."
    ),
    args=FindTogetherArgs,
    run=find_together,
    intent="book",
    still_stands=never,
    verbatim=frozenset({"when"}),
    hidden=frozenset({"wish", "branch_id", "service_id", "staff_id"}),
)
