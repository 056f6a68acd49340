"""Fetching addresses that users choose: the one door to the outside for them.

HTTPS on the usual ports only; every answer of the name service is checked against our own table, and the
connection goes to exactly the address that was checked, so that a name cannot change its mind in between. No
redirects, no proxies, no cookies; limits on time and size. All refusals read alike: whoever types addresses
here must not learn what exists in our network.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlunsplit

import httpx

from askproai.core.addresses import Address, EgressRefused, address_parts, checked_address, is_denied
from askproai.core.errors import AskProError

CONNECT_TIMEOUT_S: Final = 5.0
# For the whole fetch, however slowly the bytes drip.
TOTAL_TIMEOUT_S: Final = 15.0
MOST_BYTES: Final = 2_000_000

Resolver = Callable[[str, int], Iterable[str]]


class EgressFailed(AskProError):
    """The address did not give anything readable. Never says why."""

    code = "address_unreadable"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a server said, whatever its status."""

    status: int
    headers: httpx.Headers
    body: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What an address gave."""

    url: str
    content_type: str
    charset: str
    body: bytes


def fetch(url: str, *, resolve: Resolver | None = None, trust: ssl.SSLContext | None = None) -> Page:
    """Get a public page.

    :param resolve: another name service, for tests; ``trust`` likewise.
    :raises EgressRefused: the address, or one that its name stands for, may not be fetched.
    :raises EgressFailed: time-out, no connection, no valid certificate, a redirect, an error, too large.
    """
    headers = {"Accept": "text/html, text/plain;q=0.9", "User-Agent": "AskProAI knowledge reader"}
    answer = send(
        "GET",
        url,
        headers=headers,
        most_bytes=MOST_BYTES,
        total_timeout_s=TOTAL_TIMEOUT_S,
        resolve=resolve,
        trust=trust,
    )
    if answer.status != 200:
        raise EgressFailed
    return Page(
        url=checked_address(url),
        content_type=answer.headers.get("content-type", "text/html"),
        charset=_charset(answer.headers),
        body=answer.body,
    )


def send(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    content: bytes = b"",
    most_bytes: int,
    total_timeout_s: float,
    resolve: Resolver | None = None,
    trust: ssl.SSLContext | None = None,
) -> Answer:
    """One request; a redirect is an answer like any other and is not followed.

    :raises EgressRefused: the address, or one that its name stands for, may not be asked.
    :raises EgressFailed: time-out, no connection, no valid certificate, too large.
    """
    parts = address_parts(checked_address(url))
    host, port = parts.hostname or "", parts.port or 443
    address = _checked(host, port, resolve or _resolve)
    target = f"[{address}]" if address.version == 6 else str(address)
    own = {
        "Host": host if port == 443 else f"{host}:{port}",
        # A small answer could unpack into a huge one.
        "Accept-Encoding": "identity",
    }
    until = time.monotonic() + total_timeout_s
    timeout = httpx.Timeout(min(CONNECT_TIMEOUT_S, total_timeout_s))
    try:
        client = httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False, verify=trust or True)
        # The certificate is checked against the name, the connection goes to the address.
        request = client.build_request(
            method,
            f"https://{target}:{port}{urlunsplit(('', '', *parts[2:4], ''))}",
            headers={**headers, **own},
            content=content,
            extensions={"sni_hostname": host},
        )
        with client, contextlib.closing(client.send(request, stream=True)) as response:
            if response.headers.get("content-encoding", "identity") != "identity":
                raise EgressFailed
            body = _body(response, until, most_bytes)
            return Answer(status=response.status_code, headers=response.headers, body=body)
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, UnicodeError, OSError) as error:
        raise EgressFailed from error


def _resolve(host: str, port: int) -> Iterable[str]:
    return [
        str(entry[4][0])
        for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    ]


def _checked(host: str, port: int, resolve: Resolver) -> Address:
    """One address of the name, after all of them were checked: a name with a single bad one is refused."""
    try:
        addresses = [ipaddress.ip_address(each) for each in resolve(host, port)]
    except (OSError, ValueError, UnicodeError) as error:
        raise EgressRefused from error
    if not addresses or any(is_denied(address) for address in addresses):
        raise EgressRefused
    return addresses[0]


def _body(response: httpx.Response, until: float, most_bytes: int) -> bytes:
    body = bytearray()
    for chunk in response.iter_raw(16_384):
        body += chunk
        if len(body) > most_bytes or time.monotonic() > until:
            raise EgressFailed
    return bytes(body)


def _charset(headers: httpx.Headers) -> str:
    named = httpx.Response(200, headers=headers).charset_encoding or "utf-8"
    try:
        "".encode(named)
    except LookupError:
        return "utf-8"
    return named
