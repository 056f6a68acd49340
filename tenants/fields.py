"""Model fields that are encrypted with the company's key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Func
from django.db.models.lookups import GreaterThan

from askproai.core import crypto
from tenants.context import current_company
from tenants.keys import company_key


def phone_index(e164: str) -> bytes:
    """What an encrypted phone number is found by."""
    return crypto.blind_index(company_key(purpose="phone-index"), e164)


def email_index(address: str) -> bytes:
    """What an encrypted e-mail address is found by; capitals make no difference."""
    return crypto.blind_index(company_key(purpose="email-index"), address.strip().casefold())


def holds_something(column: str, *, json: bool = False) -> GreaterThan:
    """Condition: an encrypted column is not empty. Nothing sealed is as long as nonce and proof alone.

    :param json: it holds a JSON value, whose emptiness (``null``, ``[]``, ``{}``) takes up to four letters.
    """
    length = Func(F(column), function="octet_length", output_field=models.IntegerField())
    return GreaterThan(length, crypto.SEALED_EMPTY_BYTES + (4 if json else 0))


if TYPE_CHECKING:
    _Text = models.TextField[Any, Any]
else:
    _Text = models.TextField


class EncryptedTextField(_Text):
    """Text that lies in the database as AES-256-GCM, bound to company, table and column.

    Cannot be filtered or sorted by; keep a blind index beside it where rows must be found by the value.
    """

    def get_internal_type(self) -> str:
        return "BinaryField"

    def _context(self) -> str:
        return f"{current_company().pk}/{self.model._meta.db_table}/{self.column}"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002  Django's
        if value is None:
            return None
        sealed = crypto.seal(
            company_key(purpose="fields"), self.to_text(value).encode(), context=self._context()
        )
        return connection.Database.Binary(sealed)

    def get_prep_value(self, value: Any) -> Any:
        return value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if value is None:
            return None
        text = crypto.unseal(company_key(purpose="fields"), bytes(value), context=self._context()).decode()
        return self.from_text(text)

    def to_text(self, value: Any) -> str:
        """The value as the text that is encrypted."""
        return str(value)

    def from_text(self, text: str) -> Any:
        """Reverse of :meth:`to_text`."""
        return text


class EncryptedJSONField(EncryptedTextField):
    """A JSON value, encrypted as a whole."""

    if TYPE_CHECKING:  # what django-stubs lets a row be created and read with
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def to_text(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def from_text(self, text: str) -> Any:
        return json.loads(text)

    def to_python(self, value: Any) -> Any:
        return value
