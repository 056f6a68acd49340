from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from askproai.core.errors import RuleViolated
from booking.models import Service, ServiceOption
from tenants.company_file.reading import read_company_file
from tenants.company_file.services import create_company_from_file
from tenants.context import company_scope

MONDAY_8 = datetime(2026, 3, 30, 6, tzinfo=UTC)
FILE = """
company: {name: Farbraum, slug: farbraum, industry: hairdresser}
users: [{email: ida@farbraum.example, name: Ida, role: owner, password: geheim-genug-2026}]
branches:
  - {name: Mitte, slug: mitte, address: Am Tor 1, hours: {mon-fri: 09:00-18:00}}
services:
  - name: Farbe
    phases: [{work: 30 min}, {processing: 30 min}, {work: 30 min}]
    price: from 89
    variants:
      - {name: kurz, spoken_names: [kurze Haare], duration: 1 h 15 min, price: 79}
      - {name: lang, phases: [{work: 1 h}, {processing: 40 min}, {work: 30 min}], price: from 119}
  - {name: Brauen, duration: 15 min, price: 16, fits_processing: true}
add_ons:
  - {name: Haarkur, duration: 10 min, price: 15, services: [Farbe, Brauen]}
staff:
  - {name: Ida, services: [Farbe, Brauen]}
"""


def test_variants_and_add_ons_become_options_of_their_services(db: None) -> None:
    company = create_company_from_file(sections=read_company_file(FILE), now=MONDAY_8)

    with company_scope(company):
        colour, brows = Service.objects.order_by("position")
        short, long_hair = ServiceOption.objects.variants()
        assert (short.service, short.duration, short.price_cents) == (colour, timedelta(minutes=75), 7900)
        assert (long_hair.duration, long_hair.price_kind) == (timedelta(minutes=130), "from")
        assert long_hair.phases == [["work", 3600], ["processing", 2400], ["work", 1800]]
        assert {option.service for option in ServiceOption.objects.add_ons()} == {colour, brows}
        assert brows.fits_processing


def test_an_add_on_of_an_unknown_service_is_named(db: None) -> None:
    with pytest.raises(RuleViolated) as refused:
        read_company_file(FILE.replace("services: [Farbe, Brauen]}\nstaff", "services: [Farben]}\nstaff"))

    assert "there is no service Farben" in str(refused.value.problems)
