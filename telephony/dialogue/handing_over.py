"""Begins what ends with a human: a callback, a complaint, a message, the waiting list."""

import re

from telephony.dialogue import intents
from telephony.dialogue.hearing import Heard
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk

_REASON = re.compile(r" (?:wegen|weil|(?:es )?geht (?:\w+ )?um|handelt sich um|betrifft|bezueglich) ")
_FED_UP = 0.5
# A complaint of so many words says what it is about.
_TELLING = 7
# What an act takes of a caller's own words.
MOST_WORDS = 300


def begin_callback(talk: Talk, matter: Matter, heard: Heard) -> None:
    """Begin a callback; whoever has had enough is put through first."""
    if talk.state.frustration >= _FED_UP:
        talk.say(talk.words.regret())
        matter.wants_human = True
    if heard.concern:
        talk.say(talk.words.passes_on(heard.concern))
    matter.reason = about(talk, heard) or reason_of(heard)


def begin_human(talk: Talk, matter: Matter, heard: Heard) -> None:
    """Begin the way to a human."""
    if heard.concern:
        talk.say(talk.words.passes_on(heard.concern))
    matter.reason, matter.wants_human = about(talk, heard) or reason_of(heard), True


def begin_complaint(talk: Talk, matter: Matter, heard: Heard) -> None:
    """Begin with an apology, and go on to a human."""
    talk.say(talk.words.regret())
    matter.wants_human = True
    matter.reason = heard.text[:MOST_WORDS] if len(heard.text.split()) >= _TELLING else ""


def begin_waitlist(talk: Talk, matter: Matter, heard: Heard) -> None:
    """Note who wants an earlier time, instead of what was being booked."""
    running = next((m for m in talk.state.matters if m.intent == intents.BOOK), None)
    service = talk.vocabulary.service((running or matter).service_id or heard.service.only)
    wish = heard.wish or (running.wish if running else None)
    matter.reason = talk.words.waitlist_reason(
        service.name if service else "", talk.words.spoken_wish(wish, talk.wall) if wish else ""
    )
    if service is not None:
        source = running or matter
        staff_id = source.staff_id or heard.staff.only
        wanted = {
            "staff_id": staff_id,
            "variant_id": source.variant_id,
            "add_on_ids": list(source.add_on_ids),
        }
        matter.waits_for = {"service_id": service.id, **{name: each for name, each in wanted.items() if each}}
        if wish is not None:
            matter.waits_for["wish"] = wish.to_json()
    if running is not None:
        talk.state.matters.remove(running)


def begin_message(talk: Talk, matter: Matter, heard: Heard) -> None:
    """Begin a message, with what was said if that is one."""
    matter.text = about(talk, heard) or (heard.text if _has_content(heard.text) else "")


def begin_late(talk: Talk, matter: Matter, heard: Heard) -> None:
    """Pass on that somebody is late."""
    matter.text = heard.text


def about(talk: Talk, heard: Heard) -> str:
    """Return what a matter of the team is about: its kind and the caller's words."""
    return f"{talk.words.concern(heard.concern)}: {heard.text}"[:MOST_WORDS] if heard.concern else ""


def reason_of(heard: Heard) -> str:
    """Return the utterance as reason if it says more than "Ich will einen Menschen"."""
    return heard.text[:MOST_WORDS] if len(heard.text.split()) > 12 or _REASON.search(heard.said) else ""


def _has_content(text: str) -> bool:
    return len(text.split()) >= 6 and "hinterlassen" not in text.lower()
