from __future__ import annotations

from datetime import date

from booking.models import Appointment, Series
from notifications.models import Notification
from telephony.enums import Outcome
from tests.factories.booking import (
    AppointmentFactory,
    ClassSessionFactory,
    CourseFactory,
    SpecialDayFactory,
    StaffMemberFactory,
    berlin,
)
from tests.factories.telephony import CallFactory
from tests.telephony.conftest import Salon
from tests.telephony.phone import act, offered

TUESDAYS = ["31.03. 10:00", "14.04. 10:00", "28.04. 10:00", "12.05. 10:00", "26.05. 10:00"]


def starts() -> list[str]:
    return [f"{each.local_start:%d.%m. %H:%M}" for each in Appointment.objects.order_by("period")]


def test_offered_time_becomes_the_first_of_a_series(salon: Salon) -> None:
    call = CallFactory()
    slot = offered(call)

    result = act(
        call,
        "book_series",
        slot_id=slot["slot_id"],
        name="Clara Weber",
        repetition="jede zweite Woche um die gleiche Zeit, fünfmal",
    )

    assert (result["ok"], result["code"], len(result["appointments"])) == (True, "series_booked", 5)
    assert starts() == TUESDAYS
    assert {each.staff.name for each in Appointment.objects.select_related("staff")} == {slot["staff"]}
    assert "5 Termine sind eingetragen" in result["say"]
    assert call.outcome == Outcome.BOOKED
    assert Notification.objects.filter(purpose="confirmation", channel="sms").count() == 1


def test_what_cannot_be_is_said_first_and_booked_as_the_caller_likes(salon: Salon) -> None:
    SpecialDayFactory(branch=salon.branch, date_on=date(2026, 4, 14))
    call = CallFactory()
    slot = offered(call)
    wish = {"slot_id": slot["slot_id"], "name": "Clara Weber", "repetition": "alle 14 Tage, fünfmal"}

    asked = act(call, "book_series", **wish)

    assert (asked["ok"], asked["code"], asked["free"]) == (False, "series_conflicts", 4)
    assert [each["day"] for each in asked["conflicts"]] == ["2026-04-14"]
    assert asked["conflicts"][0]["instead"] == "2026-04-15T10:00:00"
    assert "Dienstag, den 14. April" in asked["say"]
    assert not Appointment.objects.exists()

    act(call, "book_series", on_conflict="alternative", **wish)
    assert starts() == [TUESDAYS[0], "15.04. 10:00", *TUESDAYS[2:]]


def test_series_ends_where_the_caller_says(salon: Salon) -> None:
    call = CallFactory()

    act(
        call,
        "book_series",
        slot_id=offered(call)["slot_id"],
        name="Clara Weber",
        repetition="jede Woche bis zum 21. April",
    )

    assert starts() == ["31.03. 10:00", "07.04. 10:00", "14.04. 10:00", "21.04. 10:00"]


def test_rhythm_or_end_that_was_not_said_is_asked_for(salon: Salon) -> None:
    call = CallFactory()
    slot_id = offered(call)["slot_id"]

    for words, question in (("öfter", "Abstand"), ("jede Woche", "Wie oft insgesamt")):
        result = act(call, "book_series", slot_id=slot_id, name="Clara Weber", repetition=words)
        assert result["code"] == "repetition_unclear"
        assert question in result["say"]
    assert not Appointment.objects.exists()


def test_date_taken_meanwhile_books_nothing_and_says_so(salon: Salon) -> None:
    call = CallFactory()
    slot = offered(call)
    for staff in (salon.anna, salon.ben):
        AppointmentFactory(staff=staff, service=salon.cut, starts_at=berlin("2026-04-28", "10:00"))

    result = act(
        call, "book_series", slot_id=slot["slot_id"], name="Clara", repetition="jede zweite Woche, fünfmal"
    )

    assert result["code"] == "series_conflicts"
    assert Series.objects.count() == 0


def test_one_call_books_one_series(salon: Salon) -> None:
    call = CallFactory()
    for expected in ("series_booked", "call_limit"):
        slot_id = offered(call, "morgen um 15 Uhr" if expected == "call_limit" else "morgen um 10 Uhr")[
            "slot_id"
        ]
        result = act(call, "book_series", slot_id=slot_id, name="Clara", repetition="jede Woche, dreimal")
        assert result["code"] == expected


def test_class_is_offered_and_booked_like_anything_else(salon: Salon) -> None:
    yoga = CourseFactory(name="Yoga")
    maya = StaffMemberFactory(name="Maya", branches=[salon.branch], services=[yoga])
    session = ClassSessionFactory(service=yoga, staff=maya, starts_at=berlin("2026-03-31", "18:00"), places=3)
    call = CallFactory()

    found = act(call, "find_times", service="Yoga", when="diese Woche", people=2)
    [slot] = found["slots"]
    result = act(call, "book", slot_id=slot["slot_id"], name="Clara Weber")

    assert (slot["starts_at"], slot["people"], slot["places_left"], slot["price_cents"]) == (
        "2026-03-31T18:00:00+02:00",
        2,
        1,
        3000,
    )
    assert result["code"] == "booked"
    session.refresh_from_db()
    assert session.booked == 2
    again = act(CallFactory(), "find_times", service="Yoga", when="diese Woche", people=2)
    assert (again["code"], again["reason"]) == ("nothing_free", "class_full")
