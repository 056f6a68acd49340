"""Waiting for a time, and taking one that was offered, on the phone."""

from __future__ import annotations

from datetime import time, timedelta

from booking.enums import AppointmentSource, InvitationState
from booking.models import Appointment, WaitlistEntry, WaitlistInvitation
from booking.queries.waitlist import times_for
from booking.services.waitlist_answers import accept_invitation
from booking.services.waitlist_rounds import offer_by_hand
from booking.values import DayWindow
from tests.factories.booking import MONDAY_8
from tests.factories.telephony import ANNA_CALLS_FROM, CallFactory
from tests.telephony.conftest import Salon
from tests.telephony.phone import act


def test_join_keeps_what_was_said(salon: Salon) -> None:
    call = CallFactory()

    result = act(call, "join_waitlist", service="Haarschnitt", when="freitags vormittags", name="Clara Weber")

    entry = WaitlistEntry.objects.get()
    assert result["ok"], result
    assert "Warteliste" in result["say"]
    assert (entry.customer.name, entry.customer.phone) == ("Clara Weber", ANNA_CALLS_FROM)
    assert [window.days for window in entry.wish.windows] == [frozenset({4})]
    assert entry.wish.windows[0].ends == time(12)


def test_join_twice_is_one_place_and_a_hidden_number_is_asked_for(salon: Salon) -> None:
    call = CallFactory()
    for _ in range(2):
        act(call, "join_waitlist", service="Haarschnitt", name="Clara Weber")
    hidden = act(CallFactory(from_number=None), "join_waitlist", service="Haarschnitt", name="Clara Weber")

    assert WaitlistEntry.objects.count() == 1
    assert hidden["code"] == "phone_missing"


def test_an_exact_time_is_waited_for_with_an_hour_around_it(salon: Salon) -> None:
    act(CallFactory(), "join_waitlist", service="Haarschnitt", when="morgen um 10 Uhr", name="Clara Weber")

    assert WaitlistEntry.objects.get().wish.windows == (DayWindow(starts=time(9), ends=time(11)),)


def test_the_offered_time_is_read_back_before_it_is_booked(salon: Salon) -> None:
    call = CallFactory()
    act(call, "join_waitlist", service="Haarschnitt", name="Clara Weber")
    entry = WaitlistEntry.objects.get()
    slot = times_for(entry, now=MONDAY_8 + timedelta(hours=2))[0]
    offer_by_hand(entry_id=entry.pk, slot=slot, now=MONDAY_8 + timedelta(hours=1))
    stranger = act(CallFactory(), "take_waitlist_time", name="Paul Krause", confirmed=True)
    again = CallFactory()

    read_back = act(again, "take_waitlist_time", name="Clara Weber")
    assert (stranger["code"], read_back["code"]) == ("nothing_offered", "offered")
    assert not Appointment.objects.exists()
    booked = act(again, "take_waitlist_time", name="Clara Weber", confirmed=True)

    assert booked["code"] == "booked", booked
    assert WaitlistInvitation.objects.get().state == InvitationState.ACCEPTED
    assert Appointment.objects.get().starts_at == slot.starts_at


def test_a_whole_visit_is_one_place_and_said_back_whole(salon: Salon) -> None:
    said = act(CallFactory(), "join_waitlist", service="Färben und Haarschnitt", name="Clara Weber")
    people = [{"service": "Haarschnitt", "person": 1}, {"service": "Färben", "person": 2}]
    beside = act(
        CallFactory(), "join_waitlist", people=people, way="together", when="freitags", name="Paul Krause"
    )

    clara, paul = WaitlistEntry.objects.order_by("pk")
    assert (clara.visit_ids, clara.at_once) == ((salon.colour.pk, salon.cut.pk), False)
    assert (paul.visit_ids, paul.at_once) == ((salon.cut.pk, salon.colour.pk), True)
    assert [part.person for part in paul.wish.others] == [1]
    assert "für Färben und Haarschnitt" in said["say"]
    assert "für Haarschnitt und Färben, gleichzeitig" in beside["say"]


def test_a_yes_to_a_whole_visit_names_all_of_it_and_books_it_as_one(salon: Salon) -> None:
    act(CallFactory(), "join_waitlist", service="Färben und Haarschnitt", name="Clara Weber")
    slot = times_for(WaitlistEntry.objects.get(), now=MONDAY_8 + timedelta(hours=2))[0]
    offer_by_hand(entry_id=WaitlistEntry.objects.get().pk, slot=slot, now=MONDAY_8 + timedelta(hours=1))
    call = CallFactory()

    read_back = act(call, "take_waitlist_time", name="Clara Weber")
    booked = act(call, "take_waitlist_time", name="Clara Weber", confirmed=True)

    assert "für Färben und Haarschnitt" in read_back["say"]
    assert "Färben und Haarschnitt" in booked["say"]
    visits = Appointment.objects.order_by("period").values_list("service", "visit")
    assert [service for service, _ in visits] == [salon.colour.pk, salon.cut.pk]
    assert len({visit for _, visit in visits}) == 1


def test_an_earlier_time_moves_the_whole_visit_that_is_booked(salon: Salon) -> None:
    call = CallFactory()
    people = [{"service": "Färben", "person": 0}, {"service": "Haarschnitt", "person": 0}]
    found = act(call, "find_together", people=people, when="am Freitag")
    act(call, "book", slot_id=found["slots"][0]["slot_id"], name="Clara Weber")
    said = act(call, "join_waitlist", people=people, name="Clara Weber")
    entry = WaitlistEntry.objects.get()
    (slot,) = times_for(entry, now=MONDAY_8 + timedelta(hours=2), limit=1)
    invitation = offer_by_hand(entry_id=entry.pk, slot=slot, now=MONDAY_8 + timedelta(hours=1))

    accepted = accept_invitation(
        invitation_id=invitation.pk, via=AppointmentSource.WEB, now=MONDAY_8 + timedelta(hours=2)
    )

    assert "früher" in said["say"]
    assert accepted.has_moved
    assert Appointment.objects.count() == 2
    assert min(one.starts_at for one in Appointment.objects.all()) == slot.starts_at


def test_what_nobody_could_hear_is_no_name(salon: Salon) -> None:
    noise = act(CallFactory(), "join_waitlist", service="Haarschnitt", name="(unintelligible audio)")

    assert noise["code"] == "name_missing"
    assert not WaitlistEntry.objects.exists()
