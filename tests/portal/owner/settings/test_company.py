from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tenants.enums import Industry, Role
from tenants.models import Company
from tests.portal.conftest import member, signed_in

PAGE = "/einstellungen/betrieb/"


def picture() -> SimpleUploadedFile:
    """A red square as somebody uploads it."""
    content = io.BytesIO()
    Image.new("RGB", (80, 80), "red").save(content, "PNG")
    return SimpleUploadedFile("logo.png", content.getvalue(), content_type="image/png")


def told(client: Client, **changed: object) -> dict[str, object]:
    stand = client.get(PAGE).context["stand"]
    return {"name": "Haarmonie & Söhne", "industry": "barber", "country": "AT", "stand": stand, **changed}


def test_name_trade_country_and_logo_are_saved(owner: Client, company: Company) -> None:
    sent = told(owner, logo=picture())

    assert owner.post(PAGE, sent).status_code == 302

    company.refresh_from_db()
    assert (company.name, company.industry) == ("Haarmonie & Söhne", Industry.BARBER)
    assert (company.country, company.timezone) == ("AT", "Europe/Vienna")
    assert company.logo_key
    assert company.logo_key in owner.get(PAGE).content.decode()
    owner.post(PAGE + "logo-entfernen/")
    company.refresh_from_db()
    assert not company.logo_key


def test_what_is_no_picture_is_refused(owner: Client, company: Company) -> None:
    script = SimpleUploadedFile("logo.svg", b"<svg onload='alert(1)'/>", content_type="image/png")

    response = owner.post(PAGE, told(owner, logo=script))

    assert "kein Bild" in response.content.decode()
    company.refresh_from_db()
    assert not company.logo_key


def test_two_owners_do_not_overwrite_each_other(owner: Client, company: Company) -> None:
    sent = told(owner)
    owner.post(PAGE, sent)

    assert "Inzwischen hat jemand" in owner.post(PAGE, {**sent, "name": "Anders"}).content.decode()


def test_only_owners_rename_the_company(company: Company) -> None:
    paul = signed_in(member(company, Role.MANAGER, email="paul@haarmonie.example"), company)

    assert paul.get(PAGE).status_code == 403
    assert PAGE not in paul.get("/einstellungen/").content.decode()
