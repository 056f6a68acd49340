"""Everything the engine remembers of a call, as plain JSON between two turns."""

from dataclasses import dataclass, field, fields
from typing import Any, Self

from telephony.dialogue.times.wish import TimeWish

VERSION = 1


@dataclass(slots=True, kw_only=True)
class Matter:
    """One thing the caller wants done, with the details known so far."""

    intent: str
    service_id: int | None = None
    service_options: list[int] = field(default_factory=list)
    staff_id: int | None = None
    staff_options: list[int] = field(default_factory=list)
    staff_any: bool = False
    staff_also: list[int] = field(default_factory=list)
    branch_id: int | None = None
    wish: TimeWish | None = None
    offers: list[dict[str, Any]] = field(default_factory=list)
    turned_down: list[str] = field(default_factory=list)
    slot: dict[str, Any] | None = None
    is_held: bool = False
    is_confirmed: bool = False
    is_renewing: bool = False
    is_place_told: bool = False
    told: list[str] = field(default_factory=list)
    is_service_guessed: bool = False
    pressed: int = 0
    more_services: list[int] = field(default_factory=list)
    shifted: int = 0
    shift: list[int] = field(default_factory=list)
    old_wish: TimeWish | None = None
    appointments: list[dict[str, Any]] = field(default_factory=list)
    appointment: dict[str, Any] | None = None
    looked_up: int = 0
    reason: str = ""
    text: str = ""
    searches: int = 0

    def forget_offers(self) -> None:
        """Forget the offered times: the next step searches again."""
        self.offers, self.slot, self.is_held, self.is_confirmed, self.pressed = [], None, False, False, 0

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        raw = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        return {**raw, **{name: raw[name].to_json() if raw[name] else None for name in ("wish", "old_wish")}}

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Self:
        """Read what :meth:`to_json` wrote; unknown keys of a newer version are dropped."""
        known = {entry.name for entry in fields(cls)}
        values = {name: value for name, value in raw.items() if name in known}
        for name in ("wish", "old_wish"):
            values[name] = TimeWish.from_json(values[name]) if values.get(name) else None
        return cls(**values)


@dataclass(slots=True, kw_only=True)
class DialogueState:
    """The memory of one call. ``asked`` names the open question, ``matters`` what is still to be done."""

    asked: str = "intent"
    matters: list[Matter] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    name: str | None = None
    is_name_spelled: bool = False
    known_name: str | None = None
    phone: str | None = None
    is_phone_refused: bool = False
    asked_day: str = ""
    line_number: str | None = None
    is_phone_spoken: bool = False
    digits: str = ""
    awaiting: str | None = None
    misses: int = 0
    silences: int = 0
    asked_times: dict[str, int] = field(default_factory=dict)
    last_question: str = ""
    last_service_id: int | None = None
    last_end: str = ""
    turns: int = 0
    open_question: str = ""
    is_waiting: bool = False
    is_leaving: bool = False
    is_over: bool = False

    @property
    def matter(self) -> Matter | None:
        """Return what is being dealt with."""
        return self.matters[0] if self.matters else None

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
        copy.asked_times = dict(self.asked_times)
        return copy


def _copied_matter(matter: Matter) -> Matter:
    copy = Matter(**{entry.name: getattr(matter, entry.name) for entry in fields(matter)})
    copy.service_options = list(matter.service_options)
    copy.staff_options = list(matter.staff_options)
    copy.staff_also = list(matter.staff_also)
    copy.offers = list(matter.offers)
    copy.turned_down = list(matter.turned_down)
    copy.more_services = list(matter.more_services)
    copy.shift = list(matter.shift)
    copy.appointments = list(matter.appointments)
    return copy
