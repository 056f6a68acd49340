"""What differs between an SMS and a mail: how it is composed, handed over, and found again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from notifications.enums import Channel, NotificationState
from notifications.models import Notification
from notifications.ports import Sms, StatusReport
from notifications.services.gateways import mail_gateway, mail_sender, sms_gateway, sms_status_url
from notifications.services.own_texts import own_mail_text, own_sms_text
from notifications.services.reports import record_acceptance, record_receipt
from notifications.wording.facts import AppointmentFacts
from notifications.wording.mail import mail_of
from notifications.wording.own import own_sms
from notifications.wording.sms import sms_text
from tenants.outbox.outcomes import Cancelled, Done, Outcome, Retry

# An attempt younger than this may still be on its way into Twilio: not finding it proves nothing yet.
SMS_SETTLES_AFTER = timedelta(seconds=30)
_ASK_AGAIN = timedelta(seconds=10)
# How long SendGrid's events get to tell of a mail whose fate is unknown.
MAIL_SETTLES_AFTER = timedelta(minutes=2)
# Twilio tries for ten hours at most; nobody needs a message that comes after the start.
_LONGEST_VALIDITY = timedelta(hours=10)
_SHORTEST_VALIDITY = timedelta(minutes=5)
_ACCEPTED = StatusReport(status="accepted", state=NotificationState.SENT, rank=1)

HandOver = Callable[[], None]


class Way(Protocol):
    """One channel."""

    provider: str

    def compose(self, notification: Notification, facts: AppointmentFacts, *, now: datetime) -> HandOver:
        """Write the text into the row (unsaved); the answer hands exactly that over to the provider."""

    def find_out(self, notification: Notification, *, now: datetime) -> Outcome | None:
        """What became of an attempt of unknown outcome; ``None``: nothing, it may be sent again."""


class SmsWay:
    """Twilio knows every message it took, so it is asked for this very text."""

    provider = "twilio"

    def compose(self, notification: Notification, facts: AppointmentFacts, *, now: datetime) -> HandOver:
        own = "" if facts.together else own_sms_text(notification.purpose, facts.language)
        notification.body = own_sms(own, facts) if own else sms_text(notification.purpose, facts)
        message = Sms(
            to=notification.recipient,
            body=notification.body,
            status_url=sms_status_url(reference=str(notification.reference), now=now),
            valid_for=min(max(facts.starts_at - now, _SHORTEST_VALIDITY), _LONGEST_VALIDITY),
        )

        def hand_over() -> None:
            receipt = sms_gateway(now=now).send(message)
            record_receipt(notification_id=notification.pk, receipt=receipt, now=now)

        return hand_over

    def find_out(self, notification: Notification, *, now: datetime) -> Outcome | None:
        if not (notification.recipient and notification.body):
            return Cancelled(
                reason="erased"
            )  # the person is forgotten: nothing to ask by, nobody to write to
        attempted_at = notification.attempted_at or now
        receipt = sms_gateway(now=now).find(
            to=notification.recipient,
            body=notification.body,
            since=attempted_at,
            known=_known_ids(notification),
        )
        if receipt is not None:
            record_receipt(notification_id=notification.pk, receipt=receipt, now=now)
            return Done()
        if now - attempted_at < SMS_SETTLES_AFTER:
            return Retry(after=_ASK_AGAIN, reason="outcome unknown")
        return None


class MailWay:
    """SendGrid cannot be asked; its signed events carry our reference, and they get time to come in."""

    provider = "sendgrid"

    def compose(self, notification: Notification, facts: AppointmentFacts, *, now: datetime) -> HandOver:
        mail = mail_of(
            notification.purpose,
            facts,
            to=notification.recipient,
            organizer=mail_sender(now=now),
            reference=str(notification.reference),
            now=now,
            own=own_mail_text(notification.purpose, facts.language),
        )
        notification.subject, notification.body = mail.subject, mail.text

        def hand_over() -> None:
            provider_id = mail_gateway(now=now).send(mail)
            record_acceptance(
                notification_id=notification.pk, provider_id=provider_id, report=_ACCEPTED, now=now
            )

        return hand_over

    def find_out(self, notification: Notification, *, now: datetime) -> Outcome | None:
        waited = now - (notification.attempted_at or now)
        if waited < MAIL_SETTLES_AFTER:
            return Retry(after=MAIL_SETTLES_AFTER - waited, reason="outcome unknown")
        return None


WAYS: dict[str, Way] = {Channel.SMS: SmsWay(), Channel.EMAIL: MailWay()}


def _known_ids(notification: Notification) -> set[str]:
    """Messages at Twilio that stand for others of ours to the same person."""
    others = Notification.objects.filter(channel=Channel.SMS, recipient_index=notification.recipient_index)
    return set(others.exclude(provider_id="").values_list("provider_id", flat=True))
