"""Names of time zones as other people's programs write them."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of an IANA or a Windows name; ``None`` when nobody knows it: a time in it cannot be told."""
    try:
        return ZoneInfo(WINDOWS_TO_OLSON.get(name, name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
