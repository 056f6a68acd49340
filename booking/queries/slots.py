"""Searching for free times: one read of the database, the rest in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from booking.enums import Advantage
from booking.models import Appointment
from booking.queries.calendar_state import Asker, CalendarState, Ignored, state_for_search
from booking.queries.classes import class_visits, is_class
from booking.queries.obstacles import why_not
from booking.rules.choices import Choices
from booking.rules.choosing import ALTERNATIVES_WITHIN, Choice, choose_near, choose_neighbours, choose_spread
from booking.rules.parts import MOST_PARTS, Terms
from booking.rules.plans import Plan, plans_for
from booking.rules.search import Candidate, Finder
from booking.rules.spans import Span
from booking.rules.taken import Takes
from booking.rules.visits import Placed, Visit, visits_for
from booking.values import AddOn, PartWish, Slot, SlotSearch, SlotSearchResult, Window
from booking.wall_clock import instant_of, seconds_of
from tenants.fields import phone_index

# Nothing can be booked farther ahead (``branch_horizon_bounded``), so nothing more is read.
FARTHEST = timedelta(days=731)
# What blocks a start lies within this much of it: a visit and its buffers are shorter than two days.
MARGIN = timedelta(days=2)


def search_slots(*, search: SlotSearch, now: datetime) -> SlotSearchResult:
    """The best free times for a wish, and what else is near when there are too few.

    Reads the database once, whatever the number of people and days. An answer without a slot that matches the
    wish says why, counted per person and day.
    """
    search = completed(search)
    return slots_in(state_of_search(search, now=now), search=search, now=now)


def completed(search: SlotSearch) -> SlotSearch:
    """The search with the options and people of the appointment that is to move, unless it says others."""
    if search.moving_appointment_id is None or search.parts:
        return search
    moving = Appointment.objects.get(pk=search.moving_appointment_id)
    if moving.service_id not in search.service_ids:
        return search
    if search.party_size == 1:
        search = replace(search, party_size=moving.party_size)
    if search.variant_id or search.add_on_ids:
        return search
    return replace(
        search,
        variant_id=moving.variant_id,
        add_on_ids=moving.add_on_ids,
        customer_id=search.customer_id or moving.customer_id,
    )


def slots_in(state: CalendarState, *, search: SlotSearch, now: datetime) -> SlotSearchResult:
    """The same, in a state of the calendar that was read before."""
    finder = finder_of(state, search=search, now=now)
    windows = _windows(search, finder)
    choice = Choice(limit=search.limit, apart=search.apart, taken=state.taken)
    for window in windows:
        if choice.is_full:
            break
        if search.near is not None:
            choose_near(finder, choice, window=window, near=seconds_of(search.near))
        else:
            choose_spread(finder, choice, window=window)
    matching = len(choice.chosen)
    if search.windows and search.alternatives and not choice.is_full:
        choose_neighbours(finder, choice, windows=windows)
    slots = [
        replace(slot_of(placed, matches_wish=position < matching), because=_because(each, search))
        for position, (each, placed) in enumerate(choice.chosen)
    ]
    return SlotSearchResult(
        slots=tuple(slots),
        reasons={} if matching else finder.why(windows),
        why_not=why_not(finder, search, slots),
    )


def finder_of(state: CalendarState, *, search: SlotSearch, now: datetime) -> Finder:
    """All free starts of whoever may be searched for, by day, looked at only as far as somebody asks."""
    return Finder(
        calendar=state.calendar,
        taken=state.taken,
        visits=_plans(state, search, now) if search.parts else _visits(state, search, now),
        has_classes=any(is_class(state.calendar, each) for each in search.service_ids),
        now=seconds_of(now),
        excluded={seconds_of(start) for start in search.exclude_starts},
        habits=search.habits,
    )


def _visits(state: CalendarState, search: SlotSearch, now: datetime) -> list[Visit]:
    """Everybody who could do it, and every session of a class."""
    choices = Choices(search.variant_id, search.add_on_ids, state.extras, search.party_size)
    ordinary = visits_for(
        state.calendar,
        service_ids=search.service_ids,
        staff_ids=search.staff_ids,
        branch_ids=search.branch_ids,
        choices=choices,
        is_new=search.moving_appointment_id is None,
    )
    start, end = _reach(search.windows, now)
    in_classes = class_visits(
        state.calendar,
        service_ids=search.service_ids,
        staff_ids=search.staff_ids,
        branch_ids=search.branch_ids,
        start=start,
        end=end,
        ignored=_own(search),
        choices=choices,
    )
    visits = [*ordinary, *in_classes]
    return (
        [replace(each, horizon_days=FARTHEST.days) for each in visits] if search.ignores_horizon else visits
    )


def _plans(state: CalendarState, search: SlotSearch, now: datetime) -> list[Plan]:
    """A way to have all parts at each branch where that is possible."""
    if len(search.parts) > MOST_PARTS:
        return []
    known: dict[PartWish, list[Visit]] = {}
    for wish in search.parts:
        # Who takes longer is known of the customer, not of those who come along.
        extras = state.extras if wish.person == 0 else {}
        known[wish] = known.get(wish) or visits_for(
            state.calendar,
            service_ids=(wish.service_id,),
            staff_ids=wish.staff_ids,
            branch_ids=search.branch_ids,
            choices=Choices(wish.variant_id, wish.add_on_ids, extras),
            is_new=search.moving_appointment_id is None,
        )
    return plans_for(
        state.calendar,
        taken=state.taken,
        now=seconds_of(now),
        parts=[(wish.person, known[wish]) for wish in search.parts],
        terms=Terms(search.in_order, search.at_once, int(search.max_wait.total_seconds())),
    )


def _because(candidate: Candidate, search: SlotSearch) -> tuple[Advantage, ...]:
    advantages = {
        Advantage.AS_WISHED: search.near is not None and candidate.start == seconds_of(search.near),
        Advantage.AS_USUAL: bool(search.habits) and not candidate.strange,
        Advantage.LEAVES_NO_GAP: candidate.cost <= 0,
    }
    return tuple(advantage for advantage, holds in advantages.items() if holds)


def slot_of(placed: Sequence[Placed], *, matches_wish: bool = True) -> Slot:
    """A visit in time: its first part, with the others."""
    first, *others = (
        replace(
            slot_at(each.visit, each.start, takes=each.takes, matches_wish=matches_wish),
            part=each.part,
            person=each.person,
        )
        for each in placed
    )
    return replace(first, others=tuple(others)) if others else first


def slot_at(visit: Visit, start: int, *, takes: Takes, matches_wish: bool = True) -> Slot:
    """The visit at this start as a slot with everything that an offer or appointment keeps of it."""
    service, session = visit.service, visit.session
    return Slot(
        starts_at=instant_of(start),
        ends_at=instant_of(start + visit.duration),
        takes=tuple((resource_id, instant_of(first), instant_of(last)) for resource_id, first, last in takes),
        service_id=service.service_id,
        service=service.name,
        service_version=service.version,
        staff_id=visit.staff.staff_id,
        staff=visit.staff.name,
        resource_id=visit.staff.resource_id,
        contended=visit.resource_ids,
        branch_id=visit.branch.branch_id,
        branch=visit.branch.name,
        timezone=visit.branch.zone.key,
        price_cents=visit.price_cents,
        price_kind=visit.price_kind,
        currency=service.currency,
        variant_id=visit.chosen.variant.option_id if visit.chosen.variant else None,
        variant=visit.chosen.variant.name if visit.chosen.variant else "",
        add_ons=tuple(
            AddOn(each.option_id, each.name, each.price_cents, each.duration // 60)
            for each in visit.chosen.add_ons
        ),
        matches_wish=matches_wish,
        party_size=visit.party_size,
        session_id=session.session_id if session else None,
        places_left=session.free - visit.party_size if session else None,
    )


def state_of_search(
    search: SlotSearch, *, now: datetime, for_change: bool = False, reach: Window | None = None
) -> CalendarState:
    """All that the search needs to know, in one read; ``for_change`` when whom it is about is locked.

    :param reach: the span whose occupancies matter, where it is not that of the windows.
    """
    start, end = reach or _reach(search.windows, now)
    return state_for_search(
        service_ids=search.wanted_ids,
        staff_ids=None if search.able_ids is None else tuple(search.able_ids),
        branch_ids=None if search.branch_ids is None else tuple(search.branch_ids),
        start=start,
        end=end,
        ignored=_own(search),
        customer_id=search.customer_id,
        asker=asker_of(search, now=now),
        for_change=for_change,
    )


def asker_of(search: SlotSearch, *, now: datetime) -> Asker:
    """Whose own appointments count in this search."""
    return Asker(
        customer_id=search.customer_id,
        phone_index=phone_index(search.caller) if search.caller else None,
        at=now,
    )


def _own(search: SlotSearch) -> Ignored:
    return Ignored(
        holder=search.holder,
        appointment_id=search.moving_appointment_id,
        visit_id=search.moving_visit_id,
    )


def _reach(windows: tuple[Window, ...] | None, now: datetime) -> tuple[datetime, datetime]:
    """The span whose occupancies matter: the windows and where alternatives to them are looked for."""
    if not windows:
        return now - MARGIN, now + FARTHEST
    around = timedelta(seconds=ALTERNATIVES_WITHIN) + MARGIN
    return (
        max(min(start for start, _ in windows) - around, now - MARGIN),
        min(max(end for _, end in windows) + around, now + FARTHEST),
    )


def _windows(search: SlotSearch, finder: Finder) -> list[Span]:
    if search.windows:
        return [(seconds_of(start), seconds_of(end)) for start, end in search.windows]
    return [(finder.now, finder.last)]
