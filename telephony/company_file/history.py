"""Made-up calls of the past: for demonstrations, written in bulk and without telling anybody.

Appointments that were made by phone get the call in which they were made. Words (summary, transcript) exist
only where the caller agreed, as in life.
"""

from __future__ import annotations

import hashlib
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from booking.enums import AppointmentSource, AppointmentStatus
from booking.models import Appointment, Branch, Customer, Service
from telephony.acts.results import appointment_json
from telephony.company_file.talks import Talk, booking_talk, other_talk
from telephony.dialogue.wording import CONSENT_WORDING
from telephony.enums import (
    BrainKind,
    CallState,
    ConsentState,
    MissedReason,
    Outcome,
    Speaker,
    TicketState,
)
from telephony.models import Call, CallAct, CallbackTicket, CallerMessage, CallTurn, Consent
from telephony.queries.spoken_words import fingerprints
from telephony.values import FactsRank, JsonObject
from tenants.company_file.bulk import copy_in
from tenants.company_file.kinds import FileModel
from tenants.company_file.sections import Making
from tenants.enums import DirectoryKind
from tenants.fields import phone_index
from tenants.models import DirectoryEntry

MONTH = timedelta(days=30)
_CONSENTS = {ConsentState.GRANTED: 35, ConsentState.REFUSED: 25, ConsentState.NOT_ASKED: 40}
# What the other calls were about, and how often.
_OTHERS = {
    Outcome.ANSWERED: 30,
    Outcome.CALLBACK: 12,
    Outcome.MESSAGE: 14,
    Outcome.NOTHING_FREE: 12,
    Outcome.HUNG_UP: 20,
    Outcome.SPAM: 9,
    Outcome.FAILED: 3,
}
_MICRO_USD_PER_MINUTE = 78_000


class CallHistoryEntry(FileModel):
    """``call_history:``, the calls that go with ``history:``, and others."""

    months: Annotated[int, Field(ge=0, le=24)] = 6
    seed: int
    others_per_day: Annotated[float, Field(ge=0, le=200)] = 4


def write_call_history(entry: CallHistoryEntry, making: Making) -> None:
    """Calls with their steps; transcripts and summaries of those who agreed."""
    chance = random.Random(entry.seed)  # noqa: S311  the same seed shall give the same calls
    past = _Past(chance=chance, making=making, first=making.now - entry.months * MONTH)
    past.add_calls_of_appointments()
    past.add_others(entry.others_per_day)
    past.write()


@dataclass(kw_only=True, slots=True)
class _Act:
    name: str
    code: str
    offset_s: int
    args: JsonObject = field(default_factory=dict)
    ok: bool = True
    more: JsonObject = field(default_factory=dict)
    appointment: Appointment | None = None


@dataclass(kw_only=True, slots=True)
class _MadeUp:
    """A call before it is a row."""

    call: Call
    talk: Talk
    acts: list[_Act]


@dataclass(kw_only=True, slots=True)
class _Past:
    chance: random.Random
    making: Making
    first: datetime
    _calls: list[_MadeUp] = field(default_factory=list)
    _numbers: dict[int | None, str] = field(init=False)
    _branches: list[Branch] = field(init=False)
    _customers: list[Customer] = field(init=False)
    _prices: list[int] = field(init=False)

    def __post_init__(self) -> None:
        entries = DirectoryEntry.objects.filter(company=self.making.company, kind=DirectoryKind.PHONE_NUMBER)
        self._numbers = {entry.branch_id: entry.key for entry in entries}
        self._branches = list(Branch.objects.all())
        priced = Service.objects.exclude(price_cents=None).order_by("pk")
        self._prices = [int(service.price_cents or 0) for service in priced]
        self._customers = list(Customer.objects.exclude(phone_index=None).order_by("pk"))

    def add_calls_of_appointments(self) -> None:
        """The call in which an appointment was made, and of most cancelled ones the second call."""
        by_phone = Appointment.objects.filter(
            source=AppointmentSource.PHONE, created_at__gte=self.first, created_at__lt=self.making.now
        )
        for appointment in by_phone.with_names().order_by("created_at", "pk"):
            self._add_booking(appointment)
            cancelled = appointment.status == AppointmentStatus.CANCELLED
            if cancelled and appointment.cancelled_at and self.chance.random() < 0.7:
                self._add_cancelling(appointment, appointment.cancelled_at)

    def add_others(self, per_day: float) -> None:
        """Questions, messages, callbacks, people who hang up, and spam."""
        for number in range((self.making.now - self.first).days):
            day = self.first + timedelta(days=number)
            for _ in range(max(0, round(self.chance.gauss(per_day, per_day / 3)))):
                outcome = self.chance.choices(list(_OTHERS), list(_OTHERS.values()))[0]
                self._add_other(outcome, day)

    def write(self) -> None:
        """All rows, calls first."""
        self._calls.sort(key=lambda made: made.call.ringing_at)
        copy_in(made.call for made in self._calls)
        copy_in(act for made in self._calls for act in _acts(made))
        copy_in(turn for made in self._calls if made.call.may_store_words for turn in _turns(made))
        copy_in(_answer(made.call) for made in self._calls if made.call.consent != ConsentState.NOT_ASKED)
        copy_in(self._tickets())
        copy_in(self._messages())

    def _add_booking(self, appointment: Appointment) -> None:
        seconds = self.chance.randint(38, 75)
        ringing_at = appointment.created_at - timedelta(seconds=seconds - 6)
        call = self._call(
            ringing_at,
            seconds,
            Outcome.BOOKED,
            "book",
            branch=appointment.branch,
            customer=appointment.customer,
        )
        call.ring_to_booked_ms = (seconds - 6) * 1000
        spoken = appointment_json(appointment)
        args = {"service": appointment.service.name}
        offered = {name: spoken[name] for name in ("starts_at", "spoken", "service", "staff", "branch")}
        more = {"slots": [offered | {"matches_wish": True}]}
        acts = [
            _Act(name="find_times", code="offered", offset_s=seconds // 3, args=args, more=more),
            _Act(
                name="book",
                code="booked",
                offset_s=seconds - 6,
                args={"name": appointment.customer.name},
                more={"appointment": spoken},
                appointment=appointment,
            ),
        ]
        self._note(
            call, booking_talk(appointment, company=self.making.company.name, chance=self.chance), acts
        )

    def _add_cancelling(self, appointment: Appointment, at: datetime) -> None:
        seconds = self.chance.randint(25, 50)
        call = self._call(
            at - timedelta(seconds=seconds - 5),
            seconds,
            Outcome.CANCELLED,
            "cancel",
            branch=appointment.branch,
            customer=appointment.customer,
        )
        acts = [
            _Act(name="my_appointments", code="found", offset_s=seconds // 2),
            _Act(
                name="cancel",
                code="cancelled",
                offset_s=seconds - 5,
                more={"appointment": appointment_json(appointment)},
                appointment=appointment,
            ),
        ]
        self._note(
            call, other_talk(Outcome.CANCELLED, company=self.making.company.name, chance=self.chance), acts
        )

    def _add_other(self, outcome: Outcome, day: datetime) -> None:
        branch = self.chance.choice(self._branches)
        local = day.astimezone(branch.zone).replace(
            hour=self.chance.choice(_HOURS), minute=self.chance.randint(0, 59)
        )
        known = self._customers and outcome != Outcome.SPAM and self.chance.random() < 0.7
        talk = other_talk(outcome, company=self.making.company.name, chance=self.chance)
        call = self._call(
            local,
            self.chance.randint(*_SECONDS.get(outcome, (20, 55))),
            outcome,
            talk.intent,
            branch=branch,
            customer=self.chance.choice(self._customers) if known else None,
        )
        if call.ringing_at < self.making.now - timedelta(hours=1):
            acts = [_Act(name=talk.act, code=talk.code, offset_s=12, ok=talk.is_ok)] if talk.act else []
            self._note(call, talk, acts)

    def _call(
        self,
        ringing_at: datetime,
        seconds: int,
        outcome: Outcome,
        intent: str,
        *,
        branch: Branch,
        customer: Customer | None,
    ) -> Call:
        number = customer.phone if customer else self._hidden_or_strange()
        ended_at = ringing_at + timedelta(seconds=seconds)
        talks = outcome not in {Outcome.HUNG_UP, Outcome.SPAM, Outcome.FAILED}
        return Call(
            provider="retell",
            provider_call_id=f"call_{self.chance.randbytes(16).hex()}",
            token=uuid.UUID(bytes=self.chance.randbytes(16), version=4),
            brain=BrainKind.OWN,
            branch=branch,
            customer=customer,
            from_number=number,
            phone_index=phone_index(number) if number else None,
            to_number=self._numbers.get(branch.pk, branch.phone),
            state=CallState.FAILED if outcome == Outcome.FAILED else CallState.ANALYSED,
            facts_rank=FactsRank.ANALYSED,
            ringing_at=ringing_at,
            started_at=ringing_at + timedelta(seconds=1),
            ended_at=ended_at,
            duration_ms=(seconds - 1) * 1000,
            disconnection_reason=_REASONS.get(outcome, "agent_hangup"),
            outcome=outcome,
            intents=[intent] if intent else [],
            sentiment=self.chance.choices(("positive", "neutral", "negative"), (45, 50, 5))[0]
            if talks
            else "",
            language="de" if talks else "",
            missed_reason=_MISSED.get(outcome, ""),
            missed_cents=self._prices[len(self._calls) % len(self._prices)]
            if outcome == Outcome.NOTHING_FREE and self._prices
            else None,
            seen_at=ended_at + timedelta(minutes=20)
            if ended_at < self.making.now - timedelta(days=_UNSEEN_DAYS)
            else None,
            cost_micro_usd=_MICRO_USD_PER_MINUTE * seconds // 60,
            spoken_ms=int(seconds * 1000 * 0.9),
            consent=self.chance.choices(list(_CONSENTS), list(_CONSENTS.values()))[0]
            if talks
            else ConsentState.NOT_ASKED,
        )

    def _hidden_or_strange(self) -> str:
        return "" if self.chance.random() < 0.3 else f"+49176040690{self.chance.randint(0, 99):02d}"

    def _note(self, call: Call, talk: Talk, acts: list[_Act]) -> None:
        if call.may_store_words:
            call.summary, call.turns = talk.summary, len(talk.turns)
        call.acts_done = len(acts)
        self._calls.append(_MadeUp(call=call, talk=talk, acts=acts))

    def _tickets(self) -> Iterator[CallbackTicket]:
        """Kept promises, but for the latest two."""
        asked = [made for made in self._calls if made.call.outcome == Outcome.CALLBACK]
        for left, made in zip(range(len(asked), 0, -1), asked, strict=True):
            is_open = left <= _LEFT_OPEN
            due_at = (
                self.making.now + timedelta(hours=2 * left) if is_open else _end(made) + timedelta(hours=4)
            )
            yield CallbackTicket(
                call=made.call,
                reason=made.talk.note,
                name=_name(made),
                phone=made.call.from_number,
                state=TicketState.OPEN if is_open else TicketState.DONE,
                created_at=_end(made),
                due_at=due_at,
                done_at=None if is_open else due_at - timedelta(minutes=self.chance.randint(5, 200)),
            )

    def _messages(self) -> Iterator[CallerMessage]:
        """All read, but for the latest two."""
        left = [made for made in self._calls if made.call.outcome == Outcome.MESSAGE]
        for place, made in enumerate(left, start=1):
            yield CallerMessage(
                call=made.call,
                text=made.talk.note,
                name=_name(made),
                phone=made.call.from_number,
                created_at=_end(made),
                read_at=None if place > len(left) - _LEFT_OPEN else _end(made) + timedelta(minutes=50),
            )


_LEFT_OPEN = 2
_UNSEEN_DAYS = 1
_MISSED = {
    Outcome.NOTHING_FREE: MissedReason.NOTHING_FREE,
    Outcome.FAILED: MissedReason.OUTAGE,
}
# Most people ring in the morning and after work.
_HOURS = (8, 9, 9, 10, 10, 10, 11, 11, 12, 13, 14, 15, 16, 16, 17, 17, 18, 19)
_SECONDS = {
    Outcome.HUNG_UP: (4, 15),
    Outcome.SPAM: (3, 12),
    Outcome.FAILED: (2, 9),
    Outcome.ANSWERED: (15, 40),
}
_REASONS = {
    Outcome.HUNG_UP: "user_hangup",
    Outcome.SPAM: "user_hangup",
    Outcome.FAILED: "error_llm_websocket_lost_connection",
    Outcome.ANSWERED: "user_hangup",
}


def _end(made: _MadeUp) -> datetime:
    return made.call.ended_at or made.call.ringing_at


def _name(made: _MadeUp) -> str:
    return made.call.customer.name if made.call.customer else ""


def _answer(call: Call) -> Consent:
    return Consent(
        call=call, granted=call.may_store_words, wording_version=CONSENT_WORDING, at=call.ringing_at
    )


def _acts(made: _MadeUp) -> Iterator[CallAct]:
    for position, act in enumerate(made.acts):
        yield CallAct(
            call=made.call,
            position=position,
            name=act.name,
            fingerprint=hashlib.sha256(f"{act.name}/{position}".encode()).digest(),
            args=act.args,
            result={"ok": act.ok, "code": act.code, "say": "", **act.more},
            ok=act.ok,
            code=act.code,
            at=made.call.ringing_at + timedelta(seconds=act.offset_s),
            offset_ms=act.offset_s * 1000,
            duration_ms=6 + 3 * position,
            appointment=act.appointment,
        )


def _turns(made: _MadeUp) -> Iterator[CallTurn]:
    turns = made.talk.turns
    step = (made.call.duration_ms or 0) // (len(turns) + 1)
    for position, (speaker, text) in enumerate(turns):
        yield CallTurn(
            call=made.call,
            position=position,
            speaker=Speaker(speaker),
            text=text,
            offset_ms=step * position,
            words=fingerprints(text),
        )
