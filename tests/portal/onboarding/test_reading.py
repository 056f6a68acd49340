from __future__ import annotations

from datetime import time

import pytest
from django.utils import translation

from booking.enums import PriceKind
from booking.models import Service
from portal.onboarding.reading import Unreadable, WrittenPrice, price_text, read_names, read_price, read_spans


@pytest.mark.parametrize(
    ("text", "kind", "cents"),
    [
        ("48", PriceKind.FIXED, 4800),
        ("48,50 €", PriceKind.FIXED, 4850),
        ("ab 48", PriceKind.FROM, 4800),
        ("from 48", PriceKind.FROM, 4800),
        ("From €48.50", PriceKind.FROM, 4850),
        ("on request", PriceKind.ON_REQUEST, None),
        ("auf Anfrage", PriceKind.ON_REQUEST, None),
    ],
)
def test_price_is_read_in_both_languages(text: str, kind: PriceKind, cents: int | None) -> None:
    assert read_price(text) == WrittenPrice(kind=kind, cents=cents)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", [PriceKind.FROM, PriceKind.FIXED])
def test_price_as_it_is_shown_is_read_again(language: str, kind: PriceKind) -> None:
    with translation.override(language):
        shown = price_text(Service(price_kind=kind, price_cents=4850))
        assert read_price(shown) == WrittenPrice(kind=kind, cents=4850)


@pytest.mark.parametrize(
    "text",
    [
        "9-12:30, 14-18",
        "9 bis 12:30 Uhr und 14 bis 18 Uhr",
        "9 am to 12:30 pm and 2 pm to 6pm",
        "9–12.30; 14–18",
    ],
)
def test_hours_are_read_in_both_languages(text: str) -> None:
    assert read_spans(text) == ((time(9), time(12, 30)), (time(14), time(18)))


@pytest.mark.parametrize("text", ["", "geschlossen", "Closed", "–"])
def test_closed_is_no_span(text: str) -> None:
    assert read_spans(text) == ()


@pytest.mark.parametrize("text", ["25-26", "18-9", "13 pm to 15", "9-12, 11-14", "immer"])
def test_what_are_no_hours_is_said(text: str) -> None:
    with pytest.raises(Unreadable):
        read_spans(text)


@pytest.mark.parametrize("text", ["Anna, Mehmet und Lea", "Anna, Mehmet and Lea", "Anna; Mehmet; Lea; Anna"])
def test_names_are_read_in_both_languages(text: str) -> None:
    assert read_names(text) == ("Anna", "Mehmet", "Lea")
