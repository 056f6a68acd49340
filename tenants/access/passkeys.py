"""Passkeys (WebAuthn): made for one host, proved with the device's own lock, found by the browser itself.

The challenge of a ceremony travels in the session and is taken out of it before the answer is looked at.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from tenants.access.errors import PasskeyRefused
from tenants.access.factors import drop_idle_recovery_codes, seal_factor, unseal_factor
from tenants.enums import FactorKind
from tenants.keys import platform_key
from tenants.models import SignInFactor, User

logger = logging.getLogger(__name__)

_MOST: Final = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Ceremony:
    """What the browser gets, and what the session keeps until it answers."""

    options: dict[str, Any]
    state: dict[str, Any]


def passkeys_of(user: User) -> QuerySet[SignInFactor]:
    """The user's passkeys, of all hosts, oldest first."""
    return user.factors.filter(kind=FactorKind.PASSKEY).order_by("created_at", "pk")


def begin_passkey(*, user: User, host: str) -> Ceremony:
    """Ask the browser for a new passkey; those there are already on this host are named, so none is doubled.

    :raises PasskeyRefused: the user has more than anybody needs.
    """
    known = passkeys_of(user)
    if known.count() >= _MOST:
        raise PasskeyRefused(why="too many")
    options, state = _server(host).register_begin(
        PublicKeyCredentialUserEntity(
            id=_handle(user), name=user.email, display_name=user.name or user.email
        ),
        [_credential(each) for each in known.filter(host=host)],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Ceremony(options=dict(options), state=dict(state))


@transaction.atomic
def add_passkey(
    *,
    user: User,
    host: str,
    state: Mapping[str, Any],
    response: Mapping[str, Any],
    name: str,
    now: datetime,
) -> SignInFactor:
    """Keep the passkey that the browser made.

    :raises PasskeyRefused: it answers another question, host or ceremony, or is somebody's already.
    """
    try:
        answer = RegistrationResponse.from_dict(response)
        made = _server(host).register_complete(state, answer).credential_data
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise PasskeyRefused(why=type(error).__name__) from error
    if made is None or SignInFactor.objects.filter(credential_id=made.credential_id).exists():
        raise PasskeyRefused(why="known")
    contents = base64.b64encode(bytes(made)).decode()
    return SignInFactor.objects.create(
        user=user,
        kind=FactorKind.PASSKEY,
        name=name[:60],
        host=host,
        credential_id=made.credential_id,
        sealed=seal_factor(user_id=user.pk, kind=FactorKind.PASSKEY, contents=contents),
        created_at=now,
        confirmed_at=now,
    )


def begin_proof(*, host: str, user: User | None = None) -> Ceremony:
    """Ask for a passkey: any that the device has for this host, or one of this user."""
    known = [_credential(each) for each in passkeys_of(user).filter(host=host)] if user else None
    options, state = _server(host).authenticate_begin(
        known, user_verification=UserVerificationRequirement.REQUIRED
    )
    return Ceremony(options=dict(options), state=dict(state))


@transaction.atomic
def prove(
    *,
    host: str,
    state: Mapping[str, Any],
    response: Mapping[str, Any],
    user: User | None = None,
    now: datetime,
) -> User:
    """Whose passkey answered.

    :param user: the only one it may be, where that is known already.
    :raises PasskeyRefused: nobody's, somebody else's, another host's, or a copy that counts behind.
    """
    try:
        answer = AuthenticationResponse.from_dict(response)
        factor = (
            SignInFactor.objects.select_for_update(of=("self",))
            .select_related("user")
            .get(kind=FactorKind.PASSKEY, credential_id=answer.raw_id, host=host, user__is_active=True)
        )
        if user is not None and factor.user_id != user.pk:
            raise PasskeyRefused(why="somebody else's")
        _server(host).authenticate_complete(state, [_credential(factor)], answer)
    except SignInFactor.DoesNotExist as error:
        raise PasskeyRefused(why="unknown") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise PasskeyRefused(why=type(error).__name__) from error
    _check_handle(factor.user, answer)
    counter = answer.response.authenticator_data.counter
    # Zero: the device does not count. Else a copy of it shows by counting behind.
    if (counter or factor.counter) and counter <= factor.counter:
        logger.warning("access.passkey_counts_behind", extra={"factor": factor.pk})
        raise PasskeyRefused(why="counter")
    SignInFactor.objects.filter(pk=factor.pk).update(counter=counter, last_used_at=now)
    return factor.user


@transaction.atomic
def remove_passkey(*, user: User, passkey_id: int) -> bool:
    """Forget one passkey of this user; ``False`` when there is none by that id."""
    User.objects.select_for_update().get(pk=user.pk)
    removed, _ = passkeys_of(user).filter(pk=passkey_id).delete()
    drop_idle_recovery_codes(user)
    return bool(removed)


def as_json(options: Mapping[str, Any]) -> str:
    """Options as the browser's own ``parse…OptionsFromJSON`` reads them."""
    return json.dumps(options["publicKey"])


def _server(host: str) -> Fido2Server:
    relying_party = PublicKeyCredentialRpEntity(id=host, name="AskProAI")
    return Fido2Server(relying_party, verify_origin=lambda origin: _is_ours(origin, host))


def _is_ours(origin: str, host: str) -> bool:
    """Browsers name the page; only pages of this host with the platform's scheme and port count."""
    parts, public = urlsplit(origin), urlsplit(settings.PUBLIC_URL)
    return parts.hostname == host and parts.scheme == public.scheme


def _credential(factor: SignInFactor) -> AttestedCredentialData:
    return AttestedCredentialData(base64.b64decode(unseal_factor(factor)))


def _check_handle(user: User, answer: AuthenticationResponse) -> None:
    handle = answer.response.user_handle
    if handle and not hmac.compare_digest(handle, _handle(user)):
        raise PasskeyRefused(why="handle")


def _handle(user: User) -> bytes:
    """What a passkey calls its user: says nothing about them."""
    return hmac.digest(platform_key(purpose="passkey-handles"), str(user.pk).encode(), hashlib.sha256)[:32]
