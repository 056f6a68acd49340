"""Where on a day a visit may begin, span by span, with what is in the way: the same layers as for booking."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from booking.enums import RefusalCode
from booking.rules.calendar import Calendar, Layer
from booking.rules.engine import layers_of
from booking.rules.spans import Span, Spans, difference, intersection
from booking.rules.taken import Taken
from booking.rules.visits import Visit
from booking.wall_clock import day_span


class Verdict(NamedTuple):
    """For starts in [start, end): allowed without ``codes``; else every rule against it that can be waived.

    ``is_final``: the one code is of a rule that nobody can waive. ``thing``: what sort of room is not free.
    """

    start: int
    end: int
    codes: tuple[RefusalCode, ...] = ()
    is_final: bool = False
    thing: str = ""


def verdicts_of(
    calendar: Calendar,
    visit: Visit,
    *,
    day: date,
    now: int,
    taken: Mapping[int, Taken],
    waivable: Collection[RefusalCode] = (),
) -> list[Verdict]:
    """The whole local day in spans, earliest first; the grid is left to whoever chooses a start."""
    whole = day_span(day, visit.branch.zone)
    layers = list(layers_of(calendar, visit, day=day, now=now, taken=taken))
    final, open_spans = _forbidden([each for each in layers if each.code not in waivable], whole)
    soft = [Verdict(start, end) for start, end in open_spans]
    for layer in layers:
        if layer.code in waivable:
            soft = [part for verdict in soft for part in _split(verdict, layer)]
    return _joined(sorted([*final, *soft]))


def _forbidden(layers: Collection[Layer], whole: Span) -> tuple[list[Verdict], Spans]:
    """What each of these rules takes away of what the ones before it left, and what all of them leave."""
    verdicts: list[Verdict] = []
    left: Spans = (whole,)
    for layer in layers:
        verdicts += [
            Verdict(start, end, (layer.code,), is_final=True, thing=layer.thing)
            for start, end in difference(left, layer.spans)
        ]
        left = intersection(left, layer.spans)
    return verdicts, left


def _split(verdict: Verdict, layer: Layer) -> list[Verdict]:
    """The part that the rule allows, and the part that it would have to be waived for."""
    span = ((verdict.start, verdict.end),)
    allowed = intersection(span, layer.spans)
    return [
        *(verdict._replace(start=start, end=end) for start, end in allowed),
        *(
            verdict._replace(start=start, end=end, codes=(*verdict.codes, layer.code))
            for start, end in difference(span, layer.spans)
        ),
    ]


def _joined(verdicts: list[Verdict]) -> list[Verdict]:
    """Neighbours that say the same become one."""
    joined: list[Verdict] = []
    for each in verdicts:
        if joined and joined[-1].end == each.start and joined[-1][2:] == each[2:]:
            joined[-1] = joined[-1]._replace(end=each.end)
        else:
            joined.append(each)
    return joined
