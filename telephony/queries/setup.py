"""How complete the setting up of a company is, in one statement."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

# Questions and texts a trade's template brings along; answers of the company's own come on top.
_FACTS = """
SELECT EXISTS (SELECT 1 FROM telephony_phonenumber WHERE state IN ('ordered', 'active')),
       EXISTS (SELECT 1 FROM telephony_phonenumber WHERE state = 'active' AND forwarded_at IS NOT NULL),
       EXISTS (SELECT 1 FROM telephony_transfertarget),
       EXISTS (SELECT 1 FROM telephony_call WHERE source = 'phone'),
       EXISTS (SELECT 1 FROM telephony_call WHERE outcome = 'booked'),
       (SELECT count(*) FROM telephony_knowledgesource),
       EXISTS (SELECT 1 FROM booking_branch WHERE is_active AND address ~ '[[:alpha:]].*[0-9].*,'),
       EXISTS (SELECT 1 FROM booking_workinghours WHERE staff_id IS NOT NULL),
       (SELECT count(*) FROM booking_staffmember WHERE is_active),
       EXISTS (SELECT 1 FROM booking_onlinebooking WHERE imprint_url <> '')
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class SetupFacts:
    """What there is already."""

    has_number: bool
    is_forwarded: bool
    has_transfer_target: bool
    was_called: bool
    was_booked: bool
    knowledge: int
    has_address: bool
    has_own_hours: bool
    people: int
    has_imprint: bool


def setup_facts() -> SetupFacts:
    """The facts of the current company, as they are now."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS)
        found = cursor.fetchone()
    return SetupFacts(**dict(zip(SetupFacts.__slots__, found, strict=True)))
