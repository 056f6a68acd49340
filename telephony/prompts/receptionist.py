"""What the model is told: our instructions, and what the company offers, marked as data.

The model is told nothing that a caller may not hear: no customer, no number, no price, no secret.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from telephony.dialogue.vocabulary import Vocabulary
from telephony.values import JsonObject

# A changed text is a new version; calls keep the one they were led by.
VERSION = "empfang-1"
CORRECTION = (
    "Ihr letzter Satz wurde nicht gesprochen: Er enthielt eine Zeit, einen Preis, eine Regel oder eine "
    "Zusage, die kein Werkzeug geantwortet hat. Rufen Sie das passende Werkzeug auf oder fragen Sie nach."
)
_WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")


@cache
def instructions() -> str:
    """Our own words, the same for every company."""
    return (Path(__file__).parent / f"{VERSION}.txt").read_text(encoding="utf-8")


def parts() -> Mapping[str, str]:
    """What a version of the receptionist notes of it: calls before and after a change are told apart."""
    return {VERSION: hashlib.sha256(instructions().encode()).hexdigest()[:12]}


def opening_messages(
    *, vocabulary: Vocabulary, branch: str, local_now: datetime, knows_number: bool, hints: str = ""
) -> list[JsonObject]:
    """What stands before the conversation itself."""
    told = {
        "betrieb": vocabulary.company_name,
        "filiale": branch,
        "filialen": [each.name for each in vocabulary.branches],
        "leistungen": [service.name for service in vocabulary.services],
        "personal": [person.called for person in vocabulary.staff],
        "jetzt": f"{_WEEKDAYS[local_now.weekday()]}, {local_now:%d.%m.%Y %H:%M}",
        "rufnummer_uebermittelt": knows_number,
        "hinweise_des_betriebs": hints,
    }
    return [
        {"role": "system", "content": instructions()},
        {"role": "user", "content": f"<daten>{_as_data(told)}</daten>"},
    ]


def correction() -> JsonObject:
    """Said to the model after it claimed something that nothing proves."""
    return {"role": "system", "content": CORRECTION}


def _as_data(value: JsonObject) -> str:
    """JSON in which nothing can close the mark around it."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")
