import base64
import hmac
from hashlib import sha1
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from askproai.standins.testing import RunningStandins
from askproai.standins.twilio import STOP_WORDS

ANNA = "+4915112345678"
SALON = "+493012345678"


def _send(standins: RunningStandins, **changes: str) -> httpx.Response:
    sid = standins.environment["TWILIO_ACCOUNT_SID"]
    form = {"To": ANNA, "From": SALON, "Body": "Ihr Termin: Dienstag, 9 Uhr."} | changes
    return httpx.post(
        f"{standins.twilio_url}/2010-04-01/Accounts/{sid}/Messages.json",
        data={name: value for name, value in form.items() if value},
        headers={"Authorization": standins.twilio_authorization},
        trust_env=False,
    )


def _get(standins: RunningStandins, path: str, **query: str) -> httpx.Response:
    sid = standins.environment["TWILIO_ACCOUNT_SID"]
    return httpx.get(
        f"{standins.twilio_url}/2010-04-01/Accounts/{sid}/{path}",
        params=query,
        headers={"Authorization": standins.twilio_authorization},
        trust_env=False,
    )


def test_message_is_accepted_and_carried_to_delivery(standins: RunningStandins) -> None:
    answer = _send(standins)

    assert (answer.status_code, answer.json()["status"]) == (201, "queued")
    standins.wait_for(lambda: standins.sms[0].status == "delivered")
    read = _get(standins, f"Messages/{answer.json()['sid']}.json").json()
    assert (read["status"], read["price"], read["num_segments"]) == ("delivered", "-0.07900", "1")


def test_status_callbacks_carry_a_signature_over_url_and_form(
    standins: RunningStandins, application: Any
) -> None:
    url = f"{application.url}/hooks/twilio/secret/status/?branch=1"
    sid = _send(standins, StatusCallback=url).json()["sid"]
    standins.wait_for(lambda: len(application.received) == 3)

    statuses = set()
    for request in application.received:
        form = dict(parse_qsl(request.body.decode()))
        text = url + "".join(name + form[name] for name in sorted(form))
        token = standins.environment["TWILIO_AUTH_TOKEN"].encode()
        wanted = base64.b64encode(hmac.new(token, text.encode(), sha1).digest()).decode()
        assert request.headers["x-twilio-signature"] == wanted
        assert form["MessageSid"] == sid
        statuses.add(form["MessageStatus"])
    assert statuses == {"queued", "sent", "delivered"}


def test_undelivered_message_tells_the_error_code(standins: RunningStandins, application: Any) -> None:
    standins.fail("twilio", "undelivered", match=ANNA, error_code=30005)
    _send(standins, StatusCallback=f"{application.url}/status/")
    standins.wait_for(lambda: len(application.received) == 3)

    forms = [dict(parse_qsl(request.body.decode())) for request in application.received]
    assert [form["ErrorCode"] for form in forms if form["MessageStatus"] == "undelivered"] == ["30005"]
    assert standins.sms[0].error_code == 30005


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": "0151 2345678"}, 21211),
        ({"To": "+15005550001"}, 21211),
        ({"To": ""}, 21604),
        ({"Body": ""}, 21602),
        ({"Body": "a" * 1601}, 21617),
        ({"From": ""}, 21603),
        ({"From": "Salon Haarmonie GmbH"}, 21212),
        ({"From": "+15005550007"}, 21606),
        ({"From": f"whatsapp:{SALON}"}, 21606),
        ({"To": "+15005550009"}, 21614),
    ],
)
def test_wrong_message_is_refused_with_twilios_code(
    standins: RunningStandins, changes: dict[str, str], code: int
) -> None:
    answer = _send(standins, **changes)

    assert (answer.status_code, answer.json()["code"], answer.json()["status"]) == (400, code, 400)
    assert standins.sms == []


@pytest.mark.parametrize("sender", ["HAARMONIE", SALON, "Salon 24"])
def test_sender_is_a_number_or_a_short_name(standins: RunningStandins, sender: str) -> None:
    assert _send(standins, From=sender).status_code == 201


def test_wrong_token_and_foreign_account_are_refused(standins: RunningStandins) -> None:
    sid = standins.environment["TWILIO_ACCOUNT_SID"]
    url = f"{standins.twilio_url}/2010-04-01/Accounts"
    wrong = httpx.get(f"{url}/{sid}/Messages.json", auth=(sid, "falsch"), trust_env=False)
    foreign = httpx.get(
        f"{url}/AC{'9' * 32}/Messages.json",
        headers={"Authorization": standins.twilio_authorization},
        trust_env=False,
    )

    assert (wrong.status_code, wrong.json()["code"]) == (401, 20003)
    assert (foreign.status_code, foreign.json()["code"]) == (404, 20404)


def test_unknown_message_is_not_found(standins: RunningStandins) -> None:
    answer = _get(standins, "Messages/SM00000000000000000000000000000000.json")

    assert (answer.status_code, answer.json()["code"]) == (404, 20404)


def test_stop_blocks_the_sender_until_start(standins: RunningStandins, application: Any) -> None:
    standins.standins.twilio.reply_urls[SALON] = f"{application.url}/replies/"
    standins.receive_sms(sender=ANNA, to=SALON, body="stop")
    standins.wait_for(lambda: application.received)
    refused = _send(standins)
    other_sender = _send(standins, From="+49309999999")
    standins.receive_sms(sender=ANNA, to=SALON, body="START")

    form = dict(parse_qsl(application.received[0].body.decode()))
    assert (form["OptOutType"], form["From"], form["Body"]) == ("STOP", ANNA, "stop")
    assert (refused.status_code, refused.json()["code"]) == (400, 21610)
    assert other_sender.status_code == 201
    assert _send(standins).status_code == 201
    assert "STOPP" not in STOP_WORDS  # German words are left to the application, as with the real provider


def test_list_finds_what_was_sent_to_a_number_that_day(standins: RunningStandins) -> None:
    _send(standins)
    _send(standins, To="+4915199999999")
    standins.wait_for(lambda: all(message.status == "delivered" for message in standins.sms))
    today = f"{standins.sms[0].created_at:%Y-%m-%d}"

    found = _get(standins, "Messages.json", To=ANNA, DateSent=today).json()
    later = _get(standins, "Messages.json", **{"To": ANNA, "DateSent>": "2999-01-01"}).json()
    since = _get(standins, "Messages.json", **{"To": ANNA, "DateSent>": today}).json()

    assert [message["to"] for message in found["messages"]] == [ANNA]
    assert later["messages"] == []
    assert len(since["messages"]) == 1


def test_list_is_cut_into_pages(standins: RunningStandins) -> None:
    for _ in range(3):
        _send(standins)

    first = _get(standins, "Messages.json", PageSize="2").json()
    second = httpx.get(
        standins.twilio_url + first["next_page_uri"],
        headers={"Authorization": standins.twilio_authorization},
        trust_env=False,
    ).json()

    assert (len(first["messages"]), len(second["messages"])) == (2, 1)
    assert second["next_page_uri"] is None


def test_message_can_be_redacted_and_erased(standins: RunningStandins) -> None:
    sid = _send(standins).json()["sid"]
    url = f"{standins.twilio_url}{standins.sms[0].as_json()['uri']}"
    headers = {"Authorization": standins.twilio_authorization}

    assert httpx.post(url, data={"Body": ""}, headers=headers, trust_env=False).json()["body"] == ""
    assert httpx.delete(url, headers=headers, trust_env=False).status_code == 204
    assert standins.standins.twilio.messages.get(sid) is None
