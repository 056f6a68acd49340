"""A salon that books, stand-ins that carry messages, and a clock in the tests' hands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from pytest_django import Settings

from askproai.core import http
from askproai.standins.testing import RunningStandins, running_standins
from booking.models import Appointment, Branch, Service, StaffMember
from notifications.enums import Channel
from notifications.models import Notification
from tenants.outbox.models import OutboxEntry
from tenants.outbox.services import drain
from tests.factories.booking import (
    MONDAY_8,
    AppointmentFactory,
    BranchFactory,
    CustomerFactory,
    ServiceFactory,
    StaffMemberFactory,
)

SENDER_NUMBER = "+4930123456"


@pytest.fixture(scope="session")
def session_standins() -> Iterator[RunningStandins]:
    with running_standins() as running:
        yield running


@pytest.fixture
def standins(session_standins: RunningStandins, settings: Settings) -> Iterator[RunningStandins]:
    """Twilio and SendGrid on this machine, empty and well; the application is configured for them."""
    environment = session_standins.environment
    settings.TWILIO = {
        "base_url": environment["TWILIO_BASE_URL"],
        "account_sid": environment["TWILIO_ACCOUNT_SID"],
        "auth_token": environment["TWILIO_AUTH_TOKEN"],
        "from": SENDER_NUMBER,
        "timeout_s": 5.0,
    }
    settings.SENDGRID = {
        "base_url": environment["SENDGRID_BASE_URL"],
        "api_key": environment["SENDGRID_API_KEY"],
        "webhook_public_key": environment["SENDGRID_WEBHOOK_PUBLIC_KEY"],
        "from": "termine@haarmonie.example",
        "timeout_s": 5.0,
    }
    http._breaker_for.cache_clear()
    session_standins.reset()
    yield session_standins
    session_standins.reset()
    http._breaker_for.cache_clear()


@dataclass(kw_only=True, slots=True)
class Salon:
    """One branch, one service, Anna who does it, and customers who want it."""

    branch: Branch
    service: Service
    anna: StaffMember
    _booked: list[Appointment] = field(default_factory=list)

    def book(self, *, now: datetime = MONDAY_8, after: timedelta = timedelta(hours=2), **fields: Any) -> Appointment:
        """An appointment of Clara's; each one half an hour after the last."""
        fields.setdefault("customer", CustomerFactory(email="clara@example.com"))
        starts_at = now + after + timedelta(minutes=30 * len(self._booked))
        appointment = AppointmentFactory(
            staff=self.anna, service=self.service, branch=self.branch, starts_at=starts_at, now=now, **fields
        )
        self._booked.append(appointment)
        return appointment


@pytest.fixture
def salon(company: object) -> Salon:
    return open_salon()


@pytest.fixture
def committed_salon(committed_company: object) -> Salon:
    return open_salon()


def open_salon() -> Salon:
    branch = BranchFactory(
        name="Salon Haarmonie Mitte", address="Torstraße 12, 10119 Berlin", phone="+49301234567"
    )
    service = ServiceFactory()
    return Salon(
        branch=branch, service=service, anna=StaffMemberFactory(branches=[branch], services=[service])
    )


class Outbox:
    """The outbox, worked on when the test says so and at the time the test says."""

    def work(self, channel: str = Channel.SMS, *, now: datetime = MONDAY_8) -> None:
        """Everything waiting is due and taken up, as by one nudge of a worker."""
        OutboxEntry.objects.filter(kind=channel, state=OutboxEntry.State.PENDING).update(due_at=Now())
        drain(kind=channel, now=now)

    def lose_worker(self) -> None:
        """The time that leases are granted for goes by without a word from whoever holds them."""
        OutboxEntry.objects.filter(state=OutboxEntry.State.SENDING).update(leased_until=Now())

    def entry_of(self, notification: Notification) -> OutboxEntry:
        return OutboxEntry.objects.get(kind=notification.channel, subject_id=notification.pk)


@pytest.fixture
def outbox() -> Outbox:
    return Outbox()
