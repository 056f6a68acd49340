"""The calendar file of an appointment: the same event on every message, so calendars move and remove it."""

from __future__ import annotations

from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress, vText

from notifications.enums import CALLED_OFF, Purpose
from notifications.ports import Attachment
from notifications.wording.facts import AppointmentFacts


def calendar_file(
    purpose: str, facts: AppointmentFacts, *, organizer: str, attendee: str, now: datetime
) -> Attachment:
    """An iTIP message (RFC 5546): a request for the appointment as it is, or its cancellation."""
    method = "CANCEL" if purpose in CALLED_OFF else "REQUEST"
    calendar = Calendar()
    calendar.add("prodid", "-//AskProAI//Termine//DE")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for each in facts.together or facts.parts or (facts,):
        calendar.add_component(
            _event(each, status=_status(purpose), organizer=organizer, attendee=attendee, now=now)
        )
    return Attachment(
        filename="termin.ics",
        media_type=f"text/calendar; charset=utf-8; method={method}",
        content=calendar.to_ical(),
    )


def calendar_download(facts: AppointmentFacts, *, status: str, now: datetime) -> bytes:
    """The same events for somebody who puts them into their calendar with their own hands."""
    calendar = Calendar()
    calendar.add("prodid", "-//AskProAI//Termine//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for each in facts.parts or (facts,):
        calendar.add_component(_event(each, status=status, organizer="", attendee="", now=now))
    content: bytes = calendar.to_ical()
    return content


def _status(purpose: str) -> str:
    if purpose in CALLED_OFF:
        return "CANCELLED"
    return "TENTATIVE" if purpose == Purpose.REQUEST else "CONFIRMED"


def _event(facts: AppointmentFacts, *, status: str, organizer: str, attendee: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"termin-{facts.company_id}-{facts.reference}@askproai")
    # The version grows with each change of the appointment: calendars keep the file with the higher one.
    event.add("sequence", facts.version)
    event.add("dtstamp", now.astimezone(UTC))
    # In UTC, which every calendar shows on its own clock, also in the hour that exists twice.
    event.add("dtstart", facts.starts_at.astimezone(UTC))
    event.add("dtend", facts.ends_at.astimezone(UTC))
    visit = "Appointment" if facts.is_english else "Termin"
    event.add("summary", f"{facts.service or visit} · {facts.sender}")
    event.add("location", facts.address or facts.sender)
    event.add("description", _description(facts))
    event.add("status", status)
    event.add("transp", "OPAQUE")
    if facts.link:
        event.add("url", facts.link)
    # A file that somebody fetches for their own calendar invites nobody.
    if organizer and attendee:
        event.add("organizer", _person(organizer, facts.company))
        event.add("attendee", _attendee(attendee, facts.customer))
    return event


def _description(facts: AppointmentFacts) -> str:
    if facts.is_english:
        lines = [f"With {facts.staff}", f"Appointment number {facts.reference}"]
    else:
        lines = [f"Bei {facts.staff}", f"Terminnummer {facts.reference}"]
    if facts.link:
        hint = "Change or cancel" if facts.is_english else "Verlegen oder absagen"
        lines.append(f"{hint}: {facts.link}")
    if facts.phone:
        hint = "To cancel or move it" if facts.is_english else "Absagen oder verlegen"
        lines.append(f"{hint}: Tel. {facts.phone}")
    return "\n".join(lines)


def _person(address: str, name: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    # A parameter value can hold no double quote (RFC 5545, 3.2).
    if name:
        person.params["CN"] = vText(name.replace('"', "'"))
    return person


def _attendee(address: str, name: str) -> vCalAddress:
    attendee = _person(address, name)
    attendee.params["PARTSTAT"] = vText("ACCEPTED")
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["RSVP"] = vText("FALSE")
    return attendee
