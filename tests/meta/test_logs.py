"""A person books on the phone, gets messages, things go wrong on the way: the logs know nobody."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextvars import copy_context
from typing import Any

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from askproai.core import http
from askproai.core.logs import JsonFormatter
from askproai.standins import retell_wire
from askproai.standins.testing import RunningStandins, running_standins
from booking.models import Appointment
from telephony.models import Call, CallTurn
from tenants.connections.services import connect
from tenants.inbox import registry
from tenants.inbox.models import InboundEvent
from tenants.inbox.services import process_due
from tenants.outbox.models import OutboxEntry
from tenants.outbox.services import drain
from tests.telephony.conftest import furnish

CALL_ID = "call_0197a2c0d5f34b6f9a1d2e3f4a5b6c7d"
KEY = "key_of_the_salon"
NAME, EMAIL, PHONE = "Wilhelmine Krautwurst", "wilhelmine@krautwurst.example", "+4915112345678"
SAID = "Ich habe Kopfschuppen und komme mit meiner Schwiegermutter."
# Each word that would give her away, and her number in any spelling.
TRACES = re.compile(
    r"wilhelmine|krautwurst|kopfschuppen|schwiegermutter|151\D{0,3}1\D?2\D?3\D?4\D?5\D?6\D?7\D?8",
    re.IGNORECASE,
)


@pytest.fixture
def standins(settings: Settings) -> Iterator[RunningStandins]:
    with running_standins() as running:
        environment = running.environment
        settings.TWILIO = settings.TWILIO | {"base_url": environment["TWILIO_BASE_URL"]}
        settings.TWILIO |= {"account_sid": environment["TWILIO_ACCOUNT_SID"]}
        settings.TWILIO |= {"auth_token": environment["TWILIO_AUTH_TOKEN"]}
        settings.SENDGRID = settings.SENDGRID | {"base_url": environment["SENDGRID_BASE_URL"]}
        http._breaker_for.cache_clear()
        yield running
        for provider in (settings.TWILIO, settings.SENDGRID):
            http._client_for(provider["base_url"], provider["timeout_s"]).close()
        http._breaker_for.cache_clear()


class Line:
    """Retell at the salon's addresses."""

    def __init__(self) -> None:
        connection = connect(provider="retell", credentials={"api_key": KEY}, now=timezone.now())
        self._hooks = f"/hooks/retell/{connection.path_secret}"

    def post(self, channel: str, payload: dict[str, Any], *, key: str = KEY) -> Any:
        request = retell_wire.signed(payload, api_key=key)
        signature = request.headers["X-Retell-Signature"]
        return copy_context().run(
            Client().post,
            f"{self._hooks}/{channel}/",
            data=request.body,
            content_type="application/json",
            headers={"X-Retell-Signature": signature, "Host": "salon.localhost"},
        )

    def act(self, name: str, /, **args: Any) -> dict[str, Any]:
        call = {"call_id": CALL_ID, "from_number": PHONE, "to_number": "+493012345678"}
        payload = retell_wire.function_payload(name=name, args=args, call={**call, "call_status": "ongoing"})
        answer: dict[str, Any] = self.post("functions", payload).json()
        return answer

    def end(self) -> None:
        # Seconds after a yes that was given before: what was said without one is not kept.
        said = [{"role": "user", "content": SAID, "words": [{"word": SAID, "start": 5.0, "end": 9.0}]}]
        call = {
            "call_id": CALL_ID,
            "call_status": "ended",
            "from_number": PHONE,
            "transcript": f"User: {SAID}",
        }
        at_ms = int(timezone.now().timestamp() * 1000)
        self.post(
            "events",
            {
                "event": "call_analyzed",
                "call": {
                    **call,
                    "start_timestamp": at_ms,
                    "end_timestamp": at_ms + 60_000,
                    "transcript_object": said,
                    "call_analysis": {"call_summary": f"{NAME}: {SAID}"},
                },
            },
        )


def send_messages() -> None:
    for kind in ("sms", "email"):
        OutboxEntry.objects.filter(kind=kind, state="pending").update(due_at=Now())
        drain(kind=kind, now=timezone.now())


def traces(records: list[logging.LogRecord]) -> list[str]:
    """Lines that name her, as machines get them and in everything else that a handler could print."""
    formatter = JsonFormatter()
    lines = [
        f"{formatter.format(record)} {record.args!r} {vars(record) | {'exc_info': None, 'exc_text': None}}"
        for record in records
    ]
    return [line for line in lines if TRACES.search(line)]


def book(line: Line) -> None:
    line.act("set_consent", granted=True)
    slot = line.act("find_times", service="Haarschnitt", when="nächste Woche vormittags")["slots"][0]
    line.act("book", slot_id=slot["slot_id"], name=NAME, phone=PHONE, email=EMAIL, note=SAID)


def test_booking_by_phone_leaves_no_person_in_the_logs(
    company: object, standins: RunningStandins, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    furnish()
    line = Line()

    book(line)
    line.end()
    process_due(timezone.now())
    send_messages()

    assert Appointment.objects.get().customer.name == NAME
    assert CallTurn.objects.filter(call=Call.objects.get()).exists()
    assert [sms.to for sms in standins.sms] == [PHONE]
    assert [mail.to for mail in standins.mails] == [[EMAIL]]
    assert {record.message for record in caplog.records} >= {"inbox.accepted", "provider.answered"}
    assert traces(caplog.records) == []


def test_trouble_on_the_way_leaves_no_person_in_the_logs(
    company: object,
    standins: RunningStandins,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.INFO)
    furnish()
    line = Line()

    def trips_over(**_: object) -> None:
        raise ValueError(f"unreadable: {NAME}, {PHONE}, {SAID}")

    monkeypatch.setitem(registry._processors, "retell", trips_over)
    standins.fail("twilio", "malformed", match="POST")
    standins.fail("sendgrid", "500", match="POST")
    book(line)
    line.post("functions", {"name": NAME, "call": SAID})
    line.post("events", {"event": NAME, "call": {"call_id": SAID}}, key="key_of_somebody_else")
    line.end()
    process_due(timezone.now())
    send_messages()

    assert InboundEvent.objects.get().attempts == 1
    assert [record.message for record in caplog.records if record.exc_info] == ["inbox.processing_failed"]
    assert {record.levelname for record in caplog.records} >= {"WARNING", "ERROR"}
    assert traces(caplog.records) == []
