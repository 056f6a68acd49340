"""What a message is about: an appointment, or a time that was offered to somebody on the waitlist."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from booking.models import Appointment, Branch, Customer, OutageMove, WaitlistEntry, WaitlistInvitation
from booking.services.links import LinkPurpose, link_secret
from notifications.enums import CALLED_OFF, Purpose
from notifications.models import Notification
from notifications.queries.together import facts_told
from notifications.services.addresses import appointment_url
from notifications.services.gateways import takes_replies
from notifications.wording.facts import AppointmentFacts, facts_of, facts_of_offer
from tenants.connections.services import company_url

# A link in a message still tells the truth for a while after the time that it is about.
_LINKS_LAST = timedelta(days=3)
_WAITING_LASTS = timedelta(days=365)
_OF_OUTAGE = (Purpose.OUTAGE_ASK, Purpose.OUTAGE_MOVED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """To whom the message goes and what may be said in it; ``facts`` are made when they are needed."""

    customer: Customer
    branch: Branch
    starts_at: datetime | None
    facts: Callable[[datetime], AppointmentFacts]
    appointment: Appointment | None = None
    entry: WaitlistEntry | None = None
    invitation: WaitlistInvitation | None = None
    move: OutageMove | None = None


def subject_of(notification: Notification) -> Subject:
    """What the message is about, as it is now."""
    if notification.waitlist_entry_id is None:
        return _of_appointment(notification)
    names = ("staff", "branch", "service", "entry__customer", "entry__replaces__branch")
    found = WaitlistInvitation.objects.select_related(*names).filter(pk=notification.occasion).first()
    return _of_entry(notification) if found is None else _of_invitation(found)


def _of_appointment(notification: Notification) -> Subject:
    appointment = Appointment.objects.with_names().get(pk=notification.appointment_id or 0)
    move = None
    if notification.purpose in _OF_OUTAGE:
        move = OutageMove.objects.select_related("old_staff").filter(pk=notification.occasion).first()

    def facts(now: datetime) -> AppointmentFacts:
        if move is None:
            # Whoever was told that an appointment is off has nothing left to change.
            is_off = notification.purpose in CALLED_OFF
            link = "" if is_off else appointment_url(appointment, now=now)
            return facts_told(notification, appointment, link=link)
        ends = appointment.starts_at + _LINKS_LAST
        link = _url("a", LinkPurpose.OUTAGE_MOVE, move.pk, ends=ends, now=now)
        return replace(facts_of(appointment), link=link, missing=move.old_staff.name, answer=_answer(1, now))

    return Subject(
        customer=appointment.customer,
        branch=appointment.branch,
        starts_at=appointment.starts_at,
        facts=facts,
        appointment=appointment,
        move=move,
    )


def _of_invitation(invitation: WaitlistInvitation) -> Subject:
    entry = invitation.entry

    def facts(now: datetime) -> AppointmentFacts:
        ends = invitation.starts_at + _LINKS_LAST
        return facts_of_offer(
            invitation,
            link=_url("w", LinkPurpose.INVITATION, invitation.pk, ends=ends, now=now),
            answer=_answer(invitation.number, now),
        )

    return Subject(
        customer=entry.customer,
        branch=invitation.branch,
        starts_at=invitation.starts_at,
        facts=facts,
        entry=entry,
        invitation=invitation,
    )


def _of_entry(notification: Notification) -> Subject:
    entries = WaitlistEntry.objects.select_related("customer", "branch")
    entry = entries.get(pk=notification.waitlist_entry_id or 0)
    branch = entry.branch or Branch.objects.filter(is_active=True).first() or Branch.objects.all()[0]

    def facts(now: datetime) -> AppointmentFacts:
        ends = now + _WAITING_LASTS
        return facts_of_offer(
            entry, branch=branch, link=_url("w/l", LinkPurpose.WAITLIST_ENTRY, entry.pk, ends=ends, now=now)
        )

    return Subject(customer=entry.customer, branch=branch, starts_at=None, facts=facts, entry=entry)


def _url(path: str, purpose: LinkPurpose, subject_id: int, *, ends: datetime, now: datetime) -> str:
    secret = link_secret(purpose=purpose, subject_id=subject_id, expires_at=ends, now=now)
    return f"{company_url()}/{path}/{secret}/"


def _answer(number: int, now: datetime) -> str:
    """What to answer by SMS to say yes; empty where nobody would read it."""
    if not takes_replies(now=now):
        return ""
    return "JA" if number == 1 else f"JA {number}"
