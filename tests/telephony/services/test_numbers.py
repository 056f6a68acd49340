from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from askproai.standins.testing import RunningStandins, running_standins
from telephony.enums import NumberState
from telephony.errors import MarketClosed, NumberTaken, TooManyNumbers
from telephony.models import PhoneNumber
from telephony.queries.lines import line_of
from telephony.services.numbers import (
    ORDER_KIND,
    ask_to_port,
    free_numbers,
    note_forwarding,
    order_number,
    watch_forwarding,
    withdraw_port,
)
from tenants.enums import DirectoryKind
from tenants.models import Company, DirectoryEntry
from tenants.outbox.models import OutboxEntry
from tenants.outbox.services import drain
from tests.factories.booking import MONDAY_8
from tests.factories.telephony import CallFactory
from tests.telephony.conftest import Salon


@pytest.fixture(scope="module")
def _running() -> Iterator[RunningStandins]:
    with running_standins() as running:
        yield running


@pytest.fixture
def shop(_running: RunningStandins, settings: Any) -> RunningStandins:
    _running.reset()
    settings.TWILIO = {
        **settings.TWILIO,
        "base_url": _running.twilio_url,
        "bundles": {"DE": "BU1"},
        "addresses": {},
        "trunk_sid": "TK1",
    }
    return _running


def test_numbers_of_the_town_come_first(shop: RunningStandins, company: Company) -> None:
    assert {each.locality for each in free_numbers(country="DE", locality="München")} == {"München"}
    assert free_numbers(country="DE", locality="Buxtehude")  # none there: from anywhere
    assert free_numbers(country="CH", locality="")[0].number.startswith("+41")


def test_ordered_number_is_bought_once_and_leads_to_the_branch(shop: RunningStandins, salon: Salon) -> None:
    number = free_numbers(country="DE", locality="Hamburg")[0].number
    order_number(number=number, branch=salon.branch, now=MONDAY_8)
    order_number(number=number, branch=salon.branch, now=MONDAY_8)
    drain(kind=ORDER_KIND, now=MONDAY_8)
    OutboxEntry.objects.update(state=OutboxEntry.State.PENDING)
    PhoneNumber.objects.update(state=NumberState.ORDERED)
    drain(kind=ORDER_KIND, now=MONDAY_8)

    bought = PhoneNumber.objects.get()
    assert (bought.state, bought.provider_id[:2]) == (NumberState.ACTIVE, "PN")
    assert line_of(to_number=number).branch_id == salon.branch.pk
    assert len([each for each in shop.events if each.kind == "number.bought"]) == 1


def test_number_without_papers_is_given_up_and_free_again(
    shop: RunningStandins, salon: Salon, settings: Any
) -> None:
    settings.TWILIO = {**settings.TWILIO, "bundles": {}}
    number = free_numbers(country="DE", locality="Köln")[0].number
    order_number(number=number, branch=salon.branch, now=MONDAY_8)
    drain(kind=ORDER_KIND, now=MONDAY_8)

    assert PhoneNumber.objects.get().state == NumberState.FAILED
    assert not DirectoryEntry.objects.filter(key=number).exists()


def test_number_that_another_company_has_is_refused(salon: Salon) -> None:
    other = Company.objects.get(slug="praxis")
    DirectoryEntry.objects.create(kind=DirectoryKind.PHONE_NUMBER, key="+493023125801", company=other)

    with pytest.raises(NumberTaken):
        order_number(number="+493023125801", branch=salon.branch, now=MONDAY_8)
    assert not PhoneNumber.objects.exists()


def test_company_orders_only_a_few_by_itself(salon: Salon) -> None:
    for last in range(3):
        order_number(number=f"+49302312580{last}", branch=salon.branch, now=MONDAY_8)

    with pytest.raises(TooManyNumbers):
        order_number(number="+493023125809", branch=salon.branch, now=MONDAY_8)


def test_without_an_account_nothing_is_sold(salon: Salon, settings: Any) -> None:
    settings.TWILIO = {**settings.TWILIO, "auth_token": ""}

    with pytest.raises(MarketClosed):
        free_numbers(country="DE", locality="")


def test_forwarding_is_proved_by_the_next_call_through_the_number(salon: Salon) -> None:
    ordered = order_number(number="+493023125801", branch=salon.branch, now=MONDAY_8)
    CallFactory(to_number=ordered.number, now=MONDAY_8)
    watch_forwarding(number_id=ordered.pk, carrier="telekom", now=MONDAY_8 + timedelta(minutes=1))
    before = note_forwarding(number_id=ordered.pk)
    CallFactory(to_number=ordered.number, now=MONDAY_8 + timedelta(minutes=2))
    after = note_forwarding(number_id=ordered.pk)

    assert before is not None
    assert before.forwarded_at is None
    assert after is not None
    assert after.forwarded_at == MONDAY_8 + timedelta(minutes=2)


def test_number_that_moves_is_a_task_until_it_is_withdrawn(salon: Salon) -> None:
    asked = ask_to_port(
        number="+4989999981",
        branch=salon.branch,
        carrier="telekom",
        holder="Anna Berger",
        customer_number="4711",
        now=MONDAY_8,
    )

    assert (asked.state, asked.holder) == (NumberState.PORTING, "Anna Berger")
    withdraw_port(number_id=asked.pk)
    assert not PhoneNumber.objects.exists()
