"""Several people in one call: every time is really held, and every one becomes an appointment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from booking.enums import AppointmentSource
from booking.models import Appointment, Offer
from booking.services.direct_booking import book_directly
from booking.values import CustomerDetails
from tests.factories.booking import BERLIN, MONDAY_8
from tests.factories.telephony import CallFactory
from tests.telephony.conftest import Salon
from tests.telephony.phone import act

TWO_CUTS = [{"service": "Haarschnitt"}, {"service": "Haarschnitt"}]


def _parts(slot: dict[str, Any]) -> list[dict[str, Any]]:
    return [slot, *slot["with"]]


def _start(slot: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(slot["starts_at"])


def test_find_together_offers_the_same_start_with_two_people(salon: Salon) -> None:
    found = act(CallFactory(), "find_together", people=TWO_CUTS, when="morgen um 10 Uhr", way="together")

    slots = _parts(found["slots"][0])
    assert found["code"] == "offered"
    assert {_start(slot) for slot in slots} == {datetime(2026, 3, 31, 10, 0, tzinfo=BERLIN)}
    assert {slot["staff"] for slot in slots} == {"Anna", "Ben"}
    assert "gleichzeitig bei" in found["say"]


def test_find_together_offers_one_behind_the_other(salon: Salon) -> None:
    found = act(CallFactory(), "find_together", people=TWO_CUTS, when="morgen um 10 Uhr", way="after")

    first, second = _parts(found["slots"][0])
    assert _start(second) - _start(first) == timedelta(minutes=30)
    assert first["staff"] == second["staff"]


def test_find_together_falls_back_to_a_row_where_only_one_can(salon: Salon) -> None:
    both_coloured = [{"service": "Färben"}, {"service": "Färben"}]

    found = act(CallFactory(), "find_together", people=both_coloured, when="morgen vormittag")

    first, second = _parts(found["slots"][0])
    assert first["staff"] == second["staff"] == "Anna"
    assert _start(first) < _start(second)


def test_a_group_is_held_and_booked_under_one_id(salon: Salon) -> None:
    call = CallFactory()
    slots = _parts(act(call, "find_together", people=TWO_CUTS, when="morgen um 10 Uhr")["slots"][0])

    booked = act(
        call, "book", slot_id=slots[0]["slot_id"], name="Clara Weber", part_notes=["", "Begleitung: Tochter"]
    )

    assert {slot["slot_id"] for slot in slots} == {slots[0]["slot_id"]}
    assert booked["code"] == "booked"
    assert len(booked["appointment"]["with"]) == 1
    assert {row.note for row in Appointment.objects.all()} == {"", "Begleitung: Tochter"}
    assert set(Appointment.objects.values_list("customer__name", flat=True)) == {"Clara Weber"}


def test_services_of_one_person_never_lie_side_by_side(salon: Salon) -> None:
    both = [{"service": "Färben", "person": 0}, {"service": "Haarschnitt", "person": 0}]

    found = act(CallFactory(), "find_together", people=both, when="morgen vormittag")

    first, second = _parts(found["slots"][0])
    assert _start(second) - _start(first) >= timedelta(minutes=first["duration_minutes"])


def test_what_is_offered_together_is_held_against_other_callers(salon: Salon) -> None:
    act(CallFactory(), "find_together", people=TWO_CUTS, when="morgen um 10 Uhr", way="together")

    other = act(CallFactory(), "find_times", service="Haarschnitt", when="morgen um 10 Uhr")

    assert all(_start(slot).hour != 10 or _start(slot).minute for slot in other["slots"])


def test_a_search_for_one_gives_back_what_was_held_for_all(salon: Salon) -> None:
    call = CallFactory()
    act(call, "find_together", people=TWO_CUTS, when="morgen um 10 Uhr", way="together")

    alone = act(call, "find_times", service="Haarschnitt", when="morgen um 10 Uhr")

    assert _start(alone["slots"][0]) == datetime(2026, 3, 31, 10, 0, tzinfo=BERLIN)
    assert Offer.objects.running().count() == len(alone["slots"])


def test_find_together_says_when_nobody_can_come_beside(salon: Salon) -> None:
    book_directly(
        service_id=salon.colour.pk,
        staff_id=salon.anna.pk,
        branch_id=salon.branch.pk,
        starts_at=datetime(2026, 3, 31, 9, 0, tzinfo=BERLIN),
        customer=CustomerDetails(name="Doris Lang", phone="+4915112345678"),
        source=AppointmentSource.PORTAL,
        idempotency_key="anna-is-busy",
        now=MONDAY_8,
    )

    found = act(CallFactory(), "find_together", people=TWO_CUTS, when="morgen um 9 Uhr", way="together")

    assert all(_start(slot) != datetime(2026, 3, 31, 9, 0, tzinfo=BERLIN) for slot in found["slots"])
