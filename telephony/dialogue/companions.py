"""Appointments that belong together: several people, or several services of one person in a row."""

import re
from typing import Any

from telephony.dialogue.hearing import Heard
from telephony.dialogue.intents import BOOK
from telephony.dialogue.matching import (
    Match,
    is_for_one_group,
    match_service,
    match_several,
    pick_service,
    siblings_of,
)
from telephony.dialogue.party import Guest, is_child
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk
from telephony.dialogue.text import fold
from telephony.dialogue.vocabulary import Vocabulary

MOST_TOGETHER = 4
_ALONE = re.compile(
    r" (?:(?:dann )?(?:nur|bloss|erst ?mal|lieber) (?:ein|eins|einen|eine|einer) "
    r"(?:auto|wagen|person|termin|kind)"
    r"|(?:nur|bloss|lediglich|erst ?mal) (?:\w+ )?(?:fuer )?(?:mich|ich|einen|einer|eine person)"
    r"|(?:doch |lieber )?(?:allein|alleine)|ohne (?:mein|unser|die|den|das)\w*) "
)
_APART = re.compile(
    r" (?:getrennt|einzeln|unabhaengig voneinander|verschiedene tage|(?:muss|muessen) (?:\w+ )?nicht "
    r"(?:zusammen|gleichzeitig)|nicht unbedingt (?:zusammen|gleichzeitig)) "
)
# Who comes along, and whose services are then most likely the caller's own.
_SPOUSES = {
    "mann": "damen", "ehemann": "damen", "verlobter": "damen",
    "frau": "herren", "ehefrau": "herren", "verlobte": "herren",
}  # fmt: skip
_NAMES_GROUP = re.compile(r"\b(?:damen|herren|maenner|frauen)(?:haar)?(?:schnitt)?\b")
_CHILDREN = ("kind", "jugend", "child")


def take_guests(talk: Talk, matter: Matter, heard: Heard) -> bool:
    """Note who else comes; tell whether the utterance said so."""
    if matter.intent != BOOK or matter.is_confirmed:
        return False
    party = heard.party
    if matter.guests and _APART.search(heard.said):
        one_by_one(matter)
        return True
    if matter.guests and _ALONE.search(heard.said):
        matter.guests, matter.way = [], ""
        matter.forget_offers()
        return True
    if party is not None and not matter.guests:
        matter.guests = _with_own_group([_noted(guest) for guest in party.guests])
        matter.way = party.way
    elif heard.addition is not None and not matter.guests:
        matter.guests = [_noted(Guest(is_caller=True)), _noted(heard.addition)]
    elif heard.way and matter.guests and heard.way != matter.way:
        matter.way = heard.way
    else:
        return False
    matter.forget_offers()
    return True


def take_services(talk: Talk, matter: Matter, heard: Heard) -> Match | None:
    """Return what the first of them wants and note what the others want; ``None``: said for all alike."""
    each = several_kinds(heard.matched, talk.vocabulary)
    if len(each) > 1:
        for guest, match in zip(matter.guests[1:], each[1:], strict=False):
            guest["service_id"] = match.ids[0]
        return _of_group(each[0].ids, matter.guests[0], talk.vocabulary)
    if not heard.service.ids:
        return None
    if (
        len(heard.service.ids) == 1
        and _NAMES_GROUP.search(fold(heard.matched))
        and not matter.guests[0]["group"]
    ):
        return heard.service  # "für uns zwei, Herrenschnitt" is not asked whether it is one
    return _beside_a_child(talk, matter, heard) or _of_group(
        heard.service.ids, matter.guests[0], talk.vocabulary
    )


def _beside_a_child(talk: Talk, matter: Matter, heard: Heard) -> Match | None:
    """``Kontrolle für mich und die Kleine``: each has their own."""
    first, others = matter.guests[0], matter.guests[1:]
    is_for_child = all(_is_for_children(one, talk.vocabulary) for one in heard.service.ids)
    if not is_for_child or all(guest["group"] == "kinder" for guest in matter.guests):
        return None
    rest = " ".join(word for word in heard.matched.split() if not is_child(fold(word.strip(",.?!"))))
    own = match_service(rest, talk.vocabulary)
    grown_up = tuple(one for one in own.ids if not _is_for_children(one, talk.vocabulary))
    if not grown_up:
        return None
    for guest in others:
        guest["service_id"] = heard.service.ids[0] if guest["group"] == "kinder" else grown_up[0]
    if first["group"] == "kinder":  # "Meine Kinder und ich": the child was named first
        return Match(heard.service.ids[:1], heard.service.score, heard.service.text)
    return Match(grown_up[:1], own.score, own.text)


def several_kinds(text: str, vocabulary: Vocabulary) -> list[Match]:
    """Return each kind of work that was named; the same work for somebody else is no second one."""
    kinds: list[Match] = []
    for match in match_several(text, vocabulary):
        if not any(
            _is_same_work(one, other, vocabulary) for kind in kinds for one in kind.ids for other in match.ids
        ):
            kinds.append(match)
    return kinds


def decided(match: Match, text: str, vocabulary: Vocabulary) -> int:
    """Return the one service that is meant; whom it is for may stand anywhere in the sentence."""
    picked = pick_service(text, match.ids, vocabulary) if match.only is None else None
    return picked.ids[0] if picked else match.ids[0]


def _is_same_work(one: int, other: int, vocabulary: Vocabulary) -> bool:
    return one == other or other in siblings_of(one, vocabulary) or one in siblings_of(other, vocabulary)


def in_a_row(matter: Matter, services: list[int]) -> None:
    """Let several services of one person follow each other."""
    matter.guests = [_noted(Guest(is_caller=True)) for _ in range(len(services) + 1)][:MOST_TOGETHER]
    for guest, service_id in zip(matter.guests[1:], services, strict=False):
        guest["service_id"] = service_id
    matter.way = "after"


def settle(talk: Talk, matter: Matter) -> None:
    """Give everybody a service: their own of the same work, else the one of the first."""
    for guest in matter.guests[1:]:
        if guest["service_id"] is None and matter.service_id is not None:
            own = _of_group((matter.service_id,), guest, talk.vocabulary)
            guest["service_id"] = own.only or matter.service_id


def people(talk: Talk, matter: Matter) -> list[dict[str, Any]]:
    """Return the argument of the act: one entry for each."""
    first: dict[str, Any] = {"service_id": matter.service_id}
    if matter.staff_id is not None:
        first["staff_id"] = matter.staff_id
    first["person"], *counted = _counted(matter.guests)
    others = [
        {"service_id": guest["service_id"], "person": person, **_by_the_same(talk, matter, guest)}
        for guest, person in zip(matter.guests[1:], counted, strict=True)
    ]
    return [first, *others]


def _counted(guests: list[dict[str, Any]]) -> list[int]:
    """Number those who come: 0 is who calls, also where somebody else was named first."""
    if not any(guest.get("is_caller") for guest in guests):
        return list(range(len(guests)))
    along = [place for place, guest in enumerate(guests) if not guest.get("is_caller")]
    return [along.index(place) + 1 if place in along else 0 for place in range(len(guests))]


def _by_the_same(talk: Talk, matter: Matter, guest: dict[str, Any]) -> dict[str, int]:
    """Who was asked for does all that one person has done, as far as they do it."""
    person = talk.vocabulary.person(matter.staff_id)
    is_asked = person is not None and guest.get("is_caller") and person.offers(guest["service_id"])
    return {"staff_id": person.id} if person is not None and is_asked else {}


def one_by_one(matter: Matter) -> None:
    """Look for each alone, one behind the other."""
    matter.together = matter.guests
    matter.more_services = [guest["service_id"] for guest in matter.guests[1:]]
    matter.guests, matter.way = [], ""
    matter.forget_offers()


def nothing_for_them(talk: Talk, matter: Matter) -> str:
    """Return that there is no time for all of it: for several people, or for what one has done in a row."""
    spoken = talk.words.spoken_wish(matter.wish, talk.wall) if matter.wish else ""
    if all(guest.get("is_caller") for guest in matter.guests):
        return talk.words.nothing_in_a_row(len(matter.guests), spoken)
    return talk.words.nothing_together(spoken)


def parts(slot: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every single time of an offer."""
    return [slot, *slot.get("with", ())]


def _with_own_group(guests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """``Mein Mann und ich``: who says so mostly wants the ladies' cut; the summary says which one it is."""
    own = next((_SPOUSES[fold(guest["who"])] for guest in guests if fold(guest["who"]) in _SPOUSES), "")
    return [{**guest, "group": own} if guest["is_caller"] else guest for guest in guests]


def _noted(guest: Guest) -> dict[str, Any]:
    return {"who": guest.who, "group": guest.group, "service_id": None, "is_caller": guest.is_caller}


def _of_group(ids: tuple[int, ...], guest: dict[str, Any], vocabulary: Vocabulary) -> Match:
    """Return the same work for the group a guest belongs to; grown-ups do not take what is for children."""
    alike = tuple(dict.fromkeys([*ids, *(one for each in ids for one in siblings_of(each, vocabulary))]))
    if guest["group"]:
        return pick_service(guest["group"], alike, vocabulary) or Match(ids, 1.0)
    own = tuple(one for one in alike if not _is_for_children(one, vocabulary))
    is_open = any(is_for_one_group(one, vocabulary) for one in ids)
    return Match(own or ids if is_open else ids, 1.0)


def _is_for_children(service_id: int, vocabulary: Vocabulary) -> bool:
    service = vocabulary.service(service_id)
    return service is not None and any(mark in fold(service.name) for mark in _CHILDREN)
