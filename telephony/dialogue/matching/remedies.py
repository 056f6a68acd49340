"""Which service helps where only the trouble was named: "die Krone ist raus" is for the pain treatment."""

from dataclasses import dataclass

from telephony.dialogue.symptoms import SYMPTOMS, Remedy, Symptom
from telephony.dialogue.text import fold
from telephony.dialogue.vocabulary import Vocabulary

# What is broken and what is wrong with it stand at most so many words apart.
_REACH = 8


@dataclass(frozen=True, slots=True)
class Help:
    """The services that help, and the words by which the trouble was told."""

    ids: tuple[int, ...]
    told_by: frozenset[str]


def remedy(said: str, vocabulary: Vocabulary) -> Help | None:
    """Return what the company can do about the trouble in a folded phrase, ``None`` without one."""
    keys = said.split()
    for symptom in SYMPTOMS:
        told_by = _signs_of(symptom, keys)
        if told_by and (ids := _offered(symptom, vocabulary)):
            return Help(ids, told_by)
    return None


def _signs_of(symptom: Symptom, keys: list[str]) -> frozenset[str]:
    """Return the words of the trouble, none if a part of it is missing."""
    things = [at for at, key in enumerate(keys) if symptom.thing is not None and symptom.thing.fullmatch(key)]
    troubles = [at for at, key in enumerate(keys) if symptom.trouble.fullmatch(key)]
    if symptom.thing is None:
        return frozenset(keys[at] for at in troubles)
    near = [(one, other) for one in things for other in troubles if abs(one - other) <= _REACH]
    return frozenset(keys[at] for pair in near for at in pair)


def _offered(symptom: Symptom, vocabulary: Vocabulary) -> tuple[int, ...]:
    """Return the services of the first remedy that the company offers at all."""
    services = vocabulary.services
    for one in symptom.remedies:
        # By its name first: a "Bart schneiden" among its everyday names makes no haircut of it.
        ids = tuple(term.id for term in services if _helps(one, fold(term.name))) or tuple(
            term.id for term in services if _helps(one, fold(" ".join(term.synonyms)))
        )
        if ids:
            return ids
    return ()


def _helps(one: Remedy, name: str) -> bool:
    return any(mark in name for mark in one.marks) and not any(mark in name for mark in one.without)
