from __future__ import annotations

from django.test import Client, RequestFactory
from pytest_django import Settings

from portal.context import live_url, shell
from tenants.enums import Role
from tenants.models import Company
from tests.portal.conftest import member, signed_in


def test_menu_shows_only_what_the_role_may_open(company: Company) -> None:
    staff = signed_in(member(company, Role.STAFF), company)

    page = staff.get("/").content.decode()

    assert "/anrufe/" in page
    assert "/testanruf/" not in page


def test_menu_marks_the_page_that_is_open(owner: Client) -> None:
    items = owner.get("/anrufe/").context["shell"].navigation

    assert [item.label for item in items if item.is_current] == ["Anrufe"]


def test_phone_has_five_tabs_and_the_rest_behind_the_last(owner: Client, company: Company) -> None:
    frame = owner.get("/wissen/").context["shell"]

    assert [item.label for item in frame.tabs] == ["Übersicht", "Kalender", "Anrufe", "Empfang"]
    assert {"Regeln", "Wissen", "Integrationen", "Testanruf"} <= {item.label for item in frame.more}
    assert frame.is_more_current
    assert not owner.get("/").context["shell"].is_more_current


def test_few_tabs_need_no_more(company: Company) -> None:
    staff = signed_in(member(company, Role.STAFF), company)

    frame = staff.get("/").context["shell"]

    assert (frame.tabs, frame.more) == (frame.navigation, ())


def test_page_without_a_membership_has_no_frame(rf: RequestFactory) -> None:
    assert shell(rf.get("/")) == {}


def test_live_line_is_on_its_own_port_or_our_origin(rf: RequestFactory, settings: Settings) -> None:
    request = rf.get("/", headers={"host": "salon.localhost:8000"})

    settings.LIVE_PORT = "8001"
    assert live_url(request) == "//salon.localhost:8001/ws/live/"
    settings.LIVE_PORT = ""
    assert live_url(request) == "/ws/live/"
