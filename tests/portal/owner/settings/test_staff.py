from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from booking.enums import Gender, TimeOffKind
from booking.models import Appointment, Branch, Service, StaffMember, TimeOff, WorkingHours
from booking.queries.house import staff_values
from booking.queries.slots import search_slots
from booking.values import SlotSearch
from tenants.enums import Role
from tenants.models import Company, Membership
from tests.factories.booking import BranchFactory, StaffMemberFactory
from tests.portal.conftest import browser, member, signed_in
from tests.portal.owner.settings.test_company import picture

PEOPLE = "/einstellungen/mitarbeiter/"


def week(*spans: tuple[int, str, str], key: str = "w0d", **more: Any) -> dict[str, Any]:
    """A week as the form sends it: weekday, from, until."""
    sent: dict[str, Any] = {"weeks": "1", **more}
    for day, start, end in spans:
        sent.setdefault(f"{key}{day}-from", []).append(start)
        sent.setdefault(f"{key}{day}-until", []).append(end)
    return sent


def stand(client: Client, page: str) -> str:
    return str(client.get(page).context["stand"])


def test_a_person_is_made_and_can_be_booked_at_once(owner: Client, branch: Branch, haircut: Service) -> None:
    sent = {
        "name": "Ben  Öztürk",
        "spoken_names": "Benny",
        "gender": "male",
        "max_per_day": "12",
        "hue": "3",
        f"service_{haircut.pk}": "on",
        f"time_{haircut.pk}": "40",
    }

    response = owner.post(PEOPLE + "neu/", sent)

    ben = StaffMember.objects.get()
    assert response["Location"] == f"{PEOPLE}{ben.pk}/"
    values = staff_values(ben)
    assert (values.name, values.spoken_names, values.gender) == ("Ben Öztürk", ("Benny",), Gender.MALE)
    assert (values.max_per_day, values.hue, values.branch_ids) == (12, 3, (branch.pk,))
    assert values.skills[0].duration == timedelta(minutes=40)
    found = search_slots(search=SlotSearch(service_ids=(haircut.pk,)), now=timezone.now())
    assert {slot.staff for slot in found.slots} == {"Ben Öztürk"}


def test_a_floating_person_needs_a_branch(owner: Client, branch: Branch) -> None:
    BranchFactory(name="West")

    response = owner.post(PEOPLE + "neu/", {"name": "Ben"})

    assert "mindestens eine" in response.content.decode()
    assert not StaffMember.objects.exists()


def test_nobody_is_called_like_a_colleague(owner: Client, anna: StaffMember) -> None:
    assert owner.post(PEOPLE + "neu/", {"name": "anna köhler"}).status_code == 422


def test_leaving_keeps_appointments_and_says_so(owner: Client, anna: StaffMember, visit: Appointment) -> None:
    page = owner.post(f"{PEOPLE}{anna.pk}/austragen/", follow=True).content.decode()

    anna.refresh_from_db()
    visit.refresh_from_db()
    assert not anna.is_active
    assert visit.status == "confirmed"
    assert "1 Termin ist noch bei Anna Köhler gebucht." in page
    assert f"/ausfall/?person={anna.pk}" in page
    owner.post(f"{PEOPLE}{anna.pk}/wieder-anbieten/")
    anna.refresh_from_db()
    assert anna.is_active


def test_times_are_read_as_people_type_them(owner: Client, branch: Branch, anna: StaffMember) -> None:
    page = f"{PEOPLE}{anna.pk}/zeiten/{branch.pk}/"
    sent = week((0, "9", "12.30"), (0, "1330", "18 Uhr"), (4, "0830", "24"), stand=stand(owner, page))

    assert owner.post(page, sent).status_code == 302

    rows = WorkingHours.objects.filter(staff=anna).order_by("weekday", "opens_at")
    assert list(rows.values_list("weekday", "opens_at", "closes_at")) == [
        (0, time(9), time(12, 30)),
        (0, time(13, 30), time(18)),
        (4, time(8, 30), time(0)),
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (week((0, "9", "12"), (0, "11", "15")), "überschneiden"),
        (week((0, "18", "9")), "vor dem Anfang"),
        (week((0, "früh", "9")), "Bitte als Uhrzeit"),
        (week((0, "25", "26")), "Bitte als Uhrzeit"),
        (week(), "mindestens eine Zeit"),
        (week((0, "9", "12"), starts_on="morgen"), "kein Datum"),
    ],
)
def test_a_week_that_cannot_be_is_refused(
    owner: Client, branch: Branch, anna: StaffMember, wrong: dict[str, Any], said: str
) -> None:
    page = f"{PEOPLE}{anna.pk}/zeiten/{branch.pk}/"

    response = owner.post(page, {**wrong, "stand": stand(owner, page)})

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not WorkingHours.objects.filter(staff=anna).exists()


def test_two_weeks_by_turns_hold_from_this_week_on(owner: Client, branch: Branch, anna: StaffMember) -> None:
    page = f"{PEOPLE}{anna.pk}/zeiten/{branch.pk}/"
    sent = {
        **week((0, "9", "13")),
        **week((1, "14", "18"), key="w1d"),
        "weeks": "2",
        "stand": stand(owner, page),
    }

    owner.post(page, sent)

    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    rows = WorkingHours.objects.filter(staff=anna).order_by("weekday")
    assert [(row.weekday, row.every_weeks, row.anchor_on) for row in rows] == [
        (0, 2, monday),
        (1, 2, monday + timedelta(days=7)),
    ]
    form = owner.get(page).context["form"]
    assert form.count == 2
    assert form.usual[1].days[1].pairs == [("14:00", "18:00")]


def test_appointments_that_fall_out_of_the_hours_are_shown_before_saving(
    owner: Client, branch: Branch, anna: StaffMember, visit: Appointment
) -> None:
    page = f"{PEOPLE}{anna.pk}/zeiten/{branch.pk}/"
    sent = week((0, "12", "18"), stand=stand(owner, page))

    asked = owner.post(page, sent)

    assert "1 Termin liegt dann außerhalb dieser Zeiten." in asked.content.decode()
    assert f"/termine/{visit.pk}/" in asked.content.decode()
    assert not WorkingHours.objects.filter(staff=anna).exists()
    owner.post(page, {**sent, "agreed": asked.context["agreed"]})
    assert WorkingHours.objects.filter(staff=anna).count() == 1
    visit.refresh_from_db()
    assert visit.status == "confirmed"


def test_hours_of_a_later_day_wait_for_it(owner: Client, branch: Branch, anna: StaffMember) -> None:
    page = f"{PEOPLE}{anna.pk}/zeiten/{branch.pk}/"
    owner.post(page, week((0, "9", "12"), stand=stand(owner, page)))
    later = timezone.localdate() + timedelta(days=40)

    owner.post(page, week((0, "15", "18"), starts_on=later.isoformat(), stand=stand(owner, page)))

    shown = owner.get(page)
    assert shown.context["form"].usual[0].days[0].pairs == [("09:00", "12:00")]
    assert shown.context["planned_from"] == later
    owner.post(page + "geplante-verwerfen/", {"stand": stand(owner, page)})
    (row,) = WorkingHours.objects.filter(staff=anna)
    assert (row.opens_at, row.valid_from, row.valid_until) == (time(9), None, None)


def test_hours_are_taken_back(owner: Client, branch: Branch, anna: StaffMember) -> None:
    page = f"{PEOPLE}{anna.pk}/zeiten/{branch.pk}/"
    saved = owner.post(page, week((0, "9", "12"), stand=stand(owner, page)), follow=True)
    (undo,) = [message.extra_tags for message in saved.context["messages"]]

    owner.post(undo)

    assert not WorkingHours.objects.filter(staff=anna).exists()


def test_two_who_edit_the_same_week_do_not_overwrite_each_other(
    owner: Client, branch: Branch, anna: StaffMember
) -> None:
    page = f"{PEOPLE}{anna.pk}/zeiten/{branch.pk}/"
    read = stand(owner, page)
    owner.post(page, week((0, "9", "12"), stand=read))

    assert "Inzwischen hat jemand" in owner.post(page, week((1, "9", "12"), stand=read)).content.decode()


def test_holidays_are_written_down_and_shown_in_the_year(owner: Client, anna: StaffMember) -> None:
    page = f"{PEOPLE}{anna.pk}/abwesenheiten/"
    year = timezone.localdate().year + 1
    sent = {"kind": "vacation", "first_on": f"{year}-07-06", "last_on": f"{year}-07-17", "label": "Nordsee"}

    told = owner.post(page, sent, follow=True)

    assert "Eingetragen: Urlaub." in told.content.decode()
    shown = owner.get(f"{page}?jahr={year}")
    july = shown.context["months"][6]
    assert [day.tone for day in july.days[5:17]] == ["vacation"] * 12
    assert shown.context["vacation_days"] == 11
    (undo,) = [message.extra_tags for message in told.context["messages"]]
    owner.post(undo)
    assert not TimeOff.objects.exists()


def test_an_absence_over_appointments_asks_first(
    owner: Client, anna: StaffMember, visit: Appointment
) -> None:
    page = f"{PEOPLE}{anna.pk}/abwesenheiten/"
    sent = {
        "kind": "sick",
        "first_on": visit.local_start.date().isoformat(),
        "starts_at": "8",
        "ends_at": "13",
    }

    asked = owner.post(page, sent)

    assert "In dieser Zeit liegt 1 Termin." in asked.content.decode()
    assert not TimeOff.objects.exists()
    owner.post(page, {**sent, "agreed": "1"})
    (time_off,) = TimeOff.objects.all()
    local: datetime = timezone.localtime(time_off.period.lower)
    assert (time_off.kind, local.hour, local.date()) == (TimeOffKind.SICK, 8, visit.local_start.date())


@pytest.mark.parametrize("first", ["2026-13-40", "9999-12-31", ""])
def test_odd_dates_are_refused(owner: Client, anna: StaffMember, first: str) -> None:
    response = owner.post(f"{PEOPLE}{anna.pk}/abwesenheiten/", {"kind": "sick", "first_on": first})

    assert response.status_code == 422


def test_a_manager_of_one_branch_sees_only_its_people(
    company: Company, branch: Branch, anna: StaffMember
) -> None:
    west = BranchFactory(name="West")
    ben = StaffMemberFactory(name="Ben", branches=[west])
    paul = member(company, Role.MANAGER, email="paul@haarmonie.example")
    Membership.objects.filter(user=paul).update(branch_ids=[west.pk])
    client = signed_in(paul, company)

    assert "Anna" not in client.get(PEOPLE).content.decode()
    assert client.get(f"{PEOPLE}{ben.pk}/").status_code == 200
    assert client.get(f"{PEOPLE}{anna.pk}/").status_code == 404
    assert client.post(f"{PEOPLE}{anna.pk}/austragen/").status_code == 404
    assert client.get(f"{PEOPLE}{ben.pk}/zeiten/{branch.pk}/").status_code == 404


def test_pages_of_people_need_few_queries(
    owner: Client, branch: Branch, anna: StaffMember, visit: Appointment, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        StaffMemberFactory(name=f"Person {number}", branches=[branch], services=[visit.service])
    pages = [
        PEOPLE,
        f"{PEOPLE}{anna.pk}/",
        f"{PEOPLE}{anna.pk}/zeiten/{branch.pk}/",
        f"{PEOPLE}{anna.pk}/abwesenheiten/",
    ]
    for page in pages:
        with django_assert_max_num_queries(15):
            assert owner.get(page).status_code == 200


def test_a_photo_is_made_anew_and_shown_to_the_team(owner: Client, anna: StaffMember) -> None:
    owner.post(f"{PEOPLE}{anna.pk}/foto/", {"photo": picture()})

    anna.refresh_from_db()
    shown = owner.get(f"/fotos/{anna.photo}.webp")
    assert shown.content[8:12] == b"WEBP"
    assert len(shown.content) < 20_000
    assert anna.photo in owner.get(PEOPLE).content.decode()
    assert browser().get(f"/fotos/{anna.photo}.webp").status_code == 302
    owner.post(f"{PEOPLE}{anna.pk}/foto/", {"remove": "1"})
    assert owner.get(f"/fotos/{anna.photo}.webp").status_code == 404


@pytest.mark.parametrize("content", [b"", b"<svg onload='alert(1)'/>", b"GIF89a" + b"\x00" * 40])
def test_what_is_no_photo_is_refused(owner: Client, anna: StaffMember, content: bytes) -> None:
    owner.post(f"{PEOPLE}{anna.pk}/foto/", {"photo": SimpleUploadedFile("a.png", content)})

    anna.refresh_from_db()
    assert not anna.photo
