"""Mails to people who sign in arrive, carry a link that works, and nobody else's secrets."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from askproai.standins.testing import RunningStandins
from notifications.wording.account import _GERMAN, words_for
from tenants.access import links
from tenants.access.errors import LinkOver
from tenants.enums import Role
from tenants.models import Company, Membership, User
from tenants.outbox.services import drain
from tenants.team.invitations import (
    INVITATION,
    invitation_secret,
    invite,
    resend_invitation,
    withdraw_invitation,
)
from tenants.team.members import Standing


@pytest.fixture
def sabine(company: Company) -> Membership:
    user = User.objects.create_user("sabine@haarmonie.example", "Dauerwelle-1984", name="Sabine Sommer")
    return Membership.objects.create(user=user, company=company, role=Role.OWNER)


def invited(by: Membership) -> Any:
    return invite(
        company=by.company,
        acting_id=by.pk,
        email="ben@haarmonie.example",
        standing=Standing(role=Role.STAFF),
        staff_id=None,
        now=timezone.now(),
    )


def work(kind: str) -> None:
    drain(kind=kind, now=timezone.now())


def test_an_invitation_arrives_with_the_link_that_counts(
    sabine: Membership, standins: RunningStandins
) -> None:
    invitation = invited(sabine)
    work(INVITATION)
    resend_invitation(
        company=sabine.company, acting_id=sabine.pk, invitation_id=invitation.pk, now=timezone.now()
    )
    work(INVITATION)

    first, second = standins.mails
    invitation.refresh_from_db()
    link = f"http://salon.localhost:8000/einladung/{invitation_secret(invitation)}/"
    assert link in second.text
    assert link not in first.text
    assert second.to == ["ben@haarmonie.example"]
    assert "Sabine Sommer lädt Sie ein" in second.text
    assert "Mitarbeiter" in second.text


def test_a_withdrawn_invitation_is_not_sent(sabine: Membership, standins: RunningStandins) -> None:
    invitation = invited(sabine)
    withdraw_invitation(
        company=sabine.company, acting_id=sabine.pk, invitation_id=invitation.pk, now=timezone.now()
    )

    work(INVITATION)

    assert standins.mails == []


def test_a_forgotten_password_is_answered_each_time_somebody_asks(
    sabine: Membership, standins: RunningStandins
) -> None:
    for _ in range(2):
        links.ask_for_new_password(
            company=sabine.company, email="sabine@haarmonie.example", now=timezone.now()
        )
        work(links.PASSWORD_RESET)

    assert len(standins.mails) == 2
    token = standins.mails[-1].text.split(f"/passwort/{sabine.user_id}/")[1].split("/")[0]
    found = links.user_by_password_token(company=sabine.company, user_id=sabine.user_id, token=token)
    assert found == sabine.user
    with pytest.raises(LinkOver):
        links.user_by_password_token(company=sabine.company, user_id=sabine.user_id, token="x-y")


def test_a_new_address_gets_the_link_and_the_old_one_a_word_of_it(
    sabine: Membership, standins: RunningStandins
) -> None:
    links.ask_for_new_address(user=sabine.user, email="sabine@neu.example", now=timezone.now())
    work(links.EMAIL_CHANGE)

    old, new = sorted(standins.mails, key=lambda mail: mail.to)
    assert old.to + new.to == ["sabine@haarmonie.example", "sabine@neu.example"]
    assert "sabine@neu.example" in old.text
    assert "/konto/e-mail/" in new.text
    assert "/konto/e-mail/" not in old.text


def test_an_address_that_somebody_else_has_gets_no_link(
    sabine: Membership, standins: RunningStandins
) -> None:
    User.objects.create_user("ben@haarmonie.example")
    links.ask_for_new_address(user=sabine.user, email="ben@haarmonie.example", now=timezone.now())
    work(links.EMAIL_CHANGE)

    assert [mail.to for mail in standins.mails] == [["sabine@haarmonie.example"]]


def test_a_changed_sign_in_is_told(sabine: Membership, standins: RunningStandins) -> None:
    links.set_password(user=sabine.user, password="Glätteisen-und-Kamm-7", now=timezone.now())
    work(links.SECURITY_NOTE)

    assert "Sie waren das nicht?" in standins.mails[0].text


def test_mails_speak_the_language_that_somebody_chose(sabine: Membership, standins: RunningStandins) -> None:
    User.objects.update(language="en")
    invited(sabine)
    work(INVITATION)
    links.ask_for_new_password(company=sabine.company, email="sabine@haarmonie.example", now=timezone.now())
    work(links.PASSWORD_RESET)

    invitation, reset = standins.mails
    # Ben has no language yet: he is written to as Sabine reads.
    assert "Sabine Sommer invites you" in invitation.text
    assert "Your role: Staff member." in invitation.text
    assert "Hello Sabine Sommer," in reset.text
    assert '<html lang="en">' in reset.html


@pytest.mark.parametrize("kind", sorted(_GERMAN))
def test_each_mail_has_an_english_twin(kind: str) -> None:
    german, english = words_for(kind, company="Salon"), words_for(kind, company="Salon", language="en")

    assert german.kind == english.kind
    for name in ("subject", "headline", "lead", "button", "hint"):
        assert getattr(german, name) != getattr(english, name)
    assert words_for(kind, company="Salon", language="xx") == german
