"""What comes from Cal.com is believed only when signed, and only ever means: look."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest

from askproai.core.errors import Malformed, SignatureInvalid
from booking.models import LinkedCalendar, StaffMember
from booking.providers.calcom.webhook import CalcomReceiver
from tenants.connections.models import Connection
from tenants.connections.services import connect
from tenants.inbox.models import InboundEvent
from tenants.inbox.ports import Delivery
from tenants.inbox.services import accept, process_due
from tests.factories.booking import MONDAY_8

SECRET = "cal_webhook_secret"
BODY = (
    b'{"triggerEvent":"BOOKING_CREATED","createdAt":"2026-11-21T10:00:00.000Z",'
    b'"payload":{"uid":"bk_uid_1","bookingId":91,"status":"ACCEPTED"}}'
)
# As in the contract.
SIGNATURE = "648dc3728b1d52857deb0c0bdb04fdbf5b488e2a4dcbe881d7749bd72981e358"


@pytest.fixture
def connection(company: object) -> Connection:
    credentials = {"api_key": "cal_x", "webhook_secret": SECRET}
    return connect(provider="calcom", account="101", credentials=credentials, now=MONDAY_8)


def delivered(
    connection: Connection | None, body: bytes = BODY, signature: str | None = SIGNATURE
) -> list[Any]:
    headers = {} if signature is None else {"X-Cal-Signature-256": signature}
    delivery = Delivery(body=body, headers=headers, url="https://salon.example/", channel="events")
    return CalcomReceiver().open(delivery=delivery, connection=connection, now=MONDAY_8)


def signed(body: object) -> tuple[bytes, str]:
    raw = json.dumps(body).encode()
    return raw, hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()


def test_signed_delivery_says_whose_calendars_to_look_at(connection: Connection) -> None:
    (event,) = delivered(connection)

    assert (event.kind, event.payload) == ("BOOKING_CREATED", {"connection_id": connection.pk})


@pytest.mark.parametrize("signature", [None, "", "no-secret-provided", SIGNATURE.upper(), "0" * 64])
def test_unproven_delivery_is_refused(connection: Connection, signature: str | None) -> None:
    with pytest.raises(SignatureInvalid):
        delivered(connection, signature=signature)


def test_without_a_secret_of_ours_nothing_is_believed(connection: Connection) -> None:
    connection.credentials = {"api_key": "cal_x"}
    empty = hmac.new(b"", BODY, hashlib.sha256).hexdigest()

    with pytest.raises(SignatureInvalid):
        delivered(connection, signature=empty)
    with pytest.raises(SignatureInvalid):
        delivered(None)


@pytest.mark.parametrize("body", [[], {"triggerEvent": 7}, "text"])
def test_unreadable_delivery_is_malformed(connection: Connection, body: object) -> None:
    raw, signature = signed(body)

    with pytest.raises(Malformed):
        delivered(connection, raw, signature)


def test_flat_meeting_event_is_read(connection: Connection) -> None:
    raw, signature = signed({"triggerEvent": "MEETING_ENDED", "uid": "x", "createdAt": "2026"})

    assert delivered(connection, raw, signature)[0].kind == "MEETING_ENDED"


def test_redelivery_is_counted_and_makes_due_once(connection: Connection, anna: StaffMember) -> None:
    later = MONDAY_8 + timedelta(days=999)
    calendar = LinkedCalendar.objects.create(
        connection=connection,
        staff=anna,
        remote_id="101",
        name="Anna",
        due_at=later,
        compare_at=later,
        created_at=MONDAY_8,
    )
    for _ in range(3):
        accept(provider="calcom", envelopes=delivered(connection), now=MONDAY_8)
    process_due(MONDAY_8)

    calendar.refresh_from_db()
    event = InboundEvent.objects.get()
    assert (event.deliveries, event.state) == (3, "done")
    assert calendar.due_at == MONDAY_8
