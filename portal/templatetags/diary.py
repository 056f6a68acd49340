"""Small words of the calendar's templates."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils import formats
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def minutes_words(span: timedelta) -> str:
    """``45 Min.`` or ``1 Std. 30``."""
    hours, minutes = divmod(int(span.total_seconds() // 60), 60)
    if not hours:
        return _("%(count)d Min.") % {"count": minutes}
    whole = _("%(count)d Std.") % {"count": hours}
    return f"{whole} {minutes}" if minutes else whole


@register.filter
def wall_words(text: str) -> str:
    """``2026-11-23T10:15`` → ``Mo, 23. November, 10:15``; anything else stays away."""
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return formats.date_format(wall.replace(tzinfo=None), "D, j. F, H:i")
