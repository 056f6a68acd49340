"""``X-Twilio-Signature``: who posted this, and to which address.

https://www.twilio.com/docs/usage/security#validating-requests
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Iterator
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from askproai.core.crypto import constant_time_equal

Algorithm = Literal["sha1", "sha256"]
_DEFAULT_PORTS = {"https": 443, "http": 80}


def is_signed(
    signature: str,
    *,
    secrets: Iterable[str],
    url: str,
    form: Iterable[tuple[str, str]] = (),
    algorithm: Algorithm = "sha1",
) -> bool:
    """Whether one of the secrets signed this form post to this address; no secret, no proof."""
    fields = "".join(name + value for name, value in sorted(set(form)))
    candidates = [
        _digest(secret, address + fields, algorithm) for secret in secrets for address in _spellings(url)
    ]
    # All are compared, so that the time taken does not tell which secret or spelling fitted.
    return any([constant_time_equal(signature.encode(), candidate) for candidate in candidates])  # noqa: C419


def _digest(secret: str, text: str, algorithm: Algorithm) -> bytes:
    return base64.b64encode(hmac.digest(secret.encode(), text.encode(), getattr(hashlib, algorithm)))


def _spellings(url: str) -> Iterator[str]:
    """With and without the port: Twilio signs sometimes the one and sometimes the other."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    for netloc in dict.fromkeys((parts.netloc, host, f"{host}:{port}")):
        yield urlunsplit((parts.scheme, netloc, parts.path, parts.query, ""))
