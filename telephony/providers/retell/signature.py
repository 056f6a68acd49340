"""Retell's proof that a request is its own: ``X-Retell-Signature: v=<ms>,d=<hex>``.

The same rules as the official SDK's verifier: the time is appended to the raw body without separator, and
five minutes either way are allowed, to the millisecond.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import datetime

from askproai.core.crypto import constant_time_equal
from askproai.core.errors import SignatureInvalid

HEADER = "X-Retell-Signature"
TOLERANCE_MS = 300_000
_PATTERN = re.compile(r"v=([0-9]{1,20}),d=([0-9a-f]{64})")


def verify(*, body: bytes, header: str | None, keys: Iterable[str], now: datetime) -> None:
    """Pass silently when one of the keys (two during a rotation) signed exactly these bytes just now.

    :raises SignatureInvalid: no header, another form, too old or too new, or no key fits.
    """
    match = _PATTERN.fullmatch(header or "")
    if match is None:
        raise SignatureInvalid(provider="retell", why="header")
    signed_at, digest = match.groups()
    if abs(_milliseconds(now) - int(signed_at)) > TOLERANCE_MS:
        raise SignatureInvalid(provider="retell", why="time")
    # Every key is tried, so that the time taken does not tell which one was right.
    fits = [constant_time_equal(_expected(key, body, signed_at), digest) for key in keys if key]
    if not any(fits):
        raise SignatureInvalid(provider="retell", why="digest")


def _expected(key: str, body: bytes, signed_at: str) -> str:
    return hmac.new(key.encode(), body + signed_at.encode(), hashlib.sha256).hexdigest()


def _milliseconds(now: datetime) -> int:
    # Not from the float: it is off by a millisecond now and then, and the limit is exact.
    return int(now.timestamp()) * 1000 + now.microsecond // 1000
