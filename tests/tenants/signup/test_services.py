from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection

from askproai.core.errors import AskProError
from tenants.models import Company, Membership, User
from tenants.signup.errors import EmailTaken
from tenants.signup.services import SignedUp, sign_up

NOW = datetime(2026, 3, 30, 8, tzinfo=UTC)
PASSWORD = "Dauerwelle-1984"


@pytest.fixture(autouse=True)
def _forget_the_people(committing: None) -> Iterator[None]:
    yield
    User.objects.filter(email__in=["anna@example.org", "ben@example.org"]).delete()


def at_once(*forms: dict[str, str]) -> list[SignedUp | AskProError]:
    """Send these forms at the same moment, each with a connection of its own."""
    together = threading.Barrier(len(forms))
    answers: list[SignedUp | AskProError] = []

    def send(form: dict[str, str]) -> None:
        together.wait(timeout=10)
        try:
            answers.append(sign_up(**form, now=NOW))  # type: ignore[arg-type]
        except AskProError as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[form]) for form in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def form(**changes: str) -> dict[str, str]:
    return {"email": "anna@example.org", "password": PASSWORD, "company_name": "Salon Anna", **changes}


def test_same_form_sent_twice_at_once_makes_one_company() -> None:
    answers = at_once(form(), form())

    assert sorted(each.is_new for each in answers if isinstance(each, SignedUp)) == [False, True]
    assert Company.objects.filter(name="Salon Anna").count() == 1
    assert Membership.objects.filter(user__email="anna@example.org").count() == 1


def test_same_address_with_two_passwords_at_once_belongs_to_one() -> None:
    answers = at_once(form(), form(password="Strandkorb-1999", company_name="Salon Fremd"))

    assert [type(each) for each in answers if isinstance(each, AskProError)] == [EmailTaken]
    assert User.objects.filter(email="anna@example.org").count() == 1
    assert Company.objects.filter(name__in=["Salon Anna", "Salon Fremd"]).count() == 1


def test_same_name_of_two_people_at_once_gets_two_addresses() -> None:
    at_once(form(), form(email="ben@example.org"))

    slugs = Company.objects.filter(name="Salon Anna").values_list("slug", flat=True)
    assert sorted(slugs) == ["salon-anna", "salon-anna-2"]
