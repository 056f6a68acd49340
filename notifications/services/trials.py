"""Sending a text to oneself before customers get it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from django.core.cache import cache
from redis.exceptions import RedisError

from notifications.enums import Reason
from notifications.errors import MessageRefused, TooManyTests
from notifications.ports import Mail, Sms
from notifications.reach import takes_mail, takes_sms
from notifications.services.gateways import mail_gateway, mail_sender, sms_gateway
from notifications.wording.facts import AppointmentFacts
from notifications.wording.mail import mail_of
from notifications.wording.own import OwnMail
from tenants.context import current_company

MOST_PER_HOUR: Final = 6
_VALID_FOR: Final = timedelta(minutes=30)


def send_trial_sms(*, to: str, text: str, now: datetime) -> None:
    """One SMS, at once, marked as a trial.

    :raises TooManyTests: the company has tried often enough this hour.
    :raises MessageRefused: no number that takes SMS, or the provider does not carry it.
    :raises ProviderUnavailable: the provider does not answer.
    """
    if not takes_sms(to):
        raise MessageRefused(provider="twilio", reason=Reason.NO_ADDRESS, error_code="")
    _count()
    sms_gateway(now=now).send(Sms(to=to, body=f"Test: {text}", status_url="", valid_for=_VALID_FOR))


def send_trial_mail(
    *, to: str, purpose: str, facts: AppointmentFacts, own: OwnMail | None, now: datetime
) -> None:
    """One mail, at once, with the very look that customers get.

    :raises TooManyTests: the company has tried often enough this hour.
    :raises MessageRefused: no address, or the provider does not carry it.
    :raises ProviderUnavailable: the provider does not answer.
    """
    if not takes_mail(to):
        raise MessageRefused(provider="sendgrid", reason=Reason.NO_ADDRESS, error_code="")
    _count()
    reference = uuid4().hex
    mail: Mail = mail_of(
        purpose, facts, to=to, organizer=mail_sender(now=now), reference=reference, now=now, own=own
    )
    mail_gateway(now=now).send(mail)


def _count() -> None:
    """Somebody else's number could be typed in as well, so there are few; without a count there are none."""
    key = f"message-trials:{current_company().pk}"
    try:
        cache.add(key, 0, timeout=3600)
        sent = int(cache.incr(key))
    except (RedisError, ValueError, OSError) as error:
        raise TooManyTests from error
    if sent > MOST_PER_HOUR:
        raise TooManyTests
