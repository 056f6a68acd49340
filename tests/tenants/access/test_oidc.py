"""Answers of an identity provider are believed only when everything about them fits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest

from tenants.access import oidc
from tenants.access.errors import SsoRefused
from tenants.access.sso import Sso, member_for, only_by_sso, save_sso, sso_of
from tenants.enums import Role
from tenants.models import Company, Membership, User
from tests.factories.sso import IdentityProvider

NOW = datetime(2026, 3, 30, 8, tzinfo=UTC)
BACK = "https://salon.example/anmelden/firmenkonto/fertig/"


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> IdentityProvider:
    made = IdentityProvider(now=NOW.timestamp())
    monkeypatch.setattr("tenants.access.oidc.egress.send", made.send)
    return made


def client(provider: IdentityProvider) -> oidc.Client:
    return oidc.Client(issuer=provider.issuer, client_id="askproai", client_secret="geheim")


def sign_in(
    provider: IdentityProvider, *, answer: dict[str, str] | None = None, kept: dict[str, str] | None = None
) -> oidc.Identity:
    begun = oidc.begin(client(provider), redirect_uri=BACK)
    brought = provider.come_back(begun.url)
    return oidc.finish(
        client(provider),
        kept=begun.kept | (kept or {}),
        answer=brought | (answer or {}),
        redirect_uri=BACK,
        now=NOW,
    )


def test_somebody_is_known_by_a_token_that_fits(provider: IdentityProvider) -> None:
    identity = sign_in(provider)

    assert (identity.email, identity.is_verified, identity.name) == (
        "anna@haarmonie.example",
        True,
        "Anna Köhler",
    )
    assert provider.exchanged["code_verifier"]
    assert provider.exchanged["redirect_uri"] == BACK


def unsigned(token: str) -> str:
    claims = jwt.decode(token, options={"verify_signature": False})
    return str(jwt.encode(claims, "", algorithm="none", headers={"kid": "one"}))


def signed_with_a_word(token: str) -> str:
    claims = jwt.decode(token, options={"verify_signature": False})
    return str(jwt.encode(claims, "x" * 32, algorithm="HS256", headers={"kid": "one"}))


def altered(token: str) -> str:
    head, body, signature = token.split(".")
    return f"{head}.{body}.{signature[:-6]}AAAAAA"


@pytest.mark.parametrize(
    ("claims", "bend"),
    [
        ({"aud": "another"}, str),
        ({"aud": ["askproai", "another"]}, str),
        ({"azp": "another"}, str),
        ({"iss": "https://elsewhere.example"}, str),
        ({"nonce": "another"}, str),
        ({"exp": NOW.timestamp() - 120}, str),
        ({"iat": NOW.timestamp() + 600}, str),
        ({"sub": None}, str),
        ({}, unsigned),
        ({}, signed_with_a_word),
        ({}, altered),
    ],
    ids=[
        "another audience",
        "two audiences",
        "another party",
        "another issuer",
        "another nonce",
        "expired",
        "from the future",
        "nobody",
        "unsigned",
        "signed with a word",
        "altered",
    ],
)
def test_a_token_that_does_not_fit_is_refused(
    provider: IdentityProvider, claims: dict[str, Any], bend: Callable[[str], str]
) -> None:
    provider.claims, provider.bend = claims, bend

    with pytest.raises(SsoRefused):
        sign_in(provider)


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ({"state": "another"}, {}),
        ({}, {"state": ""}),
        ({"iss": "https://elsewhere.example"}, {}),
        ({}, {"issuer": "https://elsewhere.example"}),
        ({"error": "access_denied"}, {}),
        ({"code": ""}, {}),
    ],
    ids=["another state", "no state kept", "mixed up", "changed meanwhile", "denied", "no code"],
)
def test_an_answer_to_another_question_is_refused(
    provider: IdentityProvider, answer: dict[str, str], kept: dict[str, str]
) -> None:
    with pytest.raises(SsoRefused):
        sign_in(provider, answer=answer, kept=kept)

    assert not provider.exchanged


def test_a_provider_that_calls_itself_something_else_is_refused(provider: IdentityProvider) -> None:
    provider.names_itself = "https://elsewhere.example"

    with pytest.raises(SsoRefused):
        oidc.begin(client(provider), redirect_uri=BACK)


@pytest.mark.parametrize("issuer", ["https://127.0.0.1", "https://169.254.169.254", "http://login.example"])
def test_a_provider_inside_of_our_network_is_never_asked(issuer: str) -> None:
    with pytest.raises(SsoRefused):
        oidc.discover(issuer)


def settings_of(provider: IdentityProvider, **changes: Any) -> Sso:
    fields = {
        "client": client(provider),
        "label": "",
        "domains": ("haarmonie.example",),
        "is_only": False,
        "takes_in_new_people": False,
    }
    return Sso(**{**fields, **changes})


def test_only_confirmed_addresses_of_the_companys_domains_come_in(
    provider: IdentityProvider, company: Company
) -> None:
    sso = settings_of(provider, takes_in_new_people=True)
    provider.email = "eve@elsewhere.example"
    with pytest.raises(SsoRefused):
        member_for(sign_in(provider), company=company, sso=sso, now=NOW)
    provider.email, provider.claims = "anna@haarmonie.example", {"email_verified": False}
    with pytest.raises(SsoRefused):
        member_for(sign_in(provider), company=company, sso=sso, now=NOW)


def test_strangers_come_in_only_where_the_company_takes_them_in(
    provider: IdentityProvider, company: Company
) -> None:
    identity = sign_in(provider)
    with pytest.raises(SsoRefused):
        member_for(identity, company=company, sso=settings_of(provider), now=NOW)

    taken = member_for(
        identity, company=company, sso=settings_of(provider, takes_in_new_people=True), now=NOW
    )

    assert (taken.role, taken.user.email) == (Role.STAFF, "anna@haarmonie.example")
    assert not taken.user.has_usable_password()


def test_owners_keep_their_password_where_everybody_else_has_none(
    provider: IdentityProvider, company: Company
) -> None:
    save_sso(settings_of(provider, is_only=True), now=NOW)
    users = [User.objects.create_user(f"{name}@haarmonie.example") for name in ("sabine", "ben")]
    sabine = Membership.objects.create(user=users[0], company=company, role=Role.OWNER)
    ben = Membership.objects.create(user=users[1], company=company, role=Role.STAFF)

    assert sso_of(company) == settings_of(provider, is_only=True)
    assert not only_by_sso(sabine)
    assert only_by_sso(ben)
