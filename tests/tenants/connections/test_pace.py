"""Credentials ask no more often than they may, however many workers use them."""

from __future__ import annotations

import pytest

from tenants.connections.models import Connection
from tenants.connections.pace import NotOurTurn, Pace, hold_back, take_turn
from tenants.connections.services import connect
from tenants.models import Company
from tests.factories.booking import MONDAY_8

SLOW = Pace(per_minute=6, burst=3)


@pytest.fixture
def connection(company: Company) -> Connection:
    return connect(provider="calcom", credentials={"api_key": "cal_x"}, now=MONDAY_8)


def test_burst_passes_and_then_it_is_somebody_elses_turn(connection: Connection) -> None:
    for _ in range(3):
        take_turn(connection.pk, SLOW)

    with pytest.raises(NotOurTurn) as refused:
        take_turn(connection.pk, SLOW)
    assert refused.value.retry_after_s == pytest.approx(10, abs=1)


def test_refusal_takes_nothing(connection: Connection) -> None:
    for _ in range(3):
        take_turn(connection.pk, SLOW)
    for _ in range(5):
        with pytest.raises(NotOurTurn) as refused:
            take_turn(connection.pk, SLOW)

    assert refused.value.retry_after_s == pytest.approx(10, abs=1)


def test_provider_that_wants_rest_gets_it(connection: Connection) -> None:
    take_turn(connection.pk, SLOW)
    hold_back(connection.pk, SLOW, seconds=60)

    with pytest.raises(NotOurTurn) as refused:
        take_turn(connection.pk, SLOW)
    assert refused.value.retry_after_s == pytest.approx(70, abs=2)


def test_accounts_do_not_share(connection: Connection) -> None:
    other = connect(provider="calcom", account="2", credentials={"api_key": "cal_y"}, now=MONDAY_8)
    for _ in range(3):
        take_turn(connection.pk, SLOW)

    take_turn(other.pk, SLOW)
