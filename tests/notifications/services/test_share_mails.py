"""A colleague who is shown a call is told once, and of nothing but that."""

from __future__ import annotations

import pytest

from askproai.standins.testing import RunningStandins
from booking.models import Branch
from notifications.services.share_mails import CALL_SHARE
from telephony.models import Call
from telephony.services import desk
from tenants.enums import Role
from tenants.models import Company, Membership, User
from tests.factories.booking import MONDAY_8
from tests.factories.notifications import Outbox, Salon
from tests.factories.telephony import CallFactory


@pytest.fixture
def call(salon: Salon) -> Call:
    return CallFactory(branch_id=Branch.objects.get().pk)


def member(company: Company, email: str, name: str) -> User:
    user = User.objects.create_user(email, name=name)
    Membership.objects.create(user=user, company=company, role=Role.STAFF)
    return user


def test_colleague_is_told_once_and_learns_nothing_by_mail(
    standins: RunningStandins, call: Call, company: Company
) -> None:
    anna, ben = (
        member(company, "anna@haarmonie.example", "Anna"),
        member(company, "ben@haarmonie.example", "Ben"),
    )
    desk.share_call(
        call_id=call.pk, from_user_id=anna.pk, to_user_id=ben.pk, text="Der mit dem Hund", now=MONDAY_8
    )
    for _ in range(2):
        Outbox().work(CALL_SHARE)

    [mail] = standins.mails
    assert mail.to == ["ben@haarmonie.example"]
    assert mail.subject == "Anna zeigt Ihnen einen Anruf"
    assert f"/anrufe/{call.pk}/" in mail.text
    assert "Hund" not in mail.text


def test_nobody_is_told_who_has_looked_or_left(
    standins: RunningStandins, call: Call, company: Company
) -> None:
    anna, ben = (
        member(company, "anna@haarmonie.example", "Anna"),
        member(company, "ben@haarmonie.example", "Ben"),
    )
    for user in (anna, ben):
        desk.share_call(call_id=call.pk, from_user_id=1, to_user_id=user.pk, text="", now=MONDAY_8)
    desk.mark_seen(call_id=call.pk, by_user_id=anna.pk, now=MONDAY_8)
    Membership.objects.filter(user=ben).delete()

    Outbox().work(CALL_SHARE)

    assert standins.mails == []
