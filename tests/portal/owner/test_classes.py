from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from booking.models import Appointment, Branch, ClassSession, StaffMember
from booking.services import offer_times
from booking.values import SlotSearch
from tests.factories.booking import ClassSessionFactory, CourseFactory, StaffMemberFactory


@pytest.fixture
def maya(branch: Branch) -> StaffMember:
    return StaffMemberFactory(name="Maya Lindner", branches=[branch], services=[CourseFactory()])


@pytest.fixture
def evening(maya: StaffMember) -> ClassSession:
    """Yoga with Maya in a week, at six in the evening."""
    day = timezone.localdate() + timedelta(days=7)
    starts_at = timezone.make_aware(datetime.combine(day, time(18)))
    service = maya.skills.get().service
    return ClassSessionFactory(
        service=service, staff=maya, starts_at=starts_at, places=12, min_participants=4, now=timezone.now()
    )


def enter(owner: Client, session: ClassSession, name: str, people: int = 1) -> str:
    sent = {"name": name, "phone": "0151 12345678", "people": people, "key": name}
    return owner.post(f"/kurse/{session.pk}/eintragen/", sent, follow=True).content.decode()


def test_calendar_shows_the_class_with_its_places(owner: Client, evening: ClassSession) -> None:
    enter(owner, evening, "Clara Weber", people=3)

    page = owner.get("/kalender/", {"tag": evening.local_start.date().isoformat()}).content.decode()

    assert "Yoga" in page
    assert "3/12 Plätze" in page
    assert f"/kurse/{evening.pk}/" in page


def test_list_shows_what_is_left_and_what_is_missing(owner: Client, evening: ClassSession) -> None:
    enter(owner, evening, "Clara Weber")

    page = owner.get("/kurse/").content.decode()

    assert "1/12 Plätze" in page
    assert "mindestens 4 nötig" in page
    assert "18:00" in page


def test_participant_is_entered_once_and_removed(owner: Client, evening: ClassSession) -> None:
    for _ in range(2):
        page = enter(owner, evening, "Clara Weber", people=2)

    assert "Clara Weber" in page
    assert "2/12 Plätze" in page
    appointment = Appointment.objects.get()
    assert (appointment.party_size, appointment.source) == (2, "portal")

    page = owner.post(f"/kurse/{evening.pk}/austragen/{appointment.pk}/", follow=True).content.decode()
    assert "Der Platz ist wieder frei." in page
    assert "0/12 Plätze" in page
    assert "Clara Weber" not in page


def test_more_than_there_are_places_is_refused_in_words(owner: Client, evening: ClassSession) -> None:
    owner.post(f"/kurse/{evening.pk}/plaetze/", {"places": 2})
    enter(owner, evening, "Clara Weber", people=2)

    assert "So viele Plätze sind nicht mehr frei." in enter(owner, evening, "Emma")
    assert "auf einmal" in enter(owner, evening, "Dora", people=9)
    assert ClassSession.objects.get().booked == 2


def test_never_fewer_places_than_are_booked(owner: Client, evening: ClassSession) -> None:
    enter(owner, evening, "Clara Weber", people=3)

    response = owner.post(f"/kurse/{evening.pk}/plaetze/", {"places": 2})

    assert response.status_code == 422
    assert ClassSession.objects.get().places == 12


def test_wrong_number_is_said_at_the_field(owner: Client, evening: ClassSession) -> None:
    response = owner.post(
        f"/kurse/{evening.pk}/eintragen/", {"name": "Clara", "phone": "12", "people": 1, "key": "k"}
    )

    assert response.status_code == 422
    assert "Diese Rufnummer gibt es nicht." in response.content.decode()


def test_session_is_called_off_and_everybody_told(owner: Client, evening: ClassSession) -> None:
    for name in ("Clara", "Emma"):
        enter(owner, evening, name)

    why = {"reason": "Wasserschaden"}
    page = owner.post(f"/kurse/{evening.pk}/absagen/", why, follow=True).content.decode()

    assert "Wasserschaden" in page
    assert "Alle Teilnehmer werden benachrichtigt." in page
    assert "Abgesagt" in page
    assert "Jemanden eintragen" not in page
    assert set(Appointment.objects.values_list("status", flat=True)) == {"cancelled"}


def test_places_that_are_being_offered_are_told(owner: Client, evening: ClassSession) -> None:
    offer_times(
        search=SlotSearch(service_ids=(evening.service_id,), limit=1),
        holder="call-1",
        hold_for=timedelta(minutes=5),
        now=timezone.now(),
    )

    assert "1 gerade angeboten" in owner.get(f"/kurse/{evening.pk}/").content.decode()


def test_participant_of_another_session_is_not_removed_here(
    owner: Client, maya: StaffMember, evening: ClassSession
) -> None:
    enter(owner, evening, "Clara")
    other = ClassSessionFactory(
        service=evening.service,
        staff=maya,
        starts_at=evening.starts_at + timedelta(days=1),
        now=timezone.now(),
    )

    response = owner.post(f"/kurse/{other.pk}/austragen/{Appointment.objects.get().pk}/")

    assert response.status_code == 404
