"""The admin on a company's own host: German, with times as the branch reads them, and for nobody else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from booking.enums import TimeOffKind
from booking.models import Appointment, Branch, Service, StaffMember
from booking.services import add_time_off, cancel_appointment
from telephony.models import Call
from tenants.admin_sites import company_site
from tenants.models import Company, User
from tests.factories.booking import MONDAY_8, AppointmentFactory, berlin
from tests.factories.telephony import CallFactory
from tests.portal.conftest import browser, member, platform_staff, signed_in, supporting

ENGLISH = re.compile(r"\b(?:Pk|Branchs?|Periods?|Service|Staff|Resource|Blocked|Expires|Changed at|By)\b")
TEN = berlin("2026-11-23", "10:00")


@pytest.fixture
def petra(company: Company) -> Client:
    """A platform admin on the salon's host, let in by the salon."""
    return supporting(platform_staff(), company)


@pytest.fixture
def monday_at_ten(anna: StaffMember, haircut: Service) -> Appointment:
    return AppointmentFactory(
        staff=anna, service=haircut, starts_at=TEN, now=TEN - timedelta(days=7), waived=[]
    )


def text_of(client: Client, path: str) -> str:
    """What a person reads on the page."""
    shown = client.get(path)
    assert shown.status_code == 200
    body = re.sub(r"(?s)<(script|style|template)\b.*?</\1>", "", shown.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_every_page_opens_and_names_models_and_columns_in_german(
    petra: Client, monday_at_ten: Appointment
) -> None:
    CallFactory()
    bases = [f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in company_site._registry]

    english = {base: ENGLISH.findall(text_of(petra, base)) for base in bases}

    assert {base: words for base, words in english.items() if words} == {}
    assert len(bases) > 20


def test_appointment_shows_its_time_as_the_branch_reads_it(petra: Client, monday_at_ten: Appointment) -> None:
    base = "/admin/booking/appointment/"

    for path in (base, f"{base}{monday_at_ten.pk}/change/"):
        assert "Mo, 23.11.2026, 10:00–10:45 Uhr" in text_of(petra, path)


def test_appointment_is_shown_on_the_clock_of_its_branch(
    petra: Client, monday_at_ten: Appointment, branch: Branch
) -> None:
    Branch.objects.filter(pk=branch.pk).update(timezone="Europe/Lisbon")

    assert "Mo, 23.11.2026, 09:00–09:45 Uhr" in text_of(petra, "/admin/booking/appointment/")


def test_occupancy_shows_buffers_without_raw_ranges(petra: Client, monday_at_ten: Appointment) -> None:
    shown = text_of(petra, "/admin/booking/occupancy/")

    assert "Mo, 23.11.2026, 10:00–10:55 Uhr" in shown
    assert "[" not in shown


def test_time_off_over_several_days_names_both(petra: Client, anna: StaffMember) -> None:
    add_time_off(staff_id=anna.pk, starts_at=TEN, ends_at=TEN + timedelta(days=2), kind=TimeOffKind.VACATION)

    shown = text_of(petra, "/admin/booking/timeoff/")

    assert "Mo, 23.11.2026, 10:00 – Mi, 25.11.2026, 10:00 Uhr" in shown


def test_change_says_through_what_and_not_through_whom(petra: Client, monday_at_ten: Appointment) -> None:
    cancel_appointment(appointment_id=monday_at_ten.pk, reason="", by="user:17", now=MONDAY_8)

    shown = text_of(petra, "/admin/booking/appointmentchange/")

    assert "Team" in shown
    assert "user:17" not in shown


def test_service_shows_duration_and_price(petra: Client, haircut: Service) -> None:
    assert "45 Min. 45,00 €" in text_of(petra, "/admin/booking/service/")


def test_call_shows_minutes_and_seconds(petra: Client, branch: Branch) -> None:
    call = CallFactory()
    Call.objects.filter(pk=call.pk).update(
        duration_ms=65_400, ring_to_booked_ms=48_000, cost_micro_usd=91_500
    )

    assert "1:05 Min. 0:48 Min." in text_of(petra, "/admin/telephony/call/")
    assert "0,0915 US-Dollar" in text_of(petra, f"/admin/telephony/call/{call.pk}/change/")


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/admin/booking/branch/", "/admin/logout/"])
def test_member_finds_nothing_at_the_admin(company: Company, path: str) -> None:
    shown = signed_in(member(company), company).get(path)

    assert shown.status_code == 404
    assert "Diese Seite gibt es nicht" in shown.content.decode()


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/admin/booking/customer/"])
def test_strangers_and_staff_without_consent_find_nothing(company: Company, path: str) -> None:
    staff = browser()
    staff.force_login(platform_staff())

    assert browser().get(path).status_code == 404
    assert staff.get(path).status_code == 404


def test_platform_asks_to_sign_in_in_german(db: None) -> None:
    stranger = Client(headers={"host": "localhost"})
    asked = stranger.get("/admin/", follow=True)

    assert asked.status_code == 200
    shown = text_of(stranger, asked.request["PATH_INFO"] + "?" + asked.request["QUERY_STRING"])
    assert "Anmelden" in shown
    assert not re.search(r"Log in|Password|Welcome|Username", shown)


@pytest.mark.parametrize(
    ("name", "shown_once"), [("", "petra@askproai.example"), ("Petra Platt", "Petra Platt")]
)
def test_menu_shows_the_user_once(platform_admin: User, name: str, shown_once: str) -> None:
    User.objects.filter(pk=platform_admin.pk).update(name=name)
    client = Client(headers={"host": "localhost"})
    client.force_login(platform_admin)

    assert text_of(client, "/admin/").count(shown_once) == 1
