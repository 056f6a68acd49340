"""What a message may say: plain, cleaned strings and numbers, taken from the rows at the time of sending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from askproai.core.money import format_cents
from askproai.core.phones import format_phone
from booking.enums import AddressForm, FeeState, PriceKind
from booking.models import Appointment, Branch, Customer, WaitlistEntry, WaitlistInvitation
from booking.queries.terms import fee_for, free_window
from booking.queries.waitlist import names_of
from booking.services.customer_files import company_address_form
from notifications.wording.text import one_line, person_name
from tenants.context import current_company
from tenants.enums import MEDICAL

_DAYS = {
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split(),
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
}
_MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "en": "January February March April May June July August September October November December".split(),
}
# In which language somebody reads whose own one we do not write.
FALLBACK_LANGUAGE = "de"


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
    # Where the customer changes it without a login; empty where nobody needs to any more.
    link: str = ""
    language: str = FALLBACK_LANGUAGE
    # Whether a German message says "du".
    is_familiar: bool = False
    # Until when a request is answered; what has to be paid until when; until when cancelling is free, and
    # what it costs then; what a late cancellation did cost. Empty where there is nothing of the kind.
    answer_by: str = ""
    deposit: str = ""
    deposit_by: str = ""
    free_until: str = ""
    late_fee: str = ""
    fee: str = ""
    # What an SMS answers to say yes; empty where nobody would read it.
    answer: str = ""
    # Until when a time is held, and the start of the appointment that it takes the place of.
    until: datetime | None = None
    instead_of: datetime | None = None
    # Who is out, where that is the reason of the message.
    missing: str = ""
    # The company's colour, ``#rrggbb``; empty: ours.
    accent: str = ""
    # All that the message tells of, earliest first, when it is more than this one.
    together: tuple[AppointmentFacts, ...] = ()
    # The parts of a visit in the order of time, where it has several; the rest speaks of the whole visit.
    parts: tuple[AppointmentFacts, ...] = ()
    # A time for several services, perhaps by several people: ``service`` names all of them.
    is_visit: bool = False

    @property
    def is_english(self) -> bool:
        """Whether the customer reads English."""
        return self.language == "en"

    @property
    def says_du(self) -> bool:
        """Whether the reader is spoken to as a friend; in English there is no difference."""
        return self.is_familiar and not self.is_english

    @property
    def short_day(self) -> str:
        """``Di, 08.12.``, ``Tue, 8 Dec``."""
        return self.short_day_of(self.starts_at)

    def short_day_of(self, at: datetime) -> str:
        """The same of another day."""
        return _short_day(at, self.language)

    @property
    def long_day(self) -> str:
        """``Dienstag, 8. Dezember 2026``, ``Tuesday, 8 December 2026``."""
        at = self.starts_at
        return f"{self._day}, {at.day}{'' if self.is_english else '.'} {self._month} {at.year}"

    @property
    def clock(self) -> str:
        """``9:00 Uhr``, ``9:00 am``; in the hour that exists twice in autumn, which of the two it is."""
        return self.clock_of(self.starts_at)

    def clock_of(self, at: datetime) -> str:
        """The same of another moment."""
        return _clock(at, self.language)

    @property
    def _day(self) -> str:
        return _DAYS[self.language][self.starts_at.weekday()]

    @property
    def _month(self) -> str:
        return _MONTHS[self.language][self.starts_at.month - 1]

    @property
    def duration(self) -> timedelta:
        """How long the visit takes."""
        return self.ends_at - self.starts_at


def facts_of(appointment: Appointment, *, link: str = "") -> AppointmentFacts:
    """The facts of an appointment loaded ``with_names``."""
    company, branch = current_company(), appointment.branch
    company_name = one_line(company.name, limit=60)
    discreet = company.industry in MEDICAL
    language = appointment.customer.language
    language = language if language in _DAYS else FALLBACK_LANGUAGE
    return AppointmentFacts(
        company_id=company.pk,
        company=company_name,
        accent=company.accent,
        sender=_sender(company_name, branch),
        address=one_line(branch.address, limit=160),
        phone=format_phone(branch.phone, region=branch.country) if branch.phone else "",
        customer=person_name(appointment.customer.name),
        staff=one_line(appointment.staff.name, limit=40),
        service="" if discreet else _service(appointment, language),
        price="" if discreet else _price(appointment, language),
        reference=appointment.reference,
        starts_at=appointment.local_start,
        ends_at=appointment.ends_at.astimezone(branch.zone),
        version=appointment.version,
        link=link,
        language=language,
        is_familiar=_is_familiar(appointment.customer),
        together=(),
        **_terms(appointment, language),  # type: ignore[arg-type]  # all of them are texts
    )


def facts_of_offer(
    about: WaitlistInvitation | WaitlistEntry, *, link: str, branch: Branch | None = None, answer: str = ""
) -> AppointmentFacts:
    """What may be said of a time that is offered to somebody who waits, or of the waiting itself."""
    company = current_company()
    company_name = one_line(company.name, limit=60)
    invitation = about if isinstance(about, WaitlistInvitation) else None
    entry = about.entry if isinstance(about, WaitlistInvitation) else about
    place = branch or about.branch
    assert place is not None  # noqa: S101  whoever waits for any branch is told by the main one
    discreet = company.industry in MEDICAL
    language = entry.customer.language
    starts_at = invitation.starts_at if invitation else entry.created_at
    instead_of = entry.replaces
    return AppointmentFacts(
        company_id=company.pk,
        company=company_name,
        accent=company.accent,
        sender=_sender(company_name, place),
        address=one_line(place.address, limit=160),
        phone=format_phone(place.phone, region=place.country) if place.phone else "",
        customer=person_name(entry.customer.name),
        staff=one_line(invitation.staff.name, limit=40) if invitation else "",
        service=one_line(names_of(invitation), limit=120) if invitation and not discreet else "",
        is_visit=bool(invitation and entry.others),
        price="",
        reference="",
        starts_at=starts_at.astimezone(place.zone),
        ends_at=(invitation.period.upper if invitation else starts_at).astimezone(place.zone),
        version=1,
        language=language if language in _DAYS else FALLBACK_LANGUAGE,
        is_familiar=_is_familiar(entry.customer),
        link=link,
        answer=answer,
        until=invitation.expires_at.astimezone(place.zone) if invitation else None,
        instead_of=instead_of.starts_at.astimezone(place.zone) if instead_of else None,
    )


def _is_familiar(customer: Customer) -> bool:
    """As was agreed with the person, else as the company does with everybody."""
    return (customer.address_form or company_address_form()) == AddressForm.DU


def _terms(appointment: Appointment, language: str) -> dict[str, str]:
    """What the appointment waits for, and what it costs not to keep it."""

    def moment(at: datetime | None) -> str:
        local = at.astimezone(appointment.branch.zone) if at else None
        at_clock = " at " if language == "en" else " um "
        return f"{_short_day(local, language)}{at_clock}{_clock(local, language)}" if local else ""

    def amount(cents: int | None) -> str:
        return format_cents(cents, appointment.currency) if cents else ""

    service, branch = appointment.service, appointment.branch
    late_fee = fee_for(service, branch, price_cents=appointment.price_cents)
    is_due = appointment.deposit_due_at is not None
    return {
        "answer_by": moment(appointment.answer_due_at),
        "deposit": amount(appointment.deposit_cents) if is_due else "",
        "deposit_by": moment(appointment.deposit_due_at),
        "free_until": moment(appointment.starts_at - free_window(service, branch)) if late_fee else "",
        "late_fee": amount(late_fee),
        "fee": amount(appointment.fee_cents) if appointment.fee_state == FeeState.OWED else "",
    }


def _short_day(at: datetime, language: str) -> str:
    day, month = _DAYS[language][at.weekday()], _MONTHS[language][at.month - 1]
    return f"{day[:3]}, {at.day} {month[:3]}" if language == "en" else f"{day[:2]}, {at:%d.%m.}"


def _clock(at: datetime, language: str) -> str:
    spoken = f"{at.hour}:{at:%M} Uhr"
    if language == "en":
        spoken = f"{(at.hour - 1) % 12 + 1}:{at:%M} {'am' if at.hour < 12 else 'pm'}"
    if not _exists_twice(at):
        return spoken
    season = ("summer time", "winter time") if language == "en" else ("Sommerzeit", "Winterzeit")
    return f"{spoken} ({season[at.fold]})"


def _service(appointment: Appointment, language: str) -> str:
    """``Yoga``; for more than one ``Yoga, 3 Personen``."""
    name = one_line(appointment.what, limit=80)
    people = "people" if language == "en" else "Personen"
    return f"{name}, {appointment.party_size} {people}" if appointment.party_size > 1 else name


def _sender(company: str, branch: Branch) -> str:
    name = one_line(branch.name, limit=60)
    if company.casefold() in name.casefold():
        return name
    several = Branch.objects.filter(is_active=True).exclude(pk=branch.pk).exists()
    return f"{company} {name}" if several else company


def _price(appointment: Appointment, language: str) -> str:
    if appointment.price_cents is None:
        return ""
    amount = format_cents(appointment.price_cents, appointment.currency)
    since = "from" if language == "en" else "ab"
    return f"{since} {amount}" if appointment.price_kind == PriceKind.FROM else amount


def _exists_twice(local: datetime) -> bool:
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
