from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking.house_values import CompanyDefaults, RuleValues
from booking.models import Appointment, Branch, Resource, ResourceGroup, SpecialDay, StaffMember, WorkingHours
from booking.queries.hours import opening_hours_on
from booking.services.defaults import save_company_defaults
from portal.owner.settings.places_words import school_holidays
from tenants.enums import Role
from tenants.models import Company, Membership
from tests.factories.booking import BranchFactory, ResourceFactory
from tests.portal.conftest import member, signed_in
from tests.portal.owner.settings.test_staff import stand, week

BRANCHES = "/einstellungen/filialen/"
DEFAULTS = "/einstellungen/vorgaben/"
RULES: dict[str, Any] = {"min_notice": "120", "horizon_days": "60", "closes_on_public_holidays": "on"}


def test_a_branch_is_opened_with_the_hours_of_another_one(owner: Client, branch: Branch) -> None:
    place = {"name": "Köln Süd", "address": "Chlodwigplatz 3, 50678 Köln", "region": "DE-NW"}
    sent = {**place, "phone": "0221 123456", "pattern": branch.pk}

    owner.post(BRANCHES + "neu/", sent)

    made = Branch.objects.get(name="Köln Süd")
    assert (made.slug, made.subdivision, made.timezone) == ("koeln-sued", "NW", "Europe/Berlin")
    assert made.phone == "+49221123456"
    assert made.working_hours.count() == branch.working_hours.count()


def test_a_branch_in_zurich_gets_its_own_clock(owner: Client, branch: Branch) -> None:
    page = f"{BRANCHES}{branch.pk}/"
    sent = {"name": "Zürich", "region": "CH-ZH", "phone": "044 668 18 00"}

    owner.post(page, {**sent, "stand": stand(owner, page)})

    branch.refresh_from_db()
    assert (branch.country, branch.timezone, branch.phone) == ("CH", "Europe/Zurich", "+41446681800")


def test_another_clock_is_said_before_it_moves_appointments(
    owner: Client, branch: Branch, visit: Appointment
) -> None:
    page = f"{BRANCHES}{branch.pk}/"
    sent = {"name": branch.name, "region": "AT-9", "stand": stand(owner, page)}

    asked = owner.post(page, sent)

    assert "1 gebuchter Termin behält seinen Zeitpunkt" in asked.content.decode()
    owner.post(page, {**sent, "agreed": asked.context["agreed"]})
    branch.refresh_from_db()
    assert branch.timezone == "Europe/Vienna"


def test_opening_hours_are_saved_with_another_week_in_the_holidays(owner: Client, branch: Branch) -> None:
    page = f"{BRANCHES}{branch.pk}/zeiten/"
    sent = {
        **week((0, "9", "18"), (5, "10", "14")),
        **week((0, "10", "16"), key="hd"),
        "in_holidays": "on",
        "stand": stand(owner, page),
    }

    owner.post(page, sent)

    rows = WorkingHours.objects.filter(branch=branch, staff=None).order_by("weekday", "opens_at")
    assert list(rows.values_list("weekday", "opens_at", "season")) == [
        (0, time(9), "school"),
        (0, time(10), "holidays"),
        (5, time(10), "school"),
    ]


@pytest.mark.parametrize(
    ("country", "subdivision", "may_differ", "told"),
    [
        ("CH", "ZH", True, "Bekannt bis 6. Januar 2029. Ferien, die Ihre Gemeinde selbst festlegt"),
        ("CH", "SO", False, "Für Ihren Kanton kennen wir keine Schulferien, die überall gelten."),
        ("AT", "9", True, ""),
        ("DE", "BE", True, ""),
    ],
)
def test_what_is_known_of_the_school_holidays_is_said(
    country: str, subdivision: str, may_differ: bool, told: str, owner: Client, branch: Branch
) -> None:
    Branch.objects.update(country=country, subdivision=subdivision)

    days = owner.get(f"{BRANCHES}{branch.pk}/tage/")
    hours = owner.get(f"{BRANCHES}{branch.pk}/zeiten/")

    assert days.context["school_words"].startswith(told)
    assert bool(days.context["school_words"]) == bool(told)
    assert ('name="in_holidays"' in hours.content.decode()) == may_differ


def test_school_holidays_are_named_and_shown_to_their_end() -> None:
    shown = list(school_holidays("DE", "BE", first=date(2027, 5, 1), days=64))

    assert [(each.name, each.first, each.last) for each in shown] == [
        ("", date(2027, 5, 7), date(2027, 5, 7)),
        ("Pfingstferien", date(2027, 5, 18), date(2027, 5, 19)),
        ("Sommerferien", date(2027, 7, 1), date(2027, 8, 14)),
    ]


def test_shorter_opening_hours_show_who_falls_out(owner: Client, branch: Branch, visit: Appointment) -> None:
    page = f"{BRANCHES}{branch.pk}/zeiten/"

    asked = owner.post(page, week((1, "9", "18"), stand=stand(owner, page)))

    assert "1 Termin liegt dann außerhalb" in asked.content.decode()
    assert branch.working_hours.count() == 5


def test_a_closed_week_is_one_row_and_can_be_taken_back(owner: Client, branch: Branch) -> None:
    page = f"{BRANCHES}{branch.pk}/tage/"
    first = timezone.localdate() + timedelta(days=30)
    last = first + timedelta(days=6)
    sent = {"first_on": first.isoformat(), "last_on": last.isoformat(), "label": "Betriebsferien"}

    told = owner.post(page, {**sent, "stand": stand(owner, page)}, follow=True)

    assert SpecialDay.objects.filter(branch=branch, opens_at=None).count() == 7
    (row,) = told.context["rows"]
    assert row.label == "Betriebsferien"
    (undo,) = [message.extra_tags for message in told.context["messages"]]
    owner.post(undo)
    assert not SpecialDay.objects.exists()


def test_special_hours_for_all_branches_every_year(owner: Client, branch: Branch) -> None:
    west = BranchFactory(name="West")
    page = f"{BRANCHES}{branch.pk}/tage/"
    sent = {"first_on": "2026-12-27", "hours": "10-12, 13 – 15", "is_yearly": "on", "in_all": "on"}

    owner.post(page, {**sent, "stand": stand(owner, page)})

    assert SpecialDay.objects.filter(is_yearly=True).count() == 4
    spans = opening_hours_on(branch=west, day=date(2028, 12, 27)).spans
    assert [(span.opens_at.hour, span.closes_at.hour) for span in spans] == [(10, 12), (13, 15)]


def test_days_with_appointments_ask_first(owner: Client, branch: Branch, visit: Appointment) -> None:
    page = f"{BRANCHES}{branch.pk}/tage/"
    sent = {"first_on": visit.local_start.date().isoformat(), "stand": stand(owner, page)}

    asked = owner.post(page, sent)

    assert "1 Termin liegt dann außerhalb" in asked.content.decode()
    assert not SpecialDay.objects.exists()
    owner.post(page, {**sent, "agreed": asked.context["agreed"]})
    assert SpecialDay.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_on": "2026-12-10", "last_on": "2026-12-01"},
        {"first_on": "2026-01-01", "last_on": "2026-12-31"},
        {"first_on": "2026-12-10", "hours": "18-9"},
        {"first_on": "2026-12-10", "hours": "9-12, 11-13"},
        {"first_on": "2026-12-10", "hours": "abends"},
        {"first_on": "9999-12-31"},
        {},
    ],
)
def test_odd_days_are_refused(owner: Client, branch: Branch, wrong: dict[str, str]) -> None:
    page = f"{BRANCHES}{branch.pk}/tage/"

    assert owner.post(page, {**wrong, "stand": stand(owner, page)}).status_code == 422
    assert not SpecialDay.objects.exists()


def test_one_holiday_is_worked_on(owner: Client, branch: Branch) -> None:
    page = f"{BRANCHES}{branch.pk}/tage/"
    shown = owner.get(page)
    names = [row.name for row in shown.context["holidays"]]
    assert "Tag der Deutschen Einheit" in names

    closed = [name for name in names if name != "Tag der Deutschen Einheit"]
    owner.post(f"{BRANCHES}{branch.pk}/feiertage/", {"closed": closed, "stand": shown.context["stand"]})

    branch.refresh_from_db()
    assert branch.open_holidays == ["Tag der Deutschen Einheit"]
    assert opening_hours_on(branch=branch, day=date(2028, 10, 3)).is_open


def test_the_last_branch_stays_open(owner: Client, branch: Branch) -> None:
    response = owner.post(f"{BRANCHES}{branch.pk}/schliessen/", {"appointments": "keep"})

    assert "einzige offene Filiale" in response.content.decode()
    branch.refresh_from_db()
    assert branch.is_active


@pytest.mark.parametrize(("way", "status"), [("keep", "confirmed"), ("cancel", "cancelled")])
def test_closing_a_branch_decides_about_its_appointments(
    owner: Client, branch: Branch, visit: Appointment, way: str, status: str
) -> None:
    BranchFactory(name="West")

    owner.post(f"{BRANCHES}{branch.pk}/schliessen/", {"appointments": way})

    branch.refresh_from_db()
    visit.refresh_from_db()
    assert (branch.is_active, visit.status) == (False, status)
    owner.post(f"{BRANCHES}{branch.pk}/wieder-oeffnen/")
    branch.refresh_from_db()
    assert branch.is_active


def test_the_company_decides_for_all_that_have_nothing_of_their_own(owner: Client, branch: Branch) -> None:
    west = BranchFactory(name="West", min_notice=timedelta(hours=6))

    owner.post(DEFAULTS, {**RULES, "stand": stand(owner, DEFAULTS)})

    branch.refresh_from_db()
    west.refresh_from_db()
    assert (branch.min_notice, branch.horizon_days) == (timedelta(hours=2), 60)
    assert (west.min_notice, west.horizon_days) == (timedelta(hours=6), 60)
    assert west.own_rules == ["min_notice"]
    page = owner.get(f"/regeln/filialen/{west.pk}/").content.decode()
    assert "Eigene Regel dieser Filiale" in page


def test_a_branch_follows_again(owner: Client, branch: Branch) -> None:
    west = BranchFactory(name="West", min_notice=timedelta(hours=6))
    owner.post(DEFAULTS, {**RULES, "stand": stand(owner, DEFAULTS)})

    owner.post(f"{BRANCHES}{west.pk}/wie-im-betrieb/", {"rule": "min_notice"})

    west.refresh_from_db()
    assert (west.min_notice, west.own_rules) == (timedelta(hours=2), [])


def test_what_is_locked_holds_everywhere_and_cannot_be_changed(
    owner: Client, company: Company, branch: Branch
) -> None:
    west = BranchFactory(name="West", min_notice=timedelta(hours=6))
    paul = signed_in(member(company, Role.MANAGER, email="paul@haarmonie.example"), company)
    owner.post(DEFAULTS, {**RULES, "lock": ["min_notice", "fee_euros"], "stand": stand(owner, DEFAULTS)})
    west.refresh_from_db()
    assert west.min_notice == timedelta(hours=2)

    page = f"/regeln/filialen/{west.pk}/"
    assert "Vom Betrieb festgelegt" in paul.get(page).content.decode()
    paul.post(page, {**RULES, "min_notice": "0", "horizon_days": "30", "stand": stand(paul, page)})

    west.refresh_from_db()
    assert (west.min_notice, west.horizon_days) == (timedelta(hours=2), 30)
    assert west.own_rules == ["horizon_days"]
    assert paul.get(DEFAULTS).status_code == 403


def test_defaults_are_taken_back_and_never_overwritten(owner: Client, branch: Branch) -> None:
    BranchFactory(name="West")
    read = stand(owner, DEFAULTS)
    told = owner.post(DEFAULTS, {**RULES, "stand": read}, follow=True)
    assert "Inzwischen hat jemand" in owner.post(DEFAULTS, {**RULES, "stand": read}).content.decode()
    (undo,) = [message.extra_tags for message in told.context["messages"]]

    owner.post(undo)

    branch.refresh_from_db()
    assert branch.min_notice == timedelta(0)


def test_a_new_branch_begins_with_the_company_rules(owner: Client, branch: Branch) -> None:
    rules = RuleValues(min_notice=timedelta(hours=3), fee_percent=50)
    save_company_defaults(values=CompanyDefaults(rules=rules))

    owner.post(BRANCHES + "neu/", {"name": "Ost", "region": "DE-BE"})

    made = Branch.objects.get(name="Ost")
    assert (made.min_notice, made.fee_percent, made.own_rules) == (timedelta(hours=3), 50, [])


def test_rooms_are_kept_as_long_as_they_are_named(owner: Client, branch: Branch) -> None:
    chair = ResourceFactory(group="Stuhl", branch=branch, name="Platz 1")
    page = f"/einstellungen/raeume/{chair.group_id}/"
    sent = {
        "name": "Stuhl", "kind": "room", "r-TOTAL_FORMS": "2", "r-INITIAL_FORMS": "1",
        "r-0-id": chair.pk, "r-0-name": "Fenster", "r-0-branch": branch.pk, "r-0-capacity": "2",
        "r-1-name": "Wand", "r-1-branch": branch.pk,
    }  # fmt: skip

    told = owner.post(page, {**sent, "stand": stand(owner, page)}, follow=True)

    chair.refresh_from_db()
    assert (chair.name, chair.capacity) == ("Fenster", 2)
    assert Resource.objects.filter(group=chair.group, is_active=True).count() == 2
    (undo,) = [message.extra_tags for message in told.context["messages"]]
    owner.post(undo)
    assert Resource.objects.get(is_active=True, kind="room").name == "Platz 1"


def test_a_sort_of_devices_is_made(owner: Client, branch: Branch) -> None:
    sent = {
        "name": "Hebebühne", "kind": "equipment", "r-TOTAL_FORMS": "1", "r-INITIAL_FORMS": "0",
        "r-0-name": "Bühne 1", "r-0-branch": branch.pk,
    }  # fmt: skip

    owner.post("/einstellungen/raeume/neu/", sent)

    assert ResourceGroup.objects.get().resources.get().name == "Bühne 1"
    assert owner.post("/einstellungen/raeume/neu/", sent).status_code == 422


def test_a_manager_edits_only_the_own_branch(company: Company, branch: Branch, anna: StaffMember) -> None:
    west = BranchFactory(name="West")
    paul = member(company, Role.MANAGER, email="paul@haarmonie.example")
    Membership.objects.filter(user=paul).update(branch_ids=[west.pk])
    client = signed_in(paul, company)

    assert branch.name not in client.get(BRANCHES).content.decode()
    assert client.get(f"{BRANCHES}{west.pk}/tage/").status_code == 200
    for path in ("", "zeiten/", "tage/"):
        assert client.get(f"{BRANCHES}{branch.pk}/{path}").status_code == 404
    assert client.get(f"/regeln/filialen/{branch.pk}/").status_code == 404
    assert client.post(f"{BRANCHES}{west.pk}/schliessen/", {"appointments": "keep"}).status_code == 403


def test_pages_of_branches_need_few_queries(
    owner: Client, branch: Branch, visit: Appointment, django_assert_max_num_queries: Any
) -> None:
    west = BranchFactory(name="West")
    paths = [BRANCHES, DEFAULTS, "/einstellungen/", "/einstellungen/raeume/", f"/regeln/filialen/{west.pk}/"]
    paths += [f"{BRANCHES}{branch.pk}/{path}" for path in ("", "zeiten/", "tage/", "schliessen/")]
    for path in paths:
        with django_assert_max_num_queries(15):
            assert owner.get(path).status_code == 200
