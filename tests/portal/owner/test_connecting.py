"""Connecting calendars: only who began can finish, and only for the company that it was begun for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import Client

from askproai.core import http
from askproai.standins.testing import RunningStandins, running_standins
from askproai.standins.world import CALDAV_PASSWORD
from booking.enums import CalendarDirection
from booking.models import LinkedCalendar, StaffMember
from tenants.connections.models import Connection
from tenants.connections.oauth import begin
from tenants.enums import Role
from tenants.models import Company
from tests.contracts.calendars import ANNA, use_standins
from tests.factories.booking import StaffMemberFactory
from tests.portal.conftest import browser, member, signed_in


@pytest.fixture(scope="module")
def _running() -> Iterator[RunningStandins]:
    with running_standins() as running:
        yield running


@pytest.fixture
def standins(_running: RunningStandins, settings: Any) -> RunningStandins:
    _running.reset()
    use_standins(settings, _running)
    settings.PUBLIC_URL = "http://localhost:8000"
    http._breaker_for.cache_clear()
    return _running


@pytest.fixture
def anna(company: Company) -> StaffMember:
    return StaffMemberFactory(name="Anna Berger")


def _agree(url: str, *, account: str = ANNA) -> str:
    """Sign in at the provider and agree; returns the address to which it sends people back."""
    answer = httpx.get(url, params={**_query(url), "account": account}, trust_env=False)
    return answer.headers["location"]


def _query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def _by_way_of_the_platform(url: str) -> str:
    """The provider knows one address of ours; it leads on to the company's host."""
    answer = browser("localhost").get(url)
    assert answer.status_code == 302
    assert answer["Location"].startswith("http://salon.localhost:8000/integrationen/fertig/?")
    return str(answer["Location"])


@pytest.mark.parametrize("provider", ["google_calendar", "outlook"])
def test_sign_in_choose_whose_and_be_connected(
    owner: Client, standins: RunningStandins, anna: StaffMember, provider: str
) -> None:
    began = owner.get(f"/integrationen/{provider}/verbinden/")
    asked = _query(began["Location"])
    finished = owner.get(_by_way_of_the_platform(_agree(began["Location"])))
    connection = Connection.objects.get()
    page = owner.get(finished["Location"])

    assert (asked["code_challenge_method"], asked["response_type"]) == ("S256", "code")
    assert asked["redirect_uri"] == "http://localhost:8000/verbindungen/oauth/"
    assert finished["Location"] == f"/integrationen/{connection.pk}/kalender/"
    assert (connection.provider, connection.credentials["label"]) == (provider, ANNA)
    assert ANNA not in connection.account
    # Her first name is in the address: she is suggested.
    assert page.context["form"]["staff_0"].initial == anna.pk

    fields = {"staff_0": anna.pk, "direction_0": "both", "direction_1": "both", "direction_2": "in"}
    saved = owner.post(finished["Location"], fields)

    assert saved["Location"] == "/integrationen/"
    linked = LinkedCalendar.objects.get()
    assert (linked.staff, linked.direction) == (anna, CalendarDirection.BOTH)
    assert "Anna Berger" in owner.get("/integrationen/").content.decode()


def test_refusal_there_connects_nothing(owner: Client, standins: RunningStandins) -> None:
    began = owner.get("/integrationen/google_calendar/verbinden/")

    finished = owner.get(_by_way_of_the_platform(_agree(began["Location"], account="-")), follow=True)

    assert "wurde nicht verbunden" in finished.content.decode()
    assert not Connection.objects.exists()


def test_code_is_good_for_the_browser_that_began_and_once(
    owner: Client, company: Company, standins: RunningStandins
) -> None:
    began = owner.get("/integrationen/google_calendar/verbinden/")
    back = _by_way_of_the_platform(_agree(began["Location"]))
    other = signed_in(member(company, email="mona@haarmonie.example"), company)

    assert other.get(back).status_code == 404
    assert owner.get(back).status_code == 302
    assert owner.get(back).status_code == 404
    assert Connection.objects.count() == 1


def test_platform_leads_nowhere_without_a_state_that_we_signed(
    standins: RunningStandins, company: Company
) -> None:
    visitor = browser("localhost")
    url = begin(provider="outlook", company_id=company.pk, now=_long_ago()).url

    assert visitor.get("/verbindungen/oauth/").status_code == 404
    assert visitor.get("/verbindungen/oauth/?state=abc&code=1").status_code == 404
    assert visitor.get(f"/verbindungen/oauth/?state={_query(url)['state']}&code=1").status_code == 404


def test_unknown_provider_and_people_without_the_right(company: Company, owner: Client) -> None:
    staff = signed_in(member(company, Role.STAFF, email="mia@haarmonie.example"), company)

    assert owner.get("/integrationen/myspace/verbinden/").status_code == 404
    assert staff.get("/integrationen/google_calendar/verbinden/").status_code == 403
    assert browser().get("/integrationen/fertig/").status_code == 302


def test_same_account_again_replaces_its_keys(owner: Client, standins: RunningStandins) -> None:
    for _ in range(2):
        began = owner.get("/integrationen/google_calendar/verbinden/")
        owner.get(_by_way_of_the_platform(_agree(began["Location"])))
        Connection.objects.update(state=Connection.State.RECONNECT)
    began = owner.get("/integrationen/google_calendar/verbinden/")
    owner.get(_by_way_of_the_platform(_agree(began["Location"])))

    assert [each.state for each in Connection.objects.all()] == [Connection.State.OK]


def test_caldav_by_address_and_app_password(
    owner: Client, standins: RunningStandins, anna: StaffMember
) -> None:
    fields = {"url": standins.caldav_url, "username": ANNA, "password": CALDAV_PASSWORD}

    wrong = owner.post("/integrationen/caldav/", {**fields, "password": "falsch"})
    right = owner.post("/integrationen/caldav/", fields)

    assert wrong.status_code == 422
    assert "Benutzername oder Passwort stimmen nicht." in wrong.content.decode()
    assert right["Location"] == f"/integrationen/{Connection.objects.get().pk}/kalender/"
    assert CALDAV_PASSWORD not in owner.get("/integrationen/").content.decode()


@pytest.mark.parametrize(
    "url",
    ["https://169.254.169.254/", "https://localhost/", "http://dav.example.com/", "https://10.0.0.7/dav/"],
)
def test_caldav_address_inside_is_refused(owner: Client, standins: RunningStandins, url: str) -> None:
    answer = owner.post("/integrationen/caldav/", {"url": url, "username": "a", "password": "b"})

    assert answer.status_code == 422
    assert "Diese Adresse kann nicht verbunden werden." in answer.content.decode()
    assert not Connection.objects.exists()


def test_disconnect_forgets_the_keys(owner: Client, standins: RunningStandins) -> None:
    fields = {"url": standins.caldav_url, "username": ANNA, "password": CALDAV_PASSWORD}
    owner.post("/integrationen/caldav/", fields)

    owner.post(f"/integrationen/{Connection.objects.get().pk}/trennen/")

    assert not Connection.objects.exists()


def _long_ago() -> Any:
    from datetime import timedelta

    from django.utils import timezone

    return timezone.now() - timedelta(hours=1)
