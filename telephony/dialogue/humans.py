"""Ways to a human: put through at once, called back by a deadline, or a message taken."""

from telephony.dialogue.intents import CALLBACK
from telephony.dialogue.port import Turn
from telephony.dialogue.state import DialogueState, Matter
from telephony.dialogue.talk import Talk, question_wording

# The open "question" while the line is being put through: what is said then is not an answer to anything.
TRANSFERRING = "transferring"
_MOST_WORDS = 300


def next_step(talk: Talk, matter: Matter) -> Turn:
    """Return the next question or act towards a human."""
    if matter.intent != CALLBACK:
        return _message(talk, matter)
    if matter.wants_human and not talk.state.is_transfer_tried:
        return _transfer(talk, matter)
    return _callback(talk, matter)


def _transfer(talk: Talk, matter: Matter) -> Turn:
    talk.state.is_transfer_tried = True
    args = {"reason": matter.reason or talk.words.callback_reason("human")}
    summary = summary_of(talk)
    if summary:
        args["summary"] = f"{matter.reason} {summary}".strip()[:_MOST_WORDS]
    return talk.act("transfer", args)


def summary_of(talk: Talk) -> str:
    """Return what the person who picks up should know: who it is and what was wanted so far."""
    state: DialogueState = talk.state
    wanted = [matter for matter in state.matters if matter.intent != CALLBACK]
    services = [talk.vocabulary.service(matter.service_id) for matter in wanted]
    names = [service.name for service in services if service]
    kinds = [talk.words.callback_reason(matter.intent) for matter in wanted]
    times = [talk.words.spoken_wish(matter.wish, talk.wall) for matter in wanted if matter.wish]
    return ", ".join(filter(None, [*kinds, *names, *times, state.name or ""]))


def _callback(talk: Talk, matter: Matter) -> Turn:
    if talk.state.is_leaving and matter.reason:
        return call_back_now(talk, matter)
    if not matter.reason:
        return talk.ask("callback_reason", _ask_reason(talk, matter))
    missing = missing_contact(talk)
    if missing is not None:
        return missing
    return talk.act("callback", {"reason": matter.reason, **contact(talk)})


def _ask_reason(talk: Talk, matter: Matter) -> str:
    return talk.words.ask_reason() if matter.wants_human else talk.words.ask_callback_reason()


def call_back_now(talk: Talk, matter: Matter) -> Turn:
    """Return the callback without further questions, except for a number where none is known."""
    if not contact(talk).get("phone"):
        return talk.ask("phone", question_wording(talk, "phone"))
    return talk.act("callback", {"reason": matter.reason, **contact(talk)})


def _message(talk: Talk, matter: Matter) -> Turn:
    if not matter.text:
        return talk.ask("message", talk.words.ask_message())
    missing = missing_contact(talk)
    if missing is not None:
        return missing
    return talk.act("take_message", {"text": matter.text, **contact(talk)})


def missing_contact(talk: Talk, *, bridge: str = "") -> Turn | None:
    """Return the question for the name or the number, while one is missing and was not refused.

    ``bridge`` is said before it, whatever was said already; without one, that it is passed on.
    """
    state = talk.state
    if state.name is None and not state.is_name_refused and talk.times_asked("name_simple") < 3:
        if not talk.has_spoken and not talk.times_asked("name_simple") and not bridge:
            talk.say(talk.words.passes_on(""))
        talk.say(bridge)
        return talk.ask("name_simple", question_wording(talk, "name_simple"))
    has_number = state.phone or state.line_number or state.is_phone_refused
    if not has_number and talk.times_asked("phone") < 3:
        return talk.ask("phone", question_wording(talk, "phone"))
    return None


def contact(talk: Talk) -> dict[str, str]:
    """Return who is calling, as far as it is known."""
    state = talk.state
    number = state.phone or state.line_number
    known = {"name": state.name, "phone": number}
    return {key: value for key, value in known.items() if value}
