"""Everything the engine remembers of a call, as plain JSON between two turns."""

from dataclasses import dataclass, field, fields
from typing import Any, Self

from telephony.dialogue.times.wish import TimeWish

VERSION = 1
_WISHES = ("wish", "old_wish", "refused", "unmet")


def _gist(wish: TimeWish | None) -> tuple[Any, ...]:
    """Return what a wish says, however often it was said."""
    if wish is None:
        return ()
    return (wish.boxes, frozenset(wish.excluded), wish.earliest, wish.latest, wish.choices, wish.times)


@dataclass(slots=True, kw_only=True)
class Matter:
    """One thing the caller wants done, with the details known so far."""

    intent: str
    service_id: int | None = None
    service_options: list[int] = field(default_factory=list)
    variant_id: int | None = None
    add_on_ids: list[int] = field(default_factory=list)
    staff_id: int | None = None
    staff_options: list[int] = field(default_factory=list)
    staff_any: bool = False
    staff_also: list[int] = field(default_factory=list)
    staff_not: list[int] = field(default_factory=list)
    branch_id: int | None = None
    wish: TimeWish | None = None
    offers: list[dict[str, Any]] = field(default_factory=list)
    turned_down: list[str] = field(default_factory=list)
    slot: dict[str, Any] | None = None
    is_held: bool = False
    answers: dict[str, str] = field(default_factory=dict)
    fee_cents: int = 0
    is_confirmed: bool = False
    is_renewing: bool = False
    is_place_told: bool = False
    told: list[str] = field(default_factory=list)
    is_service_guessed: bool = False
    pressed: int = 0
    more_services: list[int] = field(default_factory=list)
    guests: list[dict[str, Any]] = field(default_factory=list)
    way: str = ""
    shown: list[dict[str, Any]] = field(default_factory=list)
    booked: list[dict[str, Any]] = field(default_factory=list)
    wants_human: bool = False
    is_guess: bool = False
    is_undecided: bool = False
    thing: str = ""
    why: str = ""
    wants_all: bool = False
    cancelled: int = 0
    shifted: int = 0
    shift: list[int] = field(default_factory=list)
    old_wish: TimeWish | None = None
    refused: TimeWish | None = None
    is_staff_soft: bool = False
    last_starts: list[str] = field(default_factory=list)
    same_again: int = 0
    too_far: int = 0
    appointments: list[dict[str, Any]] = field(default_factory=list)
    appointment: dict[str, Any] | None = None
    looked_up: int = 0
    reason: str = ""
    # Nothing is looked for any more: the caller is put on the waitlist for it.
    waits: bool = False
    # They go on it "too", when an appointment is booked, or "else", if there is none that suits them.
    wants_list: str = ""
    # For which nothing was free; who would have come together before each was looked for alone.
    unmet: TimeWish | None = None
    together: list[dict[str, Any]] = field(default_factory=list)
    text: str = ""
    note: str = ""
    searches: int = 0
    # What was offered to be taken along, and taken if it fits.
    extra_id: int | None = None
    wants_usual: bool = False
    # In the caller's words; what becomes of days that are taken.
    repetition: str = ""
    on_conflict: str = ""

    def forget_offers(self) -> None:
        """Forget the offered times: the next step searches again."""
        self.offers, self.slot, self.is_held, self.is_confirmed, self.pressed = [], None, False, False, 0

    @property
    def progress(self) -> tuple[Any, ...]:
        """Return what is known of the matter."""
        ids = (self.service_id, tuple(self.service_options), self.staff_id, tuple(self.staff_options))
        slots = (len(self.offers), (self.slot or {}).get("slot_id"), self.pressed, tuple(self.turned_down))
        flags = (self.staff_any, self.branch_id, self.is_confirmed, self.way, len(self.guests), self.intent)
        unwanted = tuple(self.staff_not)
        found = ((self.appointment or {}).get("id"), len(self.appointments), tuple(self.shift))
        wishes = (_gist(self.wish), _gist(self.old_wish))
        agreed = (tuple(self.answers.items()), self.fee_cents, self.variant_id, tuple(self.add_on_ids))
        extras = (
            self.wants_usual,
            self.repetition,
            self.on_conflict,
            self.extra_id,
            self.waits,
            self.wants_list,
        )
        return (
            *ids,
            *extras,
            unwanted,
            *slots,
            *flags,
            *found,
            *wishes,
            *agreed,
            self.reason,
            self.text,
            self.note,
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        raw = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        return {**raw, **{name: raw[name].to_json() if raw[name] else None for name in _WISHES}}

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Self:
        """Read what :meth:`to_json` wrote; unknown keys of a newer version are dropped."""
        known = {entry.name for entry in fields(cls)}
        values = {name: value for name, value in raw.items() if name in known}
        for name in _WISHES:
            values[name] = TimeWish.from_json(values[name]) if values.get(name) else None
        return cls(**values)


@dataclass(slots=True, kw_only=True)
class DialogueState:
    """The memory of one call. ``asked`` names the open question, ``matters`` what is still to be done."""

    asked: str = "intent"
    language: str = "de"
    # In which languages the caller heard that an AI is speaking.
    disclosed_in: list[str] = field(default_factory=lambda: ["de"])
    matters: list[Matter] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    name: str | None = None
    is_name_spelled: bool = False
    known_name: str | None = None
    phone: str | None = None
    email: str | None = None
    is_phone_refused: bool = False
    is_name_refused: bool = False
    asked_day: str = ""
    line_number: str | None = None
    is_phone_spoken: bool = False
    digits: str = ""
    awaiting: str | None = None
    misses: int = 0
    silences: int = 0
    asked_times: dict[str, int] = field(default_factory=dict)
    last_question: str = ""
    last_said: str = ""
    topic: str = ""
    repeats: int = 0
    last_service_id: int | None = None
    last_end: str = ""
    booked: list[dict[str, Any]] = field(default_factory=list)
    turns: int = 0
    open_question: str = ""
    is_transfer_tried: bool = False
    is_human_offered: bool = False
    lost_turns: int = 0
    fillers: int = 0
    frustration: float = 0.0
    is_waiting: bool = False
    is_leaving: bool = False
    is_add_on_offered: bool = False
    wants_taxi: bool = False
    usual_service_id: int | None = None
    usual_staff_id: int | None = None
    is_over: bool = False

    @property
    def matter(self) -> Matter | None:
        """Return what is being dealt with."""
        return self.matters[0] if self.matters else None

    @property
    def progress(self) -> tuple[Any, ...]:
        """Return what is known so far: an utterance that leaves it as it was has brought nothing."""
        known = (
            self.name,
            self.wants_taxi,
            self.phone,
            self.digits,
            self.asked,
            self.is_leaving,
            self.is_phone_refused,
        )
        flags = (self.is_name_refused, self.known_name, len(self.done), self.is_transfer_tried)
        return (*known, self.email, *flags, *(matter.progress for matter in self.matters))

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON with its version."""
        raw = {entry.name: getattr(self, entry.name) for entry in fields(self) if entry.name != "matters"}
        return {"version": VERSION, **raw, "matters": [matter.to_json() for matter in self.matters]}

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Self:
        """Read what :meth:`to_json` wrote; unknown keys of a newer version are dropped."""
        known = {entry.name for entry in fields(cls)} - {"matters"}
        values = {name: value for name, value in raw.items() if name in known}
        return cls(**values, matters=[Matter.from_json(matter) for matter in raw.get("matters") or ()])

    def copied(self) -> "DialogueState":
        """Return a copy to change: a turn never alters the state it was given."""
        copy = DialogueState(**{entry.name: getattr(self, entry.name) for entry in fields(self)})
        copy.matters = [_copied_matter(matter) for matter in self.matters]
        copy.done = list(self.done)
        copy.booked = list(self.booked)
        copy.asked_times = dict(self.asked_times)
        return copy


def _copied_matter(matter: Matter) -> Matter:
    copy = Matter(**{entry.name: getattr(matter, entry.name) for entry in fields(matter)})
    copy.service_options = list(matter.service_options)
    copy.add_on_ids = list(matter.add_on_ids)
    copy.staff_options = list(matter.staff_options)
    copy.staff_also = list(matter.staff_also)
    copy.staff_not = list(matter.staff_not)
    copy.offers = list(matter.offers)
    copy.turned_down = list(matter.turned_down)
    copy.more_services = list(matter.more_services)
    copy.guests = [dict(guest) for guest in matter.guests]
    copy.together = list(matter.together)
    copy.last_starts = list(matter.last_starts)
    copy.shown = list(matter.shown)
    copy.booked = list(matter.booked)
    copy.answers = dict(matter.answers)
    copy.shift = list(matter.shift)
    copy.appointments = list(matter.appointments)
    return copy
