"""Keeps what is said beside the appointment: who is not wanted, an address, what the team should know."""

from telephony.dialogue import intents
from telephony.dialogue.hearing import Heard
from telephony.dialogue.naming import names_of_others
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk


def take_beside(talk: Talk, matter: Matter, heard: Heard) -> bool:
    """Keep who is not wanted, an address that was offered, and what the team should know."""
    beside = heard.beside
    taken = _take_exclusions(talk, matter, heard)
    taken = take_remarks(talk, matter, heard) or taken
    if beside.email and beside.email != talk.state.email:
        talk.state.email, taken = beside.email, True
    notes = [talk.words.plate_note(beside.plate)] if beside.plate else []
    if heard.speaker:
        notes.append(talk.words.caller_note(heard.speaker))
    if beside.insurance:
        notes.append(talk.words.insurance_note(beside.insurance.kind, beside.insurance.insurer))
    others = names_of_others(heard.text) if matter.guests else []
    for guest, other in zip(matter.guests[1:], others, strict=False):
        if other not in guest["who"]:
            guest["who"], taken = f"{guest['who']} {other}".strip(), True
    fresh = [note for note in notes if note not in matter.note]
    matter.note = ", ".join(filter(None, [matter.note, *fresh]))
    return taken or bool(fresh)


def take_remarks(talk: Talk, matter: Matter, heard: Heard) -> bool:
    """Write to the appointment what the team should know, and say so."""
    fresh = [remark for remark in heard.beside.remarks if remark not in matter.note]
    if not fresh:
        return False
    matter.note = ", ".join(filter(None, [matter.note, *fresh]))
    if intents.QUESTION not in heard.intents:
        talk.say(talk.words.will_note())
    return True


def _take_exclusions(talk: Talk, matter: Matter, heard: Heard) -> bool:
    """``Nicht bei Anna``, "lieber eine Frau": who is left out of the search."""
    unwanted = set(heard.beside.not_staff)
    gender = heard.beside.gender
    if gender and not heard.staff.ids:
        able = [one for one in talk.vocabulary.staff if one.offers(matter.service_id)]
        if not any(one.gender == gender for one in able):
            talk.say(talk.words.not_to_promise())
            return True
        unwanted |= {one.id for one in talk.vocabulary.staff if one.gender != gender}
    if not unwanted - set(matter.staff_not):
        return False
    matter.staff_not = sorted({*matter.staff_not, *unwanted})
    if matter.staff_id in unwanted:
        matter.staff_id, matter.staff_any = None, True
    if any(slot.get("staff_id") in unwanted for slot in [*matter.offers, matter.slot or {}]):
        matter.forget_offers()
    return True
