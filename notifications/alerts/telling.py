"""From what happened to the devices: two steps, each a row in the outbox.

First, what happened is put on every device it concerns (``push.<kind>``, once per thing by the outbox's own
constraint). Then each device is told what waits for it (``push.device``), one after the other, but not in
its quiet hours. A device takes the same thing under the same tag, so an attempt of unknown outcome may be
repeated: it replaces itself in silence.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction

from notifications.alerts.choices import AlertChoices, choices_of
from notifications.alerts.kinds import AlertKind
from notifications.alerts.news import News, news_of
from notifications.alerts.words import payload_of, test_payload
from notifications.errors import DeviceGone
from notifications.models import PushSubscription
from notifications.providers.webpush.client import web_push
from tenants.context import current_company
from tenants.models import Membership
from tenants.outbox.models import OutboxEntry
from tenants.outbox.outcomes import Cancelled, Done, Outcome, Postponed, Retry
from tenants.outbox.services import enqueue_again

logger = logging.getLogger(__name__)

DEVICE: Final = "push.device"
_KNOWN: Final = 200
_MOST_WAITING: Final = 50


def kind_of(kind: AlertKind) -> str:
    """The outbox's word for an alert of this kind."""
    return f"push.{kind}"


def spread(entry: OutboxEntry, now: datetime) -> Outcome:
    """Put what happened on the devices of all whom it concerns and who want to know."""
    kind = AlertKind(entry.kind.removeprefix("push."))
    news = news_of(kind, entry.subject_id, now=now)
    if isinstance(news, Retry):
        return Postponed(after=news.after, reason=news.reason)
    if news is None:
        return Cancelled(reason="no longer so")
    _put(news, _users_for(news), now=now)
    return Done()


def _users_for(news: News) -> list[int]:
    members = Membership.objects.filter(company=current_company(), user__is_active=True)
    return [
        member.user_id for member in members if news.kind in choices_of(member).kinds and _sees(member, news)
    ]


def _sees(member: Membership, news: News) -> bool:
    return not member.branch_ids or news.branch is None or news.branch.pk in member.branch_ids


@transaction.atomic
def _put(news: News, user_ids: list[int], *, now: datetime) -> None:
    devices = PushSubscription.objects.select_for_update().filter(user_id__in=user_ids).order_by("pk")
    told = []
    for device in devices:
        # A connection may break again; everything else happens once.
        if news.tag in device.known and news.kind != AlertKind.CONNECTION:
            continue
        thing = {"kind": news.kind, "subject": news.subject_id, "at": now.isoformat()}
        device.waiting = [*device.waiting, thing][-_MOST_WAITING:]
        device.known = [*device.known, news.tag][-_KNOWN:]
        device.save(update_fields=["waiting", "known"])
        told.append(device.pk)
    enqueue_again(kind=DEVICE, subject_ids=told, now=now)


def tell_device(entry: OutboxEntry, now: datetime) -> Outcome:
    """Send a device what waits for it; gone devices are forgotten, quiet ones told afterwards."""
    device = PushSubscription.objects.filter(pk=entry.subject_id).first()
    member = _member(device)
    if device is None or member is None:
        PushSubscription.objects.filter(pk=entry.subject_id).delete()
        return Cancelled(reason="gone")
    choices = choices_of(member)
    quiet_until = choices.quiet_until(now, zone=_zone())
    if device.waiting and quiet_until is not None:
        return Postponed(after=quiet_until - now, reason="quiet")
    try:
        for thing, payload in _payloads(device, member, choices, now=now):
            if payload is not None:
                web_push().send(device, payload, topic=f"{thing['kind']}-{thing['subject']}")
            _took(device.pk, thing, now=now if payload else None)
    except DeviceGone:
        PushSubscription.objects.filter(pk=device.pk).delete()
        return Cancelled(reason="gone")
    return Done()


def _payloads(
    device: PushSubscription, member: Membership, choices: AlertChoices, *, now: datetime
) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Each thing with what the device is to show; with nothing when nobody needs it any more."""
    for thing in device.waiting:
        news = news_of(AlertKind(thing["kind"]), thing["subject"], now=now)
        if isinstance(news, News) and thing["kind"] in choices.kinds and _sees(member, news):
            language = member.user.language or "de"
            yield thing, payload_of(news, at=thing["at"], names=choices.names, language=language)
        else:
            yield thing, None


@transaction.atomic
def _took(device_id: int, thing: dict[str, Any], *, now: datetime | None) -> None:
    device = PushSubscription.objects.select_for_update().filter(pk=device_id).first()
    if device is None:
        return
    device.waiting = [each for each in device.waiting if each != thing]
    device.told_at = now or device.told_at
    device.save(update_fields=["waiting", "told_at"])


def tell_test(entry: OutboxEntry, now: datetime) -> Outcome:
    """Something to look at, at once and whatever the hour: somebody stands there and waits."""
    device = PushSubscription.objects.filter(pk=entry.subject_id).first()
    member = _member(device)
    if device is None or member is None:
        return Cancelled(reason="gone")
    try:
        web_push().send(device, test_payload(language=member.user.language or "de"), topic="test")
    except DeviceGone:
        PushSubscription.objects.filter(pk=device.pk).delete()
        return Cancelled(reason="gone")
    PushSubscription.objects.filter(pk=device.pk).update(told_at=now)
    return Done()


def _member(device: PushSubscription | None) -> Membership | None:
    """Whose device it is, as long as they belong to the company."""
    if device is None:
        return None
    members = Membership.objects.filter(company=current_company(), user__is_active=True)
    return members.select_related("user").filter(user_id=device.user_id).first()


def _zone() -> ZoneInfo:
    return ZoneInfo(current_company().timezone)
