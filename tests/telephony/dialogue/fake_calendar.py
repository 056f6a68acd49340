"""A small calendar that performs the acts, and a player that leads whole conversations against it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from telephony.dialogue import (
    ActDone,
    ActRequest,
    BranchTerm,
    CallerFacts,
    CallerSaid,
    DialogueState,
    ServiceTerm,
    Silence,
    StaffTerm,
    TimeWish,
    Turn,
    Vocabulary,
    open_call,
    step,
)
from telephony.dialogue.wording import GERMAN

BERLIN = ZoneInfo("Europe/Berlin")
# A Tuesday morning: Friday is ahead in the same week, so "nächsten Freitag" is ambiguous.
TUESDAY_10 = datetime(2026, 11, 24, 10, 0, tzinfo=BERLIN)

SALON = Vocabulary(
    company_name="Salon Haarmonie",
    services=(
        ServiceTerm(id=1, name="Damenhaarschnitt", duration_minutes=45, price_cents=4500),
        ServiceTerm(id=2, name="Herrenhaarschnitt", duration_minutes=30, price_cents=2800),
        ServiceTerm(id=3, name="Kinderhaarschnitt", duration_minutes=30, price_cents=1900),
        ServiceTerm(id=4, name="Färben", duration_minutes=90, price_cents=6500, price_from=True),
        ServiceTerm(id=5, name="Ansatz färben", duration_minutes=60, price_cents=4900),
        ServiceTerm(id=6, name="Strähnen", duration_minutes=120, price_cents=8900, price_from=True),
    ),
    staff=(
        StaffTerm(id=11, name="Anna", service_ids=frozenset({1, 3, 4, 5, 6})),
        StaffTerm(id=12, name="Ben", service_ids=frozenset({1, 2, 3})),
        StaffTerm(id=13, name="Clara"),
    ),
    branches=(BranchTerm(id=21, name="Mitte"),),
    industry="hairdresser",
)
PRACTICE = Vocabulary(
    company_name="Zahnarztpraxis Dr. Weber",
    services=(
        ServiceTerm(id=1, name="Kontrolluntersuchung", duration_minutes=30),
        ServiceTerm(id=2, name="Professionelle Zahnreinigung", duration_minutes=60, price_cents=9500),
        ServiceTerm(id=3, name="Schmerzbehandlung", duration_minutes=30),
    ),
    staff=(StaffTerm(id=11, name="Dr. Sabine Weber"), StaffTerm(id=12, name="Dr. Tobias Lang")),
    branches=(BranchTerm(id=21, name="Praxis"),),
    industry="dental",
)
GARAGE = Vocabulary(
    company_name="Autohaus Lehmann",
    services=(
        ServiceTerm(id=1, name="Räderwechsel", duration_minutes=30, price_cents=3900),
        ServiceTerm(id=2, name="Ölwechsel", duration_minutes=45, price_cents=8900, price_from=True),
        ServiceTerm(id=3, name="Hauptuntersuchung", duration_minutes=60, price_cents=14500),
        ServiceTerm(id=4, name="Inspektion", duration_minutes=120),
    ),
    branches=(BranchTerm(id=21, name="Pankow"), BranchTerm(id=22, name="Spandau")),
    industry="garage",
)


@dataclass
class Calendar:
    """Free on a half-hour grid from 9 to 18 (Mondays and Sundays closed) except what is busy."""

    vocabulary: Vocabulary
    now: datetime
    busy: set[tuple[datetime, int | None]] = field(default_factory=set)
    booked: list[dict[str, Any]] = field(default_factory=list)
    known: list[dict[str, Any]] = field(default_factory=list)
    moved: list[tuple[str, datetime]] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    tickets: list[dict[str, Any]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    searches: list[dict[str, Any]] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    consents: list[bool] = field(default_factory=list)
    takes_before_booking: int = 0
    tries: int = 0
    taken_bookings: set[int] = field(default_factory=set)
    holds_lost: int = 0
    slots: dict[str, dict[str, Any]] = field(default_factory=dict)
    transfers: list[dict[str, Any]] = field(default_factory=list)
    series: list[dict[str, Any]] = field(default_factory=list)
    waiting: list[dict[str, Any]] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    knowledge: dict[str, str] = field(default_factory=dict)
    has_humans: bool = False
    closed_weekdays: frozenset[int] = frozenset({0, 6})

    def perform(self, request: ActRequest) -> dict[str, Any]:
        self.done.append(request.name)
        return dict(getattr(self, f"act_{request.name}")(**request.args))

    def act_find_times(
        self,
        *,
        wish: dict[str, Any] | None = None,
        service_id: int | None = None,
        staff_id: int | None = None,
        branch_id: int | None = None,
        exclude_slot_ids: Sequence[str] = (),
        exclude_staff_ids: Sequence[int] = (),
        service: str | None = None,
        appointment_id: int | None = None,
        variant_id: int | None = None,
        add_on_ids: Sequence[int] = (),
    ) -> dict[str, Any]:
        asked = TimeWish.from_json(wish or {})
        self.searches.append(
            {"wish": asked, "service_id": service_id, "staff_id": staff_id, "branch_id": branch_id,
             "variant_id": variant_id, "add_on_ids": list(add_on_ids)}
        )  # fmt: skip
        windows = asked.windows(self.now, 60)
        ideal = asked.target
        wall = self.now.replace(tzinfo=None)
        excluded = {self.slots[slot_id]["starts_at"] for slot_id in exclude_slot_ids if slot_id in self.slots}
        found = [
            start for window in windows for start in self._free(window.start, window.end, staff_id, excluded)
        ]
        matches = bool(found)
        if ideal is not None:
            found.sort(key=lambda start: abs(start - ideal))
        if not found:
            around = windows[0].start if windows else wall + timedelta(days=60)
            near = self._free(
                max(wall, around - timedelta(days=3)), around + timedelta(days=5), staff_id, excluded
            )
            found = sorted(near, key=lambda start: abs(start - around))
        if not found:
            return {"ok": False, "code": "nothing_free", "slots": [], "say": GERMAN.nothing_free()}
        picked = [
            found[0],
            *[start for start in found[1:] if abs(start - found[0]) >= timedelta(minutes=90)][:1],
        ]
        if staff_id is None and exclude_staff_ids:
            able = [one.id for one in self.vocabulary.staff if one.offers(service_id)]
            staff_id = next((one for one in able if one not in exclude_staff_ids), None)
            if staff_id is None:
                return {"ok": False, "code": "staff_unknown", "slots": [], "say": ""}
        slots = [self._slot(start, service_id, staff_id, branch_id, matches) for start in picked]
        return {"ok": True, "code": "offered", "slots": slots, "say": ""}

    def act_find_together(
        self,
        *,
        people: Sequence[dict[str, Any]],
        wish: dict[str, Any] | None = None,
        way: str | None = None,
        branch_id: int | None = None,
        exclude_slot_ids: Sequence[str] = (),
        exclude_staff_ids: Sequence[int] = (),
    ) -> dict[str, Any]:
        found = self.act_find_times(
            wish=wish, service_id=people[0]["service_id"], staff_id=people[0].get("staff_id"),
            branch_id=branch_id, exclude_slot_ids=exclude_slot_ids,
        )  # fmt: skip
        for slot in found["slots"]:
            slot["with"] = []
            before = slot
            for one in people[1:]:
                able = [term.id for term in self.vocabulary.staff if term.offers(one["service_id"])]
                others = [staff_id for staff_id in able if staff_id != before["staff_id"]]
                start = datetime.fromisoformat(before["starts_at"]).replace(tzinfo=None)
                at_once = way != "after" and bool(others)
                behind = start if at_once else start + timedelta(minutes=60)
                person = others[0] if at_once else next(iter(able), None)
                before = self._slot(behind, one["service_id"], person, branch_id, True)
                before["slot_id"] = slot["slot_id"]
                slot["with"].append(before)
        return found

    def _free(
        self, start: datetime, end: datetime, staff_id: int | None, excluded: Iterable[str]
    ) -> list[datetime]:
        wall = self.now.replace(tzinfo=None)
        found = []
        moment = start.replace(minute=0, second=0, microsecond=0)
        while moment < end and len(found) < 200:
            is_open = moment.weekday() not in self.closed_weekdays and 9 <= moment.hour < 18
            taken = (moment, staff_id) in self.busy or (moment, None) in self.busy
            if (
                start <= moment
                and moment > wall
                and is_open
                and not taken
                and self._iso(moment) not in excluded
            ):
                found.append(moment)
            moment += timedelta(minutes=30)
        return found

    def _iso(self, moment: datetime) -> str:
        return moment.replace(tzinfo=BERLIN).isoformat()

    def _slot(
        self,
        start: datetime,
        service_id: int | None,
        staff_id: int | None,
        branch_id: int | None,
        matches: bool,
    ) -> dict[str, Any]:
        service = self.vocabulary.service(service_id)
        doers = [term for term in self.vocabulary.staff if term.offers(service_id)]
        person = self.vocabulary.person(staff_id) or (doers[0] if doers else None)
        slot_id = f"s{len(self.slots) + 1}"
        slot = {
            "slot_id": slot_id,
            "starts_at": self._iso(start),
            "spoken": GERMAN.spoken_start(start),
            "staff": person.name if person else "",
            "staff_id": person.id if person else None,
            "branch": "",
            "service": service.name if service else "",
            "duration_minutes": 30,
            "price_cents": None,
            "matches_wish": matches,
        }
        self.slots[slot_id] = slot
        return slot

    def act_set_consent(self, *, granted: bool) -> dict[str, Any]:
        self.consents.append(granted)
        return {"ok": True, "code": "consent_granted" if granted else "consent_refused", "say": ""}

    def act_hold(self, *, slot_id: str) -> dict[str, Any]:
        if self.holds_lost:
            self.holds_lost -= 1
            return {"ok": False, "code": "hold_expired", "say": ""}
        return {"ok": slot_id in self.slots, "code": "held", "say": ""}

    def act_book(
        self,
        *,
        slot_id: str,
        name: str,
        phone: str | None = None,
        note: str | None = None,
        part_notes: Sequence[str] = (),
        email: str | None = None,
    ) -> dict[str, Any]:
        slot = self.slots[slot_id]
        start = datetime.fromisoformat(slot["starts_at"]).replace(tzinfo=None)
        self.tries += 1
        if self.takes_before_booking or self.tries in self.taken_bookings:
            self.takes_before_booking = max(self.takes_before_booking - 1, 0)
            self.busy.add((start, None))
            others = self._free(start, start + timedelta(days=3), None, ())[:2]
            return {
                "ok": False, "code": "slot_taken", "say": "",
                "alternatives": [self._slot(other, 1, None, None, True) for other in others],
            }  # fmt: skip
        for place, part in enumerate((slot, *slot.get("with", ()))):
            noted = ", ".join(filter(None, (*part_notes[place : place + 1], note))) or None
            start = datetime.fromisoformat(part["starts_at"]).replace(tzinfo=None)
            self.booked.append(
                {"start": start, "name": name, "phone": phone, "note": noted, "email": email, **part}
            )
        return {
            "ok": True,
            "code": "booked",
            "appointment": {"id": f"b{len(self.booked)}", **slot},
            "say": "",
        }

    def act_my_appointments(self, *, name: str | None = None, date: str | None = None) -> dict[str, Any]:
        mine = [one for one in self.known if name and name.split()[-1].lower() in one["name"].lower()]
        if date:
            mine = [one for one in mine if str(one["starts_at"]).startswith(date)]
        public = [{key: value for key, value in one.items() if key != "name"} for one in mine]
        return {"ok": bool(mine), "code": "found" if mine else "none", "appointments": public, "say": ""}

    def act_reschedule(self, *, appointment_id: str, slot_id: str) -> dict[str, Any]:
        start = datetime.fromisoformat(self.slots[slot_id]["starts_at"]).replace(tzinfo=None)
        self.moved.append((appointment_id, start))
        return {"ok": True, "code": "rescheduled", "say": ""}

    def act_cancel(self, *, appointment_id: str) -> dict[str, Any]:
        self.cancelled.append(appointment_id)
        return {"ok": True, "code": "cancelled", "say": ""}

    def act_correct_name(self, *, appointment_id: str, name: str) -> dict[str, Any]:
        self.booked[int(appointment_id.removeprefix("b")) - 1]["name"] = name
        return {"ok": True, "code": "name_corrected", "name": name, "say": GERMAN.name_changed(name)}

    def act_opening_hours(self, **_: object) -> dict[str, Any]:
        return {
            "ok": True,
            "code": "open",
            "say": "Wir haben dienstags bis samstags von 9 bis 18 Uhr geöffnet.",
        }

    def act_quote_price(self, *, service: str, variant_id: int | None = None) -> dict[str, Any]:
        term = next(one for one in self.vocabulary.services if one.name == service)
        return {
            "ok": True,
            "code": "price",
            "say": GERMAN.price(term.name, term.price_cents, is_from=term.price_from),
        }

    def act_book_series(self, *, slot_id: str, name: str, repetition: str, **_: object) -> dict[str, Any]:
        first = self.slots[slot_id]
        self.series.append({"starts_at": first["starts_at"], "name": name, "repetition": repetition})
        return {"ok": True, "code": "series_booked", "say": "Alle sind eingetragen.", "appointments": [first]}

    def act_join_waitlist(self, **wanted: Any) -> dict[str, Any]:
        self.waiting.append(wanted)
        ids = [one["service_id"] for one in wanted.get("people", [wanted])]
        names = [service.name for service in map(self.vocabulary.service, ids) if service]
        return {"ok": True, "code": "waiting", "say": GERMAN.on_the_waitlist(names)}

    def act_take_waitlist_time(
        self, *, name: str, confirmed: bool = False, declined: bool = False
    ) -> dict[str, Any]:
        self.waiting.append({"name": name, "confirmed": confirmed, "declined": declined})
        names = ["Färben", "Strähnen"]
        if name != "Roth":
            return {"ok": False, "code": "nothing_offered", "say": GERMAN.no_waitlist_time()}
        if declined:
            return {"ok": True, "code": "declined", "say": GERMAN.stays_on_the_waitlist()}
        if confirmed:
            return {"ok": True, "code": "booked", "say": GERMAN.waitlist_time_booked("Freitag", names)}
        return {"ok": True, "code": "offered", "say": GERMAN.asks_for_waitlist_yes("Freitag", names)}

    def act_transfer(self, *, reason: str, summary: str = "", partner: str = "") -> dict[str, Any]:
        self.transfers.append(
            {"reason": reason, "summary": summary, **({"partner": partner} if partner else {})}
        )
        if not self.has_humans:
            return {"ok": False, "code": "nobody_reachable", "say": ""}
        return {"ok": True, "code": "transferring", "say": "Ich verbinde Sie."}

    def act_answer_question(self, *, question: str, branch_id: int | None = None) -> dict[str, Any]:
        self.questions.append(question)
        said = next((answer for word, answer in self.knowledge.items() if word in question.lower()), "")
        return {"ok": bool(said), "code": "answered" if said else "unknown", "say": said}

    def act_directions(self, *, branch_id: int | None = None) -> dict[str, Any]:
        return {"ok": True, "code": "directions", "say": "Sie finden uns am Markt 3."}

    def act_end(self, *, reason: str) -> dict[str, Any]:
        return {"ok": True, "code": "ended", "say": ""}

    def act_callback(self, **ticket: object) -> dict[str, Any]:
        self.tickets.append(ticket)
        return {"ok": True, "code": "callback_taken", "say": GERMAN.callback_taken("heute bis 18 Uhr")}

    def act_take_message(self, **message: object) -> dict[str, Any]:
        self.messages.append(message)
        return {"ok": True, "code": "message_taken", "say": GERMAN.message_taken()}


@dataclass
class Conversation:
    """What was said on both sides, and the calendar afterwards."""

    calendar: Calendar
    lines: list[tuple[str, str]]
    turn: Turn

    @property
    def said(self) -> str:
        return " ".join(text for who, text in self.lines if who == "KI")

    @property
    def seconds_to_booked(self) -> float:
        """Spoken time from the greeting to the booking, at 14 letters a second on both sides."""
        until = next(at for at, (_, text) in enumerate(self.lines) if "ist eingetragen" in text)
        return sum(len(text) for _, text in self.lines[:until]) / 14

    @property
    def answers(self) -> list[str]:
        """What the receptionist said, one entry per sentence group."""
        return [text for who, text in self.lines if who == "KI"]

    @property
    def ended(self) -> bool:
        return self.turn.ends_call

    @property
    def state(self) -> DialogueState:
        return self.turn.state


def lead(
    turns: Sequence[str | None], *, vocabulary: Vocabulary = SALON, caller: CallerFacts | None = None,
    now: datetime = TUESDAY_10, calendar: Calendar | None = None,
) -> Conversation:  # fmt: skip
    """Lead a conversation; ``None`` is a silence. The state takes the way through JSON at every step."""
    calendar = calendar or Calendar(vocabulary, now)
    turn = open_call(vocabulary=vocabulary, caller=caller or CallerFacts(number="+4915123456789"), now=now)
    lines = [("KI", turn.say or "")]
    for text in turns:
        if turn.ends_call:
            break
        lines.append(("Anrufer", text or "…"))
        heard: CallerSaid | Silence | ActDone = CallerSaid(text) if text is not None else Silence()
        for _ in range(12):
            state = DialogueState.from_json(turn.state.to_json())
            turn = step(state, heard, vocabulary=vocabulary, now=now)
            if turn.say:
                lines.append(("KI", turn.say))
            if turn.act is None:
                break
            heard = ActDone(turn.act.name, calendar.perform(turn.act))
        else:
            raise AssertionError("the engine asks for acts without end")
    return Conversation(calendar, lines, turn)
