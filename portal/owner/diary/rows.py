"""What takes people's time, in a few queries whatever their number, and put into words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from django.urls import reverse
from django.utils.translation import gettext as _

from booking.enums import AppointmentStatus, OccupancyKind, TimeOffKind
from booking.models import Appointment, Branch, ClassSession, Occupancy, Resource, SyncConflict
from portal.owner import words as owner_words
from portal.owner.diary import words
from portal.owner.diary.board import Booked, Entry
from portal.owner.words import Look
from portal.templatetags.portal import hue

_AWAY = frozenset({OccupancyKind.ABSENCE, OccupancyKind.EXTERNAL})
_PROMISED = frozenset({AppointmentStatus.PENDING, AppointmentStatus.CONFIRMED})
_JOINED = (
    "appointment__customer",
    "appointment__service",
    "appointment__branch",
    "session__service",
    "session__branch",
    "time_off",
    "external_event__calendar",
)
# A week of twenty people is a thousand rows: what is not shown is neither read nor decrypted.
_READ = (
    *("resource_id", "blocked", "kind", "expires_at", "appointment", "session", "time_off", "external_event"),
    *(
        f"appointment__{name}"
        for name in (
            *("status", "period", "version", "variant_name", "add_ons", "visit_id", "series_id"),
            *("session_id", "party_size", "source", "branch_id", "service_id", "customer_id"),
        )
    ),
    *("appointment__customer__name", "appointment__service__name", "appointment__branch__name"),
    *(f"session__{name}" for name in ("period", "places", "booked", "service_id", "branch_id")),
    *("session__service__name", "session__branch__name", "time_off__label", "time_off__kind"),
    *("external_event__calendar_id", "external_event__calendar__name"),
)


def _states() -> dict[str, Look]:
    return {status: Look(str(label), tone, icon) for status, (label, tone, icon) in words.STATES.items()}


def _sources() -> dict[str, tuple[str, str]]:
    return {source: (str(label), icon) for source, (label, icon) in owner_words.SOURCES.items()}


@dataclass(frozen=True, kw_only=True, slots=True)
class Painting:
    """How entries are shown: coloured by what, what fades into the background, which branch is at home."""

    now: datetime
    by_service: bool = False
    service_id: int | None = None
    with_cancelled: bool = False
    # How it stands and where it came from, put into this reader's words once and not for each row.
    states: Mapping[str, Look] = field(default_factory=_states)
    sources: Mapping[str, tuple[str, str]] = field(default_factory=_sources)


Rows = dict[int, list[Entry]]


def entries_of(
    resource_ids: Sequence[int],
    *,
    start: datetime,
    end: datetime,
    painting: Painting,
    home: Branch | None = None,
) -> Rows:
    """Entries by resource, in the order of time. ``home``: what happens elsewhere says where."""
    rows = Occupancy.objects.filter(resource_id__in=resource_ids, blocked__overlap=(start, end))
    found = rows.order_by("blocked", "pk").select_related(*_JOINED).only(*_READ)
    entries: Rows = defaultdict(list)
    visits: dict[tuple[Appointment, int], list[Occupancy]] = defaultdict(list)
    away: dict[int, list[Occupancy]] = defaultdict(list)
    for row in found:
        if row.appointment is not None:
            visits[row.appointment, row.resource_id].append(row)
        elif row.session is not None:
            entries[row.resource_id].append(_class(row.session, home, painting))
        elif row.kind in _AWAY:
            away[row.resource_id].append(row)
            entries[row.resource_id].append(_absence(row))
        elif row.expires_at is not None and row.expires_at > painting.now:
            entries[row.resource_id].append(
                Entry(kind="hold", start=row.blocked.lower, end=row.blocked.upper)
            )
    clashes = _clashes(visits, away, painting.now) | _sync_conflicts()
    things = _things(start, end)
    for (appointment, resource_id), parts in visits.items():
        entries[resource_id].extend(
            _visit(appointment, parts, home, things, clash=clashes.get(appointment.pk, ""), painting=painting)
        )
    if painting.with_cancelled:
        _add_cancelled(entries, resource_ids, start, end, painting)
    return entries


def _add_cancelled(
    entries: Rows, resource_ids: Sequence[int], start: datetime, end: datetime, painting: Painting
) -> None:
    """Nothing of them takes anybody's time any more."""
    gone = Appointment.objects.filter(
        status=AppointmentStatus.CANCELLED, staff__resource__in=resource_ids
    ).between(start, end)
    for each in gone.with_names():
        entries[each.staff.resource_id].append(
            Entry(
                kind="cancelled",
                start=each.starts_at,
                end=each.ends_at,
                title=each.customer.name,
                subtitle=each.what,
                url=reverse("appointment", args=[each.pk]),
                state=painting.states[each.status],
                booked=_booked(each, painting.now),
                hue=_hue(each, painting),
                is_faded=True,
            )
        )


def _class(session: ClassSession, home: Branch | None, painting: Painting) -> Entry:
    """``Yoga, 7/12 Plätze``."""
    places = _("%(booked)d/%(places)d Plätze") % {"booked": session.booked, "places": session.places}
    elsewhere = home is not None and session.branch_id != home.pk
    return Entry(
        kind="appointment",
        start=session.starts_at,
        end=session.ends_at,
        title=session.service.name,
        subtitle=places,
        url=reverse("class-session", args=[session.pk]),
        badge=session.branch.name if elsewhere else _("Kurs"),
        badge_icon="map-pin" if elsewhere else "users",
        hue=hue(session.service_id) if painting.by_service else None,
        is_faded=painting.service_id not in (None, session.service_id),
    )


def _absence(row: Occupancy) -> Entry:
    return Entry(
        kind="absence",
        start=row.blocked.lower,
        end=row.blocked.upper,
        title=str(row.time_off or row.external_event),
        badge_icon="coffee" if row.time_off else "calendar-days",
        # Who is ill again at work has a page of its own: customers were told.
        time_off_id=row.time_off_id if row.time_off and row.time_off.kind != TimeOffKind.SICK else None,
    )


def _visit(
    appointment: Appointment,
    parts: Sequence[Occupancy],
    home: Branch | None,
    things: Mapping[int, str],
    *,
    clash: str,
    painting: Painting,
) -> Iterator[Entry]:
    """The visit in its phases, what takes effect between them, and the buffers before and after it."""
    starts, ends = appointment.starts_at, appointment.ends_at
    colour, faded = _hue(appointment, painting), painting.service_id not in (None, appointment.service_id)
    if parts[0].blocked.lower < starts:
        yield Entry(kind="buffer", start=parts[0].blocked.lower, end=starts, hue=colour)
    for before, after in pairwise(parts):
        yield Entry(
            kind="waiting",
            start=before.blocked.upper,
            end=after.blocked.lower,
            title=_("Einwirkzeit: %(name)s") % {"name": appointment.customer.name},
            hue=colour,
        )
    badge, badge_icon = painting.sources[appointment.source]
    if home is not None and appointment.branch_id != home.pk:
        # Whoever works in two branches is taken in both of them; where the customer comes to must be seen.
        badge, badge_icon = appointment.branch.name, "map-pin"
    booked = _booked(appointment, painting.now)
    for number, part in enumerate(parts, start=1):
        step = _("Teil %(number)d") % {"number": number} if len(parts) > 1 else ""
        details = (appointment.what, *_of_more(appointment), step, things.get(appointment.pk))
        yield Entry(
            kind="appointment",
            start=max(part.blocked.lower, starts),
            end=min(part.blocked.upper, ends),
            title=appointment.customer.name,
            subtitle=" · ".join(filter(None, details)),
            url=reverse("appointment", args=[appointment.pk]),
            badge=badge,
            badge_icon=badge_icon,
            hue=colour,
            booked=booked,
            state=painting.states[appointment.status],
            clash=clash,
            is_faded=faded,
        )
    if ends < parts[-1].blocked.upper:
        yield Entry(kind="buffer", start=ends, end=parts[-1].blocked.upper, hue=colour)


def _of_more(appointment: Appointment) -> Iterator[str]:
    """That it is one of several, and for how many people."""
    if appointment.party_size > 1:
        yield _("%(count)d Personen") % {"count": appointment.party_size}
    if appointment.visit_id is not None:
        yield _("Besuch mit mehreren Teilen")
    if appointment.series_id is not None:
        yield _("Serie")


def _booked(appointment: Appointment, now: datetime) -> Booked:
    is_open = appointment.session_id is None and appointment.status in _PROMISED
    is_there = appointment.session_id is None and appointment.status == AppointmentStatus.ARRIVED
    return Booked(
        appointment_id=appointment.pk,
        version=appointment.version,
        status=appointment.status,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        is_movable=is_open and appointment.starts_at > now,
        is_stretchable=(is_open or is_there) and appointment.ends_at > now,
    )


def _hue(appointment: Appointment, painting: Painting) -> int | None:
    return hue(appointment.service_id) if painting.by_service else None


def _things(start: datetime, end: datetime) -> dict[int, str]:
    """Rooms and devices that are kept, by appointment."""
    rooms = Resource.objects.filter(group__isnull=False).values("pk")
    kept = Occupancy.objects.filter(resource__in=rooms, appointment__isnull=False)
    rows = kept.filter(blocked__overlap=(start, end)).values_list("appointment_id", "resource__name")
    return {appointment_id: name for appointment_id, name in rows if appointment_id is not None}


def _clashes(
    visits: Mapping[tuple[Appointment, int], Sequence[Occupancy]],
    away: Mapping[int, Sequence[Occupancy]],
    now: datetime,
) -> dict[int, str]:
    """Appointments ahead whose person is away meanwhile: sick, on vacation, or taken elsewhere."""
    found = {}
    for (appointment, resource_id), parts in visits.items():
        if appointment.status not in _PROMISED or appointment.ends_at <= now:
            continue
        for row in away.get(resource_id, ()):
            if any(
                row.blocked.lower < part.blocked.upper and part.blocked.lower < row.blocked.upper
                for part in parts
            ):
                found[appointment.pk] = _("Überschneidet sich: %(other)s") % {
                    "other": row.time_off or row.external_event
                }
    return found


def _sync_conflicts() -> dict[int, str]:
    """Appointments about which another calendar says otherwise: never many, whatever is shown."""
    open_ones = SyncConflict.objects.filter(resolution="", appointment__isnull=False)
    rows = open_ones.values_list("appointment_id", "calendar__name")
    return {
        appointment_id: _("Widerspruch mit dem Kalender „%(calendar)s“") % {"calendar": name}
        for appointment_id, name in rows
        if appointment_id is not None
    }
