import time
from typing import Any

import httpx
import pytest

from askproai.standins.testing import RunningStandins


def _send(standins: RunningStandins, **more: str) -> httpx.Response:
    sid = standins.environment["TWILIO_ACCOUNT_SID"]
    return httpx.post(
        f"{standins.twilio_url}/2010-04-01/Accounts/{sid}/Messages.json",
        data={"To": "+4915112345678", "From": "HAARMONIE", "Body": "Hallo", **more},
        headers={"Authorization": standins.twilio_authorization},
        trust_env=False,
    )


def test_too_many_requests_then_as_before(standins: RunningStandins) -> None:
    standins.fail("twilio", "429", count=2)

    answers = [_send(standins) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [429, 429, 201]
    assert answers[0].json()["code"] == 20429
    assert len(standins.sms) == 1


def test_server_error_accepts_nothing(standins: RunningStandins) -> None:
    standins.fail("twilio", "500")

    assert _send(standins).status_code == 500
    assert standins.sms == []


def test_dropped_connection_has_accepted_the_message(standins: RunningStandins) -> None:
    standins.fail("twilio", "accept_then_drop")

    with pytest.raises(httpx.RemoteProtocolError):
        _send(standins)

    assert len(standins.sms) == 1


def test_malformed_answer_is_no_json(standins: RunningStandins) -> None:
    standins.fail("twilio", "malformed")

    answer = _send(standins)

    assert answer.status_code == 201
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        answer.json()


def test_slow_answer_takes_its_time(standins: RunningStandins) -> None:
    standins.fail("twilio", "slow", seconds=0.3)
    started = time.monotonic()

    assert _send(standins).status_code == 201
    assert time.monotonic() - started >= 0.3


def test_failure_hits_only_what_it_matches(standins: RunningStandins) -> None:
    standins.fail("twilio", "500", match="4915199")

    assert _send(standins).status_code == 201
    assert _send(standins, To="+4915199999999").status_code == 500


def test_duplicate_webhook_arrives_twice(standins: RunningStandins, application: Any) -> None:
    standins.fail("twilio", "duplicate", match="MessageStatus=delivered")
    _send(standins, StatusCallback=f"{application.url}/status/")
    standins.wait_for(lambda: len(application.received) == 4)

    delivered = [request for request in application.received if b"=delivered" in request.body]
    assert len(delivered) == 2
    assert delivered[0].body == delivered[1].body


def test_late_webhook_is_overtaken(standins: RunningStandins, application: Any) -> None:
    standins.fail("twilio", "out_of_order", match="MessageStatus=queued")
    _send(standins, StatusCallback=f"{application.url}/status/")
    standins.wait_for(lambda: len(application.received) == 3)

    assert b"MessageStatus=queued" not in application.received[0].body


def test_lost_webhooks_never_arrive(standins: RunningStandins, application: Any) -> None:
    standins.fail("twilio", "no_webhooks", count=3)
    _send(standins, StatusCallback=f"{application.url}/status/")
    standins.wait_for(lambda: len(standins.webhooks(provider="twilio")) == 3)

    assert {webhook["outcome"] for webhook in standins.webhooks(provider="twilio")} == {"lost"}
    assert application.received == []


def test_failures_can_be_read_and_cleared(standins: RunningStandins) -> None:
    url = f"{standins.url}/_control/failures"
    standins.fail("retell", "500", count=3)

    waiting = httpx.get(url, trust_env=False).json()["failures"]
    cleared = httpx.delete(url, trust_env=False)

    assert [(failure["provider"], failure["left"]) for failure in waiting] == [("retell", 3)]
    assert cleared.status_code == 204
    assert httpx.get(url, trust_env=False).json() == {"failures": []}


@pytest.mark.parametrize(
    "order", [{"provider": "stripe", "mode": "500"}, {"provider": "twilio", "mode": "x"}]
)
def test_unknown_failure_is_refused(standins: RunningStandins, order: dict[str, str]) -> None:
    assert httpx.post(f"{standins.url}/_control/failures", json=order, trust_env=False).status_code == 422


def test_control_takes_json_only(standins: RunningStandins) -> None:
    url = f"{standins.url}/_control/failures"

    assert httpx.post(url, data={"provider": "twilio", "mode": "500"}, trust_env=False).status_code == 415
