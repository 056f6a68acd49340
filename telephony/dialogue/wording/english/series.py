"""Recurring appointments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from telephony.dialogue.wording.english.acts import Acts
from telephony.dialogue.wording.german.series import MOST_SAID
from telephony.dialogue.wording.german.series import Series as GermanSeries


class Series(Acts, GermanSeries):
    """What is said about a series."""

    def ask_how_often(self) -> str:
        return "How often would you like to come, for example every week or every two weeks?"

    def ask_how_many_times(self) -> str:
        return "How many times in all, or until when?"

    def how_often(self, every: int, unit: str, count: int | None) -> str:
        names = {"day": ("every day", "days"), "week": ("every week", "weeks")}
        one, many = names.get(unit, ("every month", "months"))
        rhythm = one if every == 1 else f"every {self.count(every)} {many}"
        return f"{rhythm}, {count} times" if count else rhythm

    def series_booked(self, starts: Sequence[datetime]) -> str:
        first, last = starts[0], starts[-1]
        return (
            f"Lovely, {self.count(len(starts))} appointments are booked, the first on"
            f" {self.spoken_day(first.date())}, the last on {self.spoken_day(last.date())}."
            " You'll get a confirmation with all the days in a moment."
        )

    def series_conflicts(self, conflicts: Sequence[Mapping[str, Any]], *, free: int, total: int) -> str:
        said = " ".join(self.series_conflict(each) for each in conflicts[:MOST_SAID])
        more = len(conflicts) - MOST_SAID
        rest = f" {self.count(more)} more don't work either." if more > 0 else ""
        return (
            f"Of {self.count(total)} appointments {self.count(free)} are free. {said}{rest}"
            " Shall I take the replacements, leave those out, or book nothing at all?"
        )

    def series_conflict(self, conflict: Mapping[str, Any]) -> str:
        day = self.spoken_day(date.fromisoformat(conflict["day"]))
        reason = self.refusal(conflict["reason"])
        if not conflict["instead"]:
            return f"{day} doesn't work: {reason}"
        instead = self.spoken_start(datetime.fromisoformat(conflict["instead"]))
        return f"{day} doesn't work: {reason} {instead} would be free instead."
