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
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit, urlunsplit

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
    parts = address_parts(checked_address(url))
    host, port = parts.hostname or "", parts.port or 443
    address = _checked(host, port, resolve or _resolve)
    try:
        return _get(url=urlunsplit(parts), host=host, port=port, address=address, trust=trust)
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


def _get(*, url: str, host: str, port: int, address: Address, trust: ssl.SSLContext | None) -> Page:
    target = f"[{address}]" if address.version == 6 else str(address)
    path = urlunsplit(("", "", *urlsplit(url)[2:4], ""))
    headers = {
        "Host": host if port == 443 else f"{host}:{port}",
        "Accept": "text/html, text/plain;q=0.9",
        # A small answer could unpack into a huge one.
        "Accept-Encoding": "identity",
        "User-Agent": "AskProAI knowledge reader",
    }
    until = time.monotonic() + TOTAL_TIMEOUT_S
    timeout = httpx.Timeout(CONNECT_TIMEOUT_S)
    client = httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False, verify=trust or True)
    # The certificate is checked against the name, the connection goes to the address.
    request = client.build_request(
        "GET", f"https://{target}:{port}{path}", headers=headers, extensions={"sni_hostname": host}
    )
    with client, contextlib.closing(client.send(request, stream=True)) as response:
        if response.status_code != 200 or response.headers.get("content-encoding", "identity") != "identity":
            raise EgressFailed
        return Page(
            url=url,
            content_type=response.headers.get("content-type", "text/html"),
            charset=_charset(response),
            body=_body(response, until),
        )


def _body(response: httpx.Response, until: float) -> bytes:
    body = bytearray()
    for chunk in response.iter_raw(16_384):
        body += chunk
        if len(body) > MOST_BYTES or time.monotonic() > until:
            raise EgressFailed
    return bytes(body)


def _charset(response: httpx.Response) -> str:
    named = response.charset_encoding or "utf-8"
    try:
        "".encode(named)
    except LookupError:
        return "utf-8"
    return named
