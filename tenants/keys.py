"""Keys of companies: a random one each, wrapped by the master key, and keys per purpose derived from it."""

from __future__ import annotations

import base64
from functools import lru_cache

from django.conf import settings

from askproai.core import crypto
from tenants.context import current_company
from tenants.models import Company

_CONTEXT = "tenants_company.wrapped_key"


def new_wrapped_key() -> bytes:
    """A fresh data key for a company that is being made, sealed for storage."""
    return crypto.seal(_master_key(), crypto.new_key(), context=_CONTEXT)


def company_key(*, purpose: str, company: Company | None = None) -> bytes:
    """The current (or given) company's key for one purpose."""
    return _derived(bytes((company or current_company()).wrapped_key), purpose)


def platform_key(*, purpose: str) -> bytes:
    """The platform's own key for one purpose: for what is not yet known to belong to a company."""
    return crypto.derive_key(_master_key(), purpose=purpose)


@lru_cache(maxsize=50_000)
def _derived(wrapped_key: bytes, purpose: str) -> bytes:
    data_key = crypto.unseal(_master_key(), wrapped_key, context=_CONTEXT)
    return crypto.derive_key(data_key, purpose=purpose)


def _master_key() -> bytes:
    return base64.b64decode(settings.MASTER_KEY)
