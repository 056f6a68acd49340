from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking.enums import AppointmentSource, AppointmentStatus, RepeatUnit, TimeOffKind
from booking.models import Appointment, StaffMember, TimeOff
from booking.queries import propose_series
from booking.rules.recurrence import Recurrence
from booking.services import add_time_off, book_series, wish_after
from notifications.enums import NotificationState, Purpose
from notifications.models import Notification
from tests.factories.booking import AppointmentFactory, CustomerFactory

HTMX = {"HX-Request": "true"}


def status(visit: Appointment) -> str:
    return Appointment.objects.get(pk=visit.pk).status


def test_sheet_says_what_can_be_done(owner: Client, visit: Appointment) -> None:
    page = owner.get(f"/termine/{visit.pk}/blatt/", headers=HTMX).content.decode()

    assert "Clara Weber" in page
    assert "Ist da" in page
    assert f"/termine/{visit.pk}/andere-zeit/" in page


def test_sheet_without_javascript_is_the_page(owner: Client, visit: Appointment) -> None:
    assert owner.get(f"/termine/{visit.pk}/blatt/").url == f"/termine/{visit.pk}/"  # type: ignore[attr-defined]


def test_each_state_can_be_set_and_taken_back(owner: Client, visit: Appointment) -> None:
    for wanted in ("arrived", "done"):
        before = status(visit)
        owner.post(f"/termine/{visit.pk}/stand/", {"status": wanted})
        assert status(visit) == wanted
        change = visit.changes.latest("pk")
        owner.post(f"/termine/{visit.pk}/zurueck/{change.pk}/", headers=HTMX)
        assert status(visit) == before
        owner.post(f"/termine/{visit.pk}/stand/", {"status": wanted})


def test_no_show_cannot_come_before_the_visit(owner: Client, visit: Appointment) -> None:
    page = owner.post(f"/termine/{visit.pk}/stand/", {"status": "no_show"}, follow=True)

    assert status(visit) == AppointmentStatus.CONFIRMED
    assert page.status_code == 200


@pytest.mark.parametrize("wrong", ["", "cancelled", "pending", "x"])
def test_strange_states_do_not_exist(owner: Client, visit: Appointment, wrong: str) -> None:
    assert owner.post(f"/termine/{visit.pk}/stand/", {"status": wrong}).status_code == 404


def test_cancelling_can_be_taken_back_before_the_customer_hears(owner: Client, visit: Appointment) -> None:
    owner.post(f"/termine/{visit.pk}/absagen/", {"grund": "Anna ist krank"})
    assert status(visit) == AppointmentStatus.CANCELLED
    change = visit.changes.latest("pk")
    owner.post(f"/termine/{visit.pk}/zurueck/{change.pk}/")

    assert status(visit) == AppointmentStatus.CONFIRMED
    assert visit.occupancies.exists()
    told = Notification.objects.filter(appointment=visit, purpose=Purpose.CANCELLATION)
    assert set(told.values_list("state", flat=True)) == {NotificationState.CANCELLED}
    reminders = Notification.objects.filter(appointment=visit, purpose=Purpose.REMINDER)
    assert reminders.filter(state=NotificationState.QUEUED).count() == 1


def test_cancelling_is_not_taken_back_into_a_time_that_is_gone(
    owner: Client, visit: Appointment, anna: StaffMember
) -> None:
    owner.post(f"/termine/{visit.pk}/absagen/")
    AppointmentFactory(
        staff=anna,
        service=visit.service,
        starts_at=visit.starts_at,
        now=timezone.now(),
        customer=CustomerFactory(name="Emma Kurz"),
    )
    change = visit.changes.latest("pk")
    page = owner.post(f"/termine/{visit.pk}/zurueck/{change.pk}/", follow=True).content.decode()

    assert "Diese Zeit ist schon belegt." in page
    assert status(visit) == AppointmentStatus.CANCELLED


def test_cancelling_without_a_message(owner: Client, visit: Appointment) -> None:
    owner.post(f"/termine/{visit.pk}/absagen/", {"still": "on"})

    assert not Notification.objects.filter(appointment=visit, purpose=Purpose.CANCELLATION).exists()


def test_page_offers_the_way_back_for_a_while(owner: Client, visit: Appointment) -> None:
    owner.post(f"/termine/{visit.pk}/absagen/", {"grund": "verhindert"})
    page = owner.get(f"/termine/{visit.pk}/").content.decode()

    change = visit.changes.latest("pk")
    assert f"/termine/{visit.pk}/zurueck/{change.pk}/" in page
    assert f"/termine/{visit.pk}/ohne-nachricht/{change.pk}/" in page
    assert "verhindert" in page


def test_note_is_kept(owner: Client, visit: Appointment) -> None:
    owner.post(f"/termine/{visit.pk}/notiz/", {"notiz": "Mag keinen Fön."})

    assert Appointment.objects.get(pk=visit.pk).note == "Mag keinen Fön."


def test_other_time_is_chosen_from_free_ones(owner: Client, visit: Appointment) -> None:
    page = owner.get(f"/termine/{visit.pk}/andere-zeit/").content.decode()
    wanted = (visit.local_start + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    assert f'value="{wanted}"' in page
    owner.post(
        f"/termine/{visit.pk}/andere-zeit/",
        {"when": wanted, "staff": visit.staff_id, "version": visit.version},
    )

    assert Appointment.objects.get(pk=visit.pk).starts_at == visit.starts_at + timedelta(hours=1)


def series_of(visit: Appointment, count: int) -> list[Appointment]:
    rule = Recurrence(every=1, unit=RepeatUnit.WEEK, first=visit.local_start.date())
    wish = wish_after(
        visit, rule.after(visit.local_start.date(), count=count, until=None), ignores_horizon=True
    )
    book_series(
        wish=wish,
        picks=propose_series(wish=wish, now=timezone.now()).picks("nothing"),
        customer=visit.customer,
        source=AppointmentSource.PORTAL,
        idempotency_key="series",
        now=timezone.now(),
        continues=visit,
    )
    visit.refresh_from_db()
    return list(Appointment.objects.filter(series=visit.series_id).order_by("period"))


def test_series_is_moved_from_one_date_on(owner: Client, visit: Appointment) -> None:
    first, second, third = series_of(visit, 2)
    wanted = (second.local_start + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    fields: dict[str, Any] = {"when": wanted, "staff": visit.staff_id, "version": second.version}
    owner.post(f"/termine/{second.pk}/andere-zeit/", fields | {"scope": "following"})

    hours = [Appointment.objects.get(pk=each.pk).local_start.hour for each in (first, second, third)]
    assert hours == [10, 12, 12]


def test_series_that_cannot_move_names_the_days(owner: Client, visit: Appointment, anna: StaffMember) -> None:
    _first, second, third = series_of(visit, 2)
    add_time_off(
        staff_id=anna.pk,
        starts_at=third.starts_at + timedelta(hours=2),
        ends_at=third.starts_at + timedelta(hours=3),
        kind=TimeOffKind.BLOCKED,
    )
    wanted = (second.local_start + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    fields = {"when": wanted, "staff": visit.staff_id, "version": second.version, "scope": "following"}
    answer = owner.post(f"/termine/{second.pk}/andere-zeit/", fields)

    assert answer.status_code == 422
    assert f"{third.local_start:%d.%m.}: abwesend. Es wurde nichts verlegt." in answer.content.decode()


def block(owner: Client, visit: Appointment, **changes: Any) -> Any:
    day = visit.local_start.date()
    fields = {
        "filiale": visit.branch_id,
        "staff": visit.staff_id,
        "kind": "blocked",
        "starts": f"{day}T14:00",
        "ends": f"{day}T15:30",
        "label": "Steuerberater",
    }
    return owner.post("/kalender/abwesenheit/", fields | changes, headers=HTMX)


def test_time_is_blocked_and_free_again(owner: Client, visit: Appointment) -> None:
    page = block(owner, visit).content.decode()
    time_off = TimeOff.objects.get()
    assert f"/kalender/abwesenheit/{time_off.pk}/entfernen/" in page
    calendar = owner.get(f"/kalender/?tag={visit.local_start.date()}").content.decode()
    assert "„Steuerberater“ aufheben" in calendar
    assert f"/kalender/abwesenheit/{time_off.pk}/entfernen/" in calendar
    owner.post(f"/kalender/abwesenheit/{time_off.pk}/entfernen/", headers=HTMX)

    assert not TimeOff.objects.exists()


def test_absence_of_whole_days(owner: Client, visit: Appointment) -> None:
    day = visit.local_start.date() + timedelta(days=1)
    block(owner, visit, kind="vacation", whole_days="on", starts=f"{day}T12:00", ends=f"{day}T12:00")

    time_off = TimeOff.objects.get()
    assert time_off.period.upper - time_off.period.lower == timedelta(days=1)


def test_absence_over_an_appointment_is_asked_for_and_becomes_a_conflict(
    owner: Client, visit: Appointment
) -> None:
    day = visit.local_start.date()
    asked = block(owner, visit, starts=f"{day}T09:00", ends=f"{day}T12:00")
    assert asked.status_code == 422
    assert "Clara Weber" in asked.content.decode()
    block(owner, visit, starts=f"{day}T09:00", ends=f"{day}T12:00", trotz="on")

    assert "Überschneidet sich: Steuerberater" in owner.get(f"/kalender/?tag={day}").content.decode()
    assert "ist zu dieser Zeit nicht da" in owner.get(f"/termine/{visit.pk}/").content.decode()


@pytest.mark.parametrize(
    "wrong", [{"ends": "2020-01-01T10:00"}, {"staff": "x"}, {"starts": "x"}, {"kind": "sick"}, {"ends": ""}]
)
def test_absence_does_not_trip_over_wrong_fields(
    owner: Client, visit: Appointment, wrong: dict[str, str]
) -> None:
    assert block(owner, visit, **wrong).status_code == 422
    assert not TimeOff.objects.exists()
