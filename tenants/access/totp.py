"""Codes of authenticator apps (RFC 6238): six digits, thirty seconds, SHA-1, as all apps expect."""

from __future__ import annotations

import base64
import hmac
import secrets
from typing import Final
from urllib.parse import quote, urlencode

STEP_S: Final = 30
DIGITS: Final = 6
# Phones are seldom off by more than this many steps.
_TOLERANCE: Final = 1
_SECRET_BYTES: Final = 20


def new_secret() -> bytes:
    """A fresh secret for one app."""
    return secrets.token_bytes(_SECRET_BYTES)


def spelled(secret: bytes) -> str:
    """The secret as people type it into an app that cannot read the picture."""
    return base64.b32encode(secret).decode()


def app_address(*, secret: bytes, account: str, issuer: str) -> str:
    """What the QR code says."""
    query = urlencode({"secret": spelled(secret), "issuer": issuer, "digits": DIGITS, "period": STEP_S})
    return f"otpauth://totp/{quote(f'{issuer}:{account}')}?{query}"


def code_at(secret: bytes, step: int) -> str:
    """The code of one time step."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(secret: bytes, code: str, *, at_s: float, after: int) -> int | None:
    """The time step whose code this is, near the instant and later than ``after``; ``None`` for no code."""
    now = int(at_s // STEP_S)
    for step in range(now - _TOLERANCE, now + _TOLERANCE + 1):
        if step > after and hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            return step
    return None
