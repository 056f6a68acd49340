"""An account on a CalDAV server: address, user name, app password."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings

from booking.ports import AccountKeys
from booking.providers.caldav.client import CalDavAccount
from booking.providers.caldav.http import DavHttp
from tenants.connections.oauth import Identity


def open_account(keys: AccountKeys) -> CalDavAccount:
    """The account behind these keys."""
    credentials = keys.credentials
    username, password = credentials.get("username", ""), credentials.get("password", "")
    http = DavHttp(username=username, password=password, pace=keys.pace)
    return CalDavAccount(http, url=credentials.get("url", ""), username=username)


def address_typed(text: str) -> str:
    """The address that somebody means who types ``dav.mailbox.org``; not yet checked."""
    text = text.strip()
    return text if "://" in text else f"https://{text}"


def identify(credentials: Mapping[str, str]) -> Identity:
    """Whose account it is, from what was typed."""
    host, username = urlsplit(credentials["url"]).hostname or "", credentials["username"]
    account = hashlib.sha256(f"{host}\n{username}".encode()).hexdigest()[:40]
    return Identity(account=account, label=f"{username} · {host}")


def example_url() -> str:
    """What the field for the address suggests: on a demo machine the server behind the stand-in."""
    return str(settings.CALDAV["internal_url"]) or "https://caldav.icloud.com/"
