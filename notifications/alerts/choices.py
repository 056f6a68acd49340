"""What one member wants to be told, and when not. Kept with the membership."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from notifications.alerts.kinds import AlertKind, kinds_for, usual_kinds
from tenants.enums import Role
from tenants.models import Membership

_QUIET: Final = (time(20), time(7))


@dataclass(frozen=True, kw_only=True, slots=True)
class AlertChoices:
    """``quiet`` is from when until when nothing is shown; what happened then is told afterwards."""

    kinds: frozenset[str]
    names: bool = False
    quiet: tuple[time, time] | None = _QUIET

    def quiet_until(self, now: datetime, *, zone: ZoneInfo) -> datetime | None:
        """When the quiet hours end in which ``now`` lies; ``None`` outside of them."""
        if self.quiet is None or self.quiet[0] == self.quiet[1]:
            return None
        start, end = self.quiet
        local = now.astimezone(zone)
        clock = local.time()
        is_quiet = start <= clock < end if start < end else clock >= start or clock < end
        if not is_quiet:
            return None
        day = local.date() + timedelta(days=1) if start > end and clock >= start else local.date()
        return datetime.combine(day, end, tzinfo=zone)


def choices_of(membership: Membership) -> AlertChoices:
    """What the member chose; what is usual for the role where nothing was."""
    kept: dict[str, Any] = membership.alerts
    role = Role(membership.role)
    if not kept:
        return AlertChoices(kinds=usual_kinds(role))
    quiet = kept.get("quiet")
    return AlertChoices(
        kinds=frozenset(kept["kinds"]) & {str(kind) for kind in kinds_for(role)},
        names=bool(kept.get("names")),
        quiet=(time.fromisoformat(quiet[0]), time.fromisoformat(quiet[1])) if quiet else None,
    )


def choose_alerts(*, membership_id: int, choices: AlertChoices) -> None:
    """Keep what a member chose.

    :raises ValueError: a kind that does not exist.
    """
    quiet = [each.isoformat("minutes") for each in choices.quiet] if choices.quiet else None
    kept = {
        "kinds": sorted(AlertKind(kind).value for kind in choices.kinds),
        "names": choices.names,
        "quiet": quiet,
    }
    Membership.objects.filter(pk=membership_id).update(alerts=kept)
