from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from telephony.enums import Outcome
from telephony.models import CallbackTicket, CallerMessage
from telephony.services.deadlines import callback_deadline
from tests.factories.booking import BranchFactory, SpecialDayFactory, WorkingHoursFactory, berlin
from tests.factories.telephony import ANNA_CALLS_FROM, CallFactory
from tests.telephony.conftest import Salon
from tests.telephony.phone import act


def test_callback_is_owed_by_a_deadline(salon: Salon) -> None:
    call = CallFactory()

    result = act(call, "callback", reason="Reklamation", name="Clara Weber")

    ticket = CallbackTicket.objects.get()
    assert (ticket.phone, ticket.name, ticket.reason) == (ANNA_CALLS_FROM, "Clara Weber", "Reklamation")
    assert ticket.due_at == berlin("2026-03-30", "11:00")
    assert "heute bis 11 Uhr" in result["say"]
    assert call.outcome == Outcome.CALLBACK


def test_callback_repeated_owes_one_call(salon: Salon) -> None:
    call = CallFactory()

    first, again = (act(call, "callback", reason="Reklamation") for _ in range(2))

    assert again == first
    assert CallbackTicket.objects.count() == 1


def test_callback_to_a_hidden_number_asks_for_one(salon: Salon) -> None:
    call = CallFactory(from_number=None)

    assert act(call, "callback", reason="Frage")["code"] == "phone_missing"
    assert act(call, "callback", reason="Frage", phone="0151 2345678")["ok"] is True
    assert CallbackTicket.objects.get().phone == "+491512345678"


@pytest.mark.parametrize(
    ("now", "due_at"),
    [
        (berlin("2026-03-30", "09:07"), berlin("2026-03-30", "11:15")),
        (berlin("2026-03-30", "06:00"), berlin("2026-03-30", "11:00")),
        (berlin("2026-03-30", "15:55"), berlin("2026-03-30", "18:00")),
        # Half an hour is left of the day, the rest is owed the next morning.
        (berlin("2026-03-30", "17:30"), berlin("2026-03-31", "10:30")),
        (berlin("2026-03-30", "18:00"), berlin("2026-03-31", "11:00")),
        # The clock is put forward in the night from Saturday to Sunday.
        (berlin("2026-03-28", "23:30"), berlin("2026-03-30", "11:00")),
        # From Good Friday to Easter Monday it is closed.
        (berlin("2026-04-02", "16:30"), berlin("2026-04-07", "09:30")),
        (berlin("2026-04-03", "10:00"), berlin("2026-04-07", "11:00")),
        (berlin("2026-04-04", "23:00"), berlin("2026-04-07", "11:00")),
    ],
)
def test_deadline_counts_opening_time(salon: Salon, now: datetime, due_at: datetime) -> None:
    assert callback_deadline(salon.branch, now) == due_at


def test_deadline_passes_over_the_lunch_break(company: object) -> None:
    branch = BranchFactory(open_on=())
    for opens_at, closes_at in ((time(9), time(12)), (time(14), time(18))):
        WorkingHoursFactory(branch=branch, opens_at=opens_at, closes_at=closes_at)

    assert callback_deadline(branch, berlin("2026-03-30", "11:30")) == berlin("2026-03-30", "15:30")


def test_deadline_adds_up_short_days(salon: Salon) -> None:
    SpecialDayFactory(
        branch=salon.branch, date_on=date(2026, 3, 31), opens_at=time(9), closes_at=time(10, 30)
    )

    assert callback_deadline(salon.branch, berlin("2026-03-30", "20:00")) == berlin("2026-04-01", "09:30")


def test_deadline_of_a_branch_that_never_opens_is_tomorrow(company: object) -> None:
    branch = BranchFactory(open_on=())

    assert callback_deadline(branch, berlin("2026-03-30", "09:07")) == berlin("2026-03-31", "09:15")


@pytest.mark.parametrize(
    ("now", "promised"),
    [
        (berlin("2026-03-30", "14:00"), "Wir rufen Sie heute bis 16 Uhr zurück."),
        (berlin("2026-03-30", "20:00"), "Wir rufen Sie morgen bis 11 Uhr zurück."),
        (berlin("2026-03-28", "23:30"), "Wir rufen Sie übermorgen bis 11 Uhr zurück."),
        (berlin("2026-04-03", "10:00"), "Wir rufen Sie am Dienstag bis 11 Uhr zurück."),
    ],
)
def test_callback_promises_the_deadline_as_one_says_it(salon: Salon, now: datetime, promised: str) -> None:
    assert promised in act(CallFactory(now=now), "callback", reason="Reklamation", now=now)["say"]


def test_callback_after_long_holidays_names_the_date(salon: Salon) -> None:
    for day in range(30, 45):
        SpecialDayFactory(branch=salon.branch, date_on=date(2026, 3, 1) + timedelta(days=day))
    now = berlin("2026-03-30", "20:00")

    said = act(CallFactory(now=now), "callback", reason="Reklamation", now=now)["say"]

    assert "am Mittwoch, den 15. April, bis 11 Uhr" in said


def test_take_message_keeps_it_for_the_team(salon: Salon) -> None:
    call = CallFactory()

    result = act(call, "take_message", text="Ich komme zehn Minuten später.", name="Clara Weber")

    assert result["code"] == "message_noted"
    assert CallerMessage.objects.get().text == "Ich komme zehn Minuten später."
    assert call.outcome == Outcome.MESSAGE
    assert call.acts.get().args == {"name": "Clara Weber"}
