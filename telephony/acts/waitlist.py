"""``join_waitlist``: waiting for a time, of one service or of a whole visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from booking.enums import AppointmentSource
from booking.errors import WaitlistFull
from booking.models import Customer, WaitlistEntry
from booking.queries import upcoming_appointments_of
from booking.queries.waitlist import is_visit_of
from booking.services.customers import find_or_create_customer
from booking.services.waitlist import join_waitlist
from booking.values import CustomerDetails, DayWindow, PartWish, WaitlistWish
from telephony.acts.numbers import reachable_number
from telephony.acts.registry import Act, ActArgs, ActContext, ShortWords, SpokenName, Words, never
from telephony.acts.results import ActResult, refused
from telephony.acts.terms import TermUnclear, meant_branch, meant_options, meant_services, meant_staff
from telephony.acts.together import PersonArgs, Way, by_the_others, part_of
from telephony.acts.wishes import WishArgs, repeated, wish_of
from telephony.dialogue.times.wish import Box, TimeWish
from telephony.enums import Outcome

# Whoever waits for "um zehn" would also come a little earlier or later.
_AROUND: Final = 60
_DAY_MINUTES: Final = 24 * 60
_WEEK_DAYS: Final = 7


class JoinWaitlistArgs(ActArgs):
    """What somebody waits for, and who they are."""

    service: Annotated[str, ShortWords] | None = Field(
        None, description="Leistung in den Worten des Anrufers"
    )
    service_id: int | None = None
    options: Annotated[str, ShortWords] | None = Field(
        None, description="Variante und Zusätze in den Worten des Anrufers"
    )
    variant_id: int | None = None
    add_on_ids: list[int] = Field(default_factory=list, max_length=12)
    staff: Annotated[str, ShortWords] | None = Field(None, description="gewünschte Person, falls genannt")
    staff_id: int | None = None
    branch: Annotated[str, ShortWords] | None = Field(None, description="Filiale, falls genannt")
    branch_id: int | None = None
    when: Annotated[str, Words] | None = Field(None, description="Zeitwunsch wörtlich; leer: jederzeit")
    wish: WishArgs | None = None
    people: list[PersonArgs] = Field(
        default_factory=list,
        max_length=4,
        description=(
            "statt service bei mehreren Personen oder Leistungen: je Person oder Leistung ein Eintrag, "
            "in der Reihenfolge; alles zusammen ist ein Platz auf der Warteliste"
        ),
    )
    way: Way | None = Field(
        None, description="together: gleichzeitig, after: nacheinander; weglassen, wenn beides recht ist"
    )
    exclude_staff_ids: list[int] = Field(default_factory=list, max_length=12)
    name: SpokenName = Field(description="Vor- und Nachname, wie der Anrufer ihn gesagt hat")
    phone: Annotated[str, StringConstraints(max_length=40)] | None = Field(
        None, description="Rufnummer, nur wenn eine andere genannt wird oder sie unterdrückt ist"
    )


def join(context: ActContext, args: JoinWaitlistArgs) -> ActResult:
    """Put the caller on the waitlist; what they say twice is one place in the line."""
    number = reachable_number(context, args.phone)
    if number is None:
        return refused("phone_missing", context.words.ask_phone())
    if len(args.name) < 2:
        return refused("name_missing", context.words.ask_name())
    try:
        wish = _wish(context, args)
    except TermUnclear as unclear:
        return refused(unclear.code, unclear.say)
    details = CustomerDetails(name=args.name, phone=number, language=context.language)
    customer = find_or_create_customer(details=details, now=context.now)
    try:
        entry = join_waitlist(
            customer=customer,
            wish=wish,
            source=AppointmentSource.PHONE,
            now=context.now,
            replaces_id=_later_appointment(context, customer, wish),
        )
    except WaitlistFull:
        return refused("waitlist_full", context.words.waitlist_full())
    return ActResult(
        ok=True,
        code="waiting",
        say=_waits_for(context, entry, wish_of(context, args.wish, args.when)),
        more={"entry_id": entry.pk},
        customer_id=customer.pk,
        outcome=Outcome.NOTHING_FREE,
    )


def _waits_for(context: ActContext, entry: WaitlistEntry, when: TimeWish | None) -> str:
    """The whole of it, said back."""
    services = map(context.vocabulary.service, entry.visit_ids)
    return context.words.on_the_waitlist(
        [service.name for service in services if service],
        at_once=bool(entry.at_once),
        when=repeated(when, context),
        is_earlier=entry.replaces_id is not None,
    )


def _wish(context: ActContext, args: JoinWaitlistArgs) -> WaitlistWish:
    """:raises TermUnclear: nobody can tell what is waited for."""
    vocabulary = context.vocabulary
    first, *others = _parts(context, args)
    variant_id, add_on_ids = meant_options(
        vocabulary, first.service_id, args.options, variant_id=args.variant_id, add_on_ids=args.add_on_ids
    )
    branch_id = meant_branch(vocabulary, args.branch_id, args.branch, words=context.words)
    wish = wish_of(context, args.wish, args.when) or TimeWish()
    days = [box.start for box in wish.boxes if box.start is not None]
    ends = [box.end for box in wish.boxes if box.end is not None]
    bounded = bool(wish.boxes) and len(ends) == len(wish.boxes)
    return WaitlistWish(
        service_ids=(first.service_id,),
        variant_id=variant_id,
        add_on_ids=add_on_ids,
        staff_ids=first.staff_ids or frozenset(),
        branch_id=branch_id or context.call.branch_id,
        windows=tuple(_windows(wish.boxes)),
        earliest_on=min(days, default=None) if len(days) == len(wish.boxes) else None,
        latest_on=_day_before(max(ends)) if bounded else None,
        others=tuple(others),
        at_once=_is_at_once(args.way, others),
    )


def _parts(context: ActContext, args: JoinWaitlistArgs) -> list[PartWish]:
    """Each of those who come, or all that one person has done.

    :raises TermUnclear: nobody can tell what is meant.
    """
    people = args.people
    if len(people) < 2:
        (person,) = people or [PersonArgs(person=0)]
        service_id, service = person.service_id or args.service_id, person.service or args.service
        staff_id, staff = person.staff_id or args.staff_id, person.staff or args.staff
        meant = meant_services(context.vocabulary, service_id, service, words=context.words)
        people = [_by_whom(context, each, staff_id, staff, is_only=len(meant) == 1) for each in meant]
    parts = [part_of(context, person, place) for place, person in enumerate(people)]
    if args.exclude_staff_ids:
        parts = [by_the_others(context, part, args.exclude_staff_ids) for part in parts]
    # Whoever is named first is who calls, however they were counted.
    places = list(dict.fromkeys(part.person for part in parts))
    return [replace(part, person=places.index(part.person)) for part in parts]


def _by_whom(
    context: ActContext, service_id: int, staff_id: int | None, staff: str | None, *, is_only: bool
) -> PersonArgs:
    """One of the services by whom was asked for; of several, those that this person does not do by others."""
    vocabulary = context.vocabulary
    if not is_only and (staff_id or staff):
        person = meant_staff(vocabulary, staff_id, staff, words=context.words)
        staff_id, staff = (person.id if person and person.offers(service_id) else None), None
    return PersonArgs(service_id=service_id, staff_id=staff_id, staff=staff, person=0)


def _is_at_once(way: Way | None, others: Sequence[PartWish]) -> bool | None:
    if not any(part.person for part in others):
        return False
    return None if way is None else way == "together"


def _windows(boxes: Sequence[Box]) -> list[DayWindow]:
    """Weekdays and hours of the alternatives; none where one of them takes any time."""
    windows = []
    for box in boxes:
        opens, closes = box.opens or 0, box.closes or _DAY_MINUTES
        if box.target is not None and closes - opens < _AROUND:
            opens, closes = max(box.target - _AROUND, 0), min(box.target + _AROUND, _DAY_MINUTES)
        days = frozenset(box.weekdays) or (_weekdays_of(box) if len(boxes) > 1 else frozenset())
        if not days and (opens, closes) == (0, _DAY_MINUTES):
            return []
        window = DayWindow(days=days, starts=_clock(opens), ends=_clock(closes))
        if window not in windows:
            windows.append(window)
    return windows


def _weekdays_of(box: Box) -> frozenset[int]:
    """Of "diesen oder nächsten Freitag" the days between are not meant."""
    if box.start is None or box.end is None or (box.end - box.start).days >= _WEEK_DAYS:
        return frozenset()
    return frozenset(day.weekday() for day in box.days(box.start, box.end))


def _clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def _day_before(day: date) -> date:
    return day - timedelta(days=1)


def _later_appointment(context: ActContext, customer: Customer, wish: WaitlistWish) -> int | None:
    """The appointment that an earlier time would take the place of: their next one of the same kind."""
    ahead = upcoming_appointments_of(customer_ids=[customer.pk], now=context.now)
    alike = ahead.filter(service__in=wish.service_ids)
    same = (each.pk for each in alike if not wish.others or is_visit_of(each, wish.visit_ids))
    return next(same, None)


JOIN_WAITLIST = Act(
    name="join_waitlist",
    description=(
        "Setzt den Anrufer auf die Warteliste. Anbieten, wenn nichts Passendes frei ist oder er früher "
        "kommen möchte; aufrufen, wenn er es will. Wird etwas frei, bekommt er eine Nachricht."
    ),
    args=JoinWaitlistArgs,
    run=join,
    intent="waitlist",
    still_stands=never,
    verbatim=frozenset({"when"}),
    hidden=frozenset(
        {"service_id", "staff_id", "branch_id", "wish", "variant_id", "add_on_ids", "exclude_staff_ids"}
    ),
)
