"""A calendar to subscribe to (RFC 5545): all of it each time, the same bytes while nothing changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from booking.enums import AppointmentStatus
from booking.models import Appointment, TimeOff
from booking.queries.feeds import Feed
from tenants.context import current_company
from tenants.enums import MEDICAL

_LOOK_AGAIN: Final = timedelta(minutes=15)
_STATUS: Final[dict[str, str]] = {
    AppointmentStatus.CANCELLED: "CANCELLED",
    AppointmentStatus.NO_SHOW: "CANCELLED",
    AppointmentStatus.PENDING: "TENTATIVE",
}
# An absence has no history: its row is its only version.
_ABSENCES_SINCE: Final = datetime(2020, 1, 1, tzinfo=UTC)


def feed_file(feed: Feed, *, with_names: bool, several: bool) -> bytes:
    """The calendar as a file.

    :param with_names: whether customers' names stand in it.
    :param several: whether it is about several people, who are named then.
    """
    company = current_company()
    calendar = Calendar()
    calendar.add("prodid", "-//AskProAI//Kalender//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{feed.name} · {company.name}")
    calendar.add("x-wr-timezone", feed.timezone)
    calendar.add("refresh-interval", _LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT15M")
    for visit in feed.appointments:
        calendar.add_component(_visit(visit, with_names=with_names, several=several))
    for absence in feed.absences:
        calendar.add_component(_absence(absence, zone=ZoneInfo(feed.timezone), several=several))
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def _visit(visit: Appointment, *, with_names: bool, several: bool) -> Event:
    company, zone = current_company(), visit.branch.zone
    # What is treated tells of health: beside a name it is nothing for a calendar at somebody else's.
    discreet = with_names and company.industry in MEDICAL
    parts = [
        "" if discreet else visit.service.name,
        visit.customer.name if with_names else "",
        visit.staff.name if several else "",
    ]
    event = Event()
    event.add("uid", f"kalender-{company.pk}-{visit.pk}@askproai")
    event.add("sequence", visit.version)
    event.add("dtstamp", (visit.changed_at or visit.created_at).astimezone(UTC))  # type: ignore[attr-defined]
    event.add("dtstart", visit.starts_at.astimezone(zone))
    event.add("dtend", visit.ends_at.astimezone(zone))
    event.add("summary", " · ".join(part for part in parts if part))
    event.add("location", visit.branch.address or visit.branch.name)
    event.add("description", f"Nr. {visit.reference}")
    event.add("status", _STATUS.get(visit.status, "CONFIRMED"))
    event.add("transp", "TRANSPARENT" if visit.status == AppointmentStatus.CANCELLED else "OPAQUE")
    event.add("class", "PRIVATE")
    return event


def _absence(absence: TimeOff, *, zone: ZoneInfo, several: bool) -> Event:
    # Why somebody is away is nobody's business outside; that a branch is closed is everybody's.
    words = (absence.label or "Geschlossen") if absence.branch_id else "Abwesend"
    who = absence.staff.name if several and absence.staff else ""
    event = Event()
    event.add("uid", f"abwesend-{current_company().pk}-{absence.pk}@askproai")
    event.add("dtstamp", _ABSENCES_SINCE)
    event.add("dtstart", absence.period.lower.astimezone(zone))
    event.add("dtend", absence.period.upper.astimezone(zone))
    event.add("summary", " · ".join(part for part in (words, who) if part))
    event.add("status", "CONFIRMED")
    event.add("transp", "OPAQUE")
    return event
