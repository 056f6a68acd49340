"""What the engine makes of an act's result."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from telephony.dialogue import booking, existing, wording
from telephony.dialogue.intents import BOOK
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk, question_wording
from telephony.dialogue.times.wish import Box, TimeWish

Result = dict[str, Any]
# The slot is no longer ours; another search may still find the same time.
_LOST = frozenset({"slot_taken", "hold_expired", "slot_unknown", "offer_expired"})


def take_result(talk: Talk, name: str, result: Result) -> Turn | None:
    """Take an act's result into the memory; return a turn if it already ends the step."""
    if name != talk.state.awaiting:
        return None  # late or doubled: what is open is simply asked for again
    talk.state.awaiting = None
    matter = talk.state.matter
    if matter is None:
        return None
    return _TAKERS[name](talk, matter, result) if name in _TAKERS else None


def _found_times(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    slots = [slot for slot in result.get("slots") or () if slot.get("slot_id") and slot.get("starts_at")][:3]
    if not slots:
        return _found_nothing(talk, matter, result)
    same = _same_start(talk, matter, slots)
    if same is not None:
        matter.slot, matter.is_held, matter.is_renewing = same, True, False
        return None
    matter.is_renewing = False
    if matter.staff_also and not any(slot.get("matches_wish", True) for slot in slots):
        matter.staff_id = matter.staff_also.pop(0)
        return None
    matter.slot, matter.is_held, matter.is_confirmed = None, False, False
    exact = _exactly_wished(talk, matter, slots)
    if exact is not None:
        matter.offers, matter.slot = [exact], exact
        talk.say(_free_as_wished(talk, matter, exact))
        return None
    # What was asked for comes first, what is only near it after that.
    matter.offers = sorted(
        slots, key=lambda slot: (not slot.get("matches_wish", True), talk.local_start(slot))
    )
    return talk.ask("offer", _offer(talk, matter))


def _free_as_wished(talk: Talk, matter: Matter, slot: dict[str, Any]) -> str:
    if matter.intent == BOOK and booking.knows_caller(talk):
        return wording.is_free_as_wished()
    spoken = _unsaid(talk, matter, [slot])
    return wording.is_free(spoken[0], now=talk.wall, place=_place_to_tell(talk, matter, [slot]))


def _offer(talk: Talk, matter: Matter) -> str:
    """Return the offer: who and where only where the caller has not said it or was not told it."""
    slots = matter.offers
    matches = any(slot.get("matches_wish", True) for slot in slots)
    is_same_day = matter.wish is not None and {talk.local_start(slot).date() for slot in slots} == {
        box.single_day for box in matter.wish.boxes
    }
    wish = matter.wish.spoken(talk.wall) if matter.wish and not matches and not is_same_day else ""
    return wording.offer_sentence(
        _unsaid(talk, matter, slots),
        now=talk.wall,
        matches_wish=matches,
        wish=wish,
        missed={-1: "Früher", 1: "Später"}.get(matter.shifted, ""),
        attempt=talk.times_asked("offer"),
        place=_place_to_tell(talk, matter, slots),
        service=_service_to_tell(talk, matter),
    )


def _unsaid(talk: Talk, matter: Matter, slots: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return slots to speak without the person the caller asked for and without a place told apart."""
    hidden = {"staff": ""} if matter.staff_id is not None and not matter.staff_any else {}
    if len({slot.get("branch_id") for slot in slots}) < 2:
        hidden["branch"] = ""
    return [{**talk.called(slot), **hidden} for slot in slots]


def _place_to_tell(talk: Talk, matter: Matter, slots: list[dict[str, Any]]) -> str:
    """Return the one branch of the slots if the caller has neither named nor heard it."""
    places = {talk.place_of(slot, matter) for slot in slots}
    if matter.branch_id is not None or matter.is_place_told or len(places) != 1:
        return ""
    matter.is_place_told = True
    return places.pop()


def _service_to_tell(talk: Talk, matter: Matter) -> str:
    """Return the service if it was taken for one of several that are called almost the same."""
    service = talk.vocabulary.service(matter.service_id)
    if service is None or not matter.is_service_guessed:
        return ""
    matter.is_service_guessed = False
    return service.name


def _same_start(talk: Talk, matter: Matter, slots: list[dict[str, Any]]) -> dict[str, Any] | None:
    """After a lost hold the very time the caller agreed to may be free again: then nothing is asked twice."""
    if not matter.is_renewing or matter.slot is None:
        return None
    agreed = (talk.local_start(matter.slot), matter.slot.get("staff_id"))
    return next((slot for slot in slots if (talk.local_start(slot), slot.get("staff_id")) == agreed), None)


def _exactly_wished(talk: Talk, matter: Matter, slots: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Who named day and time is not asked whether they suit; the summary before booking still asks."""
    wish = matter.wish
    if wish is None or wish.target is None or len({box.target for box in wish.boxes if not box.rank}) != 1:
        return None
    if len([box for box in wish.boxes if not box.rank]) > 1:
        return None
    fitting = [slot for slot in slots if talk.local_start(slot) == wish.target]
    return fitting[0] if fitting else None


def _found_nothing(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    code = str(result.get("code") or "")
    was_turned_down = bool(matter.turned_down)
    matter.is_renewing = False
    matter.forget_offers()
    if code == "service_unknown":
        matter.service_id = None
    elif code == "staff_unknown":
        matter.staff_id, matter.staff_any = None, True
        return None
    spoken = matter.wish.spoken(talk.wall) if matter.wish else ""
    if code == "outside_horizon":
        talk.say(wording.outside_horizon(talk.vocabulary.max_horizon_days))
    elif code in {"nothing_free", ""} and was_turned_down:
        talk.say(wording.same_times_again())
    elif code in {"nothing_free", ""}:
        talk.say(str(result.get("say") or "") if not spoken else wording.nothing_free(spoken))
    elif code != "service_unknown":
        talk.say(str(result.get("say") or wording.act_failed()))
    matter.wish, matter.turned_down = None, []
    return (
        talk.ask("when_instead", question_wording(talk, "when_instead"))
        if code != "service_unknown"
        else None
    )


def _held(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    if result.get("ok"):
        matter.is_held = True
        return None
    return _search_same_again(talk, matter, result)


def _search_same_again(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    alternatives = [slot for slot in result.get("alternatives") or () if slot.get("slot_id")]
    if alternatives and result.get("code") == "slot_taken":
        talk.say(wording.slot_gone())
        matter.forget_offers()
        return _found_times(talk, matter, {"slots": alternatives})
    if matter.is_renewing or matter.slot is None or result.get("code") == "slot_taken":
        talk.say(wording.slot_gone())
        matter.is_renewing = False
        matter.forget_offers()
        return None
    matter.is_renewing = True
    args: dict[str, Any] = {"wish": _exactly(talk, matter.slot)}
    known = {
        "service_id": matter.service_id,
        "staff_id": matter.slot.get("staff_id"),
        "branch_id": matter.branch_id,
    }
    args.update({key: value for key, value in known.items() if value is not None})
    return talk.act("find_times", args)


def _exactly(talk: Talk, slot: dict[str, Any]) -> dict[str, Any]:
    start = talk.local_start(slot)
    minute = start.hour * 60 + start.minute
    day = start.date()
    box = Box(start=day, end=day + timedelta(days=1), opens=minute, closes=minute + 1, target=minute)
    return TimeWish(boxes=(box,)).to_json()


def _booked(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    appointment = {**(matter.slot or {}), **(result.get("appointment") or {})}
    if result.get("ok") and appointment.get("starts_at"):
        talk.say(wording.booked_as_agreed(has_sms=result.get("confirmation") == "sms"))
        talk.finish(matter)
        _remember(talk, matter, appointment)
        return None
    code = result.get("code")
    if code in _LOST:
        return _search_same_again(talk, matter, result)
    if code == "name_missing":
        talk.state.name = None
        return None
    return _refused(talk, matter, result)


def _remember(talk: Talk, matter: Matter, appointment: dict[str, Any]) -> None:
    """Keep when the visit ends: "direkt danach" and a second service of the same call refer to it."""
    start = talk.local_start(appointment)
    service = talk.vocabulary.service(matter.service_id)
    end = start + timedelta(minutes=service.duration_minutes if service else 30)
    talk.state.last_end = end.isoformat()
    booking.go_on_with_more(talk, matter, start)


def _refused(talk: Talk, matter: Matter, result: Result) -> Turn:
    """A refusal the caller cannot change ends in the offer of a human, never in a loop."""
    talk.say(str(result.get("say") or wording.act_failed()))
    talk.finish(matter)
    return talk.ask("offer_callback", wording.offer_callback())


def _found_appointments(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    appointments = list(result.get("appointments") or ())
    if result.get("ok") and appointments:
        return existing.found(talk, matter, appointments)
    if result.get("tries_left") == 0:
        talk.finish(matter)
        return talk.ask("offer_callback", str(result.get("say") or wording.offer_callback()))
    talk.say(wording.no_appointment())
    matter.old_wish = None
    if matter.looked_up >= existing.MOST_LOOK_UPS - 1 or (
        result.get("code") == "none" and matter.looked_up > 1
    ):
        talk.finish(matter)
        return talk.ask("offer_callback", wording.offer_callback())
    return None


def _rescheduled(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    moved = {**(matter.slot or {}), **(result.get("appointment") or {})}
    if result.get("ok") and moved.get("starts_at"):
        talk.say(wording.rescheduled_as_agreed())
        talk.finish(matter)
        return None
    if result.get("code") in _LOST:
        return _search_same_again(talk, matter, result)
    return _refused(talk, matter, result)


def _cancelled(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    if not result.get("ok") or matter.appointment is None:
        return _refused(talk, matter, result)
    talk.say(wording.cancelled_as_agreed())
    talk.finish(matter)
    return None


def _spoken_result(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    talk.say(str(result.get("say") or wording.act_failed()))
    talk.finish(matter)
    return None


def _priced(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    talk.say(str(result.get("say") or wording.act_failed()))
    talk.finish(matter)
    return None


_TAKERS: dict[str, Callable[[Talk, Matter, Result], Turn | None]] = {
    "find_times": _found_times,
    "hold": _held,
    "book": _booked,
    "my_appointments": _found_appointments,
    "reschedule": _rescheduled,
    "cancel": _cancelled,
    "opening_hours": _spoken_result,
    "quote_price": _priced,
    "callback": _spoken_result,
    "take_message": _spoken_result,
}
