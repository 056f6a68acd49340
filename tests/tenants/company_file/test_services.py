from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Count

from askproai.core.errors import RuleViolated
from booking.enums import AppointmentStatus
from booking.models import (
    Appointment,
    Branch,
    Customer,
    Occupancy,
    Service,
    SpecialDay,
    StaffMember,
    WorkingHours,
)
from notifications.models import Notification
from telephony.enums import Outcome
from telephony.models import BlockedNumber, Call, CallTurn, Receptionist
from tenants.company_file.reading import read_company_file
from tenants.company_file.services import create_company_from_file
from tenants.connections.services import hooks_url
from tenants.context import company_scope
from tenants.enums import Role
from tenants.models import Company, DirectoryEntry, User
from tenants.outbox.models import OutboxEntry

MONDAY_8 = datetime(2026, 3, 30, 6, tzinfo=UTC)

FILE = """
company: {name: Barbier am Tor, slug: barbier, industry: hairdresser}
users:
  - {email: Omar@Barbier.example, name: Omar, role: owner, password: geheim-genug-2026}
  - {email: lea@barbier.example, name: Lea}
connections: [retell]
branches:
  - name: Tor
    slug: tor
    address: Am Tor 1, 10115 Berlin
    subdivision: BE
    hours: {mon-fri: "09:00-13:00, 14:00-18:00", sat: 09:00-14:00}
    special_days: [{on: 2026-12-24, hours: closed, label: Heiligabend}]
    closures: [{from: +30, until: +31, kind: closure}]
  - {name: Kiez, slug: kiez, address: Am Kiez 1, subdivision: BE, hours: {tue-sat: 10:00-19:00}}
services:
  - {name: Rasur, spoken_names: [Bart], duration: 30 min, price: from 25, buffer_after: 5}
  - {name: Haarschnitt, duration: 1 h, price: 42.50}
staff:
  - {name: Omar, services: [Rasur, Haarschnitt], branches: [Tor], absences: [{from: +7, until: +8}]}
  - name: Lea
    services: [{service: Haarschnitt, duration: 45 min}]
    hours_by_branch: {Tor: {mon: 09:00-13:00}, Kiez: {tue-thu: 10:00-18:00}}
customers:
  - {name: Jonas Becker, phone: 0171 3920001, note: Allergie}
  - {name: Miriam Becker, phone: 0171 3920001}
appointments:
  - {customer: Miriam Becker, service: Haarschnitt, staff: Omar, on: +1, at: "10:00", note: kurz}
phone_numbers: [{number: 030 23125 100, branch: Tor}]
receptionist: {persona_name: Mia, mode: overflow}
blocked_numbers: [{number: 0171 3920099, reason: Werbung}]
"""
HISTORY = """
history: {months: 2, future_weeks: 2, seed: 3, appointments_per_staff_day: 4, customers: 60}
call_history: {months: 2, seed: 3, others_per_day: 3}
"""


def _made(text: str = FILE) -> Company:
    return create_company_from_file(sections=read_company_file(text), now=MONDAY_8)


@pytest.mark.usefixtures("db")
def test_file_becomes_a_company_with_everything_in_it() -> None:
    company = _made()

    assert company.is_served
    assert company.domains.get().domain == "barbier.localhost"
    omar = User.objects.get(email="omar@barbier.example")
    assert omar.check_password("geheim-genug-2026")
    assert omar.memberships.get(company=company).role == Role.OWNER
    with company_scope(company):
        assert list(Branch.objects.values_list("name", flat=True)) == ["Tor", "Kiez"]
        assert WorkingHours.objects.filter(branch__slug="tor", staff=None).count() == 11
        assert SpecialDay.objects.get().opens_at is None
        rasur, haircut = Service.objects.all()
        assert (rasur.price_cents, rasur.price_kind, rasur.buffer_after) == (
            2500,
            "from",
            timedelta(minutes=5),
        )
        assert haircut.price_cents == 4250
        lea = StaffMember.objects.get(name="Lea")
        assert lea.skills.get().duration == timedelta(minutes=45)
        assert sorted(lea.working_hours.values_list("branch__name", "weekday")) == [
            ("Kiez", 1), ("Kiez", 2), ("Kiez", 3), ("Tor", 0)
        ]  # fmt: skip
        assert Customer.objects.get(name="Jonas Becker").note == "Allergie"
        assert Receptionist.objects.get().persona_name == "Mia"
        assert BlockedNumber.objects.get().phone == "+491713920099"
        assert hooks_url("retell").startswith("http://barbier.localhost")
        entry = DirectoryEntry.objects.get(company=company)
        assert (entry.key, entry.branch_id) == ("+493023125100", Branch.objects.get(slug="tor").pk)


@pytest.mark.usefixtures("db")
def test_appointment_of_the_file_is_at_its_wall_time_and_not_confirmed_again() -> None:
    with company_scope(_made()):
        appointment = Appointment.objects.get()
        assert appointment.starts_at == datetime(2026, 3, 31, 8, tzinfo=UTC)
        assert (appointment.customer.name, appointment.note) == ("Miriam Becker", "kurz")
        assert not Notification.objects.filter(purpose="confirmation").exists()


@pytest.mark.usefixtures("db")
def test_nothing_is_left_of_a_company_whose_file_contradicts_itself() -> None:
    twice = FILE.replace(
        "phone_numbers:",
        '  - {customer: Jonas Becker, service: Rasur, staff: Omar, on: +1, at: "10:30"}\nphone_numbers:',
    )

    with pytest.raises(RuleViolated) as refused:
        _made(twice)

    assert refused.value.code == "slot_taken"
    assert not Company.objects.filter(slug="barbier").exists()
    assert not User.objects.filter(email="omar@barbier.example").exists()
    _made()


@pytest.mark.usefixtures("db")
def test_number_of_another_company_is_refused() -> None:
    DirectoryEntry.objects.create(
        kind="phone_number", key="+493023125100", company=Company.objects.get(slug="salon")
    )

    with pytest.raises(RuleViolated) as refused:
        _made()

    assert refused.value.code == "number_taken"


@pytest.mark.usefixtures("db")
def test_somebody_who_is_known_keeps_name_and_password() -> None:
    User.objects.create_user("omar@barbier.example", "ein-anderes-2026", name="Omar Aksoy")

    company = _made()

    omar = User.objects.get(email="omar@barbier.example")
    assert (omar.name, omar.check_password("ein-anderes-2026")) == ("Omar Aksoy", True)
    assert omar.memberships.get().company == company


@pytest.mark.usefixtures("db")
def test_history_is_plausible_and_tells_nobody() -> None:
    with company_scope(_made(FILE + HISTORY)):
        past = Appointment.objects.filter(period__endswith__lte=MONDAY_8)
        shares = dict(past.values_list("status").annotate(count=Count("pk")))
        assert past.count() > 80
        assert shares[AppointmentStatus.DONE] > 0.75 * past.count()
        assert set(shares) <= {AppointmentStatus.DONE, AppointmentStatus.NO_SHOW, AppointmentStatus.CANCELLED}
        ahead = Appointment.objects.filter(period__startswith__gt=MONDAY_8)
        assert set(ahead.values_list("status", flat=True)) <= {"confirmed", "cancelled"}
        assert not Appointment.objects.filter(created_at__gt=MONDAY_8).exists()
        taken = Occupancy.objects.filter(appointment__isnull=False).count()
        assert taken == Appointment.objects.exclude(status="cancelled").count()
        # One appointment came by the file; its reminder is all that is owed to anybody.
        assert Notification.objects.exclude(appointment__source="import").count() == 0
        assert OutboxEntry.objects.count() == Notification.objects.count()


@pytest.mark.usefixtures("db")
def test_calls_of_the_past_fit_the_appointments_and_keep_words_only_with_consent() -> None:
    with company_scope(_made(FILE + HISTORY)):
        booked = Call.objects.filter(outcome=Outcome.BOOKED)
        by_phone = Appointment.objects.filter(source="phone", created_at__gte=MONDAY_8 - timedelta(days=60))
        assert booked.count() == by_phone.count()
        call = booked.latest("ringing_at")
        made = call.acts.get(name="book").appointment
        assert made is not None
        assert call.ringing_at < made.created_at < call.ended_at
        assert call.customer == made.customer
        assert not CallTurn.objects.exclude(call__consent="granted").exists()
        assert all(not call.summary for call in Call.objects.exclude(consent="granted"))
        assert any(call.summary for call in Call.objects.filter(consent="granted"))


@pytest.mark.usefixtures("db")
def test_history_of_the_same_seed_is_the_same() -> None:
    text = FILE + HISTORY
    other = (
        text.replace("barbier", "frisör".replace("ö", "oe"))
        .replace("Barbier", "Friseur")
        .replace("23125 100", "23125 101")
    )

    def visits(company: Company) -> list[object]:
        with company_scope(company):
            rows = Appointment.objects.order_by("period", "staff__name")
            return list(rows.values_list("period", "customer__name", "service__name", "status"))

    assert visits(_made(text)) == visits(_made(other))
