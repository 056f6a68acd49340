"""Who may be put through to: the business's own people, by their own word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from telephony.errors import TargetUnknown
from telephony.models import TransferTarget
from telephony.services.transfer_numbers import transfer_number
from tenants.context import current_company


@transaction.atomic
def save_target(*, target_id: int | None, fields: Mapping[str, Any]) -> TransferTarget:
    """Add somebody, or change what is known of them. Holds at once, also for calls that are going on.

    :raises TargetUnknown: nobody by that id.
    :raises InvalidPhone: nobody can be reached under these digits.
    :raises TransferNumberRefused: callers are not put through to such a number.
    """
    target = _target(target_id) if target_id else TransferTarget(position=_next_position())
    branch = fields.get("branch")
    country = branch.country if branch else current_company().country
    for name, value in fields.items():
        setattr(target, name, value)
    target.phone = transfer_number(fields["phone"], country=country)
    target.save()
    return target


def remove_target(*, target_id: int) -> None:
    """Nobody is put through to them any more.

    :raises TargetUnknown: nobody by that id.
    """
    _target(target_id).delete()


def _target(target_id: int) -> TransferTarget:
    found = TransferTarget.objects.filter(pk=target_id).first()
    if found is None:
        raise TargetUnknown(target_id=target_id)
    return found


def _next_position() -> int:
    last: int | None = TransferTarget.objects.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
