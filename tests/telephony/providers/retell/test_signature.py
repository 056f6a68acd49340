from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from askproai.core.errors import SignatureInvalid
from telephony.providers.retell.signature import verify

KEY = "key_test_0123456789abcdef0123456789ab"
SIGNED_AT_MS = 1714608475945
SIGNED_AT = datetime(2024, 5, 2, 0, 7, 55, 945_000, tzinfo=UTC)
BODY = b'{"event":"call_ended","call":{"call_id":"call_0001"}}'
DIGEST = "1555a3d6f888fcfb9123ccb1aa3b79d307018f8cd3a7e6f237afa36cf2db33a1"
HEADER = f"v={SIGNED_AT_MS},d={DIGEST}"
VECTORS = Path(__file__).parents[3] / "contracts" / "vectors.json"


def vectors() -> list[dict[str, Any]]:
    """Computed by the official SDK."""
    found: list[dict[str, Any]] = json.loads(VECTORS.read_text(encoding="utf-8"))["retell"]["positive"]
    return found


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector["name"])
def test_verify_accepts_what_the_official_sdk_signs(vector: dict[str, Any]) -> None:
    verify(
        body=vector["body"].encode(),
        header=vector["x-retell-signature"],
        keys=[vector["api_key"]],
        now=SIGNED_AT,
    )


@pytest.mark.parametrize(
    "off_by", [timedelta(0), timedelta(milliseconds=300_000), timedelta(milliseconds=-300_000)]
)
def test_verify_accepts_five_minutes_either_way_to_the_millisecond(off_by: timedelta) -> None:
    verify(body=BODY, header=HEADER, keys=[KEY], now=SIGNED_AT + off_by)


@pytest.mark.parametrize("off_by", [timedelta(milliseconds=300_001), timedelta(milliseconds=-300_001)])
def test_verify_refuses_older_and_newer(off_by: timedelta) -> None:
    with pytest.raises(SignatureInvalid):
        verify(body=BODY, header=HEADER, keys=[KEY], now=SIGNED_AT + off_by)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        DIGEST,
        HEADER.replace(",", ", "),
        f" {HEADER}",
        f"{HEADER}\n",
        f"{HEADER},x=1",
        f"v={SIGNED_AT_MS},d={DIGEST.upper()}",
        f"v={SIGNED_AT_MS},d={DIGEST[:-1]}",
        f"v={SIGNED_AT_MS + 1},d={DIGEST}",
        f"v=١٧١٤٦٠٨٤٧٥٩٤٥,d={DIGEST}",
        f"v={'9' * 400},d={DIGEST}",
    ],
)
def test_verify_refuses_any_other_header(header: str | None) -> None:
    with pytest.raises(SignatureInvalid):
        verify(body=BODY, header=header, keys=[KEY], now=SIGNED_AT)


def test_verify_refuses_a_body_that_was_written_anew() -> None:
    with pytest.raises(SignatureInvalid):
        verify(body=json.dumps(json.loads(BODY)).encode(), header=HEADER, keys=[KEY], now=SIGNED_AT)


def test_verify_accepts_the_old_key_beside_the_new_one() -> None:
    verify(body=BODY, header=HEADER, keys=["key_new", KEY], now=SIGNED_AT)


@pytest.mark.parametrize("keys", [[], [""], ["key_other"]])
def test_verify_refuses_without_a_key_that_fits(keys: list[str]) -> None:
    with pytest.raises(SignatureInvalid):
        verify(body=BODY, header=HEADER, keys=keys, now=SIGNED_AT)
