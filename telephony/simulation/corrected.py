"""Calls that the team has put right, played again: the same words, and what they should have led to.

Of the caller nothing but the utterance itself is used, and only while it is stored; name and number are made
up. The calendar is emptied first, so that what was wished for is free whenever the case is played.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from booking.models import Branch, Occupancy, Service
from booking.queries.slots import search_slots
from booking.values import Slot, SlotSearch
from telephony.dialogue.times.lexicon import MONTH_NAMES
from telephony.dialogue.times.spoken import WEEKDAY_NAMES
from telephony.enums import Speaker
from telephony.models import Call
from telephony.simulation.scenario import WEEKDAYS, Scenario
from telephony.values import Correction

MOST_CASES: Final = 40
NAME: Final = "Sabine Krüger"
NUMBER: Final = "0171 3929921"
_SEARCHED: Final = (timedelta(days=3), timedelta(days=24))
_OPENINGS: Final = {
    "book": "Guten Tag, ich hätte gern einen Termin für {service}{staff}, {when}.",
    "reschedule": "Guten Tag, ich möchte meinen Termin verlegen.",
    "cancel": "Guten Tag, ich möchte meinen Termin absagen.",
    "price": "Guten Tag, was kostet bei Ihnen {service}?",
    "hours": "Guten Tag, wann haben Sie denn geöffnet?",
    "callback": "Guten Tag, können Sie mich bitte zurückrufen?",
    "message": "Guten Tag, ich möchte eine Nachricht hinterlassen.",
}
CORRECTABLE: Final = tuple(_OPENINGS)
_REASON: Final = "Das möchte ich gern persönlich besprechen."
_ON_EXISTING: Final = frozenset({"reschedule", "cancel"})
_WITH_PEOPLE: Final = frozenset({"callback", "message"})

Windows = tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A call put right, ready to be played. ``is_quoted``: it speaks in the caller's own words."""

    call_id: int
    scenario: Scenario
    is_quoted: bool


def corrected_cases(*, now: datetime) -> list[Case]:
    """The newest corrections as cases of the calendar as it is; what nobody offers any more is left out."""
    calls = Call.objects.filter(correction__isnull=False).select_related("branch").order_by("-pk")
    return [case for call in calls[:MOST_CASES] for case in _case(call, now)]


def empty_calendar() -> None:
    """Nobody is taken any more; inside a transaction that is rolled back by others."""
    Occupancy.objects.all().delete()


def _case(call: Call, now: datetime) -> Iterator[Case]:
    wanted = Correction.from_json(call.correction or {})
    intent = wanted.intent or "book"
    slot = _slot(wanted, call, _windows(wanted, call.branch, now), now)
    if slot is None or intent not in _OPENINGS:
        return
    quote = _quote(call, wanted.turn)
    raw: dict[str, Any] = {
        "name": f"Richtiggestellt: Anruf vom {call.ringing_at.astimezone(call.branch.zone):%d.%m.%Y}",
        "company": "any",
        "branch": call.branch.slug,
        "from": NUMBER,
        "expect": _expected(intent, wanted, slot),
    }
    raw["caller"] = {"opening": [quote or _OPENINGS[intent].format(**_words(slot, wanted))], "name": NAME}
    if intent in _ON_EXISTING:
        later = slot.starts_at + timedelta(days=1)
        before = _slot(wanted, call, ((later, later + timedelta(days=14)),), now)
        if before is None:
            return
        raw["given"] = [_existing(before)]
        raw["caller"] |= {"day": [_words(before, wanted)["when"]], "when": [_words(slot, wanted)["when"]]}
    elif intent == "book":
        raw["caller"] |= {"service": [slot.service], "when": [_words(slot, wanted)["when"]]}
        raw["caller"] |= {"staff": [slot.staff]} if wanted.staff_id else {}
    elif intent in _WITH_PEOPLE:
        raw["caller"] |= {"reason": [_REASON], "message": [_REASON], "wants_callback": True}
    yield Case(call_id=call.pk, scenario=Scenario.model_validate(raw), is_quoted=bool(quote))


def _expected(intent: str, wanted: Correction, slot: Slot) -> dict[str, Any]:
    match intent:
        case "book":
            return {"booked": [_appointment(wanted, slot)]}
        case "reschedule":
            return {"moved": {"alt": {}}}
        case "cancel":
            return {"cancelled": ["alt"]}
        case "price":
            return {"says": ["Euro|Preis|Aufwand"]}
        case "hours":
            return {"says": ["Uhr"]}
        case _:
            return {"human": True, "may": ["callback", "message"]}


def _appointment(wanted: Correction, slot: Slot) -> dict[str, Any]:
    """Only what was put right has to be right: the rest may be as the caller likes it."""
    expected: dict[str, Any] = {"name": NAME.split()[-1]}
    if wanted.service_id:
        expected["service"] = [slot.service]
    if wanted.staff_id:
        expected["staff"] = [slot.staff]
    if wanted.at:
        at = datetime.fromisoformat(wanted.at)
        expected["when"] = {"day": [WEEKDAYS[at.weekday()]], "at": [f"{at:%H:%M}"]}
    return expected


def _slot(wanted: Correction, call: Call, windows: Windows, now: datetime) -> Slot | None:
    """A time at which it could be booked: on the day of the week and at the hour that were meant."""
    services = Service.objects.filter(is_active=True).order_by("pk")
    if wanted.service_id:
        services = services.filter(pk=wanted.service_id)
    for service_id in services.values_list("pk", flat=True):
        search = SlotSearch(
            service_ids=(service_id,),
            windows=windows,
            staff_ids=frozenset({wanted.staff_id}) if wanted.staff_id else None,
            branch_ids=frozenset({call.branch_id}),
            limit=1,
        )
        if slots := search_slots(search=search, now=now).slots:
            return slots[0]
    return None


def _windows(wanted: Correction, branch: Branch, now: datetime) -> Windows:
    """All the next weeks, or that very time on that very day of each of them."""
    opens, closes = (now + ahead for ahead in _SEARCHED)
    if not wanted.at:
        return ((opens, closes),)
    meant = datetime.fromisoformat(wanted.at)
    days = (opens.astimezone(branch.zone).date() + timedelta(days=number) for number in range(21))
    starts = [
        datetime.combine(day, meant.time(), branch.zone) for day in days if day.weekday() == meant.weekday()
    ]
    return tuple((start, start + timedelta(minutes=1)) for start in starts)


def _words(slot: Slot, wanted: Correction) -> dict[str, str]:
    wall = slot.starts_at.astimezone(Branch.objects.get(pk=slot.branch_id).zone)
    minute = f" {wall.minute}" if wall.minute else ""
    day = f"am {WEEKDAY_NAMES[wall.weekday()]}, den {wall.day}. {MONTH_NAMES[wall.month - 1]}"
    return {
        "service": slot.service,
        "staff": f" bei {slot.staff}" if wanted.staff_id else "",
        "when": f"{day} um {wall.hour} Uhr{minute}",
    }


def _existing(slot: Slot) -> dict[str, Any]:
    wall = slot.starts_at.astimezone(Branch.objects.get(pk=slot.branch_id).zone).replace(tzinfo=None)
    return {
        "as": "alt",
        "customer": NAME,
        "phone": NUMBER,
        "service": slot.service,
        "staff": slot.staff,
        "at": wall.isoformat(),
    }


def _quote(call: Call, turn: int | None) -> str:
    """The caller's own words, where they may still be read."""
    if turn is None or not call.may_store_words:
        return ""
    said = call.transcript.filter(position=turn, speaker=Speaker.CALLER).first()
    return said.text if said else ""
