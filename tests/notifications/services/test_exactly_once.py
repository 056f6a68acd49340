"""What real processes, connections and deaths do to a promise."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from askproai.standins.testing import RunningStandins
from booking.models import Appointment
from notifications.enums import Channel, NotificationState, Purpose
from notifications.models import Notification
from notifications.services.addresses import appointment_url
from tenants import work
from tenants.context import company_scope
from tenants.models import Company, Wakeup
from tenants.outbox.models import OutboxEntry
from tenants.outbox.services import drain
from tests.factories.booking import MONDAY_8
from tests.factories.notifications import Outbox, Salon

# A worker that is killed by the kernel after Twilio has said yes and before a word of it is written down.
DOOMED_WORKER = """
import os, signal, sys
import django
django.setup()
from datetime import datetime
from notifications.services import ways
from tenants.context import in_company
from tenants.outbox.services import drain
ways.record_receipt = lambda **_: os.kill(os.getpid(), signal.SIGKILL)
with in_company(int(sys.argv[1])):
    drain(kind="sms", now=datetime.fromisoformat(sys.argv[2]))
"""


def database_url() -> str:
    """The address of the test's own database."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path="/" + str(settings.DATABASES["default"]["NAME"])))


@pytest.mark.failures
def test_sms_is_sent_once_when_the_worker_is_killed_before_writing(
    committed_company: Company, committed_salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    committed_salon.book()
    environment = {
        **os.environ,
        **standins.environment,
        "DATABASE_URL": database_url(),
        "TWILIO_FROM": "+4930123456",
    }

    died = subprocess.run(  # noqa: S603  our own interpreter and text
        [sys.executable, "-c", DOOMED_WORKER, str(committed_company.pk), MONDAY_8.isoformat()],
        env=environment,
        check=False,
        capture_output=True,
    )
    assert died.returncode == -9, died.stderr.decode()
    assert len(standins.sms) == 1
    outbox.work(now=MONDAY_8 + timedelta(minutes=1))
    assert Notification.objects.get(channel=Channel.SMS).state == NotificationState.SENDING  # still leased
    outbox.lose_worker()
    outbox.work(now=MONDAY_8 + timedelta(minutes=1))

    notification = Notification.objects.get(channel=Channel.SMS)
    assert [sms.sid for sms in standins.sms] == [notification.provider_id]
    assert notification.is_accepted


def _address(appointment: Appointment) -> str:
    return appointment_url(appointment, now=MONDAY_8)


def test_two_workers_at_once_send_each_sms_once(
    committed_company: Company, committed_salon: Salon, standins: RunningStandins
) -> None:
    appointments = [committed_salon.book() for _ in range(12)]
    start = threading.Barrier(3)

    def work_off() -> None:
        try:
            with company_scope(committed_company):
                start.wait()
                drain(kind=Channel.SMS, now=MONDAY_8)
        finally:
            connection.close()

    workers = [threading.Thread(target=work_off) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(sms.body.split()[-1] for sms in standins.sms) == sorted(map(_address, appointments))
    assert not OutboxEntry.objects.filter(kind=Channel.SMS).exclude(state=OutboxEntry.State.DONE).exists()


def test_slow_provider_never_makes_two_workers_send_the_same(
    committed_company: Company, committed_salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    """The first worker is slow, the lease of what it has not begun runs out, and a second one helps."""
    appointments = [committed_salon.book() for _ in range(3)]
    standins.fail("twilio", "slow", seconds=1.0, match="POST")

    def work_off() -> None:
        try:
            with company_scope(committed_company):
                drain(kind=Channel.SMS, now=MONDAY_8)
        finally:
            connection.close()

    slow = threading.Thread(target=work_off)
    slow.start()
    standins.wait_for(lambda: Notification.objects.filter(state=NotificationState.SENDING).exists())
    begun = Notification.objects.get(state=NotificationState.SENDING)
    OutboxEntry.objects.filter(kind=Channel.SMS).exclude(subject_id=begun.pk).update(
        leased_until=timezone.now()
    )
    drain(kind=Channel.SMS, now=MONDAY_8)
    slow.join()

    assert sorted(sms.body.split()[-1] for sms in standins.sms) == sorted(map(_address, appointments))


def test_losing_valkey_loses_no_message(
    committed_company: Company, committed_salon: Salon, standins: RunningStandins
) -> None:
    """The broker forgets every nudge; the rows do not: pulse finds the company through its wakeups."""
    committed_salon.book()
    cache.clear()
    Wakeup.objects.update(due_at=timezone.now() - timedelta(seconds=1))

    for company_id, kind in work.claim_due_wakeups():
        assert company_id == committed_company.pk
        work.do_due_work(kind=kind, now=MONDAY_8)

    assert len(standins.sms) == 1
    assert len(standins.mails) == 1
    sent = Notification.objects.filter(purpose=Purpose.CONFIRMATION)
    assert {notification.is_accepted for notification in sent} == {True}
