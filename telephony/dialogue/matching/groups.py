"""For whom the work is: "für meinen Mann" makes the men's cut of a haircut."""

import re
from dataclasses import replace

from telephony.dialogue.matching.index import Match, all_keys
from telephony.dialogue.text import fold
from telephony.dialogue.trades import PEOPLE, VARIANTS
from telephony.dialogue.vocabulary import Vocabulary

_GROUP = re.compile(r"\b(?:herren|maenner|damen|frauen|kinder)")


def sibling_service(text: str, service_id: int | None, vocabulary: Vocabulary) -> int | None:
    """Return the same work for the group that was named: "für meinen Mann" turns Damen into Herren."""
    said = set(all_keys(text))
    own_name = fold(name_of(service_id, vocabulary))
    for marks, everyday in PEOPLE:
        if not said & everyday:
            continue
        if any(mark in own_name for mark in marks):
            return None
        alike = [
            term_id
            for term_id in siblings_of(service_id, vocabulary)
            if any(mark in fold(name_of(term_id, vocabulary)) for mark in marks)
        ]
        if len(alike) == 1:
            return alike[0]
    return None


def siblings_of(service_id: int | None, vocabulary: Vocabulary) -> tuple[int, ...]:
    """Return the services that are the same work for other people: Haarschnitt Damen and Herren."""
    name = fold(name_of(service_id, vocabulary))
    if not name:
        return ()
    return tuple(
        term.id
        for term in vocabulary.services
        if term.id != service_id
        and (head := _GROUP.sub("", fold(term.name)).strip()) != fold(term.name)
        and len(head) > 5
        and head in name
    )


def is_for_one_group(service_id: int | None, vocabulary: Vocabulary) -> bool:
    """Tell whether the same work has its own service for men, women or children."""
    return _GROUP.search(fold(name_of(service_id, vocabulary))) is not None and bool(
        siblings_of(service_id, vocabulary)
    )


def names_group(text: str) -> bool:
    """Tell whether the utterance says for whom the work is."""
    said = set(all_keys(text))
    return any(said & everyday for _, everyday in PEOPLE)


def name_of(service_id: int | None, vocabulary: Vocabulary) -> str:
    """Return the name of a service, empty without one."""
    term = vocabulary.service(service_id)
    return term.name if term else ""


def match_person_group(text: str, vocabulary: Vocabulary) -> Match:
    """Return the services for the group that alone was named: "Herren", "für die Kinder"."""
    everything = Match(tuple(term.id for term in vocabulary.services), 0.9, text)
    group = by_variant(all_keys(text), everything, vocabulary)
    return group if len(group.ids) < len(vocabulary.services) else Match()


def for_everybody(text: str, match: Match, vocabulary: Vocabulary) -> Match:
    """Without a word about a child, "Kontrolle" is the one that is for nobody in particular.

    Where grown-ups have it for either, that is what has to be asked: a "Schnitt" is Damen or Herren.
    """
    if names_group(text):
        return match
    either = _for_either(match.ids, vocabulary)
    if either:
        return replace(match, ids=either)
    general = tuple(one for one in match.ids if not _GROUP.search(fold(name_of(one, vocabulary))))
    return replace(match, ids=general) if general else match


def _for_either(ids: tuple[int, ...], vocabulary: Vocabulary) -> tuple[int, ...]:
    """The same work, once for each group of people."""
    heads: dict[str, list[int]] = {}
    for one in ids:
        name = fold(name_of(one, vocabulary))
        if _GROUP.search(name):
            heads.setdefault(_GROUP.sub("", name).strip(), []).append(one)
    return next((tuple(alike) for alike in heads.values() if len(alike) > 1), ())


def by_variant(keys: list[str], match: Match, vocabulary: Vocabulary) -> Match:
    """Decide by whom or what the service is for: "für meinen Sohn" is the children's cut."""
    said = set(keys)
    pool = match.ids or ()
    for marks, everyday in VARIANTS:
        if not said & everyday:
            continue
        fitting = tuple(
            term.id for term in vocabulary.services
            if term.id in pool and any(mark in fold(term.name) for mark in marks)
        )  # fmt: skip
        if fitting:
            return Match(fitting, match.score, match.text)
    return match
