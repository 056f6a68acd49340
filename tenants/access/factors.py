"""Second factors: the authenticator app, and the codes for the day the phone is gone."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.cache import cache
from django.db import transaction
from redis.exceptions import RedisError

from askproai.core import crypto
from tenants.access import totp
from tenants.access.errors import TooManyTries, WrongCode
from tenants.enums import FactorKind
from tenants.keys import platform_key
from tenants.models import SignInFactor, User

logger = logging.getLogger(__name__)

ISSUER: Final = "AskProAI"
_RECOVERY_CODES: Final = 10
# Letters and digits that nobody mistakes for one another on paper.
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_TRIES: Final = 10
_TRIES_WITHIN_S: Final = 900


@dataclass(frozen=True, kw_only=True, slots=True)
class AppSetup:
    """What somebody needs to put us into their authenticator app."""

    address: str
    spelled: str


def seal_factor(*, user_id: int, kind: str, contents: Any) -> bytes:
    """Contents of a factor as they are stored: bound to whom they are of, and to what they are."""
    text = json.dumps(contents).encode()
    return crypto.seal(platform_key(purpose="sign-in-factors"), text, context=f"factor/{user_id}/{kind}")


def unseal_factor(factor: SignInFactor) -> Any:
    """Reverse of :func:`seal_factor`.

    :raises Malformed: the row was moved to somebody else, or altered.
    """
    context = f"factor/{factor.user_id}/{factor.kind}"
    key = platform_key(purpose="sign-in-factors")
    return json.loads(crypto.unseal(key, bytes(factor.sealed), context=context))


def has_second_factor(user: User) -> bool:
    """Whether a password alone does not open this account."""
    kinds = (FactorKind.TOTP, FactorKind.PASSKEY)
    return user.factors.filter(kind__in=kinds, confirmed_at__isnull=False).exists()


@transaction.atomic
def begin_app(*, user: User, now: datetime) -> AppSetup:
    """The secret for a new app; the same one again until a code of it was typed."""
    User.objects.select_for_update().get(pk=user.pk)
    factor = user.factors.filter(kind=FactorKind.TOTP).first()
    if factor is not None and factor.confirmed_at is not None:
        raise WrongCode
    if factor is None:
        secret = totp.new_secret()
        sealed = seal_factor(user_id=user.pk, kind=FactorKind.TOTP, contents=secret.hex())
        SignInFactor.objects.create(user=user, kind=FactorKind.TOTP, sealed=sealed, created_at=now)
    else:
        secret = bytes.fromhex(unseal_factor(factor))
    return AppSetup(
        address=totp.app_address(secret=secret, account=user.email, issuer=ISSUER),
        spelled=totp.spelled(secret),
    )


@transaction.atomic
def confirm_app(*, user: User, code: str, now: datetime) -> list[str]:
    """The app shows the right code: from now on it is asked for. Returns fresh recovery codes.

    :raises WrongCode: it does not, or there is no app that waits to be confirmed.
    :raises TooManyTries: too many wrong ones lately.
    """
    _count_try(user)
    factor = _locked(user, FactorKind.TOTP)
    if factor is None or factor.confirmed_at is not None:
        raise WrongCode
    _use_app(factor, code, now)
    SignInFactor.objects.filter(pk=factor.pk).update(confirmed_at=now)
    _forget_tries(user)
    return renew_recovery_codes(user=user, now=now)


@transaction.atomic
def check_code(*, user: User, code: str, now: datetime) -> FactorKind:
    """Take a code of the app, or a recovery code; each is taken once. Says which it was.

    :raises WrongCode: neither.
    :raises TooManyTries: too many wrong ones lately.
    """
    _count_try(user)
    typed = "".join(code.split()).lower()
    if typed.isdigit():
        factor = _locked(user, FactorKind.TOTP)
        if factor is None or factor.confirmed_at is None:
            raise WrongCode
        _use_app(factor, typed, now)
        kind = FactorKind.TOTP
    else:
        _use_recovery_code(user, typed, now)
        kind = FactorKind.RECOVERY
    _forget_tries(user)
    return kind


@transaction.atomic
def renew_recovery_codes(*, user: User, now: datetime) -> list[str]:
    """Ten new codes; all older ones end. They are shown this once and stored as digests."""
    codes = [_new_code() for _ in range(_RECOVERY_CODES)]
    sealed = seal_factor(user_id=user.pk, kind=FactorKind.RECOVERY, contents=_digests(user, codes))
    SignInFactor.objects.update_or_create(
        user=user,
        kind=FactorKind.RECOVERY,
        defaults={"sealed": sealed, "created_at": now, "confirmed_at": now, "last_used_at": None},
    )
    return codes


def recovery_codes_left(user: User) -> int:
    """How many recovery codes have not been used."""
    factor = user.factors.filter(kind=FactorKind.RECOVERY).first()
    return len(unseal_factor(factor)) if factor else 0


@transaction.atomic
def remove_app(*, user: User) -> None:
    """Codes of the app are no longer asked for; without any second factor recovery codes end too."""
    User.objects.select_for_update().get(pk=user.pk)
    user.factors.filter(kind=FactorKind.TOTP).delete()
    drop_idle_recovery_codes(user)


def drop_idle_recovery_codes(user: User) -> None:
    """Recovery codes stand in for a second factor: where there is none, they go."""
    if not has_second_factor(user):
        user.factors.filter(kind=FactorKind.RECOVERY).delete()


def _locked(user: User, kind: FactorKind) -> SignInFactor | None:
    return SignInFactor.objects.select_for_update().filter(user=user, kind=kind).first()


def _use_app(factor: SignInFactor, code: str, now: datetime) -> None:
    secret = bytes.fromhex(unseal_factor(factor))
    step = totp.step_of(secret, "".join(code.split()), at_s=now.timestamp(), after=factor.counter)
    if step is None:
        raise WrongCode
    # Whoever looked over the shoulder comes too late: this code and all before it are used up.
    SignInFactor.objects.filter(pk=factor.pk).update(counter=step, last_used_at=now)


def _use_recovery_code(user: User, typed: str, now: datetime) -> None:
    factor = _locked(user, FactorKind.RECOVERY)
    left = unseal_factor(factor) if factor else []
    (digest,) = _digests(user, [typed])
    if factor is None or digest not in left:
        raise WrongCode
    left.remove(digest)
    sealed = seal_factor(user_id=user.pk, kind=FactorKind.RECOVERY, contents=left)
    SignInFactor.objects.filter(pk=factor.pk).update(sealed=sealed, last_used_at=now)


def _digests(user: User, codes: Iterable[str]) -> list[str]:
    key = platform_key(purpose="recovery-codes")
    return [crypto.blind_index(key, f"{user.pk}/{code.replace('-', '')}").hex() for code in codes]


def _new_code() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def _count_try(user: User) -> None:
    """Six digits are soon guessed by who may try for ever; where tries cannot be counted, none is taken."""
    key = f"factor-tries:{user.pk}"
    try:
        cache.add(key, 0, timeout=_TRIES_WITHIN_S)
        tries = int(cache.incr(key))
    except (RedisError, ValueError, OSError) as error:
        logger.warning("access.tries_uncounted")
        raise TooManyTries from error
    if tries > _TRIES:
        raise TooManyTries


def _forget_tries(user: User) -> None:
    cache.delete(f"factor-tries:{user.pk}")
