"""The day calendar of one branch, a column per person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from booking.enums import OccupancyKind, ServiceKind
from booking.models import Appointment, Branch, ClassSession, Occupancy, Service, StaffMember
from booking.queries.calendar_state import state_of_resources
from booking.rules.calendar import Calendar
from booking.wall_clock import instant_of
from portal.access import role_required
from portal.owner import words
from portal.owner.board import Board, Day, Entry, build_board
from portal.templatetags.portal import hue

ONE_DAY = timedelta(days=1)
YEARS = range(2000, 2200)
_AWAY = frozenset({OccupancyKind.ABSENCE, OccupancyKind.EXTERNAL})


@role_required("owner", "manager", "staff")
def calendar(request: HttpRequest) -> HttpResponse:
    """``?tag=2026-11-23&filiale=2``; without either: today, the first branch."""
    now = timezone.now()
    branches = list(Branch.objects.filter(is_active=True))
    branch = _chosen(branches, request.GET.get("filiale"))
    if branch is None:
        return render(request, "portal/owner/calendar_empty.html")
    day = _day(request.GET.get("tag")) or now.astimezone(branch.zone).date()
    context = {
        "board": board_of(branch=branch, day=day, now=now),
        "branch": branch,
        "branches": branches,
        "links": _links(branch, day),
        "has_classes": Service.objects.filter(kind=ServiceKind.CLASS, is_active=True).exists(),
    }
    template = "portal/owner/calendar.html"
    return render(request, f"{template}#board" if request.htmx else template, context)  # type: ignore[attr-defined]


def board_of(*, branch: Branch, day: date, now: datetime) -> Board:
    """Who works when on this day, and what takes their time."""
    start = datetime.combine(day, time(), branch.zone)
    end = datetime.combine(day + ONE_DAY, time(), branch.zone)
    team = list(branch.staff.filter(is_active=True).select_related("resource"))
    rules = state_of_resources([person.resource_id for person in team], start=start, end=end).calendar
    entries = _entries(team, branch, start, end, now)
    days = [
        Day(
            staff_id=person.pk,
            name=person.name,
            hue=hue(person.pk),
            at_work=_at_work(rules, person, branch, day),
            entries=entries[person.resource_id],
            away_text=_away_text(rules, person, branch, day),
        )
        for person in team
    ]
    return build_board(
        day=day,
        zone=branch.zone,
        days=days,
        now=now,
        notices=tuple(_notices(rules, branch, day)),
    )


def _entries(
    team: Sequence[StaffMember], branch: Branch, start: datetime, end: datetime, now: datetime
) -> dict[int, list[Entry]]:
    rows = Occupancy.objects.filter(blocked__overlap=(start, end)).order_by("blocked", "pk")
    of_team = rows.filter(resource_id__in=[person.resource_id for person in team]).select_related(
        "appointment__customer",
        "appointment__service",
        "appointment__branch",
        "session__service",
        "session__branch",
        "time_off",
        "external_event__calendar",
    )
    things = {
        row.appointment_id: row.resource.name
        for row in rows.filter(resource__group__isnull=False, appointment__staff__in=team).select_related(
            "resource"
        )
    }
    entries: dict[int, list[Entry]] = defaultdict(list)
    visits: dict[Appointment, list[Occupancy]] = defaultdict(list)
    for row in of_team:
        if row.appointment is not None:
            visits[row.appointment].append(row)
        elif row.session is not None:
            entries[row.resource_id].append(_class(row.session, branch))
        elif row.kind in _AWAY or (row.expires_at is not None and row.expires_at > now):
            entries[row.resource_id].append(_absence_or_hold(row))
    for visit, parts in visits.items():
        entries[parts[0].resource_id].extend(_visit(visit, parts, branch, things.get(visit.pk)))
    return entries


def _class(session: ClassSession, branch: Branch) -> Entry:
    """``Yoga, 7/12 Plätze``."""
    places = _("%(booked)d/%(places)d Plätze") % {"booked": session.booked, "places": session.places}
    elsewhere = session.branch_id != branch.pk
    return Entry(
        kind="appointment",
        start=session.starts_at,
        end=session.ends_at,
        title=session.service.name,
        subtitle=places,
        url=reverse("class-session", args=[session.pk]),
        badge=session.branch.name if elsewhere else _("Kurs"),
        badge_icon="map-pin" if elsewhere else "users",
    )


def _absence_or_hold(row: Occupancy) -> Entry:
    if row.kind in _AWAY:
        title = str(row.time_off or row.external_event)
        return Entry(kind="absence", start=row.blocked.lower, end=row.blocked.upper, title=title)
    return Entry(kind="hold", start=row.blocked.lower, end=row.blocked.upper)


def _visit(
    appointment: Appointment, parts: Sequence[Occupancy], branch: Branch, place: str | None
) -> Iterator[Entry]:
    """The visit in its phases, what takes effect between them, and the buffers before and after it."""
    starts, ends = appointment.starts_at, appointment.ends_at
    if parts[0].blocked.lower < starts:
        yield Entry(kind="buffer", start=parts[0].blocked.lower, end=starts)
    for before, after in pairwise(parts):
        yield Entry(
            kind="waiting",
            start=before.blocked.upper,
            end=after.blocked.lower,
            title=_("Einwirkzeit: %(name)s") % {"name": appointment.customer.name},
        )
    badge, badge_icon = words.SOURCES[appointment.source]
    if appointment.branch_id != branch.pk:
        # Whoever works in two branches is taken in both of them; where the customer comes to must be seen.
        badge, badge_icon = appointment.branch.name, "map-pin"
    for number, part in enumerate(parts, start=1):
        step = _("Teil %(number)d") % {"number": number} if len(parts) > 1 else ""
        yield Entry(
            kind="appointment",
            start=max(part.blocked.lower, starts),
            end=min(part.blocked.upper, ends),
            title=appointment.customer.name,
            subtitle=" · ".join(filter(None, (appointment.what, *_of_visit(appointment), step, place))),
            url=reverse("appointment", args=[appointment.pk]),
            badge=str(badge),
            badge_icon=badge_icon,
        )
    if ends < parts[-1].blocked.upper:
        yield Entry(kind="buffer", start=ends, end=parts[-1].blocked.upper)


def _of_visit(appointment: Appointment) -> Iterator[str]:
    """That the customer has more on the same visit."""
    if appointment.visit_id is not None:
        yield _("Besuch mit mehreren Teilen")


def _at_work(
    rules: Calendar, person: StaffMember, branch: Branch, day: date
) -> list[tuple[datetime, datetime]]:
    spans = rules.working_spans(staff_id=person.pk, branch_id=branch.pk, day=day)
    return [(instant_of(start), instant_of(end)) for start, end in spans]


def _away_text(rules: Calendar, person: StaffMember, branch: Branch, day: date) -> str:
    others = (branch_id for branch_id in rules.branches if branch_id != branch.pk)
    elsewhere = any(rules.working_spans(staff_id=person.pk, branch_id=other, day=day) for other in others)
    return _("in einer anderen Filiale") if elsewhere else _("nicht im Dienst")


def _notices(rules: Calendar, branch: Branch, day: date) -> Iterator[str]:
    if holiday := rules.branches[branch.pk].holiday_on(day):
        yield _("%(holiday)s: Die Filiale ist geschlossen.") % {"holiday": holiday}
    elif not rules.opening_spans(branch_id=branch.pk, day=day):
        yield _("An diesem Tag ist die Filiale geschlossen.")


def _chosen(branches: Sequence[Branch], wanted: str | None) -> Branch | None:
    """:raises Http404: a branch that is not ours, or no number at all."""
    if wanted is None:
        return branches[0] if branches else None
    for branch in branches:
        if str(branch.pk) == wanted:
            return branch
    raise Http404


def _day(text: str | None) -> date | None:
    """:raises Http404: not a day, or none of our time."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if day.year not in YEARS:
        raise Http404
    return day


def _links(branch: Branch, day: date) -> dict[str, str]:
    def to(on: date | None) -> str:
        query = {"filiale": str(branch.pk)} | ({"tag": on.isoformat()} if on else {})
        return f"{reverse('calendar')}?{urlencode(query)}"

    return {"previous": to(day - ONE_DAY), "next": to(day + ONE_DAY), "today": to(None), "here": to(day)}
