"""How published versions do on the phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Avg, Count, Q

from telephony.enums import CallState, Outcome, Route
from telephony.models import Call


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionResults:
    """Real calls that a version took; calls that were turned away or passed on are none of its doing."""

    calls: int = 0
    booked: int = 0
    callbacks: int = 0
    hung_up: int = 0
    length: timedelta | None = None

    @property
    def booked_percent(self) -> int | None:
        """How many of a hundred ended with an appointment; nothing to say without calls."""
        return round(100 * self.booked / self.calls) if self.calls else None


def results_by_version(version_ids: list[int]) -> dict[int, VersionResults]:
    """Results of each of these versions, in one statement."""
    over = Call.objects.real().filter(
        version__in=version_ids, route=Route.ANSWER, state__in=[CallState.ENDED, CallState.ANALYSED]
    )
    rows = (
        over.order_by()
        .values("version")
        .annotate(
            calls=Count("pk"),
            booked=Count("pk", filter=Q(outcome=Outcome.BOOKED)),
            owed=Count("pk", filter=Q(outcome__in=[Outcome.CALLBACK, Outcome.MESSAGE])),
            hung_up=Count("pk", filter=Q(outcome=Outcome.HUNG_UP)),
            length=Avg("duration_ms"),
        )
    )
    return {
        row["version"]: VersionResults(
            calls=row["calls"],
            booked=row["booked"],
            callbacks=row["owed"],
            hung_up=row["hung_up"],
            length=timedelta(milliseconds=row["length"]) if row["length"] is not None else None,
        )
        for row in rows
    }
