"""Names of time zones as other people's programs write them."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of an IANA name, a Windows name ("W. Europe Standard Time") or one with a prefix before it.

    ``None`` when nobody knows it: a time in it cannot be told.
    """
    bare = name.strip().strip('"')
    # Some write /freeassociation.sourceforge.net/Europe/Berlin or /softwarestudio.org/Tzfile/Europe/Berlin.
    tail = "/".join(bare.split("/")[-2:]) if bare.startswith("/") else bare
    for each in (bare, WINDOWS_TO_OLSON.get(bare, ""), tail):
        try:
            return ZoneInfo(each) if each and not each.startswith("/") else _no_zone(each)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None


def _no_zone(name: str) -> ZoneInfo:
    raise ZoneInfoNotFoundError(name)
