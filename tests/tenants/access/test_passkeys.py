"""A passkey opens the account it was made in, on the host it was made for, and answers each question once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tenants.access.errors import PasskeyRefused
from tenants.access.passkeys import (
    Ceremony,
    add_passkey,
    as_json,
    begin_passkey,
    begin_proof,
    passkeys_of,
    prove,
    remove_passkey,
)
from tenants.models import Company, SignInFactor, User
from tests.factories.sso import Device

NOW = datetime(2026, 3, 30, 8, tzinfo=UTC)
HOST = "salon.localhost"


@pytest.fixture
def anna(company: Company) -> User:
    return User.objects.create_user("anna@haarmonie.example", name="Anna")


@pytest.fixture
def ben(company: Company) -> User:
    return User.objects.create_user("ben@haarmonie.example", name="Ben")


def made(user: User, device: Device, **bent: str) -> SignInFactor:
    asked = begin_passkey(user=user, host=HOST)
    answer = device.make(as_json(asked.options), **bent)
    return add_passkey(user=user, host=HOST, state=asked.state, response=answer, name="Telefon", now=NOW)


def proved(
    device: Device,
    *,
    user: User | None = None,
    host: str = HOST,
    asked: Ceremony | None = None,
    **bent: Any,
) -> User:
    question = begin_proof(host=host, user=user)
    answer = device.prove(as_json((asked or question).options), **bent)
    return prove(host=host, state=question.state, response=answer, user=user, now=NOW)


def test_a_passkey_says_who_it_is(anna: User) -> None:
    device = Device()
    made(anna, device)

    assert proved(device) == anna
    assert proved(device, user=anna) == anna
    assert SignInFactor.objects.get().counter == 2


def test_somebody_elses_passkey_is_no_second_factor(anna: User, ben: User) -> None:
    device = Device()
    made(ben, device)

    with pytest.raises(PasskeyRefused):
        proved(device, user=anna)


def test_an_answer_from_another_page_is_refused(anna: User) -> None:
    device = Device()
    made(anna, device)

    for origin in ("http://praxis.localhost:8000", "https://salon.localhost.evil.example"):
        with pytest.raises(PasskeyRefused):
            proved(device, origin=origin)
    with pytest.raises(PasskeyRefused):
        made(anna, Device(), origin="http://evil.example")


def test_a_passkey_of_one_host_opens_no_other(anna: User) -> None:
    device = Device()
    made(anna, device)

    with pytest.raises(PasskeyRefused):
        proved(device, host="praxis.localhost")


def test_an_answer_to_an_older_question_is_refused(anna: User) -> None:
    device = Device()
    made(anna, device)
    older = begin_proof(host=HOST)

    with pytest.raises(PasskeyRefused):
        proved(device, asked=older)


def test_a_device_that_was_not_unlocked_is_refused(anna: User) -> None:
    device = Device()
    made(anna, device)

    with pytest.raises(PasskeyRefused):
        proved(device, flags=0x01)


def test_a_copy_that_counts_behind_is_refused(anna: User) -> None:
    device = Device()
    made(anna, device)
    proved(device)
    device.counter = 0

    with pytest.raises(PasskeyRefused):
        proved(device)


@pytest.mark.parametrize("answer", [{}, {"rawId": "x"}, {"id": 1, "rawId": None, "response": []}])
def test_nonsense_is_refused(anna: User, answer: dict[str, Any]) -> None:
    asked = begin_proof(host=HOST)

    with pytest.raises(PasskeyRefused):
        prove(host=HOST, state=asked.state, response=answer, now=NOW)
    with pytest.raises(PasskeyRefused):
        prove(host=HOST, state={}, response=answer, now=NOW)


def test_one_device_is_not_added_twice_and_can_be_taken_away(anna: User, ben: User) -> None:
    device = Device()
    passkey = made(anna, device)
    with pytest.raises(PasskeyRefused):
        made(ben, device)

    assert not remove_passkey(user=ben, passkey_id=passkey.pk)
    assert remove_passkey(user=anna, passkey_id=passkey.pk)
    assert not passkeys_of(anna).exists()
    with pytest.raises(PasskeyRefused):
        proved(device)
