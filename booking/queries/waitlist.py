"""Free times that somebody waits for: the rule engine decides what is free, their wish which of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from booking.enums import AppointmentStatus, InvitationState
from booking.models import Appointment, Branch, Service, WaitlistEntry, WaitlistInvitation
from booking.queries.slots import search_slots
from booking.queries.visits import parts_of_visit
from booking.rules.spans import Spans, has, intersection, union
from booking.values import PartWish, Slot, SlotSearch, Window
from booking.wall_clock import day_span, instant_of, local_day, seconds_of, wall_span

_STILL_PROMISED = (AppointmentStatus.PENDING, AppointmentStatus.CONFIRMED)
_A_MOMENT = timedelta(seconds=1)
ONE_DAY = timedelta(days=1)


def time_for(entry: WaitlistEntry, *, now: datetime, excluded: Collection[datetime] = ()) -> Slot | None:
    """The best free time for somebody who waits, if there is any; the soonest of those that fit."""
    return next(iter(times_for(entry, now=now, excluded=excluded, limit=1)), None)


def times_for(
    entry: WaitlistEntry,
    *,
    now: datetime,
    excluded: Collection[datetime] = (),
    limit: int = 3,
    beside: bool = False,
) -> list[Slot]:
    """Free times for somebody who waits, soonest first.

    :param excluded: starts that they have been offered before.
    :param beside: also times near their wish, after those that fit.
    """
    places = [(windows_of(entry, zone=zone, now=now), branch_ids) for zone, branch_ids in _places(entry)]
    found: list[Slot] = []
    for search in searches_of(entry):
        wanted = replace(search, limit=limit, exclude_starts=frozenset(excluded), alternatives=beside)
        begun = {slot.starts_at for slot in found}
        for windows, branch_ids in places:
            there = replace(wanted, windows=windows, branch_ids=branch_ids)
            slots = search_slots(search=there, now=now).slots if windows else ()
            found += (slot for slot in slots if slot.starts_at not in begun)
    found.sort(key=lambda slot: (not slot.matches_wish, slot.starts_at))
    return found[:limit]


def searches_of(entry: WaitlistEntry) -> tuple[SlotSearch, ...]:
    """The search by each way in which the visit would suit them, the one they like best first."""
    search = search_of(entry)
    if entry.others and entry.at_once is None:
        return replace(search, at_once=True), search
    return (search,)


def exact_search(
    entry: WaitlistEntry,
    *,
    service_id: int,
    staff_id: int,
    branch_id: int,
    starts_at: datetime,
    holder: str,
    now: datetime,
) -> SlotSearch:
    """The search for one time of one person, by the way in which it can be had."""
    first, *others = (
        exactly(
            search,
            service_id=service_id,
            staff_id=staff_id,
            branch_id=branch_id,
            starts_at=starts_at,
            holder=holder,
        )
        for search in searches_of(entry)
    )
    if not others or search_slots(search=first, now=now).slots:
        return first
    return others[0]


def search_of(entry: WaitlistEntry) -> SlotSearch:
    """Who and what is searched for, still without times."""
    branch_ids = None if entry.branch_id is None else frozenset({entry.branch_id})
    replaced = moved_by(entry)
    if entry.others:
        return SlotSearch(
            parts=tuple(_parts(entry)),
            in_order=True,
            at_once=bool(entry.at_once),
            customer_id=entry.customer_id,
            branch_ids=branch_ids,
            moving_appointment_id=replaced.pk if replaced else None,
            moving_visit_id=replaced.visit_id if replaced else None,
        )
    return SlotSearch(
        service_ids=tuple(entry.service_ids),
        variant_id=entry.variant_id,
        add_on_ids=tuple(entry.add_on_ids),
        party_size=entry.party_size,
        customer_id=entry.customer_id,
        staff_ids=frozenset(entry.staff_ids) or None,
        branch_ids=branch_ids,
        moving_appointment_id=replaced.pk if replaced else None,
    )


def moved_by(entry: WaitlistEntry) -> Appointment | None:
    """The appointment that a yes moves, of a visit one for all its parts; ``None``: a yes books anew."""
    replaced = entry.replaces
    if replaced is None or replaced.status not in _STILL_PROMISED:
        return None
    if not entry.others:
        return replaced
    return replaced if is_visit_of(replaced, entry.visit_ids) else None


def is_visit_of(appointment: Appointment, service_ids: Sequence[int]) -> bool:
    """Whether the appointment and those of its visit are just these services, in this order."""
    parts = sorted(parts_of_visit(appointment), key=lambda part: part.part)
    return [part.service_id for part in parts] == list(service_ids)


def exactly(
    search: SlotSearch, *, service_id: int, staff_id: int, branch_id: int, starts_at: datetime, holder: str
) -> SlotSearch:
    """The same search for one time of one person only; what the holder holds is no obstacle.

    Of a visit it is the person who does the first of it; where two begin at once, whoever can.
    """
    if search.parts:
        first, *others = search.parts
        own = first if search.at_once else replace(first, staff_ids=frozenset({staff_id}))
        search = replace(search, parts=(own, *others))
    else:
        search = replace(search, service_ids=(service_id,), staff_ids=frozenset({staff_id}))
    return replace(
        search,
        branch_ids=frozenset({branch_id}),
        windows=((starts_at, starts_at + _A_MOMENT),),
        limit=1,
        holder=holder,
        alternatives=False,
    )


def windows_of(entry: WaitlistEntry, *, zone: ZoneInfo, now: datetime) -> tuple[Window, ...]:
    """When the visit may begin: their wish, after their notice, before the appointment it replaces."""
    today = local_day(seconds_of(now), zone)
    first = max(entry.earliest_on or today, today)
    last = entry.latest_on or today + timedelta(days=entry_horizon(entry))
    reach = (day_span(first, zone)[0], day_span(last, zone)[1])
    wanted = (
        intersection((reach,), ((seconds_of(now + entry.notice) + 1, reach[1]),)) if last >= first else ()
    )
    replaced = entry.replaces
    if replaced is not None and replaced.status in _STILL_PROMISED:
        wanted = intersection(wanted, ((0, seconds_of(replaced.starts_at)),))
    if entry.windows and wanted:
        wanted = intersection(wanted, union(_spans(entry, first, last, zone)))
    return tuple((instant_of(start), instant_of(end)) for start, end in wanted)


def fits(entry: WaitlistEntry, slot: Slot, *, now: datetime) -> bool:
    """Whether the time is one that they wait for: person, place and clock; not whether it is free."""
    if slot.service_id not in entry.service_ids or entry.branch_id not in (None, slot.branch_id):
        return False
    if entry.staff_ids and slot.staff_id not in entry.staff_ids:
        return False
    windows = windows_of(entry, zone=ZoneInfo(slot.timezone), now=now)
    return any(start <= slot.starts_at < end for start, end in windows)


def is_what_they_wanted(entry: WaitlistEntry, appointment: Appointment) -> bool:
    """Whether an appointment that they got is just what they wait for.

    Whoever would take any time waits for an earlier one still.
    """
    if not entry.windows and entry.latest_on is None:
        return False
    if entry.branch_id not in (None, appointment.branch_id):
        return False
    if entry.staff_ids and appointment.staff_id not in entry.staff_ids:
        return False
    start, zone = seconds_of(appointment.starts_at), appointment.branch.zone
    day = local_day(start, zone)
    if not (entry.earliest_on or day) <= day <= (entry.latest_on or day):
        return False
    return not entry.windows or has(union(_spans(entry, day, day, zone)), start)


def offered_starts(entry: WaitlistEntry) -> frozenset[datetime]:
    """Starts that they declined or did not answer: nobody is asked twice for the same.

    Whoever only was not the fastest is asked again, should the time get free once more.
    """
    done = (InvitationState.OPEN, InvitationState.DECLINED, InvitationState.EXPIRED)
    made = entry.invitations.filter(state__in=done)
    return frozenset(period.lower for period in made.values_list("period", flat=True))


def is_all_of_it(entry: WaitlistEntry, appointment: Appointment) -> bool:
    """Whether the customer has with this appointment, and those of the same visit, all the services."""
    together = Appointment.objects.filter(visit=appointment.visit_id) if appointment.visit_id else None
    had = [appointment.service_id] if together is None else list(together.values_list("service", flat=True))
    return not Counter(entry.visit_ids) - Counter(had)


def works_of(invitation: WaitlistInvitation) -> list[str]:
    """The services that would be done, in their order."""
    ids = invitation.entry.visit_ids if invitation.entry.others else ()
    services = Service.objects.in_bulk(ids)
    return [services[each].name for each in ids if each in services] or [invitation.service.name]


def names_of(invitation: WaitlistInvitation) -> str:
    """What would be done, as the customer knows it: ``Haarschnitt + Färben``."""
    return " + ".join(works_of(invitation))


def is_covered(slot: Slot, *, by: Slot) -> bool:
    """Whether all that the visit takes is held already for the other."""
    held: dict[int, Spans] = {}
    for resource_id, start, end in _takes(by):
        held[resource_id] = union((*held.get(resource_id, ()), (seconds_of(start), seconds_of(end))))
    return all(
        any(
            first <= seconds_of(start) and seconds_of(end) <= last
            for first, last in held.get(resource_id, ())
        )
        for resource_id, start, end in _takes(slot)
    )


def _takes(slot: Slot) -> Iterator[tuple[int, datetime, datetime]]:
    for part in slot.parts:
        yield from part.takes


def _parts(entry: WaitlistEntry) -> Iterator[PartWish]:
    yield PartWish(
        service_id=entry.service_ids[0],
        variant_id=entry.variant_id,
        add_on_ids=tuple(entry.add_on_ids),
        staff_ids=frozenset(entry.staff_ids) or None,
    )
    yield from entry.wish.others


def entry_horizon(entry: WaitlistEntry) -> int:
    """How many days ahead is looked for them."""
    branch = entry.branch
    return branch.horizon_days if branch is not None else 365


def zone_of(entry: WaitlistEntry) -> ZoneInfo:
    """The clock of where they want to come; of the main branch, where any will do."""
    branch = entry.branch or Branch.objects.filter(is_active=True).first()
    return (branch or Branch(timezone="Europe/Berlin")).zone


def _places(entry: WaitlistEntry) -> Iterator[tuple[ZoneInfo, frozenset[int] | None]]:
    """The clocks that the wish is read by, each with its branches."""
    if entry.branch is not None:
        yield entry.branch.zone, frozenset({entry.branch.pk})
        return
    by_zone: dict[str, set[int]] = {}
    for branch in Branch.objects.filter(is_active=True):
        by_zone.setdefault(branch.timezone, set()).add(branch.pk)
    for name, branch_ids in by_zone.items():
        yield ZoneInfo(name), frozenset(branch_ids)


def _spans(entry: WaitlistEntry, first: date, last: date, zone: ZoneInfo) -> Iterator[tuple[int, int]]:
    windows = entry.wish.windows
    for step in range((last - first).days + 1):
        day = first + ONE_DAY * step
        for window in windows:
            if not window.days or day.weekday() in window.days:
                yield wall_span(day, window.starts, window.ends, zone)
