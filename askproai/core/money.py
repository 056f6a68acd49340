"""Money is integer cents and an ISO currency; this is how it is written where the currency is at home."""

from __future__ import annotations

SYMBOLS = {"EUR": "€", "CHF": "CHF"}


def format_cents(cents: int, currency: str = "EUR") -> str:
    """``123450`` → ``1.234,50 €``, in francs ``CHF 1'234.50``."""
    sign, euros, rest = "-" if cents < 0 else "", abs(cents) // 100, abs(cents) % 100
    if currency == "CHF":
        # The straight apostrophe is what tills and invoices print, and the only one that an SMS has.
        return f"CHF {sign}{euros:,}.{rest:02d}".replace(",", "'")
    grouped = f"{euros:,}".replace(",", ".")
    return f"{sign}{grouped},{rest:02d} {SYMBOLS.get(currency, currency)}"
