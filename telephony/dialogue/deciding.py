"""No question is put for ever: after that it is decided, which the summary lets correct, or a human helps."""

from collections.abc import Callable

from telephony.dialogue import booking, choosing, offered, options, repair
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk
from telephony.dialogue.text import fold
from telephony.dialogue.times.wish import TimeWish

# How often the same question is put again; those that are put in a third way get one more.
_MOST_REPEATS = 1
_IN_A_THIRD_WAY = frozenset({"intent", "when", "name", "name_of_appointment", "phone", "who"})
_URGENT = ("schmerz", "notfall", "akut", "notdienst", "dringend", "panne", "pain", "emergency")


def unstuck(talk: Talk, turn: Turn) -> Turn | None:
    """Return ``turn`` unless it puts a question once too often; ``None``: it was decided, go on.

    What is decided is said, and can still be corrected: nothing is booked without a yes.
    """
    state = talk.state
    allowed = _MOST_REPEATS + (state.asked in _IN_A_THIRD_WAY or _is_open_service(talk))
    if turn.act is not None or turn.ends_call or state.repeats <= allowed:
        return turn
    state.topic, state.repeats = "", 0
    matter = state.matter
    decide = _DECISIONS.get(state.asked)
    if decide is None:
        return turn if state.asked not in _NEEDS_HUMAN else repair.give_to_human(talk)
    if matter is None:
        return decide(talk, Matter(intent=""))
    return decide(talk, matter)


def _is_open_service(talk: Talk) -> bool:
    matter = talk.state.matter
    return talk.state.asked == "service" and matter is not None and not matter.service_options


def _service(talk: Talk, matter: Matter) -> Turn | None:
    services = [term for term in talk.vocabulary.services if term.id in matter.service_options]
    if not services:
        return repair.give_to_human(talk)
    urgent = (term for term in services if any(mark in fold(term.name) for mark in _URGENT))
    taken = next(urgent, None) or next(term for term in services if term.id == matter.service_options[0])
    matter.service_id, matter.service_options = taken.id, []
    talk.say(talk.words.decided_service(taken.name))
    return None


def _variant(talk: Talk, matter: Matter) -> Turn | None:
    options.take_longest(talk, matter)
    return None


def _offer(talk: Talk, matter: Matter) -> Turn | None:
    if not matter.offers:
        return repair.give_to_human(talk)
    starts = sorted(matter.offers, key=lambda slot: (not slot.get("matches_wish", True), slot["starts_at"]))
    matter.slot = starts[0]
    talk.say(talk.words.decided_time(talk.local_start(starts[0]), now=talk.wall))
    return None


def _day(talk: Talk, matter: Matter) -> Turn | None:
    if matter.wish is not None and matter.wish.choices:
        matter.wish = choosing.on_day(matter.wish, matter.wish.choices[0])
    return None


def _time(talk: Talk, matter: Matter) -> Turn | None:
    if matter.wish is not None and matter.wish.times:
        matter.wish = choosing.at_time(matter.wish, matter.wish.times[0])
    return None


def _person(talk: Talk, matter: Matter) -> Turn | None:
    matter.staff_options, matter.staff_any = [], True
    talk.say(talk.words.decided_anybody())
    return None


def _when(talk: Talk, matter: Matter) -> Turn | None:
    matter.wish = TimeWish(earliest=True)
    talk.say(talk.words.decided_soonest())
    return None


def _appointment(talk: Talk, matter: Matter) -> Turn | None:
    matter.appointment = min(matter.appointments, key=talk.local_start)
    return None


def _phone(talk: Talk, matter: Matter) -> Turn | None:
    talk.state.is_phone_refused = True
    talk.say(talk.words.no_problem())
    return None


def _callback(talk: Talk, matter: Matter) -> Turn | None:
    """Nobody said yes: what could not be settled is left, unless somebody may not understand us at all."""
    talk.state.open_question = ""
    talk.state.matters = [
        one for one in talk.state.matters if one.searches < booking.MOST_SEARCHES and not one.looked_up
    ]
    return None


def _more(talk: Talk, matter: Matter) -> Turn | None:
    return talk.hang_up(talk.words.goodbye(now=talk.now, booked="book" in talk.state.done))


def _consent(talk: Talk, matter: Matter) -> Turn | None:
    """Without a yes nothing is written down, and the conversation goes on."""
    return talk.ask("intent", talk.words.ask_intent())


def _human(talk: Talk, matter: Matter) -> Turn | None:
    talk.state.frustration = 0.0
    return None


def _without_extra(talk: Talk, matter: Matter) -> Turn | None:
    matter.extra_id = None
    return None


def _more_after(talk: Talk, matter: Matter) -> Turn | None:
    return talk.ask("more", talk.words.anything_else(talk.times_asked("more")))


_NEEDS_HUMAN = frozenset(
    {"intent", "name", "name_of_appointment", "day_of_appointment", "new_time", "confirm", "change",
     "confirm_cancel", "when_instead", offered.QUESTION}
)  # fmt: skip
_DECISIONS: dict[str, Callable[[Talk, Matter], Turn | None]] = {
    "service": _service,
    options.VARIANT: _variant,
    "offer": _offer,
    "which_day": _day,
    "which_time": _time,
    "person": _person,
    "when": _when,
    "which_appointment": _appointment,
    "phone": _phone,
    "offer_callback": _callback,
    "offer_human": _human,
    "more": _more,
    "consent": _consent,
    "add_on": _without_extra,
    "taxi": _more_after,
}
DECIDABLE = frozenset({"service", options.VARIANT, "offer", "which_day", "which_time", "person", "when"})
