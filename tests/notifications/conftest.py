"""A salon that books, stand-ins that carry messages, and a clock in the tests' hands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from askproai.core import http
from askproai.standins.testing import RunningStandins, running_standins
from tests.factories.notifications import Outbox, Salon, open_salon

SENDER_NUMBER = "+4930123456"
TIMEOUT_S = 5.0


@pytest.fixture(scope="session")
def session_standins() -> Iterator[RunningStandins]:
    with running_standins() as running:
        yield running
        for url in (running.twilio_url, running.sendgrid_url):
            http._client_for(url, TIMEOUT_S).close()


@pytest.fixture
def standins(session_standins: RunningStandins, settings: Settings) -> Iterator[RunningStandins]:
    """Twilio and SendGrid on this machine, empty and well; the application is configured for them."""
    environment = session_standins.environment
    settings.TWILIO = {
        "base_url": environment["TWILIO_BASE_URL"],
        "account_sid": environment["TWILIO_ACCOUNT_SID"],
        "auth_token": environment["TWILIO_AUTH_TOKEN"],
        "from": SENDER_NUMBER,
        "timeout_s": TIMEOUT_S,
    }
    settings.SENDGRID = {
        "base_url": environment["SENDGRID_BASE_URL"],
        "api_key": environment["SENDGRID_API_KEY"],
        "webhook_public_key": environment["SENDGRID_WEBHOOK_PUBLIC_KEY"],
        "from": "termine@haarmonie.example",
        "timeout_s": TIMEOUT_S,
    }
    http._breaker_for.cache_clear()
    session_standins.reset()
    yield session_standins
    session_standins.reset()
    http._breaker_for.cache_clear()


@pytest.fixture
def salon(company: object) -> Salon:
    return open_salon()


@pytest.fixture
def committed_salon(committed_company: object) -> Salon:
    return open_salon()


@pytest.fixture
def outbox() -> Outbox:
    return Outbox()
