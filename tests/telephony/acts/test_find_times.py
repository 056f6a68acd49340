from __future__ import annotations

from datetime import timedelta

import pytest

from booking.models import Occupancy, Offer, ServiceOption, StaffMember, WorkingHours
from telephony.dialogue import understand_time
from telephony.enums import Outcome
from tests.factories.booking import MONDAY_8, AppointmentFactory, BranchFactory, StaffMemberFactory, berlin
from tests.factories.telephony import CallFactory
from tests.telephony.conftest import Salon
from tests.telephony.phone import act, booked, offered


def test_find_times_resolves_the_callers_words_and_holds_what_it_offers(salon: Salon) -> None:
    call = CallFactory()

    found = act(call, "find_times", service="Haare schneiden", when="morgen um zehn bei Anna", staff="Anna")

    assert found["code"] == "offered"
    assert found["slots"][0]["starts_at"] == "2026-03-31T10:00:00+02:00"
    assert found["slots"][0]["staff"] == "Anna"
    assert found["slots"][0]["price_cents"] == 3900
    assert found["slots"][0]["matches_wish"] is True
    assert "10 Uhr" in found["say"]
    assert Occupancy.objects.filter(offer__holder=call.holder).count() == len(found["slots"])


def test_find_times_hears_a_person_among_the_words_about_the_time(salon: Salon) -> None:
    AppointmentFactory(staff=salon.anna, service=salon.cut, starts_at=berlin("2026-03-31", "14:00"))

    found = act(CallFactory(), "find_times", service="Haarschnitt", when="am Dienstag um 10 Uhr bei Anna")

    assert {slot["staff"] for slot in found["slots"]} == {"Anna"}


def test_what_was_chosen_with_the_service_makes_the_visit_longer(salon: Salon) -> None:
    long_hair = ServiceOption.objects.create(
        service=salon.cut, kind="variant", name="langes Haar", duration=timedelta(hours=1), price_cents=5900
    )
    ServiceOption.objects.create(
        service=salon.cut, kind="add_on", name="Pflege", duration=timedelta(minutes=15), price_cents=1200
    )

    found = act(CallFactory(), "find_times", service_id=salon.cut.pk, variant_id=long_hair.pk)
    said = act(CallFactory(), "find_times", service="Haarschnitt", options="lange Haare und mit Pflege")

    assert (found["slots"][0]["duration_minutes"], found["slots"][0]["price_cents"]) == (60, 5900)
    assert (said["slots"][0]["duration_minutes"], said["slots"][0]["price_cents"]) == (75, 7100)


def test_find_times_says_what_else_is_near_when_the_wish_is_taken(salon: Salon) -> None:
    booked(CallFactory(), staff="Anna")

    found = act(CallFactory(), "find_times", service="Haarschnitt", when="morgen um 10 Uhr", staff="Anna")

    assert found["code"] == "offered"
    assert not any(slot["matches_wish"] for slot in found["slots"])
    assert found["reason"] == "slot_taken"
    assert "leider nichts mehr frei" in found["say"]


def test_find_times_without_a_wish_offers_the_next_times(salon: Salon) -> None:
    found = act(CallFactory(), "find_times", service="Haarschnitt")

    assert found["ok"] is True
    assert found["slots"][0]["starts_at"] == "2026-03-30T09:00:00+02:00"


def test_find_times_takes_the_wish_that_the_engine_has_understood(salon: Salon) -> None:
    call = CallFactory()
    local = MONDAY_8.astimezone(salon.branch.zone)
    wish = understand_time("am Donnerstag nachmittag", now=local, subdivision="BE")
    assert wish is not None

    found = act(call, "find_times", service_id=salon.cut.pk, wish=wish.to_json())

    assert all(slot["starts_at"].startswith("2026-04-02T1") for slot in found["slots"])


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ({"service": "Ölwechsel"}, "service_unknown"),
        ({"service": "Haarschnitt", "staff": "Zacharias"}, "staff_unknown"),
        ({"service": "Färben", "staff": "Ben"}, "staff_unknown"),
        ({"service": "Haarschnitt", "branch_id": 999_999}, "branch_unknown"),
        ({"service": "Haarschnitt", "when": "blau mit Streifen"}, "when_unclear"),
        ({"service": "Haarschnitt", "when": "Dienstag in den Semesterferien"}, "when_unclear"),
        ({"service": "Haarschnitt", "when": "am 5. November 2027"}, "outside_horizon"),
        ({"service": "Haarschnitt", "wish": {"boxes": [{"opens": "früh"}]}}, "invalid_arguments"),
        ({"service": 7}, "invalid_arguments"),
        ({"service": "H" * 500}, "invalid_arguments"),
    ],
)
def test_find_times_refuses_what_it_cannot_resolve_and_says_what_to_do(
    salon: Salon, args: dict[str, object], code: str
) -> None:
    found = act(CallFactory(), "find_times", **args)

    assert found["ok"] is False
    assert found["code"] == code
    assert len(found["say"]) > 10
    assert not Occupancy.objects.exists()


def test_find_times_counts_nothing_free_as_the_outcome_of_the_call(salon: Salon) -> None:
    call = CallFactory()

    WorkingHours.objects.all().delete()

    found = act(call, "find_times", service="Haarschnitt", when="am Mittwoch")

    assert (found["code"], found["slots"]) == ("nothing_free", [])
    assert found["reason"] == "outside_opening_hours"
    assert call.outcome == Outcome.NOTHING_FREE


def test_find_times_leaves_out_what_was_turned_down(salon: Salon) -> None:
    call = CallFactory()
    first = offered(call, "morgen vormittag")

    again = act(
        call,
        "find_times",
        service="Haarschnitt",
        when="morgen vormittag",
        exclude_slot_ids=[first["slot_id"], "erfundene-kennung"],
    )

    assert first["starts_at"] not in [slot["starts_at"] for slot in again["slots"]]


def test_find_times_repeated_gives_the_same_held_times(salon: Salon) -> None:
    call = CallFactory()
    first = act(call, "find_times", service="Haarschnitt", when="morgen um 10 Uhr")

    again = act(call, "find_times", service="Haarschnitt", when="morgen um 10 Uhr")

    assert again == first
    assert call.acts.get().repeats == 1


def test_find_times_repeated_after_the_hold_ran_out_searches_again(salon: Salon) -> None:
    call = CallFactory()
    first = act(call, "find_times", service="Haarschnitt", when="morgen um 10 Uhr")
    Occupancy.objects.all().delete()
    Offer.objects.update(expires_at=MONDAY_8 - timedelta(days=300))

    again = act(call, "find_times", service="Haarschnitt", when="morgen um 10 Uhr")

    assert again["slots"][0]["starts_at"] == first["slots"][0]["starts_at"]
    assert again["slots"][0]["slot_id"] != first["slots"][0]["slot_id"]


def test_find_times_goes_to_the_branch_of_the_person_asked_for(salon: Salon) -> None:
    west = BranchFactory(name="Haarmonie West", position=1)
    StaffMemberFactory(name="Carla", branches=[west], services=[salon.cut])

    found = act(CallFactory(), "find_times", service="Haarschnitt", staff="Carla", when="morgen um 10")

    assert found["slots"][0]["branch"] == "Haarmonie West"


def test_find_times_does_not_offer_twice_what_another_call_holds(salon: Salon) -> None:
    offered(CallFactory(), staff="Anna")

    other = offered(CallFactory(), staff="Anna")

    assert other["starts_at"] != "2026-03-31T10:00:00+02:00"


def test_find_times_offers_the_last_times_of_the_day_to_whoever_likes_it_late(salon: Salon) -> None:
    early = act(CallFactory(), "find_times", service="Haarschnitt", when="morgen so früh wie möglich")
    late = act(CallFactory(), "find_times", service="Haarschnitt", when="morgen möglichst spät")

    assert {slot["starts_at"][:10] for slot in late["slots"]} == {"2026-03-31"}
    assert early["slots"][0]["starts_at"] < "2026-03-31T12" < late["slots"][0]["starts_at"]
    assert "why_not" not in late


def test_find_times_leaves_out_who_is_not_wanted(salon: Salon) -> None:
    everybody = act(CallFactory(), "find_times", service="Haarschnitt", when="morgen")["slots"]
    unwanted = everybody[0]["staff_id"]

    others = act(
        CallFactory(), "find_times", service="Haarschnitt", when="morgen", exclude_staff_ids=[unwanted]
    )

    assert unwanted not in {slot["staff_id"] for slot in others.get("slots", ())}


def test_find_times_says_when_nobody_else_does_it(salon: Salon) -> None:
    staff = [person.pk for person in StaffMember.objects.all()]

    found = act(CallFactory(), "find_times", service="Haarschnitt", when="morgen", exclude_staff_ids=staff)

    assert (found["ok"], found["code"]) == (False, "staff_unknown")
