from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tenants.inbox.twilio_signature import is_signed

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[2] / "contracts" / "vectors.json").read_text())[
    "twilio"
]
FORMS = [vector for vector in VECTORS["vectors"] if "json_body" not in vector]
FORM = FORMS[0]


def signed(vector: dict[str, Any], **other: Any) -> bool:
    algorithm = "sha256" if vector["algorithm"] == "HMAC_SHA256" else "sha1"
    arguments = {
        "secrets": [vector["token"]],
        "url": vector["url"],
        "form": vector.get("params", {}).items(),
        "algorithm": algorithm,
    }
    return is_signed(vector["X-Twilio-Signature"], **{**arguments, **other})


@pytest.mark.parametrize("vector", FORMS, ids=lambda vector: vector["name"])
def test_is_signed_agrees_with_twilio(vector: dict[str, Any]) -> None:
    assert signed(vector)


@pytest.mark.parametrize(
    "other",
    [
        {"secrets": ["another token"]},
        {"secrets": []},
        {"url": FORM["url"].replace("https", "http")},
        {"url": FORM["url"].rstrip("/")},
        {"form": {**FORM["params"], "Extra": "unsigned"}.items()},
        {"form": ()},
        {"algorithm": "sha256"},
    ],
)
def test_is_signed_refuses_whatever_differs(other: dict[str, Any]) -> None:
    assert not signed(FORM, **other)


def test_is_signed_takes_both_secrets_while_they_are_changed() -> None:
    assert signed(FORM, secrets=["the next token", FORM["token"]])


def test_is_signed_takes_the_address_with_and_without_its_port() -> None:
    assert signed(FORM, url=FORM["url"].replace("example.com", "example.com:443"))
    assert signed(FORM, url=FORM["url"].replace("example.com", "example.com:8443"))


def test_is_signed_refuses_what_is_no_signature() -> None:
    for nonsense in ("", "ü", "\x00", "=" * 1000):
        assert not is_signed(nonsense, secrets=[FORM["token"]], url=FORM["url"])


def test_is_signed_counts_a_repeated_field_once_per_value() -> None:
    once = [("MediaUrl", "a"), ("MediaUrl", "b")]

    from askproai.standins.signing import twilio_signature

    signature = twilio_signature(auth_token="token", url=FORM["url"], params=[*once, ("MediaUrl", "a")])

    assert is_signed(signature, secrets=["token"], url=FORM["url"], form=once)
