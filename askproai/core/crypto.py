"""Sealing, signing and comparing. Keys come from the caller: nothing here knows a company."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from askproai.core.errors import Malformed

KEY_BYTES = 32
_NONCE_BYTES = 12
_TAG_BYTES = 16
# What :func:`seal` makes of nothing.
SEALED_EMPTY_BYTES = _NONCE_BYTES + _TAG_BYTES


def new_key() -> bytes:
    """A fresh 256-bit key."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, plaintext: bytes, *, context: str) -> bytes:
    """AES-256-GCM; ``context`` (table, column, owner) is authenticated: a value cannot be moved elsewhere."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, context.encode())


def unseal(key: bytes, sealed: bytes, *, context: str) -> bytes:
    """Reverse of :func:`seal`.

    :raises Malformed: wrong key, wrong context, or altered bytes.
    """
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError) as error:
        raise Malformed(what="sealed value") from error


def derive_key(key: bytes, *, purpose: str) -> bytes:
    """A key of its own for each purpose, so that a signature is never valid as something else."""
    return hmac.digest(key, b"askproai:" + purpose.encode(), hashlib.sha256)


def blind_index(key: bytes, value: str) -> bytes:
    """16 bytes by which an encrypted value can be found again without storing it in the clear."""
    return hmac.digest(key, value.encode(), hashlib.sha256)[:16]


def sign_token(key: bytes, payload: bytes) -> str:
    """URL-safe token that carries ``payload`` and 16 bytes of proof."""
    proof = hmac.digest(key, payload, hashlib.sha256)[:_TAG_BYTES]
    return base64.urlsafe_b64encode(proof + payload).rstrip(b"=").decode()


def read_token(key: bytes, token: str) -> bytes:
    """The payload of a token made by :func:`sign_token` with the same key.

    :raises Malformed: altered, truncated, or signed with another key.
    """
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except (ValueError, UnicodeEncodeError) as error:
        raise Malformed(what="token") from error
    proof, payload = raw[:_TAG_BYTES], raw[_TAG_BYTES:]
    if not hmac.compare_digest(proof, hmac.digest(key, payload, hashlib.sha256)[:_TAG_BYTES]):
        raise Malformed(what="token")
    return payload


def constant_time_equal(left: str | bytes, right: str | bytes) -> bool:
    """Compare secrets without telling by the time taken how much of them was right."""
    left_bytes = left.encode() if isinstance(left, str) else left
    right_bytes = right.encode() if isinstance(right, str) else right
    return hmac.compare_digest(left_bytes, right_bytes)
