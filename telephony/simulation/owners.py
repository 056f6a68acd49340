"""The callers every company can let ring at its own calendar: its own services, people and free times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from booking.models import Branch
from booking.queries.catalogue import current_catalogue
from booking.queries.slots import search_slots
from booking.values import Slot, SlotSearch
from telephony.dialogue.times.lexicon import MONTH_NAMES
from telephony.dialogue.times.spoken import WEEKDAY_NAMES
from telephony.simulation.scenario import Scenario

_CALLERS = Path(__file__).with_name("owners.yaml")
# Far enough ahead for every notice, near enough to be worked.
_SEARCHED = (timedelta(days=3), timedelta(days=17))


class NothingFree(Exception):
    """No service has two free times in the next weeks: there is nothing that a caller could ask for."""


def owner_scenarios(*, now: datetime) -> list[Scenario]:
    """The callers with the current company's own words and two times that are free.

    :raises NothingFree: nothing to ask for.
    """
    words = _words(now)
    entries = yaml.safe_load(_CALLERS.read_text(encoding="utf-8"))
    return [Scenario.model_validate(_filled(entry, words)) for entry in entries]


def _words(now: datetime) -> dict[str, str]:
    first, second = _two_free_times(now)
    branch = Branch.objects.get(pk=first.branch_id)
    wall = [slot.starts_at.astimezone(branch.zone).replace(tzinfo=None) for slot in (first, second)]
    return {
        "leistung": first.service,
        "person": first.staff,
        "filiale": branch.slug,
        **_spelled("", wall[0]),
        **_spelled("auch_", wall[1]),
    }


def _spelled(prefix: str, start: datetime) -> dict[str, str]:
    minute = f" {start.minute}" if start.minute else ""
    day = f"am {WEEKDAY_NAMES[start.weekday()]}, den {start.day}. {MONTH_NAMES[start.month - 1]}"
    return {
        f"{prefix}wann": f"{day} um {start.hour} Uhr{minute}",
        f"{prefix}frei": start.isoformat(),
        f"{prefix}tag": start.date().isoformat(),
        f"{prefix}uhrzeit": start.strftime("%H:%M"),
    }


def _two_free_times(now: datetime) -> tuple[Slot, Slot]:
    """Of the first service that somebody has two days for: one person, the same branch."""
    opens, closes = (now + ahead for ahead in _SEARCHED)
    for service in current_catalogue().services:
        for start in (opens, opens + timedelta(days=4)):
            search = SlotSearch(service_ids=(service.service_id,), windows=((start, closes),), limit=8)
            slots = search_slots(search=search, now=now).slots
            for first in slots:
                for second in slots:
                    is_same = (first.staff_id, first.branch_id) == (second.staff_id, second.branch_id)
                    if is_same and first.starts_at.date() != second.starts_at.date():
                        return first, second
    raise NothingFree


def _filled(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(each, words) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, words) for each in value]
    if not isinstance(value, str):
        return value
    for name, word in words.items():
        value = value.replace(f"{{{name}}}", word)
    return value
