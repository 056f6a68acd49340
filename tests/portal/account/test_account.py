"""Signing in with more than a password, and what people can change about it."""

from __future__ import annotations

import base64
import json
import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from portal.access import SECOND_FACTOR, SESSION_COMPANY
from portal.account.proof import PROVED_AT, PROVED_BY
from tenants.access import links, oidc, totp
from tenants.access.sso import Sso, save_sso
from tenants.context import forget_companies
from tenants.enums import Role
from tenants.models import Company, Invitation, Membership, User, UserSession
from tenants.outbox.models import OutboxEntry
from tenants.privacy.models import AuditEntry
from tenants.team.invitations import invitation_secret, invite
from tenants.team.members import Standing
from tests.factories.sso import Device, IdentityProvider
from tests.portal.conftest import PASSWORD, browser, member, signed_in

SABINE = "sabine@haarmonie.example"
NEW_PASSWORD = "Glätteisen-und-Kamm-7"


@pytest.fixture(autouse=True)
def _nobody_tried(db: None) -> None:
    cache.clear()


@pytest.fixture
def sabine(company: Company) -> User:
    return member(company)


def give_password(client: Client, email: str = SABINE, password: str = PASSWORD) -> Any:
    return client.post("/anmelden/", {"username": email, "password": password})


def code_for(page: str, *, ahead: int = 0) -> str:
    spelled = re.search(r'id="spelled">([A-Z2-7]+)<', page)
    assert spelled
    return code_of(base64.b32decode(spelled[1]), ahead=ahead)


def code_of(secret: bytes, *, ahead: int = 0) -> str:
    return totp.code_at(secret, int(time.time() // totp.STEP_S) + ahead)


def with_app(client: Client) -> tuple[bytes, list[str]]:
    """Set up an app in this browser; gives its secret and the recovery codes."""
    page = client.get("/konto/app/").content.decode()
    spelled = re.search(r'id="spelled">([A-Z2-7]+)<', page)
    assert spelled
    secret = base64.b32decode(spelled[1])
    shown = client.post("/konto/app/", {"code": code_of(secret, ahead=-1)}).content.decode()
    return secret, re.findall(r"<li>([a-z0-9]{5}-[a-z0-9]{5})", shown)


def test_with_an_app_the_password_alone_opens_nothing(sabine: User, company: Company) -> None:
    secret, _ = with_app(signed_in(sabine, company))
    client = browser()

    assert give_password(client).headers["Location"] == "/anmelden/bestaetigen/"
    assert client.get("/").status_code == 302
    assert SESSION_COMPANY not in client.session

    answer = client.post("/anmelden/bestaetigen/", {"code": code_of(secret)})
    assert answer.headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert AuditEntry.objects.filter(act="sign-in", user_id=sabine.pk).exists()


def test_a_code_seen_over_the_shoulder_is_used_up(sabine: User, company: Company) -> None:
    secret, _ = with_app(signed_in(sabine, company))
    first, second = browser(), browser()
    for client in (first, second):
        give_password(client)
    code = code_of(secret)
    assert first.post("/anmelden/bestaetigen/", {"code": code}).status_code == 302

    answer = second.post("/anmelden/bestaetigen/", {"code": code})

    assert answer.status_code == 422
    assert "schon benutzt" in answer.content.decode()


def test_a_recovery_code_opens_once(sabine: User, company: Company) -> None:
    _, codes = with_app(signed_in(sabine, company))
    assert len(codes) == 10
    for expected in (302, 422):
        client = browser()
        give_password(client)
        assert client.post("/anmelden/bestaetigen/", {"code": codes[0]}).status_code == expected


def test_guessing_codes_locks_like_guessing_passwords(sabine: User, company: Company) -> None:
    with_app(signed_in(sabine, company))
    client = browser()
    give_password(client)

    statuses = [
        client.post("/anmelden/bestaetigen/", {"code": f"00000{digit}"}).status_code for digit in range(6)
    ]

    assert statuses[0] == 422
    assert statuses[-1] == 429


def test_without_the_password_nobody_is_asked_for_a_code() -> None:
    assert browser().get("/anmelden/bestaetigen/").headers["Location"] == "/anmelden/"


def post_json(client: Client, address: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = client.post(address, json.dumps(body or {}), content_type="application/json")
    return {"status": answer.status_code, **(json.loads(answer.content) if answer.content else {})}


def test_a_passkey_is_made_and_signs_in_alone(sabine: User, company: Company) -> None:
    device, here = Device(), signed_in(sabine, company)
    asked = post_json(here, "/konto/passkeys/frage/")
    assert post_json(here, "/konto/passkeys/neu/", device.make(asked["publicKey"]))["next"] == "/konto/"

    client = browser()
    question = post_json(client, "/anmelden/passkey/frage/")["publicKey"]
    answer = post_json(client, "/anmelden/passkey/?next=/anrufe/", device.prove(question))

    assert answer["next"] == "/anrufe/"
    assert client.get("/anrufe/").status_code == 200
    assert client.session[SECOND_FACTOR]
    # The question was taken out with the answer.
    again = post_json(browser(), "/anmelden/passkey/", device.prove(question))
    assert again["status"] == 422


def test_a_colleagues_passkey_is_no_second_factor(sabine: User, company: Company) -> None:
    device, ben = Device(), member(company, Role.STAFF, email="ben@haarmonie.example")
    his = signed_in(ben, company)
    asked = post_json(his, "/konto/passkeys/frage/")
    post_json(his, "/konto/passkeys/neu/", device.make(asked["publicKey"]))
    with_app(signed_in(sabine, company))
    client = browser()
    give_password(client)

    question = post_json(client, "/anmelden/passkey/frage/")["publicKey"]

    assert post_json(client, "/anmelden/passkey/", device.prove(question))["status"] == 422
    assert client.get("/").status_code == 302


def test_a_passkey_of_another_companys_member_opens_nothing_here(
    company: Company, other_company: Company
) -> None:
    dentist, device = member(other_company, email="dr@sommer.example"), Device()
    ours = dentist.memberships.create(company=company, role=Role.STAFF)
    his = signed_in(dentist, company)
    asked = post_json(his, "/konto/passkeys/frage/")
    post_json(his, "/konto/passkeys/neu/", device.make(asked["publicKey"]))
    ours.delete()

    client = browser()
    question = post_json(client, "/anmelden/passkey/frage/")["publicKey"]

    assert post_json(client, "/anmelden/passkey/", device.prove(question))["status"] == 422


@pytest.mark.parametrize("body", ["", "[]", "{", '{"id": "\\u0000"}'])
def test_nonsense_instead_of_a_passkey_is_refused(body: str, company: Company) -> None:
    client = browser()
    post_json(client, "/anmelden/passkey/frage/")

    assert client.post("/anmelden/passkey/", body, content_type="application/json").status_code == 422


def test_signing_out_everywhere_leaves_this_browser_only(sabine: User, company: Company) -> None:
    here, there = signed_in(sabine, company), signed_in(sabine, company)

    here.post("/konto/geraete/abmelden/")

    assert there.get("/").status_code == 302
    assert here.get("/").status_code == 200


def test_nobody_signs_out_somebody_elses_browser(sabine: User, company: Company) -> None:
    ben = signed_in(member(company, Role.STAFF, email="ben@haarmonie.example"), company)
    her = signed_in(sabine, company)

    ben.post(f"/konto/geraete/{UserSession.objects.get(user=sabine).pk}/abmelden/")

    assert her.get("/").status_code == 200


def long_ago(client: Client, **changes: object) -> Client:
    session = client.session
    session[PROVED_AT] = time.time() - 3600
    session.update(changes)
    session.save()
    return client


@pytest.mark.parametrize("page", ["/konto/passwort/", "/konto/app/", "/team/einladen/", "/team/sicherheit/"])
def test_who_signed_in_long_ago_proves_it_first(page: str, sabine: User, company: Company) -> None:
    client = long_ago(signed_in(sabine, company))

    asked = client.get(page).headers["Location"]
    assert asked.startswith("/konto/bestaetigen/")
    assert client.post(asked, {"password": "falsch-und-lang"}).status_code == 422
    assert client.post(asked, {"password": PASSWORD}).headers["Location"] == page
    assert client.get(page).status_code == 200


def test_a_refused_button_leads_back_to_its_page(sabine: User, company: Company) -> None:
    client = long_ago(signed_in(sabine, company))

    answer = client.post("/konto/notfallcodes/", headers={"referer": "http://salon.localhost/konto/"})

    assert "next=%2Fkonto%2F" in answer.headers["Location"]
    assert not sabine.factors.exists()


def test_a_new_password_signs_out_every_other_browser(sabine: User, company: Company) -> None:
    here, there = signed_in(sabine, company), signed_in(sabine, company)

    here.post("/konto/passwort/", {"password": NEW_PASSWORD})

    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302
    assert give_password(browser(), password=NEW_PASSWORD).headers["Location"] == "/"
    assert OutboxEntry.objects.filter(kind="security-note", subject_id=sabine.pk).exists()


def test_a_forgotten_password_is_replaced_once(sabine: User, company: Company) -> None:
    there = signed_in(sabine, company)
    browser().post("/passwort/", {"email": "Sabine@Haarmonie.example"})
    assert OutboxEntry.objects.filter(kind="password-reset", subject_id=sabine.pk).exists()
    sabine.refresh_from_db()
    link = f"/passwort/{sabine.pk}/{links.password_token(sabine)}/"

    assert browser().post(link, {"password": NEW_PASSWORD}).headers["Location"] == "/anmelden/"

    assert browser().get(link).status_code == 410
    assert there.get("/").status_code == 302
    assert give_password(browser(), password=NEW_PASSWORD).headers["Location"] == "/"


def test_asking_for_a_new_password_tells_nobody_who_is_there(
    sabine: User, company: Company, other_company: Company
) -> None:
    member(other_company, email="dr@sommer.example")
    answers = [
        browser().post("/passwort/", {"email": email}).content.split(b"<main")[1].split(b"</main")[0]
        for email in (SABINE, "niemand@haarmonie.example", "dr@sommer.example")
    ]

    assert answers[0] == answers[1] == answers[2]
    assert OutboxEntry.objects.filter(kind="password-reset").count() == 1


@pytest.mark.parametrize("link", ["/passwort/1/x-y/", "/passwort/999999999999/x-y/"])
def test_a_made_up_link_is_over(link: str, company: Company) -> None:
    assert browser().get(link).status_code == 410


def test_a_new_address_counts_once_its_link_was_opened(sabine: User, company: Company) -> None:
    client = signed_in(sabine, company)
    client.post("/konto/e-mail/", {"email": "Sabine@Neu.example"})
    sabine.refresh_from_db()
    assert (sabine.email, sabine.pending_email) == (SABINE, "sabine@neu.example")
    link = f"/konto/e-mail/{links.address_token(sabine)}/"

    client.get(link)
    assert User.objects.get(pk=sabine.pk).email == SABINE
    assert client.post(link).headers["Location"] == "/konto/"

    assert User.objects.get(pk=sabine.pk).email == "sabine@neu.example"
    assert client.post(link).status_code == 410


def test_the_link_to_a_new_address_works_for_nobody_else(sabine: User, company: Company) -> None:
    ben = signed_in(member(company, Role.STAFF, email="ben@haarmonie.example"), company)
    sabine.pending_email = "sabine@neu.example"
    sabine.save()

    assert ben.post(f"/konto/e-mail/{links.address_token(sabine)}/").status_code == 410


def test_a_company_that_asks_for_a_second_factor_leads_there(sabine: User, company: Company) -> None:
    ben = signed_in(member(company, Role.STAFF, email="ben@haarmonie.example"), company)
    signed_in(sabine, company).post("/team/sicherheit/", {"requires_second_factor": "on"})
    forget_companies()

    assert ben.get("/").headers["Location"] == "/konto/app/"
    assert ben.get("/konto/").status_code == 200
    with_app(ben)
    assert ben.get("/").status_code == 200


def invited(company: Company, email: str = "ben@haarmonie.example") -> tuple[Invitation, str]:
    owner = Membership.objects.filter(company=company, role=Role.OWNER).get()
    invitation = invite(
        company=company,
        acting_id=owner.pk,
        email=email,
        standing=Standing(role=Role.STAFF),
        staff_id=None,
        now=timezone.now(),
    )
    return invitation, f"/einladung/{invitation_secret(invitation)}/"


def test_somebody_new_joins_by_the_link(sabine: User, company: Company) -> None:
    invitation, link = invited(company)
    client = browser()
    assert "ben@haarmonie.example" in client.get(link).content.decode()

    assert client.post(link, {"name": "Ben Krause", "password": "kurz"}).status_code == 422
    answer = client.post(link, {"name": "Ben Krause", "password": NEW_PASSWORD})

    assert answer.headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert Membership.objects.get(user__email="ben@haarmonie.example").role == Role.STAFF
    assert browser().get(link).status_code == 410
    assert Invitation.objects.get(pk=invitation.pk).accepted_at


def test_somebody_with_a_login_joins_with_its_password(
    sabine: User, company: Company, other_company: Company
) -> None:
    dentist = member(other_company, email="dr@sommer.example")
    _, link = invited(company, "dr@sommer.example")
    client = browser()

    assert client.post(link, {"password": "falsch-und-lang"}).status_code == 422
    assert client.post(link, {"password": PASSWORD}).headers["Location"] == "/"

    assert set(dentist.memberships.values_list("company", flat=True)) == {company.pk, other_company.pk}


def test_the_wrong_person_is_told_whose_invitation_it_is(sabine: User, company: Company) -> None:
    _, link = invited(company)
    client = signed_in(sabine, company)

    assert "ben@haarmonie.example" in client.get(link).content.decode()
    assert client.post(link, {"name": "Eve", "password": NEW_PASSWORD}).status_code == 409
    assert not User.objects.filter(email="ben@haarmonie.example").exists()


def test_an_invitation_works_on_its_own_companys_host_only(sabine: User, company: Company) -> None:
    _, link = invited(company)

    assert browser("praxis.localhost").get(link).status_code == 410


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch, company: Company) -> IdentityProvider:
    made = IdentityProvider(now=time.time(), email=SABINE)
    monkeypatch.setattr("tenants.access.oidc.egress.send", made.send)
    save_sso(
        Sso(
            client=oidc.Client(issuer=made.issuer, client_id="askproai", client_secret="geheim"),
            label="Haarmonie",
            domains=("haarmonie.example",),
            is_only=True,
            takes_in_new_people=False,
        ),
        now=timezone.now(),
    )
    return made


def by_sso(client: Client, provider: IdentityProvider) -> Any:
    begun = client.get("/anmelden/firmenkonto/?next=/anrufe/")
    return client.get("/anmelden/firmenkonto/fertig/", provider.come_back(begun.headers["Location"]))


def test_the_companys_provider_signs_in(sabine: User, company: Company, provider: IdentityProvider) -> None:
    client = browser()
    assert "Weiter mit Haarmonie" in client.get("/anmelden/").content.decode()

    assert by_sso(client, provider).headers["Location"] == "/anrufe/"
    assert client.get("/anrufe/").status_code == 200


def test_an_answer_is_looked_at_once(sabine: User, company: Company, provider: IdentityProvider) -> None:
    client = browser()
    begun = client.get("/anmelden/firmenkonto/")
    brought = provider.come_back(begun.headers["Location"])
    client.get("/anmelden/firmenkonto/fertig/", {**brought, "state": "another"})

    assert client.get("/anmelden/firmenkonto/fertig/", brought).status_code == 403
    assert client.get("/").status_code == 302


def test_passwords_open_nothing_where_only_the_provider_does(
    sabine: User, company: Company, provider: IdentityProvider
) -> None:
    member(company, Role.STAFF, email="ben@haarmonie.example")

    refused = give_password(browser(), email="ben@haarmonie.example")

    assert "Firmenkonto" in refused.content.decode()
    assert give_password(browser()).headers["Location"] == "/"  # owners are never locked out


def test_who_runs_the_provider_takes_over_nobodys_account(
    sabine: User, company: Company, provider: IdentityProvider
) -> None:
    client = browser()
    by_sso(client, provider)
    assert client.session[PROVED_BY] == "sso"

    for page in ("/konto/passwort/", "/konto/e-mail/", "/konto/app/"):
        assert client.get(page).headers["Location"].startswith("/konto/bestaetigen/")
    assert client.post("/konto/passkeys/frage/").status_code == 302
    assert "firmenkonto" not in client.get("/konto/bestaetigen/?eigen=1").content.decode()
    assert client.get("/team/einladen/").status_code == 200  # the company's own matters are open


def test_who_runs_the_provider_sees_nothing_of_other_companies(
    sabine: User, company: Company, other_company: Company, provider: IdentityProvider
) -> None:
    there = signed_in(sabine, company)
    UserSession.objects.filter(user=sabine).update(company=other_company)
    client = browser()
    by_sso(client, provider)

    assert other_company.name not in client.get("/konto/").content.decode()
    client.post("/konto/geraete/abmelden/")
    assert UserSession.objects.filter(session_key=there.session.session_key).exists()


def test_a_sign_in_left_lying_around_ends(sabine: User, company: Company) -> None:
    with_app(signed_in(sabine, company))
    client = browser()
    give_password(client)
    session = client.session
    session["pending_sign_in"] = {**session["pending_sign_in"], "at": time.time() - 601}
    session.save()

    assert client.get("/anmelden/bestaetigen/").headers["Location"] == "/anmelden/"


def test_sessions_that_ran_out_are_cleared(sabine: User, company: Company) -> None:
    from tenants.access.sessions import remove_stale_sessions

    signed_in(sabine, company)

    assert remove_stale_sessions(now=timezone.now()) == 0
    assert remove_stale_sessions(now=timezone.now() + timedelta(days=15)) == 1
