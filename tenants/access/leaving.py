"""People who sign in nowhere any more."""

from __future__ import annotations

from datetime import datetime

from django.db.models.functions import Coalesce

from tenants.models import User


def remove_left_users(*, before: datetime, limit: int) -> int:
    """Users without any company who were last seen before; the platform's own people stay. How many went."""
    seen = Coalesce("last_login", "email_confirmed_at")
    left = User.objects.filter(memberships__isnull=True, is_staff=False).annotate(seen=seen)
    ids = list(left.filter(seen__lt=before).order_by("pk").values_list("pk", flat=True)[:limit])
    User.objects.filter(pk__in=ids).delete()
    return len(ids)
