"""Answers what is about the conversation itself: who is speaking, which time it was, that none is wanted."""

import re
from datetime import datetime

from telephony.dialogue import booking, details, existing, intents, repair
from telephony.dialogue.handing_over import MOST_WORDS
from telephony.dialogue.hearing import Heard
from telephony.dialogue.matters import EXISTING
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk

_WITH_WHOM = re.compile(r"^ (?:und |aber )?(?:bei wem|wer macht das|zu wem|von wem) ")
_SAID_IN_ENGLISH = frozenset({intents.ENGLISH, intents.BOOK})
# A child that rings alone is spoken to as one; nothing is agreed with it.
_CHILD = re.compile(
    r" (?:ich bin|bin) (?:erst |schon )?(?:vier|fuenf|sechs|sieben|acht|neun|zehn|elf|[4-9]|1[01])"
    r"(?: jahre(?: alt)?)? (?:(?!uhr|minuten)|$)(?=.*\b(?:mama|papa|mami|papi|mutti|oma|opa)\b)"
    r"|(?=.*\b(?:ich bin|bin) (?:\w+ )?(?:vier|fuenf|sechs|sieben|acht|neun|zehn|elf) jahre\b)"
    r" (?:meine )?(?:mama|papa|mami|papi) "
)
_HAS_ONE = re.compile(
    r" (?:haben|habt|gibt|gibts|arbeitet|arbeiten|ist) (?:\w+ ){0,4}(?:weiblich|maennlich|eine frau"
    r"|ein mann|\w+in )"
)
_WHO_WORKS = re.compile(
    r" (?:welche|wie heissen|was fuer) (?:\w+ ){0,2}(?:aerzt\w*|zahnaerzt\w*|friseur\w*|mitarbeiter\w*"
    r"|mechaniker\w*|meister|kollegen|behandler\w*|stylist\w*|leute|doktoren) "
    r"(?:haben|habt|gibts|gibt|sind|arbeiten|denn|bei) "
    r"| wer (?:arbeitet|schneidet|behandelt|ist alles) (?:\w+ ){0,3}(?:bei ihnen|bei euch|da|alles) "
)
_NO_APPOINTMENT = re.compile(
    r" (?:brauch\w*|will|wollte|moechte|benoetig\w*) (?:\w+ ){0,4}kein\w* (?:neuen )?termin"
    r"| kein\w* termin (?:bitte |danke |sondern |, )*(?:nur |bloss |$)"
    r"| kein\w* termin (?:\w+ ){0,2}(?:machen|haben|buchen|vereinbaren|brauch\w*|ausmachen) "
)
_NOT_MOVED = re.compile(r" (?:nichts|nix|nicht|kein\w*) (?:\w+ ){0,2}(?:verschieb|verleg|umbuch|aender)\w* ")
_WHY_NOT = re.compile(r" (?:warum|wieso|weshalb) (?:\w+ ){0,6}(?:nicht|nichts|erst|keine?n?|so) ")
_WHICH_TIME = re.compile(
    r" (?:welche[rnms]?|was fuer (?:ein|einen)) (?:tag|datum|uhrzeit|zeit|termin) (?:\w+ ){0,3}"
    r"(?:das|der|es|nochmal|noch mal|jetzt|gesagt) | (?:wann|um wie ?viel uhr) (?:ist|war|waere) das "
)


def react(talk: Talk, heard: Heard) -> Turn | None:
    """Answer what is about the conversation itself."""
    return _about_people(talk, heard) or _about_the_call(talk, heard)


def _about_the_call(talk: Talk, heard: Heard) -> Turn | None:
    if intents.SPAM in heard.intents and _is_idle(talk):
        return talk.act("end", {"reason": "spam"})
    if intents.WRONG_NUMBER in heard.intents and _is_idle(talk):
        return talk.hang_up(talk.words.wrong_number_goodbye())
    if intents.ENGLISH in heard.intents and set(heard.intents) <= _SAID_IN_ENGLISH and heard.wish is None:
        talk.state.open_question = f"English: {heard.text}"[:MOST_WORDS]
        return talk.ask("offer_callback", talk.words.only_german())
    if intents.IDENTITY in heard.intents:
        talk.excuse()
        talk.say(talk.words.identity(company=talk.vocabulary.company_name))
        if len(heard.intents) == 1 and not heard.service.ids:
            return repair.again(talk, differently=False)
    called_off = _calls_off(talk, heard)
    if called_off is not None:
        return called_off
    if _WHICH_TIME.search(heard.said) and talk.state.matter and talk.state.matter.slot:
        return _time_again(talk)
    if _WHY_NOT.search(heard.said) and talk.state.asked == "offer" and talk.state.matter is not None:
        talk.excuse()
        talk.say(talk.state.matter.why or talk.words.all_taken())
        return repair.again(talk, differently=True)
    person = _person_spoken_of(talk) if _WITH_WHOM.search(heard.said) else ""
    if person:
        talk.excuse()
        talk.say(talk.words.with_whom(person))
        return repair.again(talk, differently=False)
    return None


def _about_people(talk: Talk, heard: Heard) -> Turn | None:
    """Who rings is a child, or wants to know who works here."""
    if _CHILD.search(heard.said) and _is_idle(talk):
        talk.say(talk.words.to_a_child())
        return talk.ask("intent", talk.words.ask_for_parents())
    if _WHO_WORKS.search(heard.said) and not heard.service.ids:
        talk.excuse()
        talk.say(talk.words.team([one.name for one in talk.vocabulary.staff]))
        return repair.again(talk, differently=False)
    gender = heard.beside.gender
    if gender and _HAS_ONE.search(heard.said) and _is_idle(talk):
        return _of_gender(talk, heard, gender)
    return None


def _of_gender(talk: Talk, heard: Heard, gender: str) -> Turn | None:
    """``Haben Sie auch eine Therapeutin?`` is answered with names, and a time with one of them looked for."""
    names = [one.called for one in talk.vocabulary.staff if one.gender == gender]
    if not names:
        return None
    talk.say(talk.words.of_gender(names))
    matter = talk.begin(Matter(intent=intents.BOOK))
    details.take_details(talk, matter, heard)
    return booking.next_step(talk, matter)


def _calls_off(talk: Talk, heard: Heard) -> Turn | None:
    """``Ich brauche gar keinen Termin``, "ich will nichts verschieben": then none is looked for."""
    if (
        _NOT_MOVED.search(heard.said)
        and talk.state.matters
        and talk.state.matters[0].intent == intents.RESCHEDULE
    ):
        talk.state.matters.pop(0)
        talk.say(talk.words.no_problem())
        return talk.ask("more", talk.words.anything_else(talk.times_asked("more")))
    if not _NO_APPOINTMENT.search(heard.said):
        return None
    running = [matter for matter in talk.state.matters if matter.intent == intents.BOOK]
    if not running:
        return None
    talk.state.matters = [matter for matter in talk.state.matters if matter not in running]
    if set(heard.intents) - {intents.BOOK} or repair.looks_like_question(heard):
        return None
    talk.say(talk.words.no_problem())
    return talk.ask("intent", talk.words.ask_intent())


def _is_idle(talk: Talk) -> bool:
    """Tell whether nothing has come of the call so far: then it may be none for this house at all."""
    return not talk.state.done and not any(
        matter.service_id
        or matter.wish
        or matter.offers
        or matter.appointments
        or matter.reason
        or matter.text
        for matter in talk.state.matters
    )


def _time_again(talk: Talk) -> Turn:
    """``Welcher Tag war das nochmal?`` after a time was chosen."""
    talk.excuse()
    matter = talk.state.matter
    if talk.state.asked == "confirm" and matter is not None:
        matter.told = []
        step = existing.next_step if matter.intent in EXISTING else booking.next_step
        return step(talk, matter)
    slot = talk.localised((matter.slot if matter else None) or {})
    talk.say(f"{talk.words.spoken_start(datetime.fromisoformat(slot['starts_at']))}.")
    return repair.again(talk, differently=False)


def _person_spoken_of(talk: Talk) -> str:
    """Return with whom the offered or chosen time is, if it is one person."""
    matter = talk.state.matter
    slots = ([matter.slot] if matter.slot else matter.offers) if matter else []
    people = {str(talk.called(slot).get("staff") or "") for slot in slots}
    return people.pop() if len(people) == 1 else ""
