"""Keeping the promises of ``privacy.py``: at night, every rule takes out what has been kept for its time.

Rules deal with a bounded number of rows at a time and go on until nothing is left or the night is over, so
that the day belongs to callers. What gets lost on the way is found the next night: rows tell by themselves.
"""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from tenants.context import current_company
from tenants.privacy.registry import PersonalFields, personal_fields

logger = logging.getLogger(__name__)

RETENTION: Final = "retention"
_FROM, _UNTIL = time(1), time(5)
_AT_ONCE: Final = 500
_PAUSE: Final = timedelta(seconds=5)


def keep_promises(now: datetime, *, limit: int = _AT_ONCE) -> datetime:
    """Apply every rule once, if it is night at the company's; returns when to come back."""
    night = _next_night(now)
    if night > now:
        return night
    has_more = False
    for rule in rules():
        has_more |= apply(rule, now=now, limit=limit) >= limit
    return now + _PAUSE if has_more else _next_night(now + timedelta(hours=24))


def rules() -> tuple[PersonalFields, ...]:
    """Declarations that a nightly function keeps."""
    return tuple(each for each in personal_fields() if each.expired_by)


def apply(rule: PersonalFields, *, now: datetime, limit: int = _AT_ONCE) -> int:
    """Take out at most ``limit`` rows that are due; how many it were. A rule that fails stops no other."""
    expire = import_string(rule.expired_by)
    try:
        with transaction.atomic():
            count: int = expire(before=now - rule.keep_for, limit=limit)
    except DatabaseError as error:
        logger.exception(
            "privacy.rule_failed", extra={"rule": rule.expired_by, "error": type(error).__name__}
        )
        return 0
    if count:
        logger.info("privacy.rule_kept", extra={"rule": rule.expired_by, "rows": count})
    return count


def blank(rows: QuerySet[Any], *, limit: int, **values: Any) -> int:
    """Set these columns of at most ``limit`` of the rows; how many it were."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
    rows.model._meta.default_manager.filter(pk__in=ids).update(**values)
    return len(ids)


def delete(rows: QuerySet[Any], *, limit: int) -> int:
    """Delete at most ``limit`` of the rows; how many it were."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
    rows.model._meta.default_manager.filter(pk__in=ids).delete()
    return len(ids)


def _next_night(now: datetime) -> datetime:
    """``now`` while it is night on the company's clock, else when the night begins."""
    local = now.astimezone(ZoneInfo(current_company().timezone))
    if _FROM <= local.time() < _UNTIL:
        return now
    day = local.date() if local.time() < _FROM else local.date() + timedelta(days=1)
    return datetime.combine(day, _FROM, tzinfo=local.tzinfo).astimezone(now.tzinfo)
