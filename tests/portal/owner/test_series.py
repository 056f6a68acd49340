from __future__ import annotations

import re
from datetime import timedelta

from django.test import Client

from booking.models import Appointment, Series, StaffMember
from tests.factories.booking import AppointmentFactory


def asked(owner: Client, visit: Appointment, **rule: object) -> str:
    wanted = {"every": 1, "unit": "week", "count": 3, "until": "", **rule}
    return owner.get(f"/termine/{visit.pk}/serie/", wanted).content.decode()


def booked(owner: Client, visit: Appointment, choice: str, **rule: object) -> str:
    wanted = {"every": 1, "unit": "week", "count": 3, "until": "", "choice": choice, "key": choice, **rule}
    return owner.post(f"/termine/{visit.pk}/serie/buchen/", wanted, follow=True).content.decode()


def starts(visit: Appointment) -> list[int]:
    """Weeks after the first appointment."""
    series = Series.objects.get()
    ahead = series.appointments.exclude(status="cancelled").order_by("period")
    first = visit.local_start
    return [(each.local_start.date() - first.date()).days // 7 for each in ahead]


def take(visit: Appointment, anna: StaffMember, weeks: int) -> None:
    local = visit.local_start.replace(tzinfo=None) + timedelta(weeks=weeks)
    AppointmentFactory(
        staff=anna,
        service=visit.service,
        starts_at=local.replace(tzinfo=visit.branch.zone),
        now=visit.created_at,
        waived=["beyond_horizon", "public_holiday"],
    )


def test_appointment_offers_to_go_on(owner: Client, visit: Appointment) -> None:
    assert f"/termine/{visit.pk}/serie/" in owner.get(f"/termine/{visit.pk}/").content.decode()


def test_every_date_is_shown_with_what_is_in_its_way(
    owner: Client, visit: Appointment, anna: StaffMember
) -> None:
    take(visit, anna, 2)

    page = asked(owner, visit)

    assert page.count("10:00 Uhr") >= 2
    assert "Anna Köhler belegt" in page
    assert "Stattdessen" in page
    assert not Series.objects.exists()


def test_free_ones_or_the_alternatives_as_well_are_booked(
    owner: Client, visit: Appointment, anna: StaffMember
) -> None:
    take(visit, anna, 2)

    page = booked(owner, visit, "skip")

    assert "Die Serie hat jetzt" in page
    assert 2 not in starts(visit)
    assert starts(visit)[0] == 0  # the appointment itself is its first
    visit.refresh_from_db()
    assert visit.series is not None


def test_series_needs_an_end(owner: Client, visit: Appointment) -> None:
    response = owner.get(
        f"/termine/{visit.pk}/serie/", {"every": 2, "unit": "week", "count": "", "until": ""}
    )

    assert response.status_code == 422
    assert "wie oft oder bis wann" in response.content.decode()


def test_series_goes_on_after_its_last_date(owner: Client, visit: Appointment) -> None:
    booked(owner, visit, "skip", count=2)
    before = len(starts(visit))

    page = booked(owner, visit, "alternative", count=2, key="more")

    assert "Serie," in page
    assert len(starts(visit)) > before
    assert Series.objects.count() == 1


def test_following_or_all_are_cancelled(owner: Client, visit: Appointment) -> None:
    booked(owner, visit, "alternative", count=3)
    second = Series.objects.get().appointments.order_by("period")[1]

    page = owner.post(
        f"/termine/{second.pk}/serie/absagen/", {"scope": "following"}, follow=True
    ).content.decode()

    assert re.search(r"[23] Termine sind abgesagt\.", page)
    assert starts(visit) == [0]
    assert owner.post(f"/termine/{visit.pk}/serie/absagen/", {"scope": "some"}).status_code == 404
