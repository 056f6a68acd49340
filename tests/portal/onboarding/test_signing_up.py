from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client

from portal.access import SESSION_COMPANY
from tenants.context import company_scope
from tenants.enums import Role
from tenants.models import Company, Membership, Onboarding, User
from tenants.outbox.models import OutboxEntry
from tests.portal.onboarding.conftest import PASSWORD, follow, sign_up


def test_signing_up_makes_company_owner_and_way_in() -> None:
    answer = sign_up()
    company = Company.objects.get(slug="salon-anna")

    assert answer["Location"].startswith("http://salon-anna.localhost:8000/eintreten/")
    assert Membership.objects.get(company=company, role=Role.OWNER).user.email == "anna.berger@example.org"
    assert User.objects.get(email="anna.berger@example.org").check_password(PASSWORD)
    with company_scope(company):
        assert [entry.kind for entry in OutboxEntry.objects.all()] == ["confirm_email"]


def test_way_in_opens_the_company_once() -> None:
    answer = sign_up()
    path, host = urlsplit(answer["Location"]).path, "salon-anna.localhost"
    anna, somebody = Client(headers={"host": host}), Client(headers={"host": host})

    assert anna.get(path)["Location"] == "/einrichten/"
    assert anna.session[SESSION_COMPANY] == Company.objects.get(slug="salon-anna").pk
    assert somebody.get(path)["Location"] == "/anmelden/"


def test_way_in_opens_no_other_company() -> None:
    path = urlsplit(sign_up()["Location"]).path

    assert Client(headers={"host": "praxis.localhost"}).get(path)["Location"] == "/anmelden/"


def test_same_form_twice_is_one_company() -> None:
    first, second = sign_up(), sign_up()

    assert urlsplit(first["Location"]).hostname == urlsplit(second["Location"]).hostname
    assert Company.objects.filter(name="Salon Anna").count() == 1


def test_same_name_of_somebody_else_gets_another_address() -> None:
    sign_up()
    answer = sign_up(email="anna.vogt@example.org")

    assert urlsplit(answer["Location"]).hostname == "salon-anna-2.localhost"


def test_known_person_gets_a_further_company_with_the_right_password() -> None:
    sign_up()
    answer = sign_up("Barbier Berger")
    user = User.objects.get(email="anna.berger@example.org")

    assert urlsplit(answer["Location"]).hostname == "barbier-berger.localhost"
    assert user.memberships.count() == 2


def test_address_of_somebody_else_opens_nothing() -> None:
    sign_up()
    answer = sign_up("Salon Fremd", password="Geraten-und-falsch-1")

    assert answer.status_code == 422
    assert "gibt es schon einen Zugang" in answer.content.decode()
    assert not Company.objects.filter(name="Salon Fremd").exists()


@pytest.mark.parametrize(
    ("field", "written", "said"),
    [
        ("company_name", "", "Bitte geben Sie den Namen Ihres Betriebs ein."),
        ("company_name", " !? ", "Bitte geben Sie den Namen Ihres Betriebs ein."),
        ("company_name", "A\x00B", "unlesbares Zeichen"),
        ("email", "anna@", "Das ist keine vollständige E-Mail-Adresse."),
        ("email", "", "Bitte geben Sie Ihre E-Mail-Adresse ein."),
        ("password", "kurz", "Dieses Passwort ist zu kurz."),
        ("password", "1234567890", "Dieses Passwort ist zu üblich."),
        ("password", "anna.berger@example.org", "zu ähnlich"),
        ("website", "https://spam.example", "markierten Felder"),
    ],
)
def test_mistakes_are_named_in_german(field: str, written: str, said: str) -> None:
    answer = sign_up(**{"name" if field == "company_name" else field: written})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Onboarding.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Café Übermut & Söhne", "cafe-uebermut-und-soehne"),
        ("admin", "admin-2"),
        ("x" * 80, "x" * 34),
    ],
)
def test_every_name_has_an_address(name: str, slug: str) -> None:
    assert urlsplit(sign_up(name)["Location"]).hostname == f"{slug}.localhost"


def test_one_machine_makes_only_so_many_companies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.onboarding.limits._COMPANIES", 1)
    answers = [sign_up(f"Filiale {number}", f"chefin{number}@example.org") for number in range(2)]

    assert [answer.status_code for answer in answers] == [302, 429]
    assert "Gerade legen wir keine Betriebe mehr an." in answers[-1].content.decode()


def test_sign_up_page_may_lead_on_to_companies() -> None:
    answer = Client(headers={"host": "localhost"}).get("/registrieren/")

    assert "form-action 'self' http://*.localhost:8000" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_sign_up_is_not_a_page_of_a_company() -> None:
    assert Client(headers={"host": "salon.localhost"}).get("/registrieren/").status_code == 404


def test_link_in_the_mail_confirms_the_address_by_a_tap() -> None:
    from tenants.signup.tickets import confirmation_token

    browser = follow(sign_up())
    user = User.objects.get(email="anna.berger@example.org")
    path = f"/bestaetigen/{confirmation_token(user)}/"

    assert "Ja, bestätigen" in browser.get(path).content.decode()
    user.refresh_from_db()
    assert user.email_confirmed_at is None
    assert "Ihre E-Mail ist bestätigt" in browser.post(path).content.decode()
    user.refresh_from_db()
    assert user.email_confirmed_at is not None


def test_altered_link_confirms_nothing() -> None:
    browser = follow(sign_up())

    assert browser.get("/bestaetigen/erfunden/").status_code == 404
