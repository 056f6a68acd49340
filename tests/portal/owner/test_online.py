from __future__ import annotations

import re

import pytest
from django.test import Client

from booking.models import Branch, Link, OnlineBooking, Service, StaffMember
from tenants.enums import Role
from tenants.models import Company, Membership
from tests.factories.booking import BranchFactory, ServiceFactory
from tests.portal.conftest import browser, member, signed_in

FORM = {"is_on": "on", "wants_code": "on"}


@pytest.fixture
def open_page(owner: Client, anna: StaffMember) -> str:
    return owner.get("/online-buchung/").content.decode()


def test_page_shows_addresses_and_code_to_embed(open_page: str, branch: Branch) -> None:
    assert f"http://salon.localhost:8000/termin/{branch.slug}/" in open_page
    assert "/termin/widget.js" in open_page
    assert 'src="/termin/?einbetten=1"' in open_page


def test_services_and_websites_are_kept(
    owner: Client, anna: StaffMember, haircut: Service, branch: Branch
) -> None:
    sent = {
        **FORM,
        "services": [haircut.pk],
        "origins": "https://www.Haarmonie.example/termine\nhaarmonie.example",
    }
    owner.post("/online-buchung/", sent)
    settings = OnlineBooking.objects.get()
    assert settings.origins == ["https://www.haarmonie.example", "https://haarmonie.example"]
    page = browser().get(f"/termin/{branch.slug}/?einbetten=1")
    policy = page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://www.haarmonie.example https://haarmonie.example" in policy
    assert "X-Frame-Options" not in page.headers
    plain = browser().get(f"/termin/{branch.slug}/")
    assert "frame-ancestors 'none'" in plain.headers["Content-Security-Policy"]
    assert plain.headers["X-Frame-Options"] == "DENY"

    owner.post("/online-buchung/", FORM)
    haircut.refresh_from_db()
    assert not haircut.is_bookable_online


def test_who_saves_later_takes_nothing_new_off_the_page(
    owner: Client, open_page: str, haircut: Service
) -> None:
    stand = open_page.split('name="stand" value="')[1].split('"', maxsplit=1)[0]
    colour = ServiceFactory(name="Farbe")

    stale = owner.post("/online-buchung/", {**FORM, "services": [haircut.pk], "stand": stand})

    assert stale.status_code == 422
    assert "Inzwischen hat jemand anderes hier gespeichert" in stale.content.decode()
    colour.refresh_from_db()
    assert colour.is_bookable_online


@pytest.mark.parametrize(
    "origin", ["http://haarmonie.example", "https://a b", "javascript:alert(1)", "https://x;y", "*"]
)
def test_what_is_no_website_gets_into_no_header(owner: Client, company: Company, origin: str) -> None:
    response = owner.post("/online-buchung/", {**FORM, "origins": origin})

    assert response.status_code == 422
    assert not OnlineBooking.objects.exists()


def test_calendar_address_is_made_changed_and_closed(owner: Client, anna: StaffMember) -> None:
    def url() -> str:
        found = re.findall(
            r"http://salon\.localhost:8000(/kalender-abo/[\w-]+\.ics)",
            owner.get("/online-buchung/kalender/").content.decode(),
        )
        return found[0] if found else ""

    change = f"/online-buchung/kalender/person/{anna.pk}/"
    assert url() == ""
    owner.post(change, {"art": "ohne"})
    first = url()
    assert browser().get(first).status_code == 200
    owner.post(change, {"art": "mit"})
    assert browser().get(first).status_code == 404
    assert browser().get(url()).status_code == 200
    owner.post(change, {"art": ""})
    assert (url(), Link.objects.count()) == ("", 0)


def test_staff_may_not_hand_out_calendars(company: Company, anna: StaffMember) -> None:
    ben = signed_in(member(company, Role.STAFF, email="ben@haarmonie.example"), company)

    assert ben.get("/online-buchung/").status_code == 403
    assert ben.post(f"/online-buchung/kalender/person/{anna.pk}/", {"art": "mit"}).status_code == 403
    assert not Link.objects.exists()


def test_a_sheet_to_print_leads_to_the_page_or_straight_to_a_service(
    owner: Client, anna: StaffMember, branch: Branch, haircut: Service
) -> None:
    sheet = owner.get("/online-buchung/aushang/").content.decode()
    assert f"salon.localhost:8000/termin/{branch.slug}</p>" in sheet
    chosen = f"filiale={branch.pk}&leistung={haircut.pk}"
    assert (
        f"/termin/{branch.slug}/damenhaarschnitt-{haircut.pk}</p>"
        in owner.get(f"/online-buchung/aushang/?{chosen}").content.decode()
    )

    whole = owner.get("/online-buchung/aushang/code.svg")
    kept = owner.get(f"/online-buchung/aushang/code.svg?{chosen}&laden=1")
    assert whole.headers["Content-Type"].startswith("image/svg+xml")
    assert kept.headers["Content-Disposition"] == (
        f'attachment; filename="termin-damenhaarschnitt-{haircut.pk}.svg"'
    )
    assert whole.content != kept.content


def test_a_sheet_for_nothing_leads_to_the_settings(owner: Client, branch: Branch) -> None:
    assert "Online ist noch nichts buchbar" in owner.get("/online-buchung/aushang/").content.decode()
    assert owner.get("/online-buchung/aushang/code.svg").status_code == 404


def test_what_a_sheet_asks_for_in_vain_is_left_out(owner: Client, anna: StaffMember, branch: Branch) -> None:
    sheet = owner.get("/online-buchung/aushang/?filiale=x&leistung=9999999999999999999999")

    assert f"/termin/{branch.slug}</p>" in sheet.content.decode()


def test_a_manager_of_one_branch_sees_its_sheet_only(
    company: Company, anna: StaffMember, branch: Branch
) -> None:
    other = BranchFactory(name="Nord")
    Membership.objects.filter(user=member(company, Role.MANAGER)).update(branch_ids=[other.pk])
    user = Membership.objects.get(role=Role.MANAGER).user

    assert branch.name not in signed_in(user, company).get("/online-buchung/aushang/").content.decode()
