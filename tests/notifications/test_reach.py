from __future__ import annotations

import pytest

from notifications.reach import takes_mail, takes_sms


@pytest.mark.parametrize(
    "number", ["+4915112345678", "+491512345678", "+4917612345678", "+436641234567", "+41791234567"]
)
def test_takes_sms_says_yes_to_mobiles_of_our_countries(number: str) -> None:
    assert takes_sms(number)


@pytest.mark.parametrize(
    "number",
    [
        "+49301234567",  # landline
        "+499001234567",  # premium
        "+4990012345678901",  # premium of an impossible length
        "+491805123456",  # shared cost
        "+498001234567",  # free of charge
        "+49115",  # service
        "+12025550123",  # not our country
        "+2348031234567",
        "+8821612345678",  # satellite
        "nonsense",
        "",
    ],
)
def test_takes_sms_says_no_to_everything_else(number: str) -> None:
    assert not takes_sms(number)


@pytest.mark.parametrize("address", ["clara@example.com", "c.w+termin@mail.example.co.at"])
def test_takes_mail_says_yes_to_plain_addresses(address: str) -> None:
    assert takes_mail(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "clara",
        "clara@example",
        "clara@example.com\r\nBcc: all@example.com",
        "clara@example.com, ben@example.com",
        "Clara <clara@example.com>",
        "clara@exa mple.com",
        "c" * 250 + "@example.com",
    ],
)
def test_takes_mail_says_no_to_what_could_carry_more(address: str) -> None:
    assert not takes_mail(address)
