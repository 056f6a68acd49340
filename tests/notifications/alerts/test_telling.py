"""From what happens in the business to what stands on a device, through a push service over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from askproai.standins.testing import RunningStandins
from askproai.standins.webpush import Browser
from askproai.vapid import new_key
from booking.enums import AppointmentSource
from booking.models import Appointment
from booking.services import cancel_appointment
from notifications.alerts import devices
from notifications.alerts.choices import AlertChoices, choose_alerts
from notifications.alerts.devices import add_device, server_key
from notifications.alerts.kinds import AlertKind
from notifications.alerts.telling import DEVICE, kind_of
from notifications.models import PushSubscription
from tenants.enums import Role
from tenants.models import Company, Membership, User
from tenants.outbox.models import OutboxEntry
from tenants.outbox.services import drain
from tests.factories.booking import MONDAY_8
from tests.factories.notifications import Salon

ALL_DAY = AlertChoices(kinds=frozenset(AlertKind), quiet=None)


@pytest.fixture(autouse=True)
def _push(standins: RunningStandins, settings: Settings) -> Iterator[None]:
    settings.WEBPUSH = {
        "private_key": new_key(),
        "contact": "mailto:post@askproai.example",
        "internal_url": standins.webpush_url,
        "timeout_s": 5.0,
    }
    yield
    standins.standins.webpush.reset()


class Phone:
    """Somebody's phone."""

    def __init__(self, standins: RunningStandins, user: User) -> None:
        service = standins.standins.webpush
        self.browser: Browser = service.subscribe(server_key=server_key())
        self.subscription = service.subscription(self.browser, base_url=standins.webpush_url)
        self.row = add_device(
            user_id=user.pk,
            endpoint=self.subscription["endpoint"],
            device="Chrome auf Android",
            now=timezone.now(),
            **self.subscription["keys"],
        )

    @property
    def shown(self) -> list[dict[str, Any]]:
        return self.browser.shown


def sabine(company: Company, *, role: Role = Role.OWNER, choices: AlertChoices = ALL_DAY) -> User:
    user = User.objects.create_user(f"{role}@haarmonie.example", name="Sabine Sommer")
    membership = Membership.objects.create(user=user, company=company, role=role)
    choose_alerts(membership_id=membership.pk, choices=choices)
    return user


@pytest.fixture
def phone(company: Company, standins: RunningStandins) -> Phone:
    return Phone(standins, sabine(company))


def work(now: datetime = MONDAY_8) -> None:
    """What the worker does when it is woken."""
    for kind in (*map(kind_of, AlertKind), DEVICE, "push.test"):
        OutboxEntry.objects.filter(kind=kind, state=OutboxEntry.State.PENDING).update(
            due_at=timezone.now() - timedelta(minutes=1)
        )
        drain(kind=kind, now=now)


class Desk:
    """Where appointments come in."""

    def __init__(self, salon: Salon) -> None:
        self._salon = salon

    def book(self, source: str = AppointmentSource.PHONE) -> Appointment:
        return self._salon.book(source=source, after=timedelta(days=9, hours=2))


@pytest.fixture
def desk(salon: Salon) -> Desk:
    return Desk(salon)


def test_booking_by_phone_reaches_the_owner_s_device_without_a_name(phone: Phone, desk: Desk) -> None:
    appointment = desk.book()

    work()

    [note] = phone.shown
    assert note["title"] == "Neuer Termin"
    assert note["url"] == f"/termine/{appointment.pk}/"
    assert note["tag"] == f"booked-{appointment.pk}"
    assert appointment.customer.name not in str(note)
    assert appointment.branch.name in note["body"]


def test_name_shows_for_who_wants_names(company: Company, standins: RunningStandins, desk: Desk) -> None:
    phone = Phone(
        standins, sabine(company, choices=AlertChoices(kinds=frozenset(AlertKind), names=True, quiet=None))
    )
    appointment = desk.book()

    work()

    assert appointment.customer.name in phone.shown[0]["body"]


def test_worker_that_runs_twice_tells_once(phone: Phone, desk: Desk) -> None:
    desk.book()
    work()
    OutboxEntry.objects.filter(kind__startswith="push.").update(state=OutboxEntry.State.PENDING)
    work()
    work()

    assert len(phone.shown) == 1


def test_what_the_team_does_itself_is_no_news(phone: Phone, desk: Desk) -> None:
    desk.book(AppointmentSource.PORTAL)
    by_team = desk.book()
    work()
    phone.shown.clear()
    cancel_appointment(appointment_id=by_team.pk, by="user:1", reason="", now=MONDAY_8)
    work()

    assert phone.shown == []


def test_cancellation_by_the_customer_is_told(phone: Phone, desk: Desk) -> None:
    appointment = desk.book()
    cancel_appointment(appointment_id=appointment.pk, by="web", reason="", now=MONDAY_8)

    work()

    # Of the booking nobody needs to hear any more.
    assert [note["title"] for note in phone.shown] == ["Absage"]


def test_only_chosen_kinds_are_told(company: Company, standins: RunningStandins, desk: Desk) -> None:
    phone = Phone(standins, sabine(company, choices=AlertChoices(kinds=frozenset({"missed"}), quiet=None)))
    desk.book()

    work()

    assert phone.shown == []


def test_other_branches_stay_elsewhere(company: Company, standins: RunningStandins, desk: Desk) -> None:
    user = sabine(company)
    phone = Phone(standins, user)
    appointment = desk.book()
    Membership.objects.filter(user=user).update(branch_ids=[appointment.branch_id + 1])

    work()

    assert phone.shown == []


def test_quiet_hours_hold_back_and_lose_nothing(
    company: Company, standins: RunningStandins, desk: Desk
) -> None:
    quiet = (time(20), time(7))
    phone = Phone(standins, sabine(company, choices=AlertChoices(kinds=frozenset(AlertKind), quiet=quiet)))
    desk.book()
    night = datetime(2026, 3, 30, 20, 30, tzinfo=UTC)  # half past ten in Berlin

    work(now=night)
    assert phone.shown == []
    entry = OutboxEntry.objects.get(kind=DEVICE)
    assert entry.due_at - timezone.now() == pytest.approx(timedelta(hours=8.5), abs=timedelta(minutes=1))
    work(now=night + timedelta(hours=9))

    assert len(phone.shown) == 1


def test_device_that_is_gone_is_forgotten(phone: Phone, desk: Desk) -> None:
    phone.browser.is_gone = True
    desk.book()

    work()

    assert not PushSubscription.objects.exists()
    assert not OutboxEntry.objects.filter(kind=DEVICE, state=OutboxEntry.State.DEAD).exists()


def test_who_left_the_company_is_told_nothing(phone: Phone, desk: Desk) -> None:
    desk.book()
    Membership.objects.all().delete()

    work()

    assert phone.shown == []


@pytest.mark.parametrize("mode", ["429", "500", "accept_then_drop"])
def test_trouble_at_the_push_service_delays_and_loses_nothing(
    phone: Phone, standins: RunningStandins, mode: str, desk: Desk
) -> None:
    standins.fail("webpush", mode)
    desk.book()

    work()
    work()

    # What may have arrived comes again under its tag, by which the device replaces it in silence.
    assert {note["tag"] for note in phone.shown} == {f"booked-{Appointment.objects.get().pk}"}
    assert PushSubscription.objects.get().waiting == []


def test_message_for_another_server_key_is_refused(phone: Phone, settings: Settings, desk: Desk) -> None:
    settings.WEBPUSH = {**settings.WEBPUSH, "private_key": new_key()}
    desk.book()

    work()

    assert phone.shown == []


def test_probe_comes_at_once_also_at_night(company: Company, standins: RunningStandins) -> None:
    user = sabine(company, choices=AlertChoices(kinds=frozenset()))
    phone = Phone(standins, user)

    for _ in range(2):
        assert devices.test_device(user_id=user.pk, device_id=phone.row.pk, now=timezone.now())
        work(now=datetime(2026, 3, 30, 2, 0, tzinfo=UTC))

    assert [note["title"] for note in phone.shown] == ["So sehen Ihre Hinweise aus"] * 2
    assert not devices.test_device(user_id=user.pk + 1, device_id=phone.row.pk, now=timezone.now())


def test_company_without_devices_owes_nothing(company: Company, desk: Desk) -> None:
    desk.book()

    assert not OutboxEntry.objects.filter(kind__startswith="push.").exists()


def test_another_user_on_the_same_browser_takes_it_over(company: Company, standins: RunningStandins) -> None:
    first, second = sabine(company), sabine(company, role=Role.MANAGER)
    phone = Phone(standins, first)
    add_device(
        user_id=second.pk,
        endpoint=phone.subscription["endpoint"],
        device="Chrome auf Android",
        now=timezone.now(),
        **phone.subscription["keys"],
    )

    assert [row.user_id for row in PushSubscription.objects.all()] == [second.pk]
