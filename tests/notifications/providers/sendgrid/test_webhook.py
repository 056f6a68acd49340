"""The event webhook through the front door."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from askproai.standins.signing import development_scalar, sendgrid_key, sendgrid_signature
from askproai.standins.testing import RunningStandins
from notifications.enums import Channel, NotificationState, Reason
from notifications.models import Notification, Suppression
from notifications.providers.sendgrid.webhook import is_signed
from tenants.connections.services import hooks_url
from tenants.context import company_scope, current_company
from tenants.inbox.models import InboundEvent
from tenants.inbox.services import process_due
from tenants.models import Company
from tests.factories.notifications import Outbox, Salon

VECTOR: dict[str, Any] = json.loads((Path(__file__).parents[3] / "contracts" / "vectors.json").read_text())[
    "sendgrid"
]
DAY_S = 24 * 3600


def test_is_signed_agrees_with_sendgrid() -> None:
    arguments = {"public_keys": [VECTOR["public_key"]], "timestamp": VECTOR["timestamp"]}
    body = VECTOR["body"].encode()

    assert is_signed(VECTOR["signature"], body=body, **arguments)
    assert not is_signed(VECTOR["signature"], body=body.rstrip(), **arguments)
    assert not is_signed(VECTOR["signature"], body=body, **{**arguments, "timestamp": "1795000002"})


@pytest.mark.parametrize("signature", ["", "no base64!", "AAAA", "ü"])
@pytest.mark.parametrize("key", ["", "nonsense", "AAAA", VECTOR["public_key"]])
def test_is_signed_refuses_nonsense_without_failing(signature: str, key: str) -> None:
    assert not is_signed(signature, public_keys=[key], timestamp="1", body=b"[]")


@pytest.fixture
def mail(salon: Salon, outbox: Outbox, standins: RunningStandins) -> Notification:
    """A confirmation that SendGrid has taken over."""
    salon.book()
    outbox.work(Channel.EMAIL)
    return Notification.objects.get(channel=Channel.EMAIL)


def event(notification: Notification, kind: str, **more: Any) -> dict[str, Any]:
    return {
        "email": "clara@example.com",
        "event": kind,
        "msg_id": str(notification.reference),
        "tenant_id": str(current_company().pk),
        "sg_event_id": f"{notification.pk}-{kind}",
        "sg_message_id": f"{notification.provider_id}.filter0001",
        "timestamp": 1774850400,
        **more,
    }


def post(*events: Any, age_s: int = 0, scalar: str = "", base: str = "", host: str = "") -> int:
    body = json.dumps(events).encode() + b"\r\n"
    timestamp = str(int(timezone.now().timestamp()) - age_s)
    signature = sendgrid_signature(
        key=sendgrid_key(scalar or development_scalar()), body=body, timestamp=timestamp
    )
    parts = urlsplit(base or hooks_url("sendgrid"))
    with company_scope(current_company()):  # the request leaves its own company behind
        response = Client().post(
            f"{parts.path}/events/",
            body,
            content_type="application/json",
            headers={
                "host": host or parts.netloc,
                "x-twilio-email-event-webhook-signature": signature,
                "x-twilio-email-event-webhook-timestamp": timestamp,
            },
        )
    return response.status_code


def work() -> None:
    process_due(timezone.now())


@pytest.mark.parametrize(
    "order", list(itertools.permutations(("processed", "deferred", "delivered"))), ids=",".join
)
def test_events_in_any_order_end_in_delivered(mail: Notification, order: tuple[str, ...]) -> None:
    for kind in order:
        assert post(event(mail, kind)) == 204
        work()

    mail.refresh_from_db()
    assert mail.state == NotificationState.DELIVERED


@pytest.mark.parametrize(
    ("more", "reason", "suppressed"),
    [({"type": "bounce"}, Reason.ADDRESS_UNUSABLE, 1), ({"type": "blocked"}, Reason.TEMPORARY, 0)],
)
def test_event_bounce_counts_also_after_delivery(
    mail: Notification, more: dict[str, str], reason: Reason, suppressed: int
) -> None:
    post(event(mail, "bounce", **more), event(mail, "delivered"))
    work()

    mail.refresh_from_db()
    assert (mail.state, mail.reason) == (NotificationState.UNDELIVERED, reason)
    assert Suppression.objects.count() == suppressed


def test_event_spamreport_ends_mails_to_that_address(
    mail: Notification, salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    post(event(mail, "delivered"), event(mail, "spamreport"))
    work()

    salon.book()
    outbox.work(Channel.EMAIL)

    assert len(standins.mails) == 1
    assert Notification.objects.filter(channel=Channel.EMAIL).latest("pk").reason == Reason.OPTED_OUT


def test_event_settles_a_mail_whose_answer_got_lost(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    standins.fail("sendgrid", "accept_then_drop")
    salon.book()
    outbox.work(Channel.EMAIL)
    mail = Notification.objects.get(channel=Channel.EMAIL)
    assert mail.is_under_way

    post(event(mail, "processed", sg_message_id="the-id.filter0001"))
    work()
    outbox.work(Channel.EMAIL)

    mail.refresh_from_db()
    assert (mail.state, mail.provider_id) == (NotificationState.SENT, "the-id")
    assert len(standins.mails) == 1
    assert outbox.entry_of(mail).state == "done"


def test_events_replayed_are_one(mail: Notification) -> None:
    for _ in range(3):
        assert post(event(mail, "delivered")) == 204

    assert InboundEvent.objects.count() == 1


@pytest.mark.parametrize("age_s", [DAY_S + 60, -600])
def test_events_out_of_their_time_leave_no_row(mail: Notification, age_s: int) -> None:
    assert post(event(mail, "delivered"), age_s=age_s) == 401

    assert not InboundEvent.objects.exists()


def test_events_forged_leave_no_row(mail: Notification) -> None:
    assert post(event(mail, "delivered"), scalar="12" * 32) == 401

    assert not InboundEvent.objects.exists()


def test_events_without_a_configured_key_are_never_accepted(mail: Notification, settings: Settings) -> None:
    settings.SENDGRID = {**settings.SENDGRID, "webhook_public_key": ""}

    assert post(event(mail, "delivered")) == 401


def test_events_of_another_company_leave_no_row(mail: Notification, other_company: Company) -> None:
    assert post(event(mail, "delivered", tenant_id=str(other_company.pk))) == 204

    assert not InboundEvent.objects.exists()


@pytest.mark.parametrize(
    "strange", [1, None, "x", [], {}, {"event": "delivered"}, {"msg_id": "x", "tenant_id": "y"}]
)
def test_events_that_cannot_be_read_do_not_lose_the_others(mail: Notification, strange: Any) -> None:
    assert post(strange, event(mail, "delivered"), event(mail, "click")) == 204
    work()

    mail.refresh_from_db()
    assert mail.state == NotificationState.DELIVERED
    assert InboundEvent.objects.count() == 1


def test_events_are_kept_without_an_address(mail: Notification) -> None:
    post(event(mail, "delivered"))

    assert "clara" not in str(InboundEvent.objects.get().payload)


def test_events_of_the_shared_account_go_to_their_company(mail: Notification) -> None:
    assert post(event(mail, "delivered"), base="http://localhost/hooks/sendgrid", host="localhost") == 204
    work()

    mail.refresh_from_db()
    assert mail.state == NotificationState.DELIVERED
