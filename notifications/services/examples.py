"""An appointment to try texts on: the next one that is booked, or a made-up one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from booking.enums import AddressForm
from booking.models import Branch, Service, StaffMember
from booking.queries.upcoming import upcoming_appointments
from booking.services.customer_files import company_address_form
from notifications.enums import Purpose
from notifications.wording.facts import AppointmentFacts, facts_of
from tenants.connections.services import company_url
from tenants.context import current_company

_OF_OUTAGE = frozenset({Purpose.OUTAGE_ASK, Purpose.OUTAGE_MOVED})
_OF_WAITING = frozenset({Purpose.WAIT_OFFER, Purpose.WAIT_JOINED, Purpose.WAIT_TAKEN, Purpose.WAIT_OVER})


def example_facts(purpose: str, *, language: str, now: datetime) -> AppointmentFacts:
    """What a message of this kind would speak of; its link is as long as a real one and opens nothing."""
    appointment = upcoming_appointments(now=now).select_related(
        "customer", "branch", "service", "staff", "variant"
    ).first()  # fmt: skip
    facts = facts_of(appointment) if appointment is not None else _made_up(now)
    colleague = StaffMember.objects.filter(is_active=True).exclude(name=facts.staff).first()
    missing = colleague.name if colleague else facts.staff
    return replace(
        facts,
        language=language,
        is_familiar=company_address_form() == AddressForm.DU,
        link=f"{company_url()}/t/{'x' * 22}/",
        missing=missing if purpose in _OF_OUTAGE else "",
        answer="JA" if purpose == Purpose.WAIT_OFFER else "",
        answer_by=facts.answer_by or f"{facts.short_day_of(now)} {facts.clock_of(now + timedelta(hours=4))}",
        until=(now + timedelta(minutes=30)).astimezone(facts.starts_at.tzinfo)
        if purpose in _OF_WAITING
        else None,
        together=(),
    )


def _made_up(now: datetime) -> AppointmentFacts:
    company = current_company()
    branch = Branch.objects.filter(is_active=True).first()
    service = Service.objects.filter(is_active=True).first()
    staff = StaffMember.objects.filter(is_active=True).first()
    starts_at = timezone.localtime(now).replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(
        days=3
    )
    lasts = service.duration if service else timedelta(minutes=45)
    return AppointmentFacts(
        company_id=company.pk,
        company=company.name,
        accent=company.accent,
        sender=company.name,
        address=branch.address if branch else "",
        phone=branch.phone if branch else "",
        customer="Clara Weber",
        staff=staff.name if staff else "Anna",
        service=service.name if service else "",
        price="",
        reference="K7P4M",
        starts_at=starts_at,
        ends_at=starts_at + lasts,
        version=1,
    )
