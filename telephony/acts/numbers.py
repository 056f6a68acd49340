"""Numbers that callers give: whom the business may be made to dial, and who may get its messages."""

from __future__ import annotations

from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberType

from askproai.core.phones import InvalidPhone, parse_phone
from telephony.acts.registry import ActContext

# Premium, shared cost, personal, universal access, pagers, satellites: whoever dials them pays the caller.
_ORDINARY: Final = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.VOIP,
    }
)
_DEAR: Final = frozenset(
    {
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.PERSONAL_NUMBER,
        PhoneNumberType.PAGER,
        PhoneNumberType.UAN,
        PhoneNumberType.VOICEMAIL,
    }
)
_DEAR_PREFIXES: Final = ("9", "13", "18")
# The European Union, its neighbours, and nobody further away.
_NEAR: Final = frozenset(
    "AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()
)


def reachable_number(context: ActContext, said: str | None) -> str | None:
    """The number that was given, else the one that the network showed; ``None``: neither is to be called."""
    shown = context.number
    return given_number(context, said) or (shown if shown and is_ordinary(shown) else None)


def given_number(context: ActContext, said: str | None) -> str | None:
    """The number that the caller gave, if it is one that we call and write to."""
    try:
        number = parse_phone(said, region=context.vocabulary.country) if said else None
    except InvalidPhone:
        return None
    return number if number and is_ordinary(number) else None


def is_ordinary(number: str) -> bool:
    """Whether calling it costs what a call costs. One too new for our plan counts by its country."""
    parsed = phonenumbers.parse(number)
    kind = phonenumbers.number_type(parsed)
    region = phonenumbers.region_code_for_number(parsed) or phonenumbers.region_code_for_country_code(
        parsed.country_code or 0
    )
    is_new = kind == PhoneNumberType.UNKNOWN and not str(parsed.national_number).startswith(_DEAR_PREFIXES)
    return region in _NEAR and kind not in _DEAR and (kind in _ORDINARY or is_new)
