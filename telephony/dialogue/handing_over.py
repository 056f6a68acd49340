"""Begins what ends with a human: a callback, a complaint, a message."""

import re

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
