"""A code is taken once; guessing ends soon; what is stored is of use to nobody else."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache

from askproai.core.errors import Malformed
from tenants.access import totp
from tenants.access.errors import TooManyTries, WrongCode
from tenants.access.factors import (
    begin_app,
    check_code,
    confirm_app,
    has_second_factor,
    recovery_codes_left,
    remove_app,
    renew_recovery_codes,
    unseal_factor,
)
from tenants.enums import FactorKind
from tenants.models import Company, SignInFactor, User

NOW = datetime(2026, 3, 30, 8, tzinfo=UTC)


@pytest.fixture
def anna(company: Company) -> User:
    cache.clear()
    return User.objects.create_user("anna@haarmonie.example", name="Anna")


def secret_of(user: User) -> bytes:
    spelled = begin_app(user=user, now=NOW).spelled
    return base64.b32decode(spelled)


def code(secret: bytes, at: datetime) -> str:
    return totp.code_at(secret, int(at.timestamp() // totp.STEP_S))


@pytest.mark.parametrize(("step", "expected"), [(1, "287082"), (37037036, "081804"), (666666666, "353130")])
def test_codes_are_those_of_the_standard(step: int, expected: str) -> None:
    assert totp.code_at(b"12345678901234567890", step) == expected


def test_an_app_counts_only_once_it_showed_a_code(anna: User) -> None:
    secret = secret_of(anna)
    assert secret_of(anna) == secret
    assert not has_second_factor(anna)

    codes = confirm_app(user=anna, code=code(secret, NOW), now=NOW)

    assert has_second_factor(anna)
    assert len(set(codes)) == 10


def test_a_code_is_taken_once(anna: User) -> None:
    secret = secret_of(anna)
    confirm_app(user=anna, code=code(secret, NOW), now=NOW)
    with pytest.raises(WrongCode):
        check_code(user=anna, code=code(secret, NOW), now=NOW)

    later = NOW + timedelta(seconds=30)
    assert check_code(user=anna, code=code(secret, later), now=later) == FactorKind.TOTP
    with pytest.raises(WrongCode):
        check_code(user=anna, code=code(secret, later), now=later)


def test_a_code_of_another_time_is_wrong(anna: User) -> None:
    secret = secret_of(anna)

    with pytest.raises(WrongCode):
        confirm_app(user=anna, code=code(secret, NOW - timedelta(minutes=2)), now=NOW)


def test_recovery_codes_work_once_each(anna: User) -> None:
    confirm_app(user=anna, code=code(secret_of(anna), NOW), now=NOW)
    codes = renew_recovery_codes(user=anna, now=NOW)

    assert check_code(user=anna, code=codes[3].upper(), now=NOW) == FactorKind.RECOVERY
    with pytest.raises(WrongCode):
        check_code(user=anna, code=codes[3], now=NOW)
    assert recovery_codes_left(anna) == 9


def test_guessing_ends(anna: User) -> None:
    secret = secret_of(anna)
    confirm_app(user=anna, code=code(secret, NOW), now=NOW)
    for _ in range(10):
        with pytest.raises(WrongCode):
            check_code(user=anna, code="000000", now=NOW + timedelta(days=1))

    later = NOW + timedelta(seconds=30)
    with pytest.raises(TooManyTries):
        check_code(user=anna, code=code(secret, later), now=later)


def test_a_secret_moved_to_somebody_else_cannot_be_read(anna: User) -> None:
    secret_of(anna)
    ben = User.objects.create_user("ben@haarmonie.example")
    SignInFactor.objects.filter(user=anna).update(user=ben)

    with pytest.raises(Malformed):
        unseal_factor(SignInFactor.objects.get())


def test_without_the_app_its_recovery_codes_go_too(anna: User) -> None:
    confirm_app(user=anna, code=code(secret_of(anna), NOW), now=NOW)

    remove_app(user=anna)

    assert not has_second_factor(anna)
    assert recovery_codes_left(anna) == 0
