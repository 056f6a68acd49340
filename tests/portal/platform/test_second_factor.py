"""Whoever sees all companies signs in with more than a password."""

from __future__ import annotations

import base64
import re

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tenants.access import totp
from tenants.access.factors import begin_app, confirm_app, has_second_factor
from tenants.models import User, UserSession

PASSWORD = "ein langes Passwort"
STEP, SET_UP = "/admin/bestaetigen/", "/admin/bestaetigen/einrichten/"


@pytest.fixture
def _insisting(settings: Settings) -> None:
    """As in production."""
    settings.STAFF_SECOND_FACTOR = True


def signing_in(email: str = "petra@askproai.example") -> Client:
    client = Client(headers={"host": "localhost"})
    client.post("/admin/login/?next=/admin/", {"username": email, "password": PASSWORD})
    return client


def code_of(secret: bytes, *, later: int = 0) -> str:
    return totp.code_at(secret, int(timezone.now().timestamp()) // 30 + later)


def unspelled(words: str) -> bytes:
    letters = words.replace(" ", "").upper()
    return base64.b32decode(letters + "=" * (-len(letters) % 8))


def secret_on(page: str) -> bytes:
    spelled = re.search(r'id="spelled">([^<]+)<', page)
    assert spelled
    return unspelled(spelled.group(1))


def with_app(user: User) -> bytes:
    setup = begin_app(user=user, now=timezone.now())
    secret = unspelled(setup.spelled)
    confirm_app(user=user, code=code_of(secret), now=timezone.now())
    return secret


def test_demo_lets_in_by_password(platform_admin: User) -> None:
    assert signing_in().get("/admin/zentrale/").status_code == 200


@pytest.mark.usefixtures("_insisting")
def test_first_sign_in_sets_up_an_app_and_nothing_opens_before(platform_admin: User) -> None:
    client = signing_in()
    for path in ("/admin/", "/admin/zentrale/", "/admin/tenants/company/", "/admin/password_change/"):
        assert client.get(path).headers["Location"] == STEP
    assert client.get(STEP).headers["Location"] == SET_UP
    secret = secret_on(client.get(SET_UP).content.decode())

    assert client.post(SET_UP, {"code": "000000"}).status_code == 422
    assert client.get("/admin/").status_code == 302
    shown = client.post(SET_UP, {"code": code_of(secret)})

    assert "Ihre Notfallcodes" in shown.content.decode()
    assert has_second_factor(platform_admin)
    assert client.get("/admin/zentrale/").status_code == 200
    assert UserSession.objects.filter(session_key=client.session.session_key).exists()


def test_whoever_has_an_app_is_asked_for_it_everywhere(platform_admin: User) -> None:
    secret = with_app(platform_admin)
    client = signing_in()
    before = client.session.session_key

    assert client.get("/admin/zentrale/").headers["Location"] == STEP
    # A password alone puts no other app in the place of the first.
    assert client.get(SET_UP).headers["Location"] == STEP
    assert client.post(SET_UP, {"code": "123456"}).headers["Location"] == STEP
    assert client.post(STEP, {"code": "123456"}).status_code == 422
    assert client.post(STEP, {"code": code_of(secret, later=1)}).headers["Location"] == "/admin/"

    assert client.get("/admin/zentrale/").status_code == 200
    assert client.session.session_key != before
    # The code is used up, also for whoever looked over the shoulder.
    other = signing_in()
    assert other.post(STEP, {"code": code_of(secret, later=1)}).status_code == 422


def test_codes_cannot_be_guessed_for_ever(platform_admin: User) -> None:
    with_app(platform_admin)
    client = signing_in()

    answers = [client.post(STEP, {"code": f"{number:06}"}).status_code for number in range(12)]

    assert answers[-1] == 429
    assert client.get("/admin/").status_code in {302, 403, 429}


@pytest.mark.usefixtures("_insisting")
def test_half_way_in_one_can_go_out_again(platform_admin: User) -> None:
    client = signing_in()

    assert client.post("/admin/logout/").status_code in {200, 302}
    assert "/admin/login/" in client.get("/admin/zentrale/").headers["Location"]
    assert "/admin/login/" in client.get(STEP).headers["Location"]
