"""Rows of the notifications room, a salon that gives rise to them, and hands to work the outbox with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import factory
from django.db.models.functions import Now

from booking.models import Appointment, Branch, Service, StaffMember
from notifications.enums import Channel, Purpose
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


class NotificationFactory(factory.django.DjangoModelFactory[Notification]):
    """A confirmation by SMS that nobody has tried to send yet, and that no outbox entry points to."""

    class Meta:
        model = Notification

    purpose = Purpose.CONFIRMATION
    channel = Channel.SMS
    occasion = factory.Sequence(lambda number: 1_000_000 + number)
    due_at = MONDAY_8
    created_at = MONDAY_8


@dataclass(kw_only=True, slots=True)
class Salon:
    """One branch, one service, Anna who does it, and customers who want it."""

    branch: Branch
    service: Service
    anna: StaffMember
    _booked: list[Appointment] = field(default_factory=list)

    def book(
        self, *, now: datetime = MONDAY_8, after: timedelta = timedelta(hours=2), **fields: Any
    ) -> Appointment:
        """An appointment of Clara's; each one half an hour after the last."""
        fields.setdefault("customer", CustomerFactory(email="clara@example.com"))
        starts_at = now + after + timedelta(minutes=30 * len(self._booked))
        appointment = AppointmentFactory(
            staff=self.anna, service=self.service, branch=self.branch, starts_at=starts_at, now=now, **fields
        )
        self._booked.append(appointment)
        return appointment


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
