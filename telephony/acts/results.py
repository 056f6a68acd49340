"""What an act answers: always a code for machines and a sentence for the caller."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from booking.enums import DepositKind
from booking.models import Appointment
from booking.values import OfferedSlot, Slot, WhyNot
from telephony.dialogue.wording import GERMAN, Wording
from telephony.enums import Outcome
from telephony.values import JsonObject


@dataclass(frozen=True, kw_only=True, slots=True)
class ActResult:
    """``more`` goes out beside ``ok``, ``code`` and ``say``; the rest is noted on the call."""

    ok: bool
    code: str
    say: str
    more: JsonObject = field(default_factory=dict)
    appointment_id: int | None = None
    customer_id: int | None = None
    outcome: Outcome | None = None

    def to_json(self) -> JsonObject:
        """As it goes over the wire."""
        return {"ok": self.ok, "code": self.code, "say": self.say, **self.more}


def refused(code: str, say: str, **more: Any) -> ActResult:
    """Something that could not be done; the sentence says what to do instead."""
    return ActResult(ok=False, code=code, say=say, more=more)


def slot_json(slot: OfferedSlot, words: Wording = GERMAN, *, today: datetime) -> JsonObject:
    """An offered time as the brain and the provider's model see it."""
    local = slot.starts_at.astimezone(ZoneInfo(slot.timezone))
    return {
        "slot_id": slot.slot_id,
        "starts_at": local.isoformat(),
        "spoken": words.spoken_start(local, today=today.date()),
        "staff": slot.staff,
        "staff_id": slot.staff_id,
        "branch": slot.branch,
        "branch_id": slot.branch_id,
        "service": slot.service,
        "service_id": slot.service_id,
        "duration_minutes": int(slot.duration.total_seconds() // 60),
        "price_cents": slot.price_cents,
        "matches_wish": slot.matches_wish,
        **({"people": slot.party_size} if slot.party_size > 1 else {}),
        **({"places_left": slot.places_left} if slot.places_left is not None else {}),
        "because": [advantage.value for advantage in slot.because],
    }


def visit_json(slot: OfferedSlot, words: Wording = GERMAN, *, today: datetime) -> JsonObject:
    """A visit of several parts: the first of them ``with`` the others, all under one ``slot_id``."""
    first, *others = (
        slot_json(
            OfferedSlot(
                **{each.name: getattr(part, each.name) for each in fields(Slot)},
                slot_id=slot.slot_id,
                expires_at=slot.expires_at,
            ),
            words,
            today=today,
        )
        for part in slot.parts
    )
    return {**first, "with": others}


def why_not_json(obstacles: Iterable[WhyNot]) -> list[JsonObject]:
    """What was in the way of the exact time that the caller wished for, for the call's page."""
    return [
        {
            "staff": each.staff,
            "branch": each.branch,
            "code": each.code.value,
            "until": each.until.isoformat() if each.until else None,
            "thing": each.thing,
            "things": list(each.things),
            "service": each.service,
            "processing_until": each.processing_until.isoformat() if each.processing_until else None,
        }
        for each in obstacles
    ]


def terms_json(appointment: Appointment, words: Wording = GERMAN, *, now: datetime) -> JsonObject:
    """What the appointment still waits for, with the sentence about it; empty when it simply stands."""
    zone, local_now = appointment.branch.zone, now.replace(tzinfo=None)
    if appointment.answer_due_at is not None:
        due_at = appointment.answer_due_at.astimezone(zone)
        say = words.requested(due_at.replace(tzinfo=None), now=local_now)
        return {"status": appointment.status, "due_at": due_at.isoformat(), "terms": say}
    if appointment.deposit_due_at is not None and appointment.deposit_cents is not None:
        due_at = appointment.deposit_due_at.astimezone(zone)
        is_card = appointment.deposit_kind == DepositKind.CARD_HOLD
        sentence = words.card_due if is_card else words.deposit_due
        say = sentence(appointment.deposit_cents, due_at.replace(tzinfo=None), now=local_now)
        return {"price_cents": appointment.deposit_cents, "due_at": due_at.isoformat(), "terms": say}
    return {}


def appointment_json(appointment: Appointment, words: Wording = GERMAN) -> JsonObject:
    """An appointment as its own customer may hear of it."""
    local = appointment.local_start
    return {
        "id": appointment.pk,
        "starts_at": local.isoformat(),
        "spoken": words.spoken_start(local),
        "service": appointment.service.name,
        "service_id": appointment.service_id,
        "staff": appointment.staff.name,
        "staff_id": appointment.staff_id,
        "branch": appointment.branch.name,
        "branch_id": appointment.branch_id,
        "price_cents": appointment.price_cents,
    }
