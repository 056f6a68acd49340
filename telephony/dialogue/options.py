"""Which way a service is to be had, and what is taken along: ``langes Haar``, ``mit Pflege``."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from telephony.dialogue.answers import read_ordinal
from telephony.dialogue.hearing import Heard
from telephony.dialogue.intents import BOOK
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk
from telephony.dialogue.text import phrase
from telephony.dialogue.times.wish import Box, TimeWish
from telephony.dialogue.trades import VEHICLES
from telephony.dialogue.vocabulary import OptionTerm, ServiceTerm

VARIANT = "variant"
# One way only is said by those whom it concerns; between two the length of the visit is open.
_WORTH_ASKING = 2
_ENDING = re.compile(r"(?:es|en|er|em|e|s|n)\b")
# "Ich hab kurz eine Frage" says nothing about hair.
_SHORTEST_UNASKED = 6
_BESIDE = frozenset({"offer", "name", "phone", "confirm"})
_NOT = r" (?:nicht|kein\w*|ohne|weder|not|no|without) (?:\w+ )??"


def settle(talk: Talk, matter: Matter) -> Turn | None:
    """Return the one question between the ways to have the service, or ``None``."""
    service = talk.vocabulary.service(matter.service_id)
    if service is None or matter.guests or len(service.variants) < _WORTH_ASKING:
        return None
    if _chosen(service, matter):
        return None
    names = [term.name for term in service.variants]
    return talk.ask(VARIANT, talk.words.ask_variant(names, talk.times_asked(VARIANT)))


def answer(talk: Talk, heard: Heard) -> bool:
    """Take which way it is; whoever does not know gets the longest time and hears so."""
    matter = talk.state.matter
    service = talk.vocabulary.service(matter.service_id) if matter else None
    if matter is None or service is None or not service.variants:
        return False
    named = _meant(heard.said, service.variants, asked=True)
    place = read_ordinal(heard.said, len(service.variants))
    if named is None and place is not None:
        named = service.variants[place]
    if named is None and (heard.knows_not or heard.is_any):
        take_longest(talk, matter)
    elif named is None:
        return False
    else:
        matter.variant_id = named.id
    if heard.wish is not None and (matter.wish is None or heard.wish.boxes):
        matter.wish = heard.wish
    _take_add_ons(matter, service, heard.said)
    return True


def take_longest(talk: Talk, matter: Matter) -> None:
    """Plan for the longest way: too much time harms nobody, too little the next customer."""
    service = talk.vocabulary.service(matter.service_id)
    if service is None or not service.variants:
        return
    longest = max(service.variants, key=lambda term: term.duration_minutes)
    matter.variant_id = longest.id
    talk.say(talk.words.decided_variant(longest.name))


def take(talk: Talk, matter: Matter, heard: Heard) -> bool:
    """Take the options that an utterance names unasked; a visit of another length is looked for anew."""
    service = talk.vocabulary.service(matter.service_id)
    if service is None or matter.intent != BOOK or matter.is_confirmed or matter.guests:
        return False
    said = phrase(heard.text)  # also what stands beside the choice of a time
    named = _meant(said, service.variants, asked=False)
    changed = named is not None and named.id != matter.variant_id
    if named is not None and changed:
        matter.variant_id = named.id
    changed = _take_add_ons(matter, service, said) or changed
    if changed:
        if matter.slot is not None:
            matter.wish = _at(talk, matter.slot)
        matter.forget_offers()
        own = {key for term in service.add_ons if term.id in matter.add_on_ids for key in _keys(term)}
        matter.more_services = [
            one for one in matter.more_services if not own & _service_keys(talk.vocabulary.service(one))
        ]
    return changed


def add(talk: Talk, matter: Matter, add_on_id: int) -> None:
    """Take something along, at the very time that was chosen."""
    matter.add_on_ids = [*matter.add_on_ids, add_on_id]
    if matter.slot is not None:
        matter.wish = _at(talk, matter.slot)
    matter.forget_offers()


def names_add_on(talk: Talk, heard: Heard) -> bool:
    """Tell whether something is to be taken along, beside whatever was asked: ``Und bitte mit Pflege``."""
    matter = talk.state.matter
    service = talk.vocabulary.service(matter.service_id) if matter else None
    if matter is None or service is None or matter.intent != BOOK or talk.state.asked not in _BESIDE:
        return False
    own, said = _service_keys(service), phrase(heard.text)
    return any(
        _is_named(said, term, asked=True)
        for term in service.add_ons
        if term.id not in matter.add_on_ids and not own & set(_keys(term))
    )


def of_search(talk: Talk, matter: Matter) -> dict[str, Any]:
    """Return what a search needs to know of them."""
    service = talk.vocabulary.service(matter.service_id)
    chosen = _chosen(service, matter) if service and matter.intent == BOOK else None
    added = _added(service, matter) if service and matter.intent == BOOK else []
    args: dict[str, Any] = {"variant_id": chosen.id} if chosen else {}
    return {**args, **({"add_on_ids": [term.id for term in added]} if added else {})}


def spoken_with(talk: Talk, matter: Matter, named: str) -> str:
    """Return the service with what was chosen, for the summary."""
    service = talk.vocabulary.service(matter.service_id)
    if service is None or matter.guests:
        return named
    chosen = _chosen(service, matter)
    added = [term.name for term in _added(service, matter)]
    return talk.words.with_options(named, chosen.name if chosen else "", added)


def options_in(text: str, service: ServiceTerm) -> tuple[int | None, tuple[int, ...]]:
    """Return the variant and the add-ons that a few words name."""
    said = phrase(text)
    variant = _meant(said, service.variants, asked=True)
    added = tuple(term.id for term in service.add_ons if _is_named(said, term, asked=True))
    return (variant.id if variant else None), added


def _at(talk: Talk, slot: dict[str, Any]) -> TimeWish:
    """Return the wish for the very time that was agreed on, now with what is taken along."""
    start = talk.local_start(slot)
    minute, day = start.hour * 60 + start.minute, start.date()
    box = Box(start=day, end=day + timedelta(days=1), opens=minute, closes=minute + 1, target=minute)
    return TimeWish(boxes=(box,))


def _chosen(service: ServiceTerm, matter: Matter) -> OptionTerm | None:
    return next((term for term in service.variants if term.id == matter.variant_id), None)


def _added(service: ServiceTerm, matter: Matter) -> list[OptionTerm]:
    return [term for term in service.add_ons if term.id in matter.add_on_ids]


def _take_add_ons(matter: Matter, service: ServiceTerm, said: str) -> bool:
    """Add what is named, leave out what is refused; the service's own name adds nothing."""
    own = _service_keys(service)
    before = list(matter.add_on_ids)
    for term in service.add_ons:
        if own & set(_keys(term)):
            continue
        if _is_named(said, term, asked=True):
            matter.add_on_ids = [*dict.fromkeys([*matter.add_on_ids, term.id])]
        elif term.id in matter.add_on_ids and _is_refused(said, term):
            matter.add_on_ids = [one for one in matter.add_on_ids if one != term.id]
    return before != matter.add_on_ids


def _meant(said: str, terms: Iterable[OptionTerm], *, asked: bool) -> OptionTerm | None:
    """Return the one option that is named, if it is one."""
    named = [term for term in terms if _is_named(said, term, asked=asked)]
    return named[0] if len(named) == 1 else None


def _is_named(said: str, term: OptionTerm, *, asked: bool) -> bool:
    text = _stemmed(said)
    if any(_begins(word, key) for key in _keys(term) for word in text.split()):
        return True
    for key in _keys(term):
        if not asked and " " not in key and len(key) < _SHORTEST_UNASKED and not term.is_noun(key):
            continue
        longer = r"\w*" if asked else ""
        found = re.search(rf" {re.escape(key)}{longer} ", text)
        if found and not re.search(rf"{_NOT}{re.escape(key)}", text):
            return True
    return False


def _begins(word: str, key: str) -> bool:
    """``Bis zur Schulter`` is ``schulterlang``."""
    return (
        len(word) > _SHORTEST_UNASKED and len(key) > len(word) + 2 and key.startswith(word) and " " not in key
    )


def _is_refused(said: str, term: OptionTerm) -> bool:
    text = _stemmed(said)
    return any(re.search(rf"{_NOT}{re.escape(key)}", text) for key in _keys(term))


def _keys(term: OptionTerm) -> list[str]:
    names = [_stemmed(phrase(name)).strip() for name in (term.name, *term.synonyms)]
    return [*names, *(model for name in names for model in VEHICLES.get(name, ()))]


def _service_keys(service: ServiceTerm | None) -> set[str]:
    names = (service.name, *service.synonyms) if service else ()
    return {_stemmed(phrase(name)).strip() for name in names}


def _stemmed(said: str) -> str:
    """``lange Haare`` and ``langen Haaren`` are ``langes Haar``; short words are left as they are."""
    words = (_ENDING.sub("", word) if len(word) > len("haar") else word for word in said.split())
    return f" {' '.join(words)} "
