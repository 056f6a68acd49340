"""Where the time of a call went, drawn as bars one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from telephony.models import Call
from telephony.services.waterfall import Waterfall

# The drawing is this wide, whatever it is shown at.
WIDTH: Final = 1000
GOAL: Final = timedelta(seconds=60)
_AT_ONCE_MS: Final = 100

STAGES: Final = {
    "greeting": gettext_lazy("Begrüßung"),
    "understood": gettext_lazy("Anliegen verstanden"),
    "offered": gettext_lazy("Zeiten angeboten"),
    "chosen": gettext_lazy("Zeit gewählt"),
    "details": gettext_lazy("Name und Nummer"),
    "confirmed": gettext_lazy("Bestätigt"),
    "booked": gettext_lazy("Gebucht"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One stretch; ``x`` and ``width`` in thousandths of the whole."""

    label: str
    seconds: str
    x: int
    width: int
    hue: int


@dataclass(frozen=True, kw_only=True, slots=True)
class WaterfallChart:
    """The whole drawing."""

    headline: str
    tone: str
    bars: tuple[Bar, ...]
    goal_x: int | None
    answers: str


def chart_of(call: Call) -> WaterfallChart | None:
    """``None`` where too little is known of how the call went."""
    if not call.waterfall:
        return None
    waterfall = Waterfall.from_json(call.waterfall)
    if len(waterfall.stages) < 2:
        return None
    whole = waterfall.stages[-1].end_ms
    goal_ms = GOAL // timedelta(milliseconds=1)
    return WaterfallChart(
        headline=_headline(waterfall),
        tone=_tone(waterfall.booked_ms),
        bars=tuple(_bars(waterfall, whole)),
        goal_x=goal_ms * WIDTH // whole if goal_ms < whole else None,
        answers=_answers(waterfall),
    )


def _bars(waterfall: Waterfall, whole: int) -> Iterator[Bar]:
    for number, stage in enumerate(waterfall.stages):
        x = stage.start_ms * WIDTH // whole
        yield Bar(
            label=str(STAGES[stage.name]),
            seconds=_seconds(stage.end_ms - stage.start_ms),
            x=x,
            width=max(stage.end_ms * WIDTH // whole - x, 4),
            hue=number + 1,
        )


def _headline(waterfall: Waterfall) -> str:
    if waterfall.booked_ms is None:
        return _("Gesprochen: %(time)s, ohne Buchung") % {"time": _seconds(waterfall.total_ms)}
    return _("Gebucht nach %(time)s Gespräch") % {"time": _seconds(waterfall.booked_ms)}


def _tone(booked_ms: int | None) -> str:
    if booked_ms is None:
        return "neutral"
    return "good" if booked_ms <= GOAL // timedelta(milliseconds=1) else "warn"


def _answers(waterfall: Waterfall) -> str:
    """The slowest of our answers; none was measured where a provider led the conversation."""
    if not waterfall.answers_ms:
        return ""
    if max(waterfall.answers_ms) < _AT_ONCE_MS:
        return _("Unsere Antworten kamen sofort.")
    return _("Unsere Antworten kamen nach höchstens %(time)s.") % {
        "time": _seconds(max(waterfall.answers_ms))
    }


def _seconds(milliseconds: int) -> str:
    return _("%(seconds)s s") % {"seconds": formats.number_format(milliseconds / 1000, 1)}
