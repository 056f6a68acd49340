"""Taking out what messages have kept for its time; one function per rule of ``notifications.privacy``.

Each deals with at most ``limit`` rows whose moment lies before ``before`` and says how many that were.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from notifications.models import Notification, PushSubscription, Suppression
from tenants.context import current_company
from tenants.fields import holds_something
from tenants.models import Membership
from tenants.privacy.retention import blank, delete


def blank_messages(*, before: datetime, limit: int) -> int:
    """To whom something was sent, and what it said."""
    told = Q(recipient_index__isnull=False) | Q(holds_something("recipient")) | Q(holds_something("body"))
    about = Q(appointment__period__startswith__lt=before) | Q(waitlist_entry__settled_at__lt=before)
    old = Notification.objects.filter(told, about)
    return blank(old, limit=limit, recipient="", recipient_index=None, subject="", body="")


def delete_suppressions(*, before: datetime, limit: int) -> int:
    """Addresses that said stop so long ago that they belong to somebody else by now."""
    return delete(Suppression.objects.filter(created_at__lt=before), limit=limit)


def delete_devices_of_left(*, before: datetime, limit: int) -> int:
    """Devices of people who belong to the company no more."""
    members = Membership.objects.filter(company=current_company(), user__is_active=True)
    user_ids = list(members.values_list("user_id", flat=True))
    left = PushSubscription.objects.filter(created_at__lt=before).exclude(user_id__in=user_ids)
    return delete(left, limit=limit)
