from __future__ import annotations

import re
from datetime import date, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from booking.models import Branch, ClassSession, ClassTime, Service, StaffMember
from tenants.enums import Role
from tenants.models import Company
from tests.factories.booking import BranchFactory, CourseFactory, SpecialDayFactory, StaffMemberFactory
from tests.portal.conftest import member, signed_in
from tests.portal.owner.test_classes import enter


@pytest.fixture
def yoga(branch: Branch) -> Service:
    return CourseFactory(horizon_days=28)


@pytest.fixture
def maya(branch: Branch, yoga: Service) -> StaffMember:
    return StaffMemberFactory(name="Maya Lindner", branches=[branch], services=[yoga])


@pytest.fixture
def ida(branch: Branch, yoga: Service) -> StaffMember:
    return StaffMemberFactory(name="Ida Brandt", branches=[branch], services=[yoga])


@pytest.fixture
def sent(yoga: Service, maya: StaffMember, branch: Branch) -> dict[str, object]:
    """Yoga with Maya on Tuesdays at six in the evening, as the form sends it."""
    return {
        "service": yoga.pk,
        "staff": maya.pk,
        "branch": branch.pk,
        "weekday": 1,
        "starts_at": "18",
        "places": 12,
        "min_participants": "",
        "decided_before": "1440",
        "valid_from": "",
        "valid_until": "",
    }


def planned(owner: Client, sent: dict[str, object]) -> ClassTime:
    answer = owner.post("/kurse/plan/neu/", sent)
    assert answer.status_code == 302
    return ClassTime.objects.latest("pk")


def changed(owner: Client, line: ClassTime, sent: dict[str, object], **other: object) -> str:
    page = owner.get(f"/kurse/plan/{line.pk}/").content.decode()
    stand = page.split('name="stand" value="')[1].split('"')[0]
    answer = owner.post(f"/kurse/plan/{line.pk}/", {**sent, "stand": stand, **other}, follow=True)
    return answer.content.decode()


def starts() -> list[tuple[int, time]]:
    coming = ClassSession.objects.taking_place().with_names().order_by("period")
    return [(each.local_start.weekday(), each.local_start.time()) for each in coming]


def test_line_of_the_timetable_becomes_sessions_at_once(owner: Client, sent: dict[str, object]) -> None:
    line = planned(owner, sent)

    assert len(starts()) >= 3
    assert set(starts()) == {(1, time(18))}
    assert "Maya Lindner" in owner.get("/kurse/plan/").content.decode()
    assert "0/12 Plätze" in owner.get(f"/kurse/plan/{line.pk}/").content.decode()
    assert "0/12 Plätze" in owner.get("/kurse/").content.decode()


def test_empty_sessions_follow_and_promised_ones_stay(owner: Client, sent: dict[str, object]) -> None:
    line = planned(owner, sent)
    first, *others = ClassSession.objects.order_by("period")
    enter(owner, first, "Clara Weber")

    page = changed(owner, line, sent, weekday=3, starts_at="19:30")

    assert "bleibt, wie es war" in page
    assert starts().count((1, time(18))) == 1
    assert starts().count((3, time(19, 30))) >= len(others)


def test_teacher_and_places_follow_where_people_have_booked(
    owner: Client, sent: dict[str, object], ida: StaffMember
) -> None:
    line = planned(owner, sent)
    first = ClassSession.objects.earliest("period")
    enter(owner, first, "Clara Weber")

    page = changed(owner, line, sent, staff=ida.pk, places=8)

    assert "Die kommenden Termine folgen." in page
    assert set(ClassSession.objects.values_list("staff", "places")) == {(ida.pk, 8)}
    first.refresh_from_db()
    assert (first.booked, first.appointments.get().staff_id) == (1, ida.pk)


def test_who_saves_later_is_told_and_overwrites_nothing(owner: Client, sent: dict[str, object]) -> None:
    line = planned(owner, sent)
    stale = {**sent, "stand": "an older one", "places": 99}

    answer = owner.post(f"/kurse/plan/{line.pk}/", stale)

    assert answer.status_code == 422
    assert "Inzwischen hat jemand anderes hier gespeichert" in answer.content.decode()
    assert 'value="99"' in answer.content.decode()
    assert ClassTime.objects.get().places == 12


def test_day_without_a_session_says_why(owner: Client, sent: dict[str, object], branch: Branch) -> None:
    today = timezone.localdate()
    tuesday = today + timedelta(days=(1 - today.weekday()) % 7 + 7)
    SpecialDayFactory(branch=branch, date_on=tuesday)

    line = planned(owner, sent)

    page = owner.get(f"/kurse/plan/{line.pk}/").content.decode()
    assert "An diesen Tagen findet der Kurs nicht statt" in page
    assert "An dem Tag ist die Filiale geschlossen." in page


def test_line_is_taken_out_and_put_back(owner: Client, sent: dict[str, object]) -> None:
    line = planned(owner, sent)
    before = starts()

    page = owner.post(f"/kurse/plan/{line.pk}/entfernen/", follow=True).content.decode()
    assert (starts(), ClassTime.objects.count()) == ([], 0)

    undo = page.split("/einstellungen/zuruecknehmen/")[1].split("/")[0]
    owner.post(f"/einstellungen/zuruecknehmen/{undo}/")
    assert starts() == before


def test_who_does_not_give_the_class_is_named(
    owner: Client, sent: dict[str, object], anna: StaffMember, yoga: Service
) -> None:
    elsewhere = StaffMemberFactory(name="Olga Sand", branches=[BranchFactory(name="Ost")], services=[yoga])

    answer = owner.post("/kurse/plan/neu/", {**sent, "staff": elsewhere.pk})

    assert answer.status_code == 422
    assert "Olga Sand gibt Yoga in" in answer.content.decode()
    assert owner.post("/kurse/plan/neu/", {**sent, "staff": anna.pk}).status_code == 422
    assert not ClassTime.objects.exists()


def test_single_session_is_planned_or_refused_at_the_field(owner: Client, sent: dict[str, object]) -> None:
    day = timezone.localdate() + timedelta(days=9)
    evening = {**sent, "day": day.isoformat(), "starts_at": "20:15"}

    assert owner.post("/kurse/neu/", evening).status_code == 302
    again = owner.post("/kurse/neu/", evening)

    assert again.status_code == 422
    assert "Diese Zeit ist schon belegt." in again.content.decode()
    assert [each.local_start.time() for each in ClassSession.objects.with_names()] == [time(20, 15)]
    past = owner.post("/kurse/neu/", {**evening, "day": date(2020, 1, 7).isoformat()})
    assert "Dieser Zeitpunkt ist schon vorbei." in past.content.decode()


def test_somebody_else_gives_one_session(owner: Client, sent: dict[str, object], ida: StaffMember) -> None:
    planned(owner, sent)
    first, second = ClassSession.objects.order_by("period")[:2]
    owner.post(
        "/kurse/neu/",
        {**sent, "staff": ida.pk, "day": second.day_on.isoformat(), "starts_at": "17:30"},
    )

    page = owner.post(f"/kurse/{first.pk}/leitung/", {"staff": ida.pk, "before": first.staff_id}, follow=True)
    assert "Ida Brandt gibt diesen Kurs." in page.content.decode()
    stale = owner.post(f"/kurse/{first.pk}/leitung/", {"staff": first.staff_id, "before": first.staff_id})
    assert (stale.status_code, ClassSession.objects.get(pk=first.pk).staff_id) == (422, ida.pk)
    busy = owner.post(f"/kurse/{second.pk}/leitung/", {"staff": ida.pk, "before": second.staff_id})
    assert "Diese Zeit ist schon belegt." in busy.content.decode()


def test_staff_sees_classes_but_does_not_plan_them(company: Company, sent: dict[str, object]) -> None:
    staff = signed_in(member(company, Role.STAFF, email="maya@haarmonie.example"), company)

    assert "Kursplan" not in staff.get("/kurse/").content.decode().replace("Sobald Ihr Kursplan", "")
    assert staff.get("/kurse/plan/").status_code == 403
    assert staff.post("/kurse/plan/neu/", sent).status_code == 403


def test_new_class_goes_on_to_its_time(owner: Client, branch: Branch) -> None:
    asked = owner.get("/einstellungen/leistungen/neu/?art=kurs").content.decode()

    assert re.search(r'<input[^>]*value="class"[^>]*checked', asked)
    assert "Noch kein Kurs angelegt" in owner.get("/kurse/").content.decode()
    assert "art=kurs" in owner.get("/kurse/plan/").content.decode()
