"""Which numbers and addresses we send to at all: fraud and cost end here, before any provider is asked."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumberType

# The European Union, Switzerland, Liechtenstein, Norway, Iceland.
ALLOWED_REGIONS = frozenset(
    "AT BE BG CH CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()
)
_TAKES_SMS = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
# Ranges that are mobile by their first digits, whatever the length: our copy of the numbering plan may be
# older than the number. Landlines and premium numbers never begin like this.
_MOBILE_PREFIXES = {"DE": ("15", "16", "17"), "AT": ("6",), "CH": ("74", "75", "76", "77", "78", "79")}
_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")


def takes_sms(e164: str) -> bool:
    """Whether an SMS may go to this number: a mobile one of an allowed country, never a premium one."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return False
    region = phonenumbers.region_code_for_number(number) or phonenumbers.region_code_for_country_code(
        number.country_code or 0
    )
    if region not in ALLOWED_REGIONS:
        return False
    kind = phonenumbers.number_type(number)
    if kind == PhoneNumberType.UNKNOWN:
        return str(number.national_number).startswith(_MOBILE_PREFIXES.get(region, ()) or ("\0",))
    return kind in _TAKES_SMS


def takes_mail(address: str) -> bool:
    """Whether this is one plain mail address that cannot smuggle a header or a second recipient."""
    return len(address) <= 254 and address.isprintable() and _ADDRESS.fullmatch(address) is not None
