"""Money is integer cents and an ISO currency; these are its written and spoken German forms."""

from __future__ import annotations

SYMBOLS = {"EUR": "€", "CHF": "CHF"}


def format_cents(cents: int, currency: str = "EUR") -> str:
    """``123450`` → ``1.234,50 €``."""
    sign, euros, rest = "-" if cents < 0 else "", abs(cents) // 100, abs(cents) % 100
    grouped = f"{euros:,}".replace(",", ".")
    return f"{sign}{grouped},{rest:02d} {SYMBOLS.get(currency, currency)}"


def speak_cents(cents: int, currency: str = "EUR") -> str:
    """``4550`` → ``45 Euro 50``, as one says it on the phone."""
    name = {"EUR": "Euro", "CHF": "Franken"}.get(currency, currency)
    euros, rest = divmod(cents, 100)
    return f"{euros} {name}" if not rest else f"{euros} {name} {rest:02d}"
