"""Money is integer cents and an ISO currency; this is its written German form."""

from __future__ import annotations

SYMBOLS = {"EUR": "€", "CHF": "CHF"}


def format_cents(cents: int, currency: str = "EUR") -> str:
    """``123450`` → ``1.234,50 €``."""
    sign, euros, rest = "-" if cents < 0 else "", abs(cents) // 100, abs(cents) % 100
    grouped = f"{euros:,}".replace(",", ".")
    return f"{sign}{grouped},{rest:02d} {SYMBOLS.get(currency, currency)}"
