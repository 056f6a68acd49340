"""Waiting for a time, and taking one that was offered, on the phone."""

from __future__ import annotations

from datetime import time, timedelta

from booking.enums import InvitationState
from booking.models import Appointment, WaitlistEntry, WaitlistInvitation
from booking.queries.waitlist import times_for
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
