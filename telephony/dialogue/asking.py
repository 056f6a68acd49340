"""Begins short questions: which price, which hours, what was asked about the house."""

import re

from telephony.dialogue import companions, details, handing_over, intents, options
from telephony.dialogue.bearing_out import asked_in
from telephony.dialogue.hearing import Heard
from telephony.dialogue.intents.rules import cues
from telephony.dialogue.offering import thing_priced
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk
from telephony.dialogue.text import phrase

_WAY = re.compile(
    r" (?:adresse|anschrift|anfahrt|hausnummer|strasse|wegbeschreibung) "
    r"| wie (?:komm\w*|find\w*) (?:ich|man|wir) "
    r"| wo (?:\w+ ){0,2}(?:sind|seid|finden?|liegt|liegen|befind\w*) "
)
_STILL_OPEN = re.compile(r" (?:noch|jetzt|gerade|grad) (?:auf|offen|geoeffnet|da|wer da|jemand da) ")
_PARKING = re.compile(r" \w*park\w* ")
_SENTENCES = re.compile(r"(?<=[.?!;]) |,? und (?=wie|wo|was|wann|kann|haben|gibt)", re.IGNORECASE)
_ALL_OF_IT = re.compile(
    r" (?:was|welche\w*) (?:\w+ ){0,5}(?:biete\w*|mach\w*|leistungen|behandlungen|angebot\w*|alles|gibt|gibts"
    r"|koenn\w*|sachen|habt|haben|preisliste) | (?:leistungen|angebot|preisliste) "
)
_DISCOUNT = re.compile(r" (?:rabatt|ermaessigung|nachlass|verguenstigung)\w* ")
# What all of it comes to hangs on what is needed: no one price is the answer.
_WITH = re.compile(r"\b(?:mit|plus|inklusive)\b", re.IGNORECASE)
_IN_ALL = re.compile(r" (?:insgesamt|alles in allem|gesamtkosten|unterm strich) ")
_NOUN = re.compile(r"\b(?!Sie|Ihnen|Ihr|Ihre)[A-ZÄÖÜ]\w+")


def begin_price(talk: Talk, matter: Matter, heard: Heard) -> None:
    """``Was kostet eine Dauerwelle?`` names a thing that may not be on the list, or several that are."""
    if _DISCOUNT.search(heard.said) or _IN_ALL.search(heard.said):
        matter.intent, matter.text = intents.QUESTION, heard.text[: handing_over.MOST_WORDS]
        return
    asked = " ".join(part for part in asked_in(heard.text) if intents.PRICE in cues(phrase(part)))
    kinds = companions.several_kinds(_WITH.sub("und", asked), talk.vocabulary) if asked else []
    if not kinds and heard.service.ids:
        kinds = companions.several_kinds(heard.matched, talk.vocabulary)
    for other in kinds[1:]:
        talk.begin(Matter(intent=matter.intent, service_id=other.ids[0]))
        matter.service_id = kinds[0].ids[0]
    service = talk.vocabulary.service(kinds[0].only) if len(kinds) == 1 else None
    if service is not None:
        matter.variant_id, _ = options.options_in(heard.text, service)
    matter.text = heard.text[: handing_over.MOST_WORDS]
    matter.thing = thing_priced(heard.text) if not heard.service.ids else ""


def begin_hours(talk: Talk, matter: Matter, heard: Heard) -> None:
    """Keep the day that was asked about: a wish that follows may mean it."""
    matter.text = "heute" if _STILL_OPEN.search(heard.said) else heard.text[: handing_over.MOST_WORDS]
    day = heard.wish.boxes[0].single_day if heard.wish and heard.wish.boxes else None
    talk.state.asked_day = day.isoformat() if day else ""


def begin_question(talk: Talk, matter: Matter, heard: Heard) -> None:
    """Where the house is has an act of its own, where the car goes is a question like any other."""
    if heard.questions:
        matter.text, *others = (one[: handing_over.MOST_WORDS] for one in heard.questions)
        for other in others:
            talk.begin(Matter(intent=matter.intent, text=other))
        return
    matter.text = _part_with(heard.text, intents.QUESTION)[: handing_over.MOST_WORDS]
    matter.text = heard.question or matter.text
    matter.reason, matter.thing = handing_over.about(talk, heard), heard.concern
    if heard.concern == "voucher":
        matter.text = f"{talk.words.concern(heard.concern)}?"
    asks_way, asks_parking = _WAY.search(heard.said), _PARKING.search(heard.said)
    if asks_way and asks_parking and not any(m.intent == intents.DIRECTIONS for m in talk.state.matters):
        talk.begin(Matter(intent=intents.DIRECTIONS, branch_id=matter.branch_id), first=True)
    elif asks_way and not asks_parking:
        matter.intent = intents.DIRECTIONS


def begin_services(talk: Talk, matter: Matter, heard: Heard) -> None:
    """Whether one thing is done here, by somebody perhaps; without a thing all of it is asked for."""
    matter.thing, matter.text = heard.thing, heard.text[: handing_over.MOST_WORDS]
    matter.service_id, matter.staff_id = (heard.service.ids or (None,))[0], heard.staff.only
    if not matter.thing and not _ALL_OF_IT.search(heard.said):
        # "Könnt ihr auch Scheiben tauschen": one thing is asked for, not the list.
        matter.thing = "?" if matter.service_id else ""
        matter.intent = matter.intent if matter.service_id else intents.QUESTION


def begin_directions(talk: Talk, matter: Matter, heard: Heard) -> None:
    """Tell the way once; what is asked of it again, or of parking, is a question."""
    if intents.DIRECTIONS in talk.state.done:
        matter.intent, matter.text = intents.QUESTION, heard.text[: handing_over.MOST_WORDS]
        return
    if not _PARKING.search(heard.said):
        return
    if not _WAY.search(heard.said):
        matter.intent = intents.QUESTION
    elif not any(other.intent == intents.QUESTION for other in talk.state.matters):
        talk.begin(Matter(intent=intents.QUESTION, text=heard.text[: handing_over.MOST_WORDS]))
    matter.text = heard.text[: handing_over.MOST_WORDS]


def _part_with(text: str, intent: str) -> str:
    """Return the sentence that holds the question, where others stand around it."""
    parts = [part for part in _SENTENCES.split(text) if intent in intents.read_intents(part)]
    # "… einen Gutschein, kann ich den abholen?": what it is about stands before the question.
    return parts[0].strip() if len(parts) == 1 and _NOUN.search(parts[0].strip()[1:]) else text


def detail_price(talk: Talk, matter: Matter, heard: Heard) -> bool:
    """Take which service is meant; ``beides`` asks for each of those just named."""
    if matter.service_options and details.means_both(heard):
        matter.service_id, *others = matter.service_options[:2]
        for other in others:
            talk.begin(Matter(intent=matter.intent, service_id=other))
        matter.service_options = []
        return True
    if heard.service.ids and matter.service_id is None:
        matter.service_id, matter.service_options = heard.service.only, list(heard.service.ids)
        return True
    return False
