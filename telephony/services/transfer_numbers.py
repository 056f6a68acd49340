"""Which numbers a caller may be put through to: ordinary lines in allowed countries, never our own ones."""

from __future__ import annotations

from typing import Final

import phonenumbers
from django.conf import settings
from phonenumbers import PhoneNumberType

from askproai.core.phones import InvalidPhone, parse_phone
from telephony.errors import TransferNumberRefused
from tenants.enums import DirectoryKind
from tenants.models import DirectoryEntry

# Whatever costs extra or may be anywhere in the world is left out: premium and shared cost, personal numbers
# (0700), universal access, satellites, pagers.
_ORDINARY: Final = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.VOIP,
    }
)


def transfer_number(text: str, *, country: str) -> str:
    """The number as E.164, if callers may be put through to it.

    :raises InvalidPhone: nobody can be reached under these digits.
    :raises TransferNumberRefused: foreign, expensive, or a line that we answer ourselves.
    """
    number = parse_phone(text, region=country)
    parsed = phonenumbers.parse(number)
    if not phonenumbers.is_valid_number(parsed):
        raise InvalidPhone
    if phonenumbers.number_type(parsed) not in _ORDINARY:
        raise TransferNumberRefused(why="class")
    if phonenumbers.region_code_for_number(parsed) not in settings.TRANSFER_COUNTRIES:
        raise TransferNumberRefused(why="country")
    if DirectoryEntry.objects.filter(kind=DirectoryKind.PHONE_NUMBER, key=number).exists():
        raise TransferNumberRefused(why="own_line")
    return number


def is_allowed(number: str, *, country: str) -> bool:
    """Whether a stored number may still be dialled: the rules may have changed since it was stored."""
    try:
        return transfer_number(number, country=country) == number
    except (InvalidPhone, TransferNumberRefused):
        return False
