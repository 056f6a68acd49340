"""What was searched for, as an address can carry it: names and numbers stand in no log and no history."""

from __future__ import annotations

import base64
import binascii
from typing import Final

from askproai.core import crypto
from askproai.core.errors import Malformed
from tenants.context import current_company
from tenants.keys import company_key

LONGEST: Final = 120


def sealed(text: str) -> str:
    """The words, readable to this company alone."""
    box = crypto.seal(company_key(purpose="searches"), text[:LONGEST].encode(), context=_context())
    return base64.urlsafe_b64encode(box).rstrip(b"=").decode()


def unsealed(token: str) -> str:
    """Reverse of :func:`sealed`; empty for everything that is not one of ours."""
    try:
        box = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        return crypto.unseal(company_key(purpose="searches"), box, context=_context()).decode()
    except (Malformed, binascii.Error, ValueError):
        return ""


def _context() -> str:
    return f"{current_company().pk}/customers"
