"""Figures of companies in words, short enough for a table."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.ops.models import CompanyStanding


def stuck_words(standing: CompanyStanding, *, now: datetime) -> str:
    """How much waits for somebody or was given up, and how long the oldest has been waiting."""
    stuck = standing.dead_entries + standing.quarantined + standing.late_entries + standing.late_events
    if not stuck:
        return "–"
    waiting = [at for at in (standing.oldest_entry_due_at, standing.oldest_event_at) if at is not None]
    if not waiting:
        return str(stuck)
    return _("%(count)s, seit %(wait)s") % {"count": stuck, "wait": wait_words(now - min(waiting))}


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
