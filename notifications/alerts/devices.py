"""Devices come and go."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction

from askproai.core import crypto
from askproai.core.errors import RuleViolated
from notifications.models import PushSubscription
from notifications.providers.webpush.client import application_server_key, is_allowed
from tenants.keys import company_key
from tenants.outbox.services import enqueue_again

TEST: Final = "push.test"
# More than anybody carries about; the one that was not reached for longest makes room.
_MOST_DEVICES: Final = 10
_AUTH_BYTES: Final = 16


class DeviceUnusable(RuleViolated):
    """What the browser gave is no subscription, or leads where nothing may be sent."""

    code = "device_unusable"


@transaction.atomic
def add_device(
    *, user_id: int, endpoint: str, p256dh: str, auth: str, device: str, now: datetime
) -> PushSubscription:
    """Tell this browser from now on; one that another user had on the same browser is theirs no more.

    :raises DeviceUnusable: no subscription, or an address that may not be written to.
    """
    _check(endpoint, p256dh=p256dh, auth=auth)
    known, _ = PushSubscription.objects.update_or_create(
        endpoint_index=_index(endpoint),
        defaults={
            "user_id": user_id,
            "endpoint": endpoint,
            "keys": {"p256dh": p256dh, "auth": auth},
            "device": device[:60],
            "created_at": now,
            "waiting": [],
        },
    )
    mine = PushSubscription.objects.filter(user_id=user_id).order_by("-created_at", "-pk")
    surplus = list(mine.values_list("pk", flat=True)[_MOST_DEVICES:])
    PushSubscription.objects.filter(pk__in=surplus).delete()
    return known


def server_key() -> str:
    """What a browser is told so that it takes messages from us alone; empty where push is not set up."""
    return application_server_key()


def devices_of(user_id: int) -> list[PushSubscription]:
    """The user's devices, the newest first."""
    return list(PushSubscription.objects.filter(user_id=user_id).order_by("-created_at", "-pk"))


def remove_device(*, user_id: int, device_id: int) -> bool:
    """Tell this one no more; ``False`` when the user has none by that id."""
    return bool(PushSubscription.objects.filter(user_id=user_id, pk=device_id).delete()[0])


def test_device(*, user_id: int, device_id: int, now: datetime) -> bool:
    """Send something to look at, the way everything goes; ``False`` when the user has no such device."""
    found = PushSubscription.objects.filter(user_id=user_id, pk=device_id).exists()
    if found:
        enqueue_again(kind=TEST, subject_ids=[device_id], now=now)
    return found


def _index(endpoint: str) -> bytes:
    return crypto.blind_index(company_key(purpose="push-endpoint-index"), endpoint)


def _check(endpoint: str, *, p256dh: str, auth: str) -> None:
    if not is_allowed(endpoint):
        raise DeviceUnusable
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(p256dh))
        if len(_bytes(auth)) != _AUTH_BYTES:
            raise DeviceUnusable
    except (ValueError, binascii.Error) as error:
        raise DeviceUnusable from error


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
