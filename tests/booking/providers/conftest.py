"""Calendars elsewhere, behind the stand-ins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from askproai.core import http
from askproai.standins.testing import RunningStandins, running_standins
from booking.ports import AccountKeys, CalendarAccount
from tests.contracts.calendars import Office, use_standins

OpenAccount = Callable[..., CalendarAccount]


@pytest.fixture(scope="session")
def _running() -> Iterator[RunningStandins]:
    with running_standins() as running:
        yield running


@pytest.fixture
def standins(_running: RunningStandins, settings: Any) -> RunningStandins:
    """The same process for all tests, without anything a former one left behind."""
    _running.reset()
    use_standins(settings, _running)
    http._breaker_for.cache_clear()
    return _running


@pytest.fixture
def google(standins: RunningStandins) -> Office:
    return Office(provider="google_calendar", standins=standins)


@pytest.fixture
def outlook(standins: RunningStandins) -> Office:
    return Office(provider="outlook", standins=standins)


@pytest.fixture
def caldav(standins: RunningStandins) -> Office:
    return Office(provider="caldav", standins=standins)


@pytest.fixture
def keys() -> Callable[..., AccountKeys]:
    return lambda **credentials: AccountKeys(
        credentials=credentials, renewed=lambda exchange: exchange(credentials)
    )
