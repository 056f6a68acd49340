"""Asks one foreign reader of time expressions: a JSON case per line in, its answer per line out.

Runs in an environment of its own (``bin/setup evaluate``), so it imports nothing of ours. Each reader is
given what it needs to do its best: the language, the reference, and whether the nearest
day may lie in the past.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

Answer = dict[str, Any] | None


def _at(moment: datetime, grain: str) -> Answer:
    return {"kind": "instant", "start": moment.replace(tzinfo=None).isoformat(), "grain": grain}


def _span(start: datetime | None, end: datetime | None) -> Answer:
    return {
        "kind": "interval",
        "start": start.isoformat() if start else None,
        "end": end.isoformat() if end else None,
    }


def ask_dateparser(case: dict[str, Any], now: datetime) -> Answer:
    """First the whole text, then the first date found in it."""
    prefers = "current_period" if case["nearest"] else "future"
    settings = {"RELATIVE_BASE": now, "PREFER_DATES_FROM": prefers, "RETURN_TIME_AS_PERIOD": True}
    languages = [case["language"]]
    parser = import_module("dateparser.date").DateDataParser(languages=languages, settings=settings)
    found = parser.get_date_data(case["text"])
    if not found.date_obj:
        inside = import_module("dateparser.search").search_dates(case["text"], languages=languages)
        found = parser.get_date_data(inside[0][0]) if inside else found
    if not found.date_obj:
        return None
    grain = {"time": "minute", "part_of_day": "hour"}.get(found.period, found.period)
    return _at(found.date_obj, grain)


def ask_ctparse(case: dict[str, Any], now: datetime) -> Answer:
    """Its hours for the parts of the day are its own."""
    found = import_module("ctparse").ctparse(case["text"], ts=now, timeout=2.0)
    if found is None:
        return None
    value = found.resolution
    kind = type(value).__name__
    if kind == "Duration":
        seconds = {
            "minutes": 60,
            "hours": 3600,
            "days": 86400,
            "nights": 86400,
            "weeks": 604800,
            "months": 2592000,
        }
        return {"kind": "duration", "seconds": value.value * seconds[value.unit.value]}
    if kind == "Interval":
        start = value.t_from.start.dt if value.t_from else None
        return _span(start, _end_of(value.t_to) if value.t_to else None)
    if value.hour is None and value.POD is None:
        return _at(value.dt, "day")
    if value.POD is not None:
        return _span(value.start.dt, value.end.dt)
    return _at(value.dt, "minute")


def _end_of(value: Any) -> datetime:
    if value.hour is None and value.POD is None:
        return value.dt + timedelta(days=1)  # type: ignore[no-any-return]
    return value.end.dt if value.POD is not None else value.dt  # type: ignore[no-any-return]


def ask_ovos(case: dict[str, Any], now: datetime) -> Answer:
    """A date first, else a duration."""
    library = import_module("ovos_date_parser")
    found = library.extract_datetime(case["text"], case["language"], now)
    if found:
        moment = found[0]
        return _at(moment, "day" if (moment.hour, moment.minute) == (0, 0) else "minute")
    length = library.extract_duration(case["text"], case["language"])
    if length and length[0]:
        return {"kind": "duration", "seconds": length[0].total_seconds()}
    return None


def ask_parsedatetime(case: dict[str, Any], now: datetime) -> Answer:
    """Its German words come with its own locale."""
    library = import_module("parsedatetime")
    locale = {"de": "de_DE", "en": "en_US"}[case["language"]]
    moment, status = library.Calendar(library.Constants(locale, usePyICU=False)).parseDT(case["text"], now)
    return _at(moment, "day" if status == 1 else "minute") if status else None


READERS: dict[str, Callable[[dict[str, Any], datetime], Answer]] = {
    "dateparser": ask_dateparser,
    "ctparse": ask_ctparse,
    "ovos-date-parser": ask_ovos,
    "parsedatetime": ask_parsedatetime,
}


def main() -> None:
    """Answer until the input ends; a case on which the reader fails is one it does not know."""
    warnings.simplefilter("ignore")
    ask = READERS[sys.argv[1]]
    for line in sys.stdin:
        case = json.loads(line)
        try:
            answer = ask(case, datetime.fromisoformat(case["now"]))
        except Exception:  # noqa: BLE001  # whatever a foreign reader raises means that it does not know
            answer = None
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
