"""Secret addresses: one thing, for a while, for whoever was given it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from booking.errors import LinkExpired, LinkUnknown
from booking.models import Link
from booking.services.links import LinkPurpose, clear_old_links, close_link, link_secret, subject_of
from tenants.context import company_scope
from tenants.models import Company
from tests.factories.booking import MONDAY_8

A_WEEK = timedelta(days=7)


def secret_for(subject_id: int, *, purpose: LinkPurpose = LinkPurpose.APPOINTMENT) -> str:
    return link_secret(purpose=purpose, subject_id=subject_id, expires_at=MONDAY_8 + A_WEEK, now=MONDAY_8)


def test_link_opens_its_subject_until_it_ends(company: Company) -> None:
    secret = secret_for(7)

    assert subject_of(secret=secret, purpose=LinkPurpose.APPOINTMENT, now=MONDAY_8) == 7
    with pytest.raises(LinkExpired):
        subject_of(secret=secret, purpose=LinkPurpose.APPOINTMENT, now=MONDAY_8 + A_WEEK)


def test_link_of_the_same_subject_stays_the_same_and_can_last_longer(company: Company) -> None:
    first = secret_for(7)
    again = link_secret(
        purpose=LinkPurpose.APPOINTMENT, subject_id=7, expires_at=MONDAY_8 + 2 * A_WEEK, now=MONDAY_8
    )

    assert (first, Link.objects.count()) == (again, 1)
    assert subject_of(secret=first, purpose=LinkPurpose.APPOINTMENT, now=MONDAY_8 + A_WEEK) == 7


def test_link_cannot_be_guessed_from_the_table(company: Company) -> None:
    secret = secret_for(7)
    row = Link.objects.get()

    assert len(secret) == 22
    assert secret.encode() not in bytes(row.digest) + bytes(row.nonce)


@pytest.mark.parametrize("wrong", ["", "a", "ä" * 22, "A" * 22, "A" * 5000])
def test_link_that_is_not_ours_opens_nothing(company: Company, wrong: str) -> None:
    secret_for(7)

    with pytest.raises(LinkUnknown):
        subject_of(secret=wrong, purpose=LinkPurpose.APPOINTMENT, now=MONDAY_8)


def test_link_opens_nothing_else_and_nothing_elsewhere(company: Company, other_company: Company) -> None:
    secret = secret_for(7)

    with pytest.raises(LinkUnknown):
        subject_of(secret=secret, purpose=LinkPurpose.INVITATION, now=MONDAY_8)
    with company_scope(other_company), pytest.raises(LinkUnknown):
        subject_of(secret=secret, purpose=LinkPurpose.APPOINTMENT, now=MONDAY_8)


def test_closed_link_opens_nothing_and_the_next_is_another(company: Company) -> None:
    secret = secret_for(7)
    close_link(purpose=LinkPurpose.APPOINTMENT, subject_id=7)

    with pytest.raises(LinkUnknown):
        subject_of(secret=secret, purpose=LinkPurpose.APPOINTMENT, now=MONDAY_8)
    assert secret_for(7) != secret


def test_clear_old_links_forgets_those_that_ended(company: Company) -> None:
    secret_for(7)

    assert clear_old_links(before=MONDAY_8) == 0
    assert clear_old_links(before=MONDAY_8 + 2 * A_WEEK) == 1
