"""Twilio's and SendGrid's stand-ins answer in the shapes the providers publish."""

from typing import Any

import httpx
import pytest

from askproai.standins.testing import RunningStandins

SMS = {
    "To": "+4915112345678",
    "From": "HAARMONIE",
    "Body": "Ihr Termin: Dienstag, 9 Uhr.",
    "StatusCallback": "https://salon.example/hooks/twilio/secret/status/",
    "ValidityPeriod": 3600,
}
MAIL = {
    "personalizations": [{"to": [{"email": "anna@example.com"}], "custom_args": {"message_id": "17"}}],
    "from": {"email": "termine@salon.example", "name": "Salon Haarmonie"},
    "reply_to": {"email": "hallo@salon.example"},
    "subject": "Ihr Termin",
    "content": [{"type": "text/plain", "value": "Bis Dienstag!"}],
    "attachments": [
        {
            "content": "QkVHSU4=",
            "type": "text/calendar",
            "filename": "termin.ics",
            "disposition": "attachment",
        }
    ],
    "categories": ["confirmation"],
    "tracking_settings": {"click_tracking": {"enable": False}, "open_tracking": {"enable": False}},
}


@pytest.fixture
def twilio(standins: RunningStandins) -> Any:
    base = f"{standins.twilio_url}/2010-04-01/Accounts/{standins.environment['TWILIO_ACCOUNT_SID']}"
    headers = {"Authorization": standins.twilio_authorization}
    with httpx.Client(base_url=base, headers=headers, trust_env=False) as client:
        yield client


@pytest.fixture
def sendgrid(standins: RunningStandins) -> Any:
    headers = {"Authorization": f"Bearer {standins.environment['SENDGRID_API_KEY']}"}
    with httpx.Client(base_url=standins.sendgrid_url, headers=headers, trust_env=False) as client:
        yield client


def test_sms_request_and_answers_fit(twilio: Any, standins: RunningStandins, fits: Any) -> None:
    fits("twilio", "CreateMessage", SMS)
    standins.fail("twilio", "no_webhooks", count=3)
    created = twilio.post("/Messages.json", data=SMS).json()
    standins.wait_for(lambda: standins.sms[0].status == "delivered")

    fits("twilio", "api.v2010.account.message", created)
    fits("twilio", "api.v2010.account.message", twilio.get(f"/Messages/{created['sid']}.json").json())
    listed = twilio.get("/Messages.json", params={"To": SMS["To"]}).json()
    fits("twilio", "ListMessageResponse", listed)
    assert len(listed["messages"]) == 1


def test_received_sms_fits(twilio: Any, standins: RunningStandins, fits: Any) -> None:
    standins.receive_sms(sender="+4915112345678", to="+493012345678", body="1")

    message = twilio.get("/Messages.json").json()["messages"][0]
    fits("twilio", "api.v2010.account.message", message)
    assert (message["direction"], message["status"]) == ("inbound", "received")


def test_mail_request_fits_and_answer_is_empty(sendgrid: Any, fits: Any) -> None:
    fits("sendgrid_mail", "MailSend", MAIL)
    answer = sendgrid.post("/v3/mail/send", json=MAIL)

    assert (answer.status_code, answer.content) == (202, b"")
    assert answer.headers["X-Message-Id"]


@pytest.mark.parametrize("changes", [{"personalizations": []}, {"from": {}}, {"content": []}])
def test_refused_mail_fits(sendgrid: Any, fits: Any, changes: dict[str, Any]) -> None:
    answer = sendgrid.post("/v3/mail/send", json=MAIL | changes)

    assert answer.status_code == 400
    fits("sendgrid_mail", "ErrorResponse", answer.json())


def test_event_webhook_settings_fit(sendgrid: Any, fits: Any) -> None:
    settings = "/v3/user/webhooks/event/settings"
    order = {"enabled": True, "url": "https://salon.example/hooks/", "delivered": True, "bounce": True}
    fits("sendgrid_webhooks", "EventWebhookRequest", order)
    created = sendgrid.post(settings, json=order)

    assert created.status_code == 201
    fits("sendgrid_webhooks", "EventWebhookNoDatesResponse", created.json())
    sendgrid.patch(f"{settings}/signed/{created.json()['id']}", json={"enabled": True})
    fits(
        "sendgrid_webhooks",
        "EventWebhookSignedResponse",
        sendgrid.get(f"{settings}/{created.json()['id']}").json(),
    )


def test_numbers_to_be_had_and_bought_fit(twilio: Any, fits: Any) -> None:
    shown = twilio.get("/AvailablePhoneNumbers/DE/Local.json", params={"InLocality": "Berlin"}).json()
    number = shown["available_phone_numbers"][0]["phone_number"]
    without_papers = twilio.post("/IncomingPhoneNumbers.json", data={"PhoneNumber": number})
    papers = {"PhoneNumber": number, "BundleSid": "BU" + "0" * 32}
    fits("twilio", "CreateIncomingPhoneNumber", papers)
    bought = twilio.post("/IncomingPhoneNumbers.json", data=papers).json()
    again = twilio.post("/IncomingPhoneNumbers.json", data=papers)

    fits("twilio", "ListAvailablePhoneNumberLocalResponse", shown)
    fits("twilio", "api.v2010.account.incoming_phone_number", bought)
    listed = twilio.get("/IncomingPhoneNumbers.json", params={"PhoneNumber": number}).json()
    fits("twilio", "ListIncomingPhoneNumberResponse", listed)
    assert (without_papers.json()["code"], again.json()["code"]) == (21649, 21422)
