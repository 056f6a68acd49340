"""What the engine makes of an act's result."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from telephony.dialogue import booking, companions, existing, humans, offered, options, series, taxi, waiting
from telephony.dialogue.answering import take_answer
from telephony.dialogue.found import found_times, found_together
from telephony.dialogue.intents import BOOK, LOOKUP
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk
from telephony.dialogue.times.wish import Box, TimeWish

Result = dict[str, Any]
# The slot is no longer ours; another search may still find the same time.
_LOST = frozenset({"slot_taken", "hold_expired", "slot_unknown", "offer_expired"})


def take_result(talk: Talk, name: str, result: Result) -> Turn | None:
    """Take an act's result into the memory; return a turn if it already ends the step."""
    if name != talk.state.awaiting:
        return None  # late or doubled: what is open is simply asked for again
    talk.state.awaiting = None
    if name == "correct_name" and result.get("ok"):
        talk.state.name = str(result.get("name") or talk.state.name)
        talk.say(str(result.get("say") or ""))
    if name == "set_consent":
        talk.excuse()
    if name == "end":
        return talk.hang_up(talk.words.spam_goodbye())
    matter = talk.state.matter
    if matter is None:
        return None
    return _TAKERS[name](talk, matter, result) if name in _TAKERS else None


def _held(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    if result.get("ok"):
        matter.is_held = True
        return None
    if matter.guests:
        talk.say(talk.words.slot_gone())
        matter.forget_offers()
        return None
    return _search_same_again(talk, matter, result)


def _search_same_again(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    alternatives = [slot for slot in result.get("alternatives") or () if slot.get("slot_id")]
    if alternatives and result.get("code") == "slot_taken":
        talk.say(talk.words.slot_gone())
        matter.forget_offers()
        return found_times(talk, matter, {"slots": alternatives})
    if matter.is_renewing or matter.slot is None or result.get("code") == "slot_taken":
        talk.say(talk.words.slot_gone())
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
    return talk.act("find_times", {**args, **options.of_search(talk, matter)})


def _exactly(talk: Talk, slot: dict[str, Any]) -> dict[str, Any]:
    start = talk.local_start(slot)
    minute = start.hour * 60 + start.minute
    day = start.date()
    box = Box(start=day, end=day + timedelta(days=1), opens=minute, closes=minute + 1, target=minute)
    return TimeWish(boxes=(box,)).to_json()


def _booked(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    appointment = {**(matter.slot or {}), **(result.get("appointment") or {})}
    if result.get("ok") and appointment.get("starts_at"):
        return _has_booked(talk, matter, result, appointment)
    code = result.get("code")
    if code in _LOST and matter.guests:
        talk.say(talk.words.slot_gone())
        matter.forget_offers()
        return None
    if code in _LOST:
        return _search_same_again(talk, matter, result)
    if code == "name_missing":
        talk.state.name = None
        return None
    return _refused(talk, matter, result)


def _has_booked(talk: Talk, matter: Matter, result: Result, appointment: dict[str, Any]) -> Turn | None:
    every = companions.parts(appointment)
    matter.booked += every
    talk.state.booked += every
    has_sms = result.get("confirmation") == "sms"
    if result.get("status") == "pending":
        talk.say(str(result.get("say") or ""))
    elif len(every) > 1:
        talk.say(talk.words.booked_together(len(every), has_sms=has_sms))
    else:
        talk.say(talk.words.booked_as_agreed(has_sms=has_sms))
    if result.get("status") != "pending":
        talk.say(str(result.get("terms") or ""))
    talk.finish(matter)
    _remember(talk, matter, every[-1])
    waiting.wait_too(talk, matter)
    return None


def _series_booked(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    """All of them stand, or some days cannot be had and it is asked what becomes of those."""
    if result.get("ok"):
        every = list(result.get("appointments") or ())
        matter.booked += every
        talk.state.booked += every
        talk.say(str(result.get("say") or ""))
        talk.state.done.append(BOOK)
        talk.state.matters.remove(matter)
        return None
    code = result.get("code")
    if code == "series_conflicts":
        return talk.ask(series.CONFLICTS, str(result.get("say") or ""))
    if code == "repetition_unclear":
        matter.repetition = ""
        return None
    if code in _LOST:
        return _search_same_again(talk, matter, result)
    return _refused(talk, matter, result)


def _remember(talk: Talk, matter: Matter, appointment: dict[str, Any]) -> None:
    """Keep when the visit ends: "direkt danach" and a second service of the same call refer to it."""
    start = talk.local_start(appointment)
    talk.state.last_end = (start + booking.lasts(talk, matter)).isoformat()
    booking.go_on_with_more(talk, matter, start)


def _refused(talk: Talk, matter: Matter, result: Result) -> Turn:
    """A refusal the caller cannot change ends in the offer of a human, never in a loop."""
    talk.say(str(result.get("say") or talk.words.act_failed()))
    talk.finish(matter)
    return talk.ask("offer_callback", talk.words.offer_callback())


def _found_appointments(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    appointments = list(result.get("appointments") or ())
    if result.get("ok") and appointments:
        return existing.found(talk, matter, appointments)
    if result.get("tries_left") == 0:
        talk.finish(matter)
        return talk.ask("offer_callback", str(result.get("say") or talk.words.offer_callback()))
    if talk.state.name is None:
        return None  # the day alone opened nothing: the name may
    talk.say(talk.words.no_appointment())
    if matter.intent == LOOKUP and result.get("code") == "none" and matter.old_wish is None:
        # Whoever asks when it is cannot be asked when it is.
        talk.finish(matter)
        talk.state.open_question = talk.words.callback_reason(matter.intent)
        return talk.ask("offer_callback", talk.words.offer_callback())
    had_both, matter.old_wish = matter.old_wish is not None, None
    if had_both:  # the day was said as well as the name: no question is left
        talk.finish(matter)
        talk.state.open_question = talk.words.callback_reason(matter.intent)
        return talk.ask("offer_callback", talk.words.offer_callback())
    if matter.looked_up >= existing.MOST_LOOK_UPS - 1 or (
        result.get("code") == "none" and matter.looked_up > 1
    ):
        talk.finish(matter)
        return talk.ask("offer_callback", talk.words.offer_callback())
    return None


def _rescheduled(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    moved = {**(matter.slot or {}), **(result.get("appointment") or {})}
    if result.get("ok") and moved.get("starts_at"):
        pending = result.get("status") == "pending"
        talk.say(str(result.get("say") or "") if pending else talk.words.rescheduled_as_agreed())
        talk.finish(matter)
        _replace_booked(talk, matter, moved)
        return None
    if result.get("code") in _LOST:
        return _search_same_again(talk, matter, result)
    if result.get("code") == "fee_not_accepted":
        return existing.ask_about_fee(talk, matter, result, question="confirm")
    return _refused(talk, matter, result)


def _replace_booked(talk: Talk, matter: Matter, moved: Result | None) -> None:
    """What this call booked and now moved or cancelled is no longer where it was."""
    gone = (matter.appointment or {}).get("id")
    kept = [one for one in talk.state.booked if one.get("id") != gone]
    is_own = len(kept) < len(talk.state.booked)
    talk.state.booked = [*kept, moved] if moved and is_own else kept


def _cancelled(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    if result.get("code") == "fee_not_accepted":
        return existing.ask_about_fee(talk, matter, result, question="confirm_cancel")
    if not result.get("ok") or matter.appointment is None:
        return _refused(talk, matter, result)
    _replace_booked(talk, matter, None)
    left = [one for one in matter.appointments if one.get("id") != matter.appointment.get("id")]
    if matter.wants_all and left:
        matter.appointments, matter.appointment = left, left[0]
        matter.cancelled += 1
        return None
    talk.say(talk.words.cancelled_as_agreed(matter.cancelled + 1))
    talk.finish(matter)
    return None


def _spoken_result(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    talk.say(str(result.get("say") or talk.words.act_failed()))
    talk.finish(matter)
    return None


def _called_back(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    """Somebody will call: what was only half begun beside it is left to them."""
    if result.get("ok"):
        talk.state.matters = [
            one for one in talk.state.matters if one is matter or one.intent != BOOK or one.offers or one.slot
        ]
    return _spoken_result(talk, matter, result)


def _transferred(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    if not result.get("ok") and matter.thing == taxi.QUESTION:
        return _refused(talk, matter, result)
    if not result.get("ok"):
        if not talk.state.is_leaving:
            talk.say(talk.words.nobody_free())
        return None
    talk.say(str(result.get("say") or ""))
    talk.finish(matter)
    talk.state.asked, talk.state.open_question = humans.TRANSFERRING, matter.reason
    return talk.pause()


_TAKERS: dict[str, Callable[[Talk, Matter, Result], Turn | None]] = {
    "find_times": found_times,
    "find_together": found_together,
    "hold": _held,
    "book": _booked,
    "book_series": _series_booked,
    "my_appointments": _found_appointments,
    "reschedule": _rescheduled,
    "cancel": _cancelled,
    "opening_hours": _spoken_result,
    "quote_price": _spoken_result,
    "directions": take_answer,
    "answer_question": take_answer,
    "transfer": _transferred,
    "callback": _called_back,
    "join_waitlist": waiting.take_result,
    "take_waitlist_time": offered.take_result,
    "take_message": _spoken_result,
}
