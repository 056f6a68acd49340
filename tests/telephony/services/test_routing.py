from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from telephony.enums import AnswerMode, Otherwise, Route
from telephony.models import Call, Receptionist
from telephony.queries.lines import line_of
from telephony.services.calls import ring, seconds_allowed
from telephony.services.routing import decide
from tests.factories.booking import MONDAY_8, SpecialDayFactory, berlin
from tests.factories.telephony import ANNA_CALLS_FROM, BlockedNumberFactory, CallFactory, ReceptionistFactory
from tests.telephony.conftest import Salon

pytestmark = pytest.mark.usefixtures("salon")

BUSINESS = "+493022334455"
NOON, NIGHT = berlin("2026-03-30", "12:00"), berlin("2026-03-30", "22:00")
GOOD_FRIDAY = berlin("2026-04-03", "12:00")


def route(now: datetime = NOON, number: str | None = ANNA_CALLS_FROM, **fields: Any) -> Route:
    Receptionist.objects.all().delete()
    ReceptionistFactory(**{"business_number": BUSINESS, **fields})
    return decide(line=line_of(), number=number, now=now)


@pytest.mark.parametrize(
    ("mode", "now", "decided"),
    [
        (AnswerMode.ALWAYS, NOON, Route.ANSWER),
        (AnswerMode.ALWAYS, NIGHT, Route.ANSWER),
        (AnswerMode.OVERFLOW, NOON, Route.ANSWER),
        (AnswerMode.AFTER_HOURS, NOON, Route.PASS_ON),
        (AnswerMode.AFTER_HOURS, NIGHT, Route.ANSWER),
        (AnswerMode.AFTER_HOURS, GOOD_FRIDAY, Route.ANSWER),
        (AnswerMode.HOLIDAY, NOON, Route.PASS_ON),
        (AnswerMode.HOLIDAY, NIGHT, Route.PASS_ON),
        (AnswerMode.HOLIDAY, GOOD_FRIDAY, Route.ANSWER),
    ],
)
def test_mode_and_opening_hours_decide(mode: AnswerMode, now: datetime, decided: Route) -> None:
    assert route(now, mode=mode) == decided


def test_closed_for_leave_counts_as_holiday(salon: Salon) -> None:
    SpecialDayFactory(branch=salon.branch, date_on=NOON.date())

    assert route(mode=AnswerMode.HOLIDAY) == Route.ANSWER


def test_sunday_is_no_holiday() -> None:
    assert route(berlin("2026-03-29", "12:00"), mode=AnswerMode.HOLIDAY) == Route.PASS_ON


@pytest.mark.parametrize(
    ("otherwise", "decided"),
    [
        (Otherwise.PASS_ON, Route.PASS_ON),
        (Otherwise.MESSAGE, Route.MESSAGE),
        (Otherwise.ANSWER, Route.ANSWER),
    ],
)
def test_business_says_what_happens_otherwise(otherwise: Otherwise, decided: Route) -> None:
    assert route(mode=AnswerMode.AFTER_HOURS, otherwise=otherwise) == decided


@pytest.mark.parametrize("number", ["", "+499001234567", "+12025550123", "+88213000000"])
def test_nothing_is_passed_on_to_nowhere_or_to_a_number_that_costs(number: str) -> None:
    assert route(mode=AnswerMode.AFTER_HOURS, business_number=number) == Route.ANSWER


def test_call_from_the_business_itself_is_not_passed_back() -> None:
    assert route(mode=AnswerMode.AFTER_HOURS, number=BUSINESS) == Route.ANSWER


def test_call_that_comes_back_because_nobody_picked_up_is_answered() -> None:
    assert route(mode=AnswerMode.AFTER_HOURS) == Route.PASS_ON
    ring(
        provider="retell",
        provider_call_id="call_first",
        line=line_of(),
        from_number=ANNA_CALLS_FROM,
        route=Route.PASS_ON,
        now=NOON,
    )

    assert decide(line=line_of(), number=ANNA_CALLS_FROM, now=NOON + timedelta(seconds=40)) == Route.ANSWER
    assert decide(line=line_of(), number=ANNA_CALLS_FROM, now=NOON + timedelta(hours=1)) == Route.PASS_ON


def test_blocked_number_is_turned_away() -> None:
    BlockedNumberFactory(phone=ANNA_CALLS_FROM)

    assert route() == Route.TURNED_AWAY


def test_hidden_number_is_turned_away_only_where_that_is_wanted() -> None:
    assert route(number=None) == Route.ANSWER
    assert route(number=None, turns_hidden_away=True) == Route.TURNED_AWAY


def fruitless(count: int, number: str) -> None:
    for _ in range(count):
        call = CallFactory(from_number=number, now=NOON - timedelta(minutes=10))
        Call.objects.filter(pk=call.pk).update(outcome="hung_up")


def test_machine_that_calls_and_calls_is_turned_away_for_an_hour() -> None:
    fruitless(4, ANNA_CALLS_FROM)

    assert route(calls_per_hour=5) == Route.ANSWER
    fruitless(1, ANNA_CALLS_FROM)
    assert route(calls_per_hour=5) == Route.TURNED_AWAY
    assert route(NOON + timedelta(hours=1), calls_per_hour=5) == Route.ANSWER


def test_telephone_system_that_forwards_under_its_own_number_is_no_machine() -> None:
    fruitless(9, BUSINESS)

    assert route(number=BUSINESS, calls_per_hour=5) == Route.ANSWER


def test_daily_limit_leads_to_the_business_or_to_a_message() -> None:
    call = CallFactory(now=NOON - timedelta(hours=1))
    Call.objects.filter(pk=call.pk).update(duration_ms=11 * 60_000)

    assert route(max_daily_minutes=12) == Route.ANSWER
    assert route(max_daily_minutes=11) == Route.PASS_ON
    assert route(max_daily_minutes=11, otherwise=Otherwise.MESSAGE) == Route.MESSAGE
    assert route(max_daily_minutes=11, otherwise=Otherwise.ANSWER) == Route.MESSAGE
    assert route(NOON + timedelta(days=1), max_daily_minutes=11) == Route.ANSWER


@pytest.mark.parametrize(
    ("max_seconds", "max_cost_cents", "allowed"),
    [(900, None, 900), (900, 55, 300), (120, 500, 120), (900, 1, 60)],
)
def test_money_limits_the_time(max_seconds: int, max_cost_cents: int | None, allowed: int) -> None:
    ReceptionistFactory(max_seconds=max_seconds, max_cost_cents=max_cost_cents)

    assert seconds_allowed(line_of()) == allowed
    assert CallFactory(now=MONDAY_8).max_seconds == allowed
