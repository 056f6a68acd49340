"""Phone numbers are stored as E.164 and shown the national way."""

from __future__ import annotations

import phonenumbers

from askproai.core.errors import RuleViolated


class InvalidPhone(RuleViolated):
    """Nobody can be reached under these digits."""

    code = "invalid_phone"


def parse_phone(text: str, *, region: str = "DE") -> str:
    """``0151 2345678`` → ``+491512345678``.

    :raises InvalidPhone: not a possible number of that region.
    """
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        raise InvalidPhone from error
    # "Possible" alone would accept local numbers without an area code: nobody could be called back there.
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise InvalidPhone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def format_phone(e164: str, *, region: str = "DE") -> str:
    """National form within ``region``, international form elsewhere; what is unreadable stays as it is."""
    try:
        number = phonenumbers.parse(e164, region)
    except phonenumbers.NumberParseException:
        return e164
    home = phonenumbers.country_code_for_region(region) == number.country_code
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)
