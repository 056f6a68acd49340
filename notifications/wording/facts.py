"""What a message may say: plain, cleaned strings and numbers, taken from the rows at the time of sending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from askproai.core.money import format_cents
from askproai.core.phones import format_phone
from booking.enums import PriceKind
from booking.models import Appointment, Branch
from notifications.wording.text import one_line, person_name
from tenants.context import current_company
from tenants.enums import Industry

_DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()


@dataclass(frozen=True, kw_only=True, slots=True)
class AppointmentFacts:
    """One appointment as its customer may hear of it."""

    company_id: int
    company: str
    # The company, with the branch where there are several.
    sender: str
    address: str
    phone: str
    customer: str
    staff: str
    # Empty in practices: what is treated tells of health and is nothing for an unprotected message.
    service: str
    price: str
    reference: str
    starts_at: datetime  # on the branch's clock
    ends_at: datetime
    version: int

    @property
    def short_day(self) -> str:
        """``Di, 08.12.``."""
        return f"{_DAYS[self.starts_at.weekday()][:2]}, {self.starts_at:%d.%m.}"

    @property
    def long_day(self) -> str:
        """``Dienstag, 8. Dezember 2026``."""
        at = self.starts_at
        return f"{_DAYS[at.weekday()]}, {at.day}. {_MONTHS[at.month - 1]} {at.year}"

    @property
    def clock(self) -> str:
        """``9:00 Uhr``; in the hour that exists twice in autumn, which of the two it is."""
        spoken = f"{self.starts_at.hour}:{self.starts_at:%M} Uhr"
        if not _exists_twice(self.starts_at):
            return spoken
        return f"{spoken} ({'Winterzeit' if self.starts_at.fold else 'Sommerzeit'})"

    @property
    def duration(self) -> timedelta:
        """How long the visit takes."""
        return self.ends_at - self.starts_at


def facts_of(appointment: Appointment) -> AppointmentFacts:
    """The facts of an appointment loaded ``with_names``."""
    company, branch = current_company(), appointment.branch
    company_name = one_line(company.name, limit=60)
    discreet = company.industry == Industry.DENTIST
    return AppointmentFacts(
        company_id=company.pk,
        company=company_name,
        sender=_sender(company_name, branch),
        address=one_line(branch.address, limit=160),
        phone=format_phone(branch.phone, region=branch.country) if branch.phone else "",
        customer=person_name(appointment.customer.name),
        staff=one_line(appointment.staff.name, limit=40),
        service="" if discreet else one_line(appointment.service.name, limit=60),
        price="" if discreet else _price(appointment),
        reference=appointment.reference,
        starts_at=appointment.local_start,
        ends_at=appointment.ends_at.astimezone(branch.zone),
        version=appointment.version,
    )


def _sender(company: str, branch: Branch) -> str:
    name = one_line(branch.name, limit=60)
    if company.casefold() in name.casefold():
        return name
    several = Branch.objects.filter(is_active=True).exclude(pk=branch.pk).exists()
    return f"{company} {name}" if several else company


def _price(appointment: Appointment) -> str:
    if appointment.price_cents is None:
        return ""
    amount = format_cents(appointment.price_cents, appointment.currency)
    return f"ab {amount}" if appointment.price_kind == PriceKind.FROM else amount


def _exists_twice(local: datetime) -> bool:
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
