"""``find_together``: one visit of several people or services, at once with several colleagues or in a row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from booking.queries.slots import search_slots
from booking.services.holds import HOLD_ON_THE_PHONE
from booking.services.offers import offer_times
from booking.values import OfferedTimes, PartWish, Slot, SlotSearch
from telephony.acts.registry import Act, ActArgs, ActContext, ShortWords, SlotId, Words, never
from telephony.acts.results import ActResult, refused, visit_json, why_not_json
from telephony.acts.terms import TermUnclear, meant_branch, meant_service, meant_staff
from telephony.acts.wishes import WishArgs, branch_ids_for, near_of, repeated, starts_of, windows_of, wish_of
from telephony.dialogue.times.wish import TimeWish
from telephony.enums import Outcome
from telephony.values import JsonObject

OFFERS = 2
# Nobody waits longer than this between two services, or for the one who comes along.
LONGEST_WAIT = timedelta(minutes=20)

Way = Literal["together", "after"]


class PersonArgs(BaseModel):
    """One of those who come."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    service: Annotated[str, ShortWords] | None = None
    service_id: int | None = None
    staff: Annotated[str, ShortWords] | None = None
    staff_id: int | None = None
    person: int | None = Field(
        None,
        ge=0,
        le=3,
        description="gleiche Zahl für dieselbe Person; weglassen, wenn es lauter andere sind",
    )


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


def find_together(context: ActContext, args: FindTogetherArgs) -> ActResult:
    """Offer times at which all of it can be done; each is held as a whole."""
    try:
        seats = [
            by_the_others(context, part_of(context, person, place), args.exclude_staff_ids)
            for place, person in enumerate(args.people)
        ]
        branch_id = meant_branch(context.vocabulary, args.branch_id, args.branch, words=context.words)
        wish = wish_of(context, args.wish, args.when)
    except TermUnclear as unclear:
        return refused(unclear.code, unclear.say)
    windows = windows_of(context, wish)
    if windows == ():
        say = context.words.outside_horizon(context.vocabulary.max_horizon_days)
        return refused("outside_horizon", say, groups=[])
    first = context.vocabulary.person(next(iter(seats[0].staff_ids or ()), None))
    search = SlotSearch(
        parts=tuple(seats),
        max_wait=LONGEST_WAIT,
        branch_ids=branch_ids_for(context, branch_id, first if _is_named(args.people[0]) else None),
        windows=windows,
        near=near_of(context, wish),
        limit=OFFERS,
        exclude_starts=starts_of(args.exclude_slot_ids),
    )
    offered = _best(context, search, args.way)
    return _offered(context, offered, wish) if offered.offers else _nothing(context, offered, wish)


def part_of(context: ActContext, person: PersonArgs, place: int) -> PartWish:
    """What one of those who come has done, and by whom if it matters.

    :raises TermUnclear: nobody can tell what is meant.
    """
    vocabulary, words = context.vocabulary, context.words
    service_id = meant_service(vocabulary, person.service_id, person.service, words=words)
    staff = meant_staff(vocabulary, person.staff_id, person.staff, service_id=service_id, words=words)
    return PartWish(
        service_id=service_id,
        staff_ids=frozenset({staff.id}) if staff else None,
        person=place if person.person is None else person.person,
    )


def by_the_others(context: ActContext, part: PartWish, unwanted: Collection[int]) -> PartWish:
    """The same by all who do it but those; by all, where nobody else does it."""
    if part.staff_ids is not None:
        return part
    able = frozenset(one.id for one in context.vocabulary.staff if one.offers(part.service_id))
    return replace(part, staff_ids=able - frozenset(unwanted) or able)


def _is_named(person: PersonArgs) -> bool:
    return person.staff is not None or person.staff_id is not None


def _best(context: ActContext, search: SlotSearch, way: Way | None) -> OfferedTimes:
    """At once before in a row, and in the order that was said before any other, where it is all the same."""
    is_for_several = len({part.person for part in search.parts}) > 1
    ways = [replace(search, in_order=True), search]
    if is_for_several and way != "after":
        ways = [replace(search, at_once=True), *(() if way else ways)]
    found = [search_slots(search=each, now=context.now).slots for each in ways]
    best = next((each for each, slots in zip(ways, found, strict=True) if _fits(slots)), None)
    best = best or next((each for each, slots in zip(ways, found, strict=True) if slots), ways[0])
    return offer_times(
        search=best,
        holder=context.call.holder,
        hold_for=HOLD_ON_THE_PHONE,
        now=context.now,
        caller=context.number,
    )


def _fits(slots: Sequence[Slot]) -> bool:
    return any(slot.matches_wish for slot in slots)


def _offered(context: ActContext, offered: OfferedTimes, wish: TimeWish | None) -> ActResult:
    slots = [visit_json(slot, context.words, today=context.local_now) for slot in offered.offers]
    matches = any(slot["matches_wish"] for slot in slots)
    say = context.words.offer_together(
        slots,
        now=context.local_now.replace(tzinfo=None),
        matches_wish=matches,
        wish=repeated(wish, context) if not matches else "",
    )
    more: JsonObject = {"slots": slots}
    if offered.why_not and wish and wish.target:
        more["why_not"] = why_not_json(offered.why_not)
    return ActResult(ok=True, code="offered", say=say, more=more)


def _nothing(context: ActContext, offered: OfferedTimes, wish: TimeWish | None) -> ActResult:
    say = f"{context.words.nothing_together(repeated(wish, context))} {context.words.ask_when_instead()}"
    return ActResult(
        ok=False,
        code="nothing_free",
        say=say,
        more={"slots": [], "why_not": why_not_json(offered.why_not) if wish and wish.target else []},
        outcome=Outcome.NOTHING_FREE,
    )


FIND_TOGETHER = Act(
    name="find_together",
    description=(
        "Sucht Zeiten für mehrere Personen oder Leistungen, gleichzeitig oder direkt nacheinander, und hält "
        "sie frei. Die slot_id steht für alles zusammen: einmal mit book buchen."
    ),
    args=FindTogetherArgs,
    run=find_together,
    intent="book",
    still_stands=never,
    verbatim=frozenset({"when"}),
    hidden=frozenset({"wish", "branch_id", "service_id", "staff_id"}),
)
