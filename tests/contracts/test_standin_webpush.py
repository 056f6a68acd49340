"""The push service's stand-in against the RFCs' own examples (webpush)."""

from __future__ import annotations

import base64
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from askproai.core.errors import ProviderRejected, ProviderUnauthorized
from askproai.standins.testing import RunningStandins
from askproai.standins.webpush import Browser, checked_proof, opened
from askproai.vapid import new_key
from notifications.errors import DeviceGone
from notifications.providers.webpush.client import WebPush, is_allowed


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


# RFC 8291, section 5.
PRIVATE = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
MESSAGE = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w"
    "EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
# RFC 8292, section 2.4.
PROOF = (
    "vapid t=eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9."
    "eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3Njgs"
    "InN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0."
    "i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjj"
    "vW2L9OkSSHzvoD1oA, "
    "k=BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs"
)


def test_message_of_the_rfc_is_opened() -> None:
    key = ec.derive_private_key(int.from_bytes(raw(PRIVATE)), ec.SECP256R1())
    browser = Browser(token="t", private_key=key, auth=raw(AUTH))

    assert opened(browser, raw(MESSAGE)) == b"When I grow up, I want to be a watermelon"


def test_proof_of_the_rfc_is_genuine_and_long_over() -> None:
    with pytest.raises(ValueError, match="not of now"):
        checked_proof(PROOF, origin="https://push.example.net")
    with pytest.raises(ValueError, match="for somebody else"):
        checked_proof(PROOF, origin="https://other.example.net")
    with pytest.raises(ValueError, match="forged"):
        checked_proof(PROOF.replace("i3CYb7t4", "i3CYb7t5"), origin="https://push.example.net")


def client(standins: RunningStandins, **changes: Any) -> WebPush:
    own = {
        "private_key": new_key(),
        "contact": "mailto:post@askproai.example",
        "internal_url": standins.webpush_url,
        "timeout_s": 5.0,
    }
    return WebPush(**(own | changes))


def device(standins: RunningStandins, browser: Browser, **changes: Any) -> Any:
    found = standins.standins.webpush.subscription(browser, base_url=standins.webpush_url)
    return SimpleNamespace(endpoint=found["endpoint"], keys=found["keys"] | changes)


def test_client_s_message_arrives_sealed_and_proven(standins: RunningStandins) -> None:
    browser = standins.standins.webpush.subscribe()

    client(standins).send(device(standins, browser), {"title": "Grüße"}, topic="booked-1")

    assert browser.shown == [{"title": "Grüße"}]


def test_client_hears_what_a_push_service_says(standins: RunningStandins) -> None:
    service = standins.standins.webpush
    gone, theirs, other = service.subscribe(), service.subscribe(server_key="another"), service.subscribe()
    gone.is_gone = True
    push = client(standins)

    with pytest.raises(DeviceGone):
        push.send(device(standins, gone), {}, topic="t")
    with pytest.raises(ProviderUnauthorized):
        push.send(device(standins, theirs), {}, topic="t")
    sealed_for_another = device(standins, other, auth=base64.urlsafe_b64encode(b"x" * 16).decode())
    with pytest.raises(ProviderRejected):
        push.send(sealed_for_another, {}, topic="t")
    with pytest.raises(ProviderRejected):
        push.send(device(standins, other), {"title": "x" * 5000}, topic="t")


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://127.0.0.1/push",
        "https://[::1]/push",
        "https://fcm.googleapis.com:8080/x",
        "https://user:pass@fcm.googleapis.com/x",
        "javascript:alert(1)",
        "",
    ],
)
def test_addresses_into_our_network_are_refused(endpoint: str) -> None:
    assert not is_allowed(endpoint)
