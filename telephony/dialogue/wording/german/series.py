"""Recurring appointments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from telephony.dialogue.wording.german.acts import Acts

# Nobody keeps more than this in mind while listening.
MOST_SAID = 4


class Series(Acts):
    """What is said about a series."""

    def ask_how_often(self) -> str:
        """Return the question for the rhythm."""
        return "In welchem Abstand möchten Sie kommen, zum Beispiel jede Woche oder alle zwei Wochen?"

    def ask_how_many_times(self) -> str:
        """Return the question for the end."""
        return "Wie oft insgesamt, oder bis wann?"

    def how_often(self, every: int, unit: str, count: int | None) -> str:
        """Return the rhythm: ``jede Woche, 6-mal``."""
        names = {"day": ("jeden Tag", "Tage"), "week": ("jede Woche", "Wochen")}
        one, many = names.get(unit, ("jeden Monat", "Monate"))
        rhythm = one if every == 1 else f"alle {self.count(every)} {many}"
        return f"{rhythm}, {count}-mal" if count else rhythm

    def series_booked(self, starts: Sequence[datetime]) -> str:
        """Return that all of them stand, with the first and the last."""
        first, last = starts[0], starts[-1]
        return (
            f"Wunderbar, {self.count(len(starts))} Termine sind eingetragen, der erste am "
            f"{self.spoken_day(first.date())}, der letzte am {self.spoken_day(last.date())}."
            " Die Bestätigung mit allen Tagen bekommen Sie gleich."
        )

    def series_conflicts(self, conflicts: Sequence[Mapping[str, Any]], *, free: int, total: int) -> str:
        """Return what cannot be had of a series, with what there is instead, and ask."""
        said = " ".join(self.series_conflict(each) for each in conflicts[:MOST_SAID])
        more = len(conflicts) - MOST_SAID
        rest = f" Bei {self.count(more)} weiteren geht es auch nicht." if more > 0 else ""
        return (
            f"Von {self.count(total)} Terminen sind {self.count(free)} frei. {said}{rest}"
            " Soll ich den Ersatz nehmen, die weglassen, oder lieber gar nichts buchen?"
        )

    def series_conflict(self, conflict: Mapping[str, Any]) -> str:
        """Return what is in the way of one date, and what there is instead."""
        day = self.spoken_day(date.fromisoformat(conflict["day"]))
        reason = self.refusal(conflict["reason"])
        if not conflict["instead"]:
            return f"Am {day} geht es nicht: {reason}"
        instead = self.spoken_start(datetime.fromisoformat(conflict["instead"]))
        return f"Am {day} geht es nicht: {reason} Stattdessen ginge {instead}."
