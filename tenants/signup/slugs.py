"""From the name of a company to the short name in its address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_GERMAN: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "&": " und "})
_LONGEST: Final = 34
# Names that look like the platform's own, or that machines look for.
_RESERVED: Final = frozenset(
    """
    admin api app apps askpro askproai autodiscover billing blog cdn demo dev developer docs ftp help hilfe
    imap intern kb live localhost login mail mx news ns1 ns2 partner platform plattform pop preise public
    registrieren root shop smtp sso staging standins static status support system test webmail ws www
    """.split()
)


def slug_candidates(name: str) -> Iterator[str]:
    """``Salon Anna & Töchter`` → ``salon-anna-und-toechter``, then the same with a number behind it."""
    slug = plain_slug(name) or "betrieb"
    if slug not in _RESERVED:
        yield slug
    yield from (f"{slug}-{number}" for number in range(2, 200))


def plain_slug(name: str) -> str:
    """Only a-z, 0-9 and -, umlauts written out; empty when nothing is left."""
    german = name.lower().translate(_GERMAN)
    plain = unicodedata.normalize("NFKD", german).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-")
