"""The owner decides who of ours comes in."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.account.proof import PROVED_AT
from tenants.access.errors import SupportOpen, SupportOver
from tenants.access.support import SUPPORT_ASKED, Wish, approve_support, ask_for_support
from tenants.enums import Role, SupportLevel
from tenants.models import Company, SupportGrant, User
from tenants.outbox.models import OutboxEntry
from tenants.privacy.models import AuditEntry
from tests.portal.conftest import member, platform_staff, signed_in

PAGE = "/team/unterstuetzung/"
WISH = {"reason": "Die Begrüßung klingt falsch", "level": "full", "hours": "24"}


@pytest.fixture
def sabine(company: Company) -> User:
    return member(company)


@pytest.fixture
def client(company: Company, sabine: User) -> Client:
    return signed_in(sabine, company)


@pytest.fixture
def asked(company: Company) -> SupportGrant:
    wish = Wish(level=SupportLevel.READING, hours=1, reason="Ein Anruf brach ab")
    return ask_for_support(company=company, user=platform_staff(), wish=wish, now=timezone.now())


def test_owner_lets_staff_in_and_ends_it(client: Client, company: Company, sabine: User) -> None:
    answer = client.post(PAGE, WISH, follow=True)

    grant = SupportGrant.objects.get()
    assert (grant.company, grant.level, grant.granted_by) == (company, "full", sabine)
    assert grant.granted_at is not None
    assert grant.expires_at == grant.granted_at + timedelta(hours=24)
    assert "AskProAI darf herein" in answer.content.decode()

    shown = client.post(f"{PAGE}{grant.pk}/beenden/", follow=True).content.decode()
    assert "Beendet." in shown
    assert "Unterstützung zulassen" in shown
    assert list(AuditEntry.objects.order_by("pk").values_list("act", flat=True)) == [
        "team-support",
        "team-support-end",
    ]


@pytest.mark.parametrize(
    "wrong", [{"hours": "9999"}, {"level": "root"}, {"reason": ""}, {"reason": "x" * 400}]
)
def test_what_cannot_be_granted_is_refused(client: Client, wrong: dict[str, str]) -> None:
    assert client.post(PAGE, {**WISH, **wrong}).status_code == 422
    assert not SupportGrant.objects.exists()


def test_granting_asks_for_a_fresh_proof_and_ending_does_not(client: Client, asked: SupportGrant) -> None:
    session = client.session
    session[PROVED_AT] = time.time() - 3600
    session.save()

    assert "/konto/bestaetigen/" in client.post(PAGE, WISH).headers["Location"]
    assert "/konto/bestaetigen/" in client.post(f"{PAGE}{asked.pk}/zulassen/").headers["Location"]
    assert SupportGrant.objects.get().granted_at is None
    assert client.post(f"{PAGE}{asked.pk}/beenden/").headers["Location"] == PAGE
    assert SupportGrant.objects.get().ended_at is not None


def test_owner_sees_the_question_on_every_page_and_says_yes(
    client: Client, company: Company, sabine: User, asked: SupportGrant
) -> None:
    ben = signed_in(member(company, Role.MANAGER, email="ben@haarmonie.example"), company)
    assert "bittet um Zugang" in client.get("/kalender/").content.decode()
    assert "bittet um Zugang" not in ben.get("/kalender/").content.decode()

    client.post(f"{PAGE}{asked.pk}/zulassen/")
    client.post(f"{PAGE}{asked.pk}/zulassen/")

    asked.refresh_from_db()
    assert asked.granted_by == sabine
    assert asked.granted_at is not None
    assert asked.expires_at == asked.granted_at + timedelta(hours=1)
    assert "bittet um Zugang" not in client.get("/kalender/").content.decode()


def test_question_is_mailed_once_and_asked_once(company: Company, asked: SupportGrant) -> None:
    assert OutboxEntry.objects.get(kind=SUPPORT_ASKED).subject_id == asked.pk

    wish = Wish(level=SupportLevel.FULL, hours=24, reason="noch einmal")
    with pytest.raises(SupportOpen):
        ask_for_support(
            company=company, user=User.objects.get(name="Petra Platt"), wish=wish, now=timezone.now()
        )


def test_declined_question_cannot_be_approved_from_another_tab(
    client: Client, company: Company, sabine: User, asked: SupportGrant
) -> None:
    client.post(f"{PAGE}{asked.pk}/beenden/")

    with pytest.raises(SupportOver):
        approve_support(company=company, user=sabine, grant_id=asked.pk, now=timezone.now())
    assert "gilt nicht mehr" in client.post(f"{PAGE}{asked.pk}/zulassen/", follow=True).content.decode()


def test_another_companys_question_is_none(
    client: Client, company: Company, other_company: Company, sabine: User
) -> None:
    foreign = SupportGrant.objects.create(
        company=other_company, hours=1, reason="x", asked_at=timezone.now(), asked_by=platform_staff()
    )

    client.post(f"{PAGE}{foreign.pk}/zulassen/")
    client.post(f"{PAGE}{foreign.pk}/beenden/")

    foreign.refresh_from_db()
    assert (foreign.granted_at, foreign.ended_at) == (None, None)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.STAFF])
def test_only_owners_decide(company: Company, asked: SupportGrant, role: Role) -> None:
    other = signed_in(member(company, role, email="ben@haarmonie.example"), company)

    assert other.get(PAGE).status_code == 403
    assert other.post(PAGE, WISH).status_code == 403
    assert other.post(f"{PAGE}{asked.pk}/zulassen/").status_code == 403
    assert SupportGrant.objects.get().granted_at is None
