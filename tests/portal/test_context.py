from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from portal.context import live_url, shell
from portal.navigation import MenuItem
from tenants.enums import Role
from tenants.models import Company
from tests.portal.conftest import member, signed_in


def test_menu_shows_only_what_the_role_may_open(company: Company) -> None:
    staff = signed_in(member(company, Role.STAFF), company)

    page = staff.get("/").content.decode()

    assert "/anrufe/" in page
    assert "/testanruf/" not in page


def _items(client: Client, path: str) -> list[MenuItem]:
    return [item for group in client.get(path).context["shell"].menu for item in group.items]


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/anrufe/", "Anrufe"),
        ("/kalender/", "Kalender"),
        ("/online-buchung/kalender/", "Online-Buchung"),
        ("/empfang/weiterleiten/", "Empfang"),
        ("/integrationen/caldav/", "Einstellungen"),
    ],
)
def test_menu_marks_the_entry_the_open_page_belongs_to(owner: Client, path: str, label: str) -> None:
    assert [item.label for item in _items(owner, path) if item.is_current] == [label]


def test_phone_has_four_tabs_and_all_pages_behind_the_last(owner: Client) -> None:
    page = owner.get("/wissen/")

    assert [item.label for item in page.context["shell"].tabs] == [
        "Übersicht",
        "Kalender",
        "Anrufe",
        "Empfang",
    ]
    assert page.context["shell"].is_more_current
    assert not owner.get("/").context["shell"].is_more_current


def test_group_without_a_page_for_the_role_is_left_out(company: Company) -> None:
    staff = signed_in(member(company, Role.STAFF), company)

    groups = staff.get("/").context["shell"].menu

    assert [group.label for group in groups] == ["", "Planen"]


def test_page_without_a_membership_has_no_frame(rf: RequestFactory) -> None:
    assert shell(rf.get("/")) == {}


def test_live_line_is_on_its_own_port_or_our_origin(rf: RequestFactory, settings: Settings) -> None:
    request = rf.get("/", headers={"host": "salon.localhost:8000"})

    settings.LIVE_PORT = "8001"
    assert live_url(request) == "//salon.localhost:8001/ws/live/"
    settings.LIVE_PORT = ""
    assert live_url(request) == "/ws/live/"
