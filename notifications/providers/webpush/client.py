"""Sending by the Web Push protocol (RFC 8030), sealed (RFC 8291) and signed with our VAPID key (RFC 8292)."""

from __future__ import annotations

import functools
import json
import logging
import time
from base64 import urlsafe_b64encode
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02

from askproai.core.addresses import EgressRefused, address_parts
from askproai.core.egress import Answer, EgressFailed, send
from askproai.core.errors import ProviderRejected, ProviderUnauthorized, ProviderUnavailable
from notifications.errors import DeviceGone

logger = logging.getLogger(__name__)

# How long a push service keeps a message for a device that is off; nobody needs it the day after.
_TTL: Final = timedelta(hours=12)
# Push services refuse a proof that lives longer than a day.
_PROOF_LIVES: Final = timedelta(hours=12)
_MOST_BYTES: Final = 10_000
_GONE: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_RETRYABLE: Final = frozenset({408, 425, 429})
_TOPIC: Final = 32


class Target(Protocol):
    """A browser that takes messages."""

    endpoint: Any
    keys: Any


class WebPush:
    """Sends to the push service of the browser's maker: an address that users choose, and checked as such."""

    def __init__(self, *, private_key: str, contact: str, internal_url: str, timeout_s: float) -> None:
        self._vapid = Vapid02.from_raw(private_key.encode())
        self._contact = contact
        self._internal_url = internal_url
        self._timeout_s = timeout_s

    def send(self, device: Target, payload: dict[str, Any], *, topic: str) -> None:
        """Hand one message over. Of the same ``topic`` the push service keeps only the last.

        :raises DeviceGone: the browser takes nothing any more.
        :raises ProviderUnavailable: not now; the outcome may be unknown.
        :raises ProviderUnauthorized: our key is not the one the browser was told.
        :raises ProviderRejected: our message was wrong.
        """
        # Brings two more HTTP libraries with it, which every process would load at its start.
        from pywebpush import WebPusher

        endpoint = str(device.endpoint)
        text = json.dumps(payload, ensure_ascii=False).encode()
        sealed = WebPusher({"endpoint": endpoint, "keys": device.keys}).encode(text)
        headers = {
            **self._proof(endpoint),
            "TTL": str(int(_TTL.total_seconds())),
            "Urgency": "high",
            "Topic": topic.replace("_", "-")[:_TOPIC],
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
        }
        answer = self._post(endpoint, headers=headers, content=bytes(sealed["body"]))
        logger.info("provider.answered", extra={"provider": "webpush", "status": answer.status})
        _raise_for(answer)

    def _proof(self, endpoint: str) -> dict[str, str]:
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            # By the world's clock: the push service compares it with its own.
            "exp": int(time.time() + _PROOF_LIVES.total_seconds()),
            "sub": self._contact,
        }
        return {str(name): str(value) for name, value in self._vapid.sign(claims).items()}

    def _post(self, endpoint: str, *, headers: dict[str, str], content: bytes) -> Answer:
        try:
            if _is_internal(endpoint, self._internal_url):
                with httpx.Client(timeout=self._timeout_s, trust_env=False) as client:
                    response = client.post(endpoint, headers=headers, content=content)
                return Answer(status=response.status_code, headers=response.headers, body=response.content)
            return send(
                "POST",
                endpoint,
                headers=headers,
                content=content,
                most_bytes=_MOST_BYTES,
                total_timeout_s=self._timeout_s,
            )
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise ProviderUnavailable(provider="webpush", why=type(error).__name__) from error
        except (httpx.HTTPError, EgressFailed) as error:
            raise ProviderUnavailable(
                provider="webpush", why=type(error).__name__, outcome_unknown=True
            ) from error


@functools.cache
def _client(private_key: str, contact: str, internal_url: str, timeout_s: float) -> WebPush:
    return WebPush(private_key=private_key, contact=contact, internal_url=internal_url, timeout_s=timeout_s)


def web_push() -> WebPush:
    """The platform's way to browsers.

    :raises ProviderUnavailable: it has no key.
    """
    own: dict[str, Any] = settings.WEBPUSH
    if not own["private_key"]:
        raise ProviderUnavailable(provider="webpush", why="no key")
    return _client(own["private_key"], own["contact"], own["internal_url"], own["timeout_s"])


@functools.cache
def _public_key(private_key: str) -> str:
    key = Vapid02.from_raw(private_key.encode()).public_key
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).rstrip(b"=").decode()


def application_server_key() -> str:
    """What a browser is told so that it takes messages from us alone; empty where push is not set up."""
    private_key: str = settings.WEBPUSH["private_key"]
    return _public_key(private_key) if private_key else ""


def is_allowed(endpoint: str) -> bool:
    """Whether an address that a browser gave may be written to; its name is asked for when it is."""
    if _is_internal(endpoint, settings.WEBPUSH["internal_url"]):
        return True
    try:
        address_parts(endpoint)
    except EgressRefused:
        return False
    return True


def _is_internal(endpoint: str, internal_url: str) -> bool:
    """The stand-in, which may be reached where users' addresses may not."""
    own, asked = urlsplit(internal_url), urlsplit(endpoint)
    same = (asked.scheme, asked.netloc) == (own.scheme, own.netloc)
    return bool(own.netloc) and same and asked.path.startswith(own.path)


def _raise_for(answer: Answer) -> None:
    status = answer.status
    if status < 300:
        return
    if status in _GONE:
        raise DeviceGone(provider="webpush")
    if status in _RETRYABLE or status >= 500:
        told = answer.headers.get("retry-after", "")
        wait = float(told) if told.isdigit() else None
        raise ProviderUnavailable(
            provider="webpush", status=status, outcome_unknown=status >= 500, retry_after_s=wait
        )
    kind = ProviderUnauthorized if status in (401, 403) else ProviderRejected
    raise kind(provider="webpush", status=status)
