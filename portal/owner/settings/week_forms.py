"""The form of a week plan: pairs of times, as many a day as are wanted."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.enums import Weekday
from portal.owner.settings.fields import clock_of
from portal.owner.settings.week_plan import CLOSED_WEEK, MOST_WEEKS, Week, WeekPlan, monday_of

HOLIDAYS: Final = "h"
_LETTERS: Final = "ABCD"
_MOST_SPANS: Final = 8
_SHORT_DAYS: Final = (
    gettext_lazy("Mo"), gettext_lazy("Di"), gettext_lazy("Mi"), gettext_lazy("Do"), gettext_lazy("Fr"),
    gettext_lazy("Sa"), gettext_lazy("So"),
)  # fmt: skip


@dataclass(kw_only=True, slots=True)
class DayFields:
    """One weekday with what stands in its fields; ``error`` says what is wrong there."""

    key: str
    name: str
    short: str
    pairs: list[tuple[str, str]]
    error: str = ""


@dataclass(kw_only=True, slots=True)
class WeekFields:
    """One week of the plan."""

    key: str
    label: str
    days: list[DayFields] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class WeekForm:
    """All weeks as they are shown, and as they were sent."""

    weeks: list[WeekFields]
    count: int
    has_holidays: bool
    starts_on: date | None
    errors: list[str] = field(default_factory=list)
    plan: WeekPlan | None = None

    @property
    def usual(self) -> list[WeekFields]:
        """The weeks by turns."""
        return self.weeks[:MOST_WEEKS]

    @property
    def in_holidays(self) -> WeekFields:
        """The week of the school holidays."""
        return self.weeks[MOST_WEEKS]


def form_of(plan: WeekPlan) -> WeekForm:
    """The plan to be edited; weeks that it does not have begin like its first."""
    usual = [
        plan.weeks[number] if number < len(plan.weeks) else plan.weeks[0] for number in range(MOST_WEEKS)
    ]
    texts = [*map(_texts, usual), _texts(plan.in_holidays or plan.weeks[0])]
    return WeekForm(
        weeks=_fields(texts), count=len(plan.weeks), has_holidays=plan.in_holidays is not None, starts_on=None
    )


def form_from(sent: Mapping[str, Any], lists: Any, *, today: date, may_differ: bool) -> WeekForm:
    """What was sent, with ``plan`` where all of it can be read.

    :param lists: ``QueryDict.getlist`` of the request.
    """
    texts = [
        [_pairs(lists(f"{key}{day}-from"), lists(f"{key}{day}-until")) for day in range(7)] for key in _keys()
    ]
    count = int(sent["weeks"]) if str(sent.get("weeks")) in {"1", "2", "3", "4"} else 1
    form = WeekForm(
        weeks=_fields(texts),
        count=count,
        has_holidays=may_differ and sent.get("in_holidays") == "on",
        starts_on=_starts_on(str(sent.get("starts_on", ""))),
    )
    if sent.get("starts_on") and form.starts_on is None:
        form.errors.append(_("Ab wann es gilt, ist kein Datum."))
    used = [*form.weeks[:count], *([form.in_holidays] if form.has_holidays else [])]
    read = [_read_week(week) for week in used]
    if any(day.error for week in used for day in week.days):
        form.errors.append(_("Bitte sehen Sie die markierten Tage noch einmal an."))
    if not form.errors:
        form.plan = WeekPlan(
            weeks=tuple(read[:count]),
            first_on=monday_of(form.starts_on or today),
            in_holidays=read[count] if form.has_holidays else None,
        )
    return form


def mark_overlap(form: WeekForm, weekday: int) -> None:
    """Say it at the days in which two times overlap."""
    for week in form.weeks:
        if len(week.days[weekday].pairs) > 1:
            week.days[weekday].error = _("Zwei Zeiten überschneiden sich.")
    form.errors.append(_("Zwei Zeiten überschneiden sich."))


def _keys() -> list[str]:
    return [*(f"w{number}d" for number in range(MOST_WEEKS)), f"{HOLIDAYS}d"]


def _texts(week: Week) -> list[list[tuple[str, str]]]:
    return [[(f"{opens:%H:%M}", _closing(closes)) for opens, closes in day] for day in week or CLOSED_WEEK]


def _closing(at: time) -> str:
    return "24:00" if at == time(0) else f"{at:%H:%M}"


def _fields(texts: Sequence[Sequence[list[tuple[str, str]]]]) -> list[WeekFields]:
    labels = [*(_("Woche %(letter)s") % {"letter": letter} for letter in _LETTERS), _("In den Schulferien")]
    return [
        WeekFields(
            key=key,
            label=label,
            days=[
                DayFields(
                    key=f"{key}{day.value}",
                    name=str(day.label),
                    short=str(_SHORT_DAYS[day]),
                    pairs=list(pairs),
                )
                for day, pairs in zip(Weekday, week, strict=True)
            ],
        )
        for key, label, week in zip(_keys(), labels, texts, strict=True)
    ]


def _pairs(starts: Sequence[str], ends: Sequence[str]) -> list[tuple[str, str]]:
    pairs = [(start.strip()[:20], end.strip()[:20]) for start, end in zip(starts, ends, strict=False)]
    return [pair for pair in pairs if any(pair)][:_MOST_SPANS]


def _read_week(week: WeekFields) -> Week:
    return tuple(tuple(sorted(_read_day(day))) for day in week.days)


def _read_day(day: DayFields) -> list[tuple[time, time]]:
    spans = []
    for start, end in day.pairs:
        try:
            opens, closes = clock_of(start), clock_of(end)
        except ValueError:
            day.error = _("Bitte als Uhrzeit schreiben, zum Beispiel 9 oder 9:30.")
            return []
        if closes <= opens and closes != time(0):
            day.error = _("Das Ende liegt vor dem Anfang.")
            return []
        spans.append((opens, closes))
    ordered = sorted(spans)
    for earlier, later in itertools.pairwise(ordered):
        if earlier[1] == time(0) or later[0] < earlier[1]:
            day.error = _("Zwei Zeiten überschneiden sich.")
    return spans


def _starts_on(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
