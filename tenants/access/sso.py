"""Signing in through the company's own identity provider: its settings, and whom it may let in.

A provider vouches for people in this company and nowhere else: the session it opens belongs to the company,
and proofs by it never change the account behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from tenants.access.errors import SsoRefused
from tenants.access.oidc import Client, Door, Identity, discover
from tenants.connections.models import Connection
from tenants.connections.services import connect
from tenants.enums import Role
from tenants.models import Company, Membership, User

PROVIDER: Final = "oidc"
_YES: Final = "1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sso:
    """How a company signs in through its provider, and whose addresses (``domains``) that may vouch for."""

    client: Client
    label: str
    domains: tuple[str, ...]
    is_only: bool
    takes_in_new_people: bool


def sso_of(company: Company) -> Sso | None:
    """The current company's settings, if it has any."""
    connection = Connection.objects.filter(provider=PROVIDER).first()
    if connection is None or not connection.credentials:
        return None
    stored: Mapping[str, str] = connection.credentials
    return Sso(
        client=Client(
            issuer=stored["issuer"], client_id=stored["client_id"], client_secret=stored["client_secret"]
        ),
        label=stored.get("label", ""),
        domains=tuple(stored.get("domains", "").split()),
        is_only=stored.get("is_only") == _YES,
        takes_in_new_people=stored.get("takes_in_new_people") == _YES,
    )


def save_sso(sso: Sso, *, now: datetime, door: Door | None = None) -> None:
    """Keep the settings, after the provider answered under its address.

    :raises SsoRefused: it does not, or calls itself something else.
    """
    discover(sso.client.issuer, door=door)
    connect(
        provider=PROVIDER,
        credentials={
            "issuer": sso.client.issuer,
            "client_id": sso.client.client_id,
            "client_secret": sso.client.client_secret,
            "label": sso.label,
            "domains": " ".join(sso.domains),
            "is_only": _YES if sso.is_only else "",
            "takes_in_new_people": _YES if sso.takes_in_new_people else "",
        },
        now=now,
    )


def drop_sso() -> None:
    """Nobody signs in through the provider any more."""
    Connection.objects.filter(provider=PROVIDER).delete()


def only_by_sso(membership: Membership) -> bool:
    """Whether passwords and passkeys do not open this company for them.

    Owners keep theirs: a provider that is down or set up wrongly must not lock everybody out.
    """
    if membership.role == Role.OWNER:
        return False
    sso = sso_of(membership.company)
    return sso is not None and sso.is_only


@transaction.atomic
def member_for(identity: Identity, *, company: Company, sso: Sso, now: datetime) -> Membership:
    """The member whom the provider means; somebody new where the company takes them in, as staff.

    :raises SsoRefused: the address is not confirmed, not of the company's domains, or nobody's here.
    """
    domain = identity.email.rpartition("@")[2]
    if not identity.is_verified:
        raise SsoRefused(why="unverified")
    if domain not in sso.domains:
        raise SsoRefused(why="domain")
    member = (
        Membership.objects.select_related("user")
        .filter(company=company, user__email=identity.email, user__is_active=True)
        .first()
    )
    if member is not None:
        return member
    if not sso.takes_in_new_people:
        raise SsoRefused(why="unknown")
    user = User.objects.filter(email=identity.email).first()
    if user is None:
        user = User.objects.create_user(identity.email, name=identity.name)
    elif not user.is_active:
        raise SsoRefused(why="unknown")
    return Membership.objects.create(user=user, company=company, role=Role.STAFF)
