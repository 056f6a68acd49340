"""The whole way round: booked, handed over, and signed webhooks back through a real server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from askproai.standins.testing import RunningStandins
from notifications.enums import Channel, NotificationState, Purpose
from notifications.models import Notification
from tenants.inbox.models import InboundEvent
from tenants.inbox.services import process_due
from tests.factories.notifications import Outbox, Salon


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the parent's
        pass


@pytest.fixture
def server_port(settings: Settings) -> Iterator[int]:
    """The application, listening; the addresses that it gives to providers lead here."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=QuietHandler)

    def serve() -> None:
        try:
            server.serve_forever(poll_interval=0.05)
        finally:
            connections.close_all()

    thread = threading.Thread(target=serve)
    thread.start()
    port = server.server_address[1]
    settings.PUBLIC_URL = f"http://localhost:{port}"
    yield port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("trouble", ["none", "duplicate", "out_of_order"])
def test_delivery_status_comes_back_for_sms_and_mail(
    committed_salon: Salon, outbox: Outbox, standins: RunningStandins, server_port: int, trouble: str
) -> None:
    webhook = standins.standins.sendgrid.add_webhook(f"http://localhost:{server_port}/hooks/sendgrid/events/")
    if trouble != "none":
        standins.fail("twilio", trouble, count=3)
        standins.fail("sendgrid", trouble, count=2)
    committed_salon.book()

    outbox.work(Channel.SMS)
    outbox.work(Channel.EMAIL)
    standins.wait_for(lambda: InboundEvent.objects.count() == 5)
    del standins.standins.sendgrid.webhooks[webhook.webhook_id]
    process_due(timezone.now())

    confirmations = Notification.objects.filter(purpose=Purpose.CONFIRMATION)
    assert {each.channel: each.state for each in confirmations} == {
        Channel.SMS: NotificationState.DELIVERED,
        Channel.EMAIL: NotificationState.DELIVERED,
    }
    assert not InboundEvent.objects.exclude(state=InboundEvent.State.DONE).exists()
