"""How messages would sound, for somebody who decides how they should."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from notifications.enums import Purpose
from notifications.wording.facts import AppointmentFacts
from notifications.wording.sms import sms_text
from tenants.context import current_company


def spoken_examples(*, at: datetime) -> dict[str, str]:
    """The same confirmation in "Sie" and in "du", by the value of ``AddressForm``."""
    company = current_company()
    facts = AppointmentFacts(
        company_id=company.pk,
        company=company.name,
        sender=company.name,
        address="",
        phone="",
        customer="",
        staff="Anna",
        service="",
        price="",
        reference="4711",
        starts_at=at,
        ends_at=at,
        version=1,
    )
    familiar = replace(facts, is_familiar=True)
    return {
        "sie": sms_text(Purpose.CONFIRMATION, facts),
        "du": sms_text(Purpose.CONFIRMATION, familiar),
    }
