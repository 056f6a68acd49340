"""A call in a language that nobody speaks here: it ends with somebody being called back, never in silence."""

from __future__ import annotations

from telephony.dialogue import humans
from telephony.dialogue.abroad.hearing import read_foreign_digits, read_foreign_name
from telephony.dialogue.abroad.reading import understand_abroad
from telephony.dialogue.abroad.sentences import SENTENCES
from telephony.dialogue.intents import kinds
from telephony.dialogue.phones import number_of_digits
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk
from telephony.dialogue.times.wish import TimeWish
from telephony.dialogue.wording import GERMAN

_MOST_WORDS = 300
# "Do you speak Turkish?" says nothing of the matter yet; a whole sentence is not the name asked for.
_TELLING = 8
_SENTENCE = 4
_MOST_DIGITS = 13


def take(talk: Talk, text: str) -> Turn:
    """Return the next question on the way to the callback, or the callback itself."""
    matter = talk.state.matter
    if matter is None or matter.intent != kinds.CALLBACK:
        matter = talk.begin(Matter(intent=kinds.CALLBACK), first=True)
        # What is to be said is said in a few sentences; then the line is free.
        talk.state.is_leaving = True
        _note(talk, matter, text)
        if len(text.split()) < _TELLING and matter.wish is None:
            return talk.ask("callback_reason", talk.words.ask_callback_reason())
        return _next(talk, matter)
    if talk.state.asked == "phone":
        return _take_number(talk, matter, text)
    if talk.state.asked == "name_simple":
        return _take_name(talk, matter, text)
    _note(talk, matter, text)
    return _next(talk, matter)


def _next(talk: Talk, matter: Matter) -> Turn:
    state = talk.state
    if state.name is None and not state.is_name_refused:
        return talk.ask("name_simple", talk.words.ask_name_simply())
    if not (state.phone or state.line_number or state.is_phone_refused):
        return talk.ask("phone", talk.words.ask_phone())
    return humans.next_step(talk, matter)


def _take_name(talk: Talk, matter: Matter, text: str) -> Turn:
    talk.state.name = read_foreign_name(text, language=talk.state.language)
    if talk.state.name is None:
        _note(talk, matter, text)
        if talk.times_asked("name_simple") > 1:
            talk.state.is_name_refused = True
        elif len(text.split()) < _SENTENCE:
            talk.say(talk.words.not_understood())
    return _next(talk, matter)


def _take_number(talk: Talk, matter: Matter, text: str) -> Turn:
    state = talk.state
    state.digits += read_foreign_digits(text, language=state.language)
    number = number_of_digits(state.digits, region=talk.vocabulary.country)
    if number is not None:
        state.phone, state.is_phone_spoken, state.digits = number, True, ""
    elif 0 < len(state.digits) <= _MOST_DIGITS:
        return talk.ask("phone", talk.words.more_digits())
    else:
        state.digits = ""
        state.is_phone_refused = talk.times_asked("phone") > 1
        talk.say(talk.words.not_understood())
    return _next(talk, matter)


def _note(talk: Talk, matter: Matter, text: str) -> None:
    """Keep for whoever calls back what was said, and the day and hour in German."""
    language = talk.state.language
    wish = understand_abroad(text, language=language, now=talk.wall)
    matter.wish = wish or matter.wish
    matter.text = " ".join(part for part in (matter.text, text.strip()) if part)[:_MOST_WORDS]
    matter.reason = reason_in_german(language, matter.text, matter.wish, talk)


def reason_in_german(language: str, text: str, wish: TimeWish | None, talk: Talk) -> str:
    """Return what the ticket says: the language, the wish for a time, the caller's own words."""
    when = GERMAN.spoken_wish(wish, talk.wall) if wish else ""
    head = f"Spricht {SENTENCES[language].called}{f', Wunsch: {when}' if when else ''}"
    return f"{head}: {text}"[:_MOST_WORDS]
