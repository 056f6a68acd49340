from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import formats, translation

from booking.models import Appointment
from portal.language import regional
from tenants.models import Company

NEW_YEAR = date(2027, 1, 4)


@pytest.mark.parametrize(
    ("country", "language", "written", "in_numbers"),
    [
        ("DE", "de", "4. Januar 2027", "04.01.2027"),
        ("AT", "de", "4. Jänner 2027", "04.01.2027"),
        ("CH", "de", "4. Januar 2027", "04.01.2027"),
        ("DE", "en", "4 January 2027", "4 Jan 2027"),
        ("AT", "en", "4 January 2027", "4 Jan 2027"),
    ],
)
def test_regional_writes_days_as_the_country_does(
    country: str, language: str, written: str, in_numbers: str
) -> None:
    with translation.override(regional(language, Company(country=country))):
        assert formats.date_format(NEW_YEAR, "DATE_FORMAT") == written
        assert formats.date_format(NEW_YEAR, "SHORT_DATE_FORMAT") == in_numbers


def test_page_says_which_german_it_speaks(owner: Client, company: Company) -> None:
    Company.objects.filter(pk=company.pk).update(country="AT")

    page = owner.get("/").content.decode()

    assert '<html lang="de-at"' in page
    assert "Abmelden" in page


def test_language_ends_with_the_request(owner: Client) -> None:
    owner.get("/", headers={"accept-language": "en"})

    assert translation.get_language() == "de"


def test_admin_keeps_its_language(owner: Client) -> None:
    page = owner.get("/admin/login/", headers={"accept-language": "en"}).content.decode()

    assert 'lang="de"' in page


def test_words_of_the_rows_are_english_too(owner: Client, visit: Appointment) -> None:
    Appointment.objects.filter(pk=visit.pk).update(status="no_show")

    page = owner.get(f"/termine/{visit.pk}/", headers={"accept-language": "en"}).content.decode()
    rules = owner.get(f"/regeln/filialen/{visit.branch_id}/", headers={"accept-language": "en"})

    assert "No-show" in page
    assert "Nicht erschienen" not in page
    assert "2 hours" in rules.content.decode()
