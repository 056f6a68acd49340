"""What the engine makes of times that were found: offered, chosen at once, or none."""

from typing import Any

from telephony.dialogue import booking, choosing, companions, extras, waiting
from telephony.dialogue.intents import BOOK
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk, question_wording

Result = dict[str, Any]
_CLOSED = frozenset({"branch_closed", "public_holiday"})


def found_times(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    """Offer what was found; a time that is exactly the wished one is taken without asking."""
    slots = [slot for slot in result.get("slots") or () if slot.get("slot_id") and slot.get("starts_at")][:3]
    fits = any(slot.get("matches_wish", True) for slot in slots)
    if not fits and _waits(matter, slots):
        waiting.found_nothing(talk, matter)
        return None
    if matter.waits:
        waiting.found(talk, matter)
    if not fits and extras.leave_out(talk, matter):
        return None
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
    if matter.is_staff_soft and not any(slot.get("matches_wish", True) for slot in slots):
        matter.staff_id, matter.staff_any, matter.is_staff_soft = None, True, False
        return None
    if _are_the_same_again(talk, matter, slots):
        return _offer_more(talk, matter, slots)
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
    matter.shown = list(matter.offers)
    return talk.ask("offer", _offer(talk, matter, result))


def _waits(matter: Matter, slots: list[dict[str, Any]]) -> bool:
    return matter.waits or matter.wants_list == "else" or bool(matter.wants_list and not slots)


def _are_the_same_again(talk: Talk, matter: Matter, slots: list[dict[str, Any]]) -> bool:
    """Tell whether what was just turned down is all there is."""
    starts = [str(slot["starts_at"]) for slot in slots]
    is_same = starts == matter.last_starts and not any(slot.get("matches_wish", True) for slot in slots)
    matter.last_starts = starts
    matter.same_again += is_same
    return is_same


def _offer_more(talk: Talk, matter: Matter, slots: list[dict[str, Any]]) -> Turn | None:
    """Look past the times that were turned down once, then offer a human."""
    if matter.same_again > 1:
        talk.say(talk.words.same_times_again())
        return talk.ask("offer_callback", talk.words.offer_callback())
    matter.offers = slots
    choosing.turn_down(matter)
    return None


def _free_as_wished(talk: Talk, matter: Matter, slot: dict[str, Any]) -> str:
    if matter.intent == BOOK and booking.knows_caller(talk):
        return talk.words.is_free_as_wished()
    if matter.guests:
        return talk.words.is_free_together(talk.called(slot), now=talk.wall)
    spoken = _unsaid(talk, matter, [slot])
    return talk.words.is_free(spoken[0], now=talk.wall, place=_place_to_tell(talk, matter, [slot]))


def _why_not(talk: Talk, matter: Matter, result: Result) -> str:
    """Return why the very time that was wished for cannot be had, where it is not for other visits."""
    obstacles = [one for one in result.get("why_not") or () if one.get("code")]
    codes = {str(one["code"]) for one in obstacles}
    if codes == {"outside_opening_hours"} and matter.wish is not None and matter.wish.target is not None:
        opens = min((str(one["until"]) for one in obstacles if one.get("until")), default="")
        start = talk.local_start({"starts_at": opens}) if opens else None
        if start is not None and start.date() == matter.wish.target.date():
            return talk.words.opens_later(start)
        return talk.words.closed_already() if not opens else ""
    if len(codes) == 1 and codes <= _CLOSED:
        return talk.words.refusal(codes.pop())
    return ""


def _offer(talk: Talk, matter: Matter, result: Result) -> str:
    """Return the offer: who and where only where the caller has not said it or was not told it."""
    slots = matter.offers
    matches = any(slot.get("matches_wish", True) for slot in slots)
    is_same_day = matter.wish is not None and {talk.local_start(slot).date() for slot in slots} == {
        box.single_day for box in matter.wish.boxes
    }
    matter.why = "" if matches else _why_not(talk, matter, result)
    if matter.why:
        talk.say(matter.why)
        matches = True
    wish = (
        talk.words.spoken_wish(matter.wish, talk.wall)
        if matter.wish and not matches and not is_same_day
        else ""
    )
    if matter.guests:
        called = [talk.called(slot) for slot in slots]
        return talk.words.offer_together(called, now=talk.wall, matches_wish=matches, wish=wish)
    return talk.words.offer_sentence(
        _unsaid(talk, matter, slots),
        now=talk.wall,
        matches_wish=matches,
        wish=wish,
        missed=matter.shifted,
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
        if matter.staff_not:
            talk.say(talk.words.not_to_promise())
        matter.staff_id, matter.staff_any, matter.staff_not = None, True, []
        return None
    spoken = talk.words.spoken_wish(matter.wish, talk.wall) if matter.wish else ""
    matter.too_far += code == "outside_horizon"
    if matter.too_far > 1:
        talk.finish(matter)
        talk.say(talk.words.outside_horizon(talk.vocabulary.max_horizon_days))
        return talk.ask("offer_callback", talk.words.offer_callback())
    if code == "outside_horizon":
        talk.say(talk.words.outside_horizon(talk.vocabulary.max_horizon_days))
    elif code in {"nothing_free", ""} and was_turned_down:
        talk.say(talk.words.same_times_again())
    elif code in {"nothing_free", ""}:
        talk.say(str(result.get("say") or "") if not spoken else talk.words.nothing_free(spoken))
    elif code != "service_unknown":
        talk.say(str(result.get("say") or talk.words.act_failed()))
    waiting.note_unmet(matter)
    matter.wish, matter.turned_down = None, []
    return (
        talk.ask("when_instead", question_wording(talk, "when_instead"))
        if code != "service_unknown"
        else None
    )


def found_together(talk: Talk, matter: Matter, result: Result) -> Turn | None:
    """Offer times for all of them; the second failure lets each be looked for alone."""
    if result.get("slots") or result.get("code") != "nothing_free":
        return found_times(talk, matter, result)
    if _waits(matter, []):
        waiting.found_nothing(talk, matter)
        return None
    if matter.searches > 2 and matter.way == "together":
        matter.way = "after"  # asked for twice and not to be had: one behind the other may be
        return None
    if (matter.searches > 1 or matter.way == "after") and matter.way != "together":
        talk.say(talk.words.one_by_one())
        companions.one_by_one(matter)
        return None
    talk.say(companions.nothing_for_them(talk, matter))
    matter.forget_offers()
    waiting.note_unmet(matter)
    matter.wish, matter.turned_down = None, []
    return talk.ask("when_instead", question_wording(talk, "when_instead"))
