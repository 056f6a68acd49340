"""Which addresses that users choose may be fetched: HTTPS, by name, usual ports, never into our network."""

from __future__ import annotations

import ipaddress
import re
from typing import Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

from askproai.core.errors import RuleViolated

ALLOWED_PORTS: Final = frozenset({443, 8443})
LONGEST_URL: Final = 500

# ``is_global`` of the standard library lets through relays that lead back inside; this table is ours.
DENIED: Final = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, clouds' metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
        "::/96",  # unspecified, loopback, IPv4-compatible
        "::ffff:0:0/96",  # IPv4-mapped
        "::ffff:0:0:0/96",  # IPv4-translated
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",
        "100::/64",
        "100:0:0:1::/64",
        "2001::/23",  # Teredo, ORCHID, benchmarking
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
# Everything outside of this is not handed out to anybody.
_IPV6_UNICAST: Final = ipaddress.ip_network("2000::/3")
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class EgressRefused(RuleViolated):
    """The address may not be fetched. Never says why."""

    code = "address_refused"


def checked_address(url: str) -> str:
    """The address as it will be fetched. Does not ask the name service yet.

    :raises EgressRefused: not HTTPS, a port or host that is not allowed, credentials in it, or too long.
    """
    parts = address_parts(url)
    port = "" if parts.port in (None, 443) else f":{parts.port}"
    return urlunsplit(("https", f"{parts.hostname}{port}", parts.path or "/", parts.query, ""))


def address_parts(url: str) -> SplitResult:
    """The address in pieces, its name in ASCII.

    :raises EgressRefused: as :func:`checked_address`.
    """
    if len(url) > LONGEST_URL or any(
        not char.isprintable() or char.isspace() or char == "\\" for char in url
    ):
        raise EgressRefused
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode().lower()
        port = parts.port
    except (ValueError, UnicodeError) as error:
        raise EgressRefused from error
    if parts.scheme != "https" or parts.username is not None or parts.password is not None:
        raise EgressRefused
    # A name, never an address: numbers have too many spellings.
    if not _HOST.fullmatch(host) or (port or 443) not in ALLOWED_PORTS:
        raise EgressRefused
    return parts._replace(netloc=f"{host}:{port}" if port else host)


def is_denied(address: Address) -> bool:
    """Whether nobody may be sent to this address."""
    if address.version == 6 and (address.scope_id is not None or address not in _IPV6_UNICAST):
        return True
    return any(address.version == network.version and address in network for network in DENIED)
