"""The stand-ins sign as the providers' own SDKs do."""

import base64
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from askproai.standins.retell_wire import signed
from askproai.standins.signing import (
    retell_signature,
    sendgrid_key,
    sendgrid_public_key,
    sendgrid_signature,
    twilio_signature,
)


def test_retell_signature_agrees_with_the_vectors(vectors: dict[str, Any]) -> None:
    for vector in vectors["retell"]["positive"]:
        made = retell_signature(
            api_key=vector["api_key"], body=vector["body"].encode(), at_ms=vector["timestamp_ms"]
        )
        assert made == vector["x-retell-signature"], vector["name"]


def test_retell_body_is_signed_in_the_bytes_that_are_sent(vectors: dict[str, Any]) -> None:
    vector = vectors["retell"]["positive"][0]
    request = signed(
        {"event": "call_ended", "call": {"call_id": "call_0001"}},
        api_key=vector["api_key"],
        at_ms=vector["timestamp_ms"],
    )

    assert request.body == vector["body"].encode()
    assert request.headers["X-Retell-Signature"] == vector["x-retell-signature"]


def test_twilio_signature_agrees_with_the_vectors(vectors: dict[str, Any]) -> None:
    for vector in vectors["twilio"]["vectors"]:
        made = twilio_signature(
            auth_token=vector["token"],
            url=vector["url"],
            params=vector.get("params", {}).items(),
            algorithm=vector["algorithm"],
        )
        assert made == vector["X-Twilio-Signature"], vector["name"]


def test_twilio_repeated_parameters_count_once_per_value() -> None:
    def made(*params: tuple[str, str]) -> str:
        return twilio_signature(auth_token="t", url="https://a.example/", params=params)

    assert made(("A", "2"), ("A", "1"), ("A", "2")) == made(("A", "1"), ("A", "2"))


def test_sendgrid_signature_is_accepted_by_the_published_key(vectors: dict[str, Any]) -> None:
    vector = vectors["sendgrid"]
    scalar = vector["private_key_scalar_hex_for_tests"]
    body = vector["body"].encode()
    public = load_der_public_key(base64.b64decode(vector["public_key"]))
    assert isinstance(public, ec.EllipticCurvePublicKey)

    made = sendgrid_signature(key=sendgrid_key(scalar), body=body, timestamp=vector["timestamp"])

    assert sendgrid_public_key(scalar) == vector["public_key"]
    for signature in (made, vector["signature"]):
        public.verify(base64.b64decode(signature), vector["timestamp"].encode() + body, ec.ECDSA(SHA256()))


def test_sendgrid_signature_covers_the_trailing_line_break(vectors: dict[str, Any]) -> None:
    vector = vectors["sendgrid"]
    public = sendgrid_key(vector["private_key_scalar_hex_for_tests"]).public_key()
    stripped = vector["timestamp"].encode() + vector["body"].rstrip().encode()

    try:
        public.verify(base64.b64decode(vector["signature"]), stripped, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return
    raise AssertionError
