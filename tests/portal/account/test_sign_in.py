from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from portal.access import SESSION_COMPANY
from tenants.models import Company
from tests.portal.conftest import PASSWORD, browser, member


def test_sign_in_opens_the_dashboard_of_this_company(company: Company) -> None:
    member(company)
    client = browser()

    response = client.post("/anmelden/", {"username": "Sabine@Haarmonie.example ", "password": PASSWORD})

    assert response.headers["Location"] == "/"
    assert client.session[SESSION_COMPANY] == company.pk
    assert client.get("/").status_code == 200


def test_sign_in_goes_on_to_where_somebody_wanted_to_go(company: Company) -> None:
    member(company)

    response = browser().post(
        "/anmelden/", {"username": "sabine@haarmonie.example", "password": PASSWORD, "next": "/kalender/"}
    )

    assert response.headers["Location"] == "/kalender/"


def test_sign_in_never_leads_to_another_host(company: Company) -> None:
    member(company)

    response = browser().post(
        "/anmelden/",
        {"username": "sabine@haarmonie.example", "password": PASSWORD, "next": "https://boese.example/"},
    )

    assert response.headers["Location"] == "/"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("sabine@haarmonie.example", "falsch-und-lang"),
        ("niemand@haarmonie.example", PASSWORD),
        ("dr@sommer.example", PASSWORD),
    ],
    ids=["wrong password", "nobody", "member of another company"],
)
def test_sign_in_gives_one_answer_for_every_way_of_being_wrong(
    email: str, password: str, company: Company, other_company: Company
) -> None:
    member(company)
    member(other_company, email="dr@sommer.example")
    client = browser()

    response = client.post("/anmelden/", {"username": email, "password": password})

    assert "E-Mail oder Passwort stimmt nicht." in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_sign_in_is_locked_after_too_many_failures(company: Company) -> None:
    member(company)
    client = browser()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = client.post("/anmelden/", {"username": "sabine@haarmonie.example", "password": "geraten"})

    assert response.status_code == 429
    assert "Kurz gesperrt" in response.content.decode()
    right = {"username": "sabine@haarmonie.example", "password": PASSWORD}
    assert client.post("/anmelden/", right).status_code == 429


def test_sign_out_needs_a_post(owner: Client) -> None:
    assert owner.get("/abmelden/").status_code == 405
    assert owner.post("/abmelden/").headers["Location"] == "/anmelden/"
    assert owner.get("/").status_code == 302
