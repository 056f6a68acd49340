"""Requests to a CalDAV server: an address that users choose, so through the one door to the outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from django.conf import settings

from askproai.core.addresses import EgressRefused
from askproai.core.egress import Answer, EgressFailed, send
from askproai.core.errors import ProviderError, ProviderRejected, ProviderUnauthorized, ProviderUnavailable
from booking.ports import RemoteEventGone, VersionOutdated

_HOPS = 5
_MOST_BYTES = 10_000_000
_MOVED = frozenset({301, 302, 303, 307, 308})


class DavHttp:
    """One account on one server. Redirects are followed by hand: each address is checked anew.

    :raises EgressRefused: an address inside of our network, or none that may be asked at all.
    """

    def __init__(self, *, username: str, password: str, pace: Callable[[], None]) -> None:
        self._auth = httpx.BasicAuth(username, password)
        self._pace = pace

    def call(
        self, method: str, url: str, *, content: str = "", headers: dict[str, str] | None = None
    ) -> tuple[str, Answer]:
        """The answer, and the address that gave it in the end."""
        for _ in range(_HOPS):
            answer = self._ask(method, url, content=content, headers=headers or {})
            if answer.status not in _MOVED:
                _raise_for(answer)
                return url, answer
            target = urljoin(url, answer.headers.get("location", ""))
            # The password goes to the server that it is for, and to its relatives that it sends us to.
            if not is_related(target, url):
                raise ProviderRejected(provider="caldav", why="foreign redirect")
            url = target
        raise ProviderRejected(provider="caldav", why="too many redirects")

    def _ask(self, method: str, url: str, *, content: str, headers: dict[str, str]) -> Answer:
        self._pace()
        plain = {"User-Agent": "AskProAI", "Content-Type": 'application/xml; charset="utf-8"', **headers}
        signed = next(self._auth.auth_flow(httpx.Request(method, "https://server.invalid", headers=plain)))
        own = {**plain, "Authorization": signed.headers["Authorization"]}
        timeout_s: float = settings.CALDAV["timeout_s"]
        try:
            if _is_internal(url):
                return _ask_internal(method, url, headers=own, content=content.encode(), timeout_s=timeout_s)
            return send(
                method,
                url,
                headers=own,
                content=content.encode(),
                most_bytes=_MOST_BYTES,
                total_timeout_s=timeout_s,
            )
        except EgressFailed as error:
            raise ProviderUnavailable(provider="caldav", outcome_unknown=True) from error
        except EgressRefused as error:
            raise AddressRefused(provider="caldav") from error


class AddressRefused(ProviderRejected):
    """The server's address may not be asked. Never says why."""

    code = "address_refused"


def is_related(url: str, origin: str) -> bool:
    """Whether an address belongs to the same server, or to one beside or below it (p42-caldav.icloud.com)."""
    ours, theirs = urlsplit(origin), urlsplit(url)
    if _is_internal(origin) or _is_internal(url):
        return _is_internal(origin) and _is_internal(url)
    if theirs.scheme != "https" or not ours.hostname or not theirs.hostname:
        return False
    parent = ours.hostname.partition(".")[2] if ours.hostname.count(".") >= 2 else ours.hostname
    return theirs.hostname == ours.hostname or f".{theirs.hostname}".endswith(f".{parent}")


def _is_internal(url: str) -> bool:
    """A server of the operator's own, which may be reached where users' addresses may not: the stand-in."""
    own = urlsplit(settings.CALDAV["internal_url"])
    asked = urlsplit(url)
    return bool(own.netloc) and (asked.scheme, asked.netloc) == (own.scheme, own.netloc)


def _ask_internal(
    method: str, url: str, *, headers: dict[str, str], content: bytes, timeout_s: float
) -> Answer:
    try:
        with httpx.Client(timeout=timeout_s, trust_env=False, verify=url.startswith("https:")) as client:
            response = client.request(method, url, headers=headers, content=content)
    except httpx.HTTPError as error:
        raise EgressFailed from error
    return Answer(status=response.status_code, headers=response.headers, body=response.content)


def _raise_for(answer: Answer) -> None:
    """Anything but 2xx in our words; of failed preconditions we know one by its name."""
    status = answer.status
    if status < 300:
        return
    if status in (408, 425, 429) or status >= 500:
        told = answer.headers.get("retry-after", "")
        wait = float(told) if told.isdigit() else None
        raise ProviderUnavailable(
            provider="caldav", status=status, outcome_unknown=status >= 500, retry_after_s=wait
        )
    kinds: dict[int, type[ProviderError]] = {
        401: ProviderUnauthorized,
        404: RemoteEventGone,
        410: RemoteEventGone,
        412: VersionOutdated,
    }
    context: dict[str, Any] = {"provider": "caldav", "status": status}
    if b"valid-sync-token" in answer.body:
        context["provider_code"] = "valid-sync-token"
    raise kinds.get(status, ProviderRejected)(**context)
