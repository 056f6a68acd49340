"""Handing messages over exactly once, as far as the outside allows.

Before the provider is called, the row says ``sending`` with the exact text and recipient, committed. An
attempt whose outcome nobody knows (no answer, an unreadable one, a worker that died) leaves it so. Whoever
takes the entry up again first finds out whether the message arrived: at Twilio by asking for this very text,
at SendGrid, which cannot be asked, by giving its signed events time to tell. Only then is it sent again.
"""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta

from django.db import transaction

from askproai.core.errors import ProviderUnauthorized, ProviderUnavailable
from notifications.enums import NotificationState, Reason
from notifications.errors import MessageRefused
from notifications.models import Notification
from notifications.services.gateways import mark_unauthorized
from notifications.services.planning import address_of
from notifications.services.reports import publish_state
from notifications.services.subjects import subject_of
from notifications.services.suppressions import address_index, suppress
from notifications.services.validity import time_to_wait, why_forbidden, why_pointless
from notifications.services.ways import WAYS, HandOver
from tenants.outbox.models import OutboxEntry
from tenants.outbox.outcomes import Cancelled, Dead, Done, Outcome, Retry
from tenants.outbox.services import MAX_ATTEMPTS

logger = logging.getLogger(__name__)

_PAUSES_S = (4, 8, 15, 30, 60, 300, 900, 3600, 10800)


def send_message(entry: OutboxEntry, now: datetime) -> Outcome:
    """Settle the outbox entry of one message."""
    try:
        outcome = _attempt(entry, now=now)
    except ProviderUnavailable as error:
        outcome = Retry(after=_pause(entry.attempts, error.retry_after_s), reason=error.code)
    if isinstance(outcome, Retry) and entry.attempts >= MAX_ATTEMPTS:
        _fail(entry.subject_id, reason=Reason.GAVE_UP, error_code="", now=now)
    return outcome


def _attempt(entry: OutboxEntry, *, now: datetime) -> Outcome:
    notification = Notification.objects.filter(pk=entry.subject_id).first()
    if notification is None:
        return Cancelled(reason="erased")
    if notification.is_under_way:
        outcome = WAYS[notification.channel].find_out(notification, now=now)
        if outcome is not None:
            return outcome
    begun = _begin(notification.pk, now=now)
    if isinstance(begun, Outcome):
        return begun
    try:
        begun()
    except MessageRefused as refusal:
        return _refused(notification, refusal, now=now)
    except ProviderUnauthorized:
        return _unauthorized(notification, now=now)
    except ProviderUnavailable as error:
        if not error.outcome_unknown:
            _nothing_happened(notification)
        raise
    return Done()


@transaction.atomic
def _begin(notification_id: int, *, now: datetime) -> Outcome | HandOver:
    """Write the attempt down and give what performs it, or say why there is none."""
    notification = Notification.objects.select_for_update().get(pk=notification_id)
    if notification.is_accepted:
        return Done()
    if notification.state == NotificationState.CANCELLED:
        return Cancelled(reason=notification.reason)
    subject = subject_of(notification)
    if reason := why_pointless(notification, subject, now=now):
        return _cancel(notification, reason)
    address = address_of(subject.customer, notification.channel)
    if not address:
        return _cancel(notification, Reason.NO_ADDRESS)
    index = address_index(notification.channel, address)
    if reason := why_forbidden(notification, index=index, now=now):
        return _cancel(notification, reason)
    if wait := time_to_wait(notification, subject, index=index, now=now):
        return Retry(after=wait, reason="not now")
    notification.state, notification.reason = NotificationState.SENDING, ""
    notification.recipient, notification.recipient_index = address, index
    notification.attempted_at = now
    hand_over = WAYS[notification.channel].compose(notification, subject.facts(now), now=now)
    notification.save()
    return hand_over


def _nothing_happened(notification: Notification) -> None:
    """The provider surely has nothing: the next attempt needs no questions and may use fresh facts."""
    Notification.objects.filter(pk=notification.pk, sent_at=None).update(
        state=NotificationState.QUEUED, attempted_at=None
    )


def _refused(notification: Notification, refusal: MessageRefused, *, now: datetime) -> Outcome:
    _fail(notification.pk, reason=refusal.reason, error_code=refusal.error_code, now=now)
    if refusal.reason in {Reason.ADDRESS_UNUSABLE, Reason.OPTED_OUT}:
        return Cancelled(reason=refusal.reason)
    logger.error(
        "notifications.refused",
        extra={"notification": notification.pk, "provider_code": refusal.error_code},
    )
    return Dead(reason=f"{refusal.reason} {refusal.error_code}")


def _unauthorized(notification: Notification, *, now: datetime) -> Outcome:
    provider = WAYS[notification.channel].provider
    mark_unauthorized(provider)
    _fail(notification.pk, reason=Reason.CONFIGURATION, error_code="", now=now)
    logger.error("notifications.unauthorized", extra={"provider": provider})
    return Dead(reason="unauthorized")


@transaction.atomic
def _fail(notification_id: int, *, reason: Reason, error_code: str, now: datetime) -> None:
    notification = Notification.objects.select_for_update().get(pk=notification_id)
    if notification.is_accepted or notification.state == NotificationState.CANCELLED:
        return
    notification.state, notification.reason = NotificationState.FAILED, reason
    notification.error_code = error_code
    if reason != Reason.GAVE_UP:
        notification.attempted_at = None  # the provider said no, so there is nothing to ask about
    notification.save(update_fields=["state", "reason", "error_code", "attempted_at"])
    if notification.recipient_index is not None:
        index = bytes(notification.recipient_index)
        suppress(channel=notification.channel, index=index, reason=reason, now=now)
    publish_state(notification)


def _cancel(notification: Notification, reason: Reason) -> Outcome:
    notification.state, notification.reason = NotificationState.CANCELLED, reason
    notification.attempted_at = None
    notification.save(update_fields=["state", "reason", "attempted_at"])
    publish_state(notification)
    return Cancelled(reason=reason)


def _pause(attempts: int, asked_for_s: float | None) -> timedelta:
    """Longer each time, over some hours in all, spread so that what failed together comes back apart."""
    own = _PAUSES_S[min(attempts, len(_PAUSES_S)) - 1] * random.uniform(0.8, 1.2)  # noqa: S311  no secret
    return timedelta(seconds=max(own, asked_for_s or 0))
