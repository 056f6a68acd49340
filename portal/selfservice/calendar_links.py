"""Putting an appointment into one's own calendar: a file, or one tap at Google and Outlook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse

from booking.enums import AppointmentStatus
from booking.models import Appointment
from notifications.services.addresses import appointment_url
from notifications.wording.calendar_file import calendar_download
from notifications.wording.facts import AppointmentFacts, facts_of
from notifications.wording.visit import visit_facts

_STATUS: Final[dict[str, str]] = {
    AppointmentStatus.CANCELLED: "CANCELLED",
    AppointmentStatus.PENDING: "TENTATIVE",
}


def calendar_response(parts: Sequence[Appointment], *, now: datetime) -> HttpResponse:
    """The file of all that belongs together; the same events as in the mails: a later one moves them."""
    appointment = parts[0]
    facts = _facts_of(parts, link=appointment_url(appointment, now=now))
    return HttpResponse(
        calendar_download(facts, status=_STATUS.get(appointment.status, "CONFIRMED"), now=now),
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="termin.ics"',
            "Cache-Control": "no-store",
            "X-Robots-Tag": "noindex",
        },
    )


def calendar_urls(parts: Sequence[Appointment]) -> list[tuple[str, str]]:
    """Where Google and Outlook take it in as one entry. The secret link stays out: it is nobody else's."""
    facts = _facts_of(parts)
    title = f"{facts.service} · {facts.sender}" if facts.service else facts.sender
    google = {
        "action": "TEMPLATE",
        "text": title,
        "dates": f"{_stamp(facts.starts_at)}/{_stamp(facts.ends_at)}",
        "location": facts.address,
        "details": _details(facts),
    }
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": title,
        "startdt": facts.starts_at.astimezone(UTC).isoformat(),
        "enddt": facts.ends_at.astimezone(UTC).isoformat(),
        "location": facts.address,
        "body": _details(facts),
    }
    return [
        ("Google", f"https://calendar.google.com/calendar/render?{urlencode(google)}"),
        ("Outlook", f"https://outlook.live.com/calendar/0/deeplink/compose?{urlencode(outlook)}"),
    ]


def _facts_of(parts: Sequence[Appointment], *, link: str = "") -> AppointmentFacts:
    facts = facts_of(parts[0], link=link)
    return visit_facts(facts, parts) if len(parts) > 1 else facts


def _stamp(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _details(facts: AppointmentFacts) -> str:
    return " · ".join(part for part in (facts.staff, facts.reference, facts.phone) if part)
