from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from askproai.core.errors import ProviderRejected, ProviderUnauthorized, ProviderUnavailable
from askproai.core.http import ProviderHttp


def client_of(provider: Any, **extra: Any) -> ProviderHttp:
    return ProviderHttp(provider="retell", base_url=provider.base_url, timeout_s=5.0, **extra)


def test_call_sends_credentials_headers_and_json(provider: Any) -> None:
    client = client_of(provider, auth=("AC1", "geheim"), headers={"X-Version": "2"})
    provider.body = b'{"id": "call_1"}'

    answer = client.call("POST", "/v2/calls", json={"to": "+4930901820"}, headers={"X-More": "yes"})

    method, path, headers, body = provider.asked[0]
    assert (method, path, json.loads(body)) == ("POST", "/v2/calls", {"to": "+4930901820"})
    assert headers["X-Version"] == "2"
    assert headers["X-More"] == "yes"
    assert headers["Authorization"].startswith("Basic ")
    assert answer.json() == {"id": "call_1"}


@pytest.mark.parametrize("status", [401, 403])
def test_call_names_refused_credentials(provider: Any, status: int) -> None:
    provider.status = status

    with pytest.raises(ProviderUnauthorized):
        client_of(provider).call("GET", "/")


@pytest.mark.parametrize("status", [301, 400, 404, 409, 422])
def test_call_names_a_rejected_request_with_the_providers_code(provider: Any, status: int) -> None:
    provider.status, provider.body = (
        status,
        b'{"code": 21211, "message": "The number +4915123456789 is invalid"}',
    )

    with pytest.raises(ProviderRejected) as rejected:
        client_of(provider).call("POST", "/Messages.json")

    assert rejected.value.context == {"provider": "retell", "status": status, "provider_code": "21211"}
    assert "+49" not in str(rejected.value)


def test_call_does_not_follow_a_redirect_with_our_credentials(provider: Any) -> None:
    provider.status, provider.headers = 302, {"Location": "/elsewhere"}

    with pytest.raises(ProviderRejected):
        client_of(provider, auth=("AC1", "geheim")).call("GET", "/")

    assert len(provider.asked) == 1


@pytest.mark.parametrize(("status", "unknown"), [(408, False), (429, False), (500, True), (503, True)])
def test_call_says_when_trying_again_may_help(provider: Any, status: int, unknown: bool) -> None:
    provider.status, provider.headers = status, {"Retry-After": "7"}

    with pytest.raises(ProviderUnavailable) as unavailable:
        client_of(provider).call("GET", "/")

    assert unavailable.value.retry_after_s == 7.0
    assert unavailable.value.outcome_unknown is unknown


def test_call_knows_that_a_cut_answer_may_have_had_an_effect(provider: Any) -> None:
    provider.hangs_up = True

    with pytest.raises(ProviderUnavailable) as unavailable:
        client_of(provider).call("POST", "/Messages.json")

    assert unavailable.value.outcome_unknown is True


def test_call_knows_that_a_refused_connection_had_none() -> None:
    nobody = ProviderHttp(provider="nobody", base_url="http://127.0.0.1:9", timeout_s=5.0)

    with pytest.raises(ProviderUnavailable) as unavailable:
        nobody.call("GET", "/")

    assert unavailable.value.outcome_unknown is False


def test_breaker_opens_after_five_failures_and_asks_no_more(provider: Any) -> None:
    provider.status = 503
    client = client_of(provider)

    for _ in range(8):
        with pytest.raises(ProviderUnavailable):
            client.call("GET", "/")

    assert len(provider.asked) == 5


def test_breaker_does_not_count_refusals_that_are_our_fault(provider: Any) -> None:
    provider.status = 422
    client = client_of(provider)
    for _ in range(8):
        with pytest.raises(ProviderRejected):
            client.call("GET", "/")
    provider.status = 200

    assert client.call("GET", "/").status_code == 200


def test_breaker_of_one_provider_leaves_the_others_alone(provider: Any) -> None:
    provider.status = 500
    for _ in range(6):
        with pytest.raises(ProviderUnavailable):
            client_of(provider).call("GET", "/")
    provider.status = 200
    other = ProviderHttp(provider="twilio", base_url=provider.base_url, timeout_s=5.0)

    assert other.call("GET", "/").status_code == 200


def test_call_logs_ids_and_no_persons(provider: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="askproai.core.http")

    client_of(provider, auth=("AC1", "geheim")).call(
        "POST", "/x", data={"Body": "Hallo Anna", "To": "+4915123456789"}
    )

    line = " ".join(str(record.__dict__) for record in caplog.records if record.name == "askproai.core.http")
    assert "'status': 200" in line
    assert not any(word in line for word in ("Anna", "4915123456789", "geheim"))
