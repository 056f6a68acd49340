from __future__ import annotations

from datetime import UTC, datetime

import pytest

from booking.services.customers import find_or_create_customer
from booking.values import CustomerDetails

pytestmark = pytest.mark.usefixtures("company")

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
PHONE = "+4917255512345"


def test_find_or_create_customer_writes_to_new_people_in_their_language() -> None:
    spoken = find_or_create_customer(
        details=CustomerDetails(name="Priya Sharma", phone=PHONE, language="en"), now=NOW
    )
    unknown = find_or_create_customer(details=CustomerDetails(name="Tom Hughes"), now=NOW)

    assert (spoken.language, unknown.language) == ("en", "de")


def test_find_or_create_customer_follows_the_language_spoken_last() -> None:
    find_or_create_customer(details=CustomerDetails(name="Priya Sharma", phone=PHONE, language="en"), now=NOW)
    untold = find_or_create_customer(details=CustomerDetails(name="Priya Sharma", phone=PHONE), now=NOW)
    assert untold.language == "en"

    german = find_or_create_customer(
        details=CustomerDetails(name="Priya Sharma", phone=PHONE, language="de"), now=NOW
    )
    assert (german.pk, german.language) == (untold.pk, "de")
