"""Figures of companies in words, short enough for a table."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.ops.models import CompanyStanding


def stuck_words(standing: CompanyStanding, *, now: datetime) -> str:
    """What was given up, what waits, and how long the oldest has been waiting."""
    parts = []
    if standing.dead_entries:
        parts.append(_("%(count)s gescheitert") % {"count": standing.dead_entries})
    if standing.quarantined:
        parts.append(_("%(count)s in Quarantäne") % {"count": standing.quarantined})
    late = standing.late_entries + standing.late_events
    if late:
        oldest = min(
            (at for at in (standing.oldest_entry_due_at, standing.oldest_event_at) if at is not None),
            default=now,
        )
        parts.append(
            _("%(count)s verspätet, seit %(wait)s") % {"count": late, "wait": wait_words(now - oldest)}
        )
    return ", ".join(parts) or "–"


def wait_words(wait: timedelta) -> str:
    """Minutes, hours or days, whichever is read at a glance."""
    minutes = max(int(wait.total_seconds() // 60), 0)
    if minutes < 120:
        return _("%(minutes)s Min.") % {"minutes": minutes}
    hours = minutes // 60
    if hours < 48:
        return _("%(hours)s Std.") % {"hours": hours}
    days = hours // 24
    return ngettext("%(days)s Tag", "%(days)s Tagen", days) % {"days": days}
