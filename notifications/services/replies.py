"""What people answer by SMS: a yes or a no to a time that was offered to them, and a stop."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import phonenumbers

from booking.enums import AppointmentSource, InvitationState
from booking.errors import BookingRefused, WaitlistTimeGone
from booking.models import WaitlistInvitation
from booking.services.waitlist_answers import accept_invitation, decline_invitation
from notifications.enums import Channel, Reason
from notifications.models import Suppression
from notifications.services.suppressions import address_index, suppress
from notifications.services.waitlist_messages import ask_which, tell_that_it_is_taken
from tenants.fields import phone_index

_YES = re.compile(r"\W*(?:ja|yes|jo|jep|gern|gerne|ok|okay|passt|nehme ich)\b", re.IGNORECASE)
_NO = re.compile(r"\W*(?:nein|no|nö|leider nicht|passt nicht|kann nicht)\b", re.IGNORECASE)
# A yes with a condition is none: a person has to read it.
_IF = re.compile(
    r"\b(?:aber|nicht|statt|lieber|erst|später|früher|uhr|but|not|later)\b|\d[:.]\d|\?", re.IGNORECASE
)
_NUMBER = re.compile(r"\b(\d)\b")
_STOP = re.compile(r"\W*(?:stop|stopp|abmelden|ende|unsubscribe)\W*", re.IGNORECASE)
_START = re.compile(r"\W*(?:start|unstop)\W*", re.IGNORECASE)
# An answer to something that was offered longer ago is about something else.
_ANSWERED_WITHIN = timedelta(days=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """``number``: "JA 2" says to which of several offers."""

    is_yes: bool
    number: int | None


def process_sms(payload: dict[str, Any], *, now: datetime) -> None:
    """Act on an SMS that somebody sent to the company. The inbox hands each over once."""
    number, body = _e164(payload["from"]), str(payload["body"])
    if number is None:
        return
    index = address_index(Channel.SMS, number)
    if payload.get("opt_out") == "STOP" or _STOP.fullmatch(body):
        suppress(channel=Channel.SMS, index=index, reason=Reason.OPTED_OUT, now=now)
    elif payload.get("opt_out") == "START" or _START.fullmatch(body):
        Suppression.objects.filter(channel=Channel.SMS, address_index=index).delete()
    elif answer := read_answer(body):
        _apply(answer, _offers_to(number, now), now=now)


def read_answer(body: str) -> Answer | None:
    """The yes or no of an SMS; ``None`` for anything else, a yes with conditions included."""
    number = _NUMBER.search(body)
    which = int(number[1]) if number else None
    if _NO.match(body):
        return Answer(is_yes=False, number=which)
    if _YES.match(body) and not _IF.search(body):
        return Answer(is_yes=True, number=which)
    return None


def _apply(answer: Answer, offers: Sequence[WaitlistInvitation], *, now: datetime) -> None:
    chosen = [each for each in offers if answer.number in (None, each.number)]
    still_open = [each for each in chosen if each.state == InvitationState.OPEN]
    if not answer.is_yes:
        for invitation in still_open:
            decline_invitation(invitation_id=invitation.pk, now=now)
    elif len(still_open) > 1:
        ask_which(still_open, now=now)
    elif latest := (still_open or chosen)[:1]:
        _say_yes(latest[0], now=now)


def _say_yes(invitation: WaitlistInvitation, *, now: datetime) -> None:
    try:
        accept_invitation(invitation_id=invitation.pk, via=AppointmentSource.WEB, now=now)
    except (WaitlistTimeGone, BookingRefused):
        tell_that_it_is_taken(invitation_id=invitation.pk, now=now)


def _offers_to(number: str, now: datetime) -> list[WaitlistInvitation]:
    """What was offered to this number lately, the latest first."""
    made = WaitlistInvitation.objects.filter(
        entry__customer__phone_index=phone_index(number), created_at__gt=now - _ANSWERED_WITHIN
    )
    return list(made.order_by("-pk"))


def _e164(number: str) -> str | None:
    try:
        parsed = phonenumbers.parse(number.removeprefix("whatsapp:"))
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
