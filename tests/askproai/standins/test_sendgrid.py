import base64
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from askproai.standins.testing import RunningStandins

ICS = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def _mail(**changes: Any) -> dict[str, Any]:
    return {
        "personalizations": [
            {"to": [{"email": "anna@example.com", "name": "Anna"}], "custom_args": {"message_id": "17"}}
        ],
        "from": {"email": "termine@salon.example", "name": "Salon Haarmonie"},
        "subject": "Ihr Termin",
        "content": [
            {"type": "text/plain", "value": "Bis Dienstag!"},
            {"type": "text/html", "value": "<p>Bis!"},
        ],
        "attachments": [
            {
                "content": base64.b64encode(ICS).decode(),
                "type": "text/calendar; method=REQUEST",
                "filename": "termin.ics",
            }
        ],
        "categories": ["confirmation"],
    } | changes


def _send(standins: RunningStandins, mail: dict[str, Any], *, key: str | None = None) -> httpx.Response:
    return httpx.post(
        f"{standins.sendgrid_url}/v3/mail/send",
        json=mail,
        headers={"Authorization": f"Bearer {key or standins.environment['SENDGRID_API_KEY']}"},
        trust_env=False,
    )


def test_mail_is_accepted_with_an_empty_answer_and_an_id(standins: RunningStandins) -> None:
    answer = _send(standins, _mail())

    assert (answer.status_code, answer.content) == (202, b"")
    mail = standins.mails[0]
    assert mail.message_id == answer.headers["X-Message-Id"]
    assert (mail.to, mail.subject, mail.text) == (["anna@example.com"], "Ihr Termin", "Bis Dienstag!")
    assert mail.attachments[0].content == ICS


def test_events_are_signed_end_with_crlf_and_carry_custom_args_at_the_top(
    standins: RunningStandins, application: Any
) -> None:
    standins.standins.sendgrid.add_webhook(f"{application.url}/events/")
    message_id = _send(standins, _mail()).headers["X-Message-Id"]
    standins.wait_for(lambda: len(application.received) == 2)

    key = load_der_public_key(base64.b64decode(standins.environment["SENDGRID_WEBHOOK_PUBLIC_KEY"]))
    assert isinstance(key, ec.EllipticCurvePublicKey)
    seen = set()
    for request in application.received:
        signature = base64.b64decode(request.headers["x-twilio-email-event-webhook-signature"])
        timestamp = request.headers["x-twilio-email-event-webhook-timestamp"].encode()
        key.verify(signature, timestamp + request.body, ec.ECDSA(SHA256()))
        assert request.body.endswith(b"\r\n")
        event = request.json[0]
        assert (event["message_id"], event["category"]) == ("17", ["confirmation"])
        assert event["sg_message_id"].startswith(f"{message_id}.")
        seen.add(event["event"])
    assert seen == {"processed", "delivered"}


def test_bounce_names_its_type_and_reason(standins: RunningStandins, application: Any) -> None:
    standins.standins.sendgrid.add_webhook(f"{application.url}/events/")
    standins.fail("sendgrid", "bounce", match="anna@example.com")
    _send(standins, _mail())
    standins.wait_for(lambda: len(application.received) == 2)

    events = {request.json[0]["event"]: request.json[0] for request in application.received}
    assert events["bounce"]["type"] == "bounce"
    assert events["bounce"]["status"] == "5.1.1"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"personalizations": []}, "personalizations"),
        ({"personalizations": [{"to": []}]}, "personalizations.0.to"),
        ({"personalizations": [{"to": [{"email": "anna"}]}]}, "personalizations.0.to.0.email"),
        (
            {"personalizations": [{"to": [{"email": "anna@example.com"}], "custom_args": {"id": 17}}]},
            "personalizations.0.custom_args",
        ),
        ({"from": {}}, "from.email"),
        ({"subject": ""}, "subject"),
        ({"content": []}, "content"),
        ({"content": [{"type": "text/html", "value": "x"}, {"type": "text/plain", "value": "x"}]}, "content"),
        ({"attachments": [{"content": "kein Base64!", "filename": "x"}]}, "attachments.0.content"),
        ({"categories": [str(number) for number in range(11)]}, "categories"),
    ],
)
def test_wrong_mail_is_refused_and_names_the_field(
    standins: RunningStandins, changes: dict[str, Any], field: str
) -> None:
    answer = _send(standins, _mail(**changes))

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert standins.mails == []


def test_unknown_key_is_refused(standins: RunningStandins) -> None:
    answer = _send(standins, _mail(), key="SG.falsch")

    assert answer.status_code == 401
    assert answer.json()["errors"][0]["field"] is None


def test_sandbox_mode_checks_and_sends_nothing(standins: RunningStandins) -> None:
    assert _send(standins, _mail(mail_settings={"sandbox_mode": {"enable": True}})).status_code == 200
    assert standins.mails == []


def test_webhook_is_created_signed_and_switched_by_event(standins: RunningStandins, application: Any) -> None:
    settings = f"{standins.sendgrid_url}/v3/user/webhooks/event/settings"
    headers = {"Authorization": f"Bearer {standins.environment['SENDGRID_API_KEY']}"}
    with httpx.Client(headers=headers, trust_env=False) as client:
        url = f"{application.url}/events/"
        made = client.post(settings, json={"enabled": True, "url": url, "delivered": True}).json()
        signed = client.patch(f"{settings}/signed/{made['id']}", json={"enabled": True}).json()
        _send(standins, _mail())
        standins.wait_for(lambda: application.received)
        client.delete(f"{settings}/{made['id']}")
        listed = client.get(f"{settings}/all").json()

    assert signed == {"id": made["id"], "public_key": standins.environment["SENDGRID_WEBHOOK_PUBLIC_KEY"]}
    assert [request.json[0]["event"] for request in application.received] == ["delivered"]
    assert listed["webhooks"] == []


def test_refused_events_are_delivered_again(standins: RunningStandins, application: Any) -> None:
    application.answer = lambda _: (500 if len(application.received) == 1 else 204, None)
    standins.standins.sendgrid.add_webhook(f"{application.url}/events/")
    _send(standins, _mail())
    standins.wait_for(lambda: len(standins.webhooks(provider="sendgrid")) == 3)

    outcomes = sorted(webhook["outcome"] for webhook in standins.webhooks(provider="sendgrid"))
    assert outcomes == ["accepted", "accepted", "refused"]
