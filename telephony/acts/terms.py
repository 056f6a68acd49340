"""Which service, person or branch is meant: by id where a list was shown, by words where somebody spoke."""

from __future__ import annotations

from collections.abc import Collection

from telephony.dialogue.companions import MOST_TOGETHER, decided, several_kinds
from telephony.dialogue.matching import match_branch, match_service, match_staff
from telephony.dialogue.options import options_in
from telephony.dialogue.text import fold
from telephony.dialogue.vocabulary import StaffTerm, Vocabulary
from telephony.dialogue.wording import GERMAN, Wording


class TermUnclear(Exception):
    """Nothing like that is known, or several; ``say`` asks."""

    def __init__(self, code: str, say: str) -> None:
        super().__init__(code)
        self.code = code
        self.say = say


def meant_service(
    vocabulary: Vocabulary, service_id: int | None, said: str | None, *, words: Wording = GERMAN
) -> int:
    """The id of the one service that is meant; a company with a single one need not be asked.

    :raises TermUnclear: none or several.
    """
    if service_id is not None and vocabulary.service(service_id):
        return service_id
    ids = _called(said, vocabulary) or match_service(said, vocabulary).ids if said else ()
    if not said and service_id is None and len(vocabulary.services) == 1:
        ids = (vocabulary.services[0].id,)
    if len(ids) == 1:
        return ids[0]
    names = [term.name for term in vocabulary.services if not ids or term.id in ids]
    say = words.ask_which_service(names) if ids else words.ask_service(names, 2)
    raise TermUnclear("service_unknown", say)


def meant_services(
    vocabulary: Vocabulary, service_id: int | None, said: str | None, *, words: Wording = GERMAN
) -> list[int]:
    """The same for somebody who may have named several: ``Schneiden und Färben``, in that order.

    :raises TermUnclear: none, or nobody can tell which.
    """
    if service_id is None and said and not _called(said, vocabulary):
        kinds = several_kinds(said, vocabulary)
        if len(kinds) > 1:
            return [decided(match, said, vocabulary) for match in kinds[:MOST_TOGETHER]]
    return [meant_service(vocabulary, service_id, said, words=words)]


def _called(said: str, vocabulary: Vocabulary) -> tuple[int, ...]:
    """The service of exactly this name: "Färben" is clear though there is "Färben und Schneiden" too."""
    same = [term.id for term in vocabulary.services if fold(term.name) == fold(said)]
    return tuple(same) if len(same) == 1 else ()


def meant_staff(
    vocabulary: Vocabulary,
    staff_id: int | None,
    said: str | None,
    *,
    service_id: int | None = None,
    words: Wording = GERMAN,
) -> StaffTerm | None:
    """The person who is meant; ``None``: nobody in particular.

    :raises TermUnclear: somebody who does not work here, several, or somebody who does not do the service.
    """
    if staff_id is None and not said:
        return None
    ids = (staff_id,) if staff_id is not None else match_staff(said or "", vocabulary).ids
    known = [person for person in vocabulary.staff if person.id in ids]
    able = [person for person in known if person.offers(service_id)]
    if len(able) == 1:
        return able[0]
    if able:
        raise TermUnclear("staff_unknown", words.ask_which_person([person.name for person in able]))
    service = vocabulary.service(service_id)
    if known and service:
        raise TermUnclear("staff_unknown", words.person_does_not(known[0].name, service.name))
    doing_it = [person.name for person in vocabulary.staff if person.offers(service_id)]
    raise TermUnclear("staff_unknown", words.person_unknown(doing_it))


def meant_branch(
    vocabulary: Vocabulary, branch_id: int | None, said: str | None, *, words: Wording = GERMAN
) -> int | None:
    """The id of the branch that is meant; ``None``: none was named.

    :raises TermUnclear: no such branch, or several.
    """
    if branch_id is None and not said:
        return None
    ids = (branch_id,) if branch_id is not None else match_branch(said or "", vocabulary).ids
    known = [branch for branch in vocabulary.branches if branch.id in ids]
    if len(known) == 1:
        return known[0].id
    names = [branch.name for branch in (known or vocabulary.branches)]
    raise TermUnclear("branch_unknown", words.ask_branch(names) if known else words.branch_unknown(names))


def meant_options(
    vocabulary: Vocabulary,
    service_id: int,
    said: str | None,
    *,
    variant_id: int | None,
    add_on_ids: Collection[int],
) -> tuple[int | None, tuple[int, ...]]:
    """The variant and the add-ons of this very service; ids of another are nobody's wish."""
    service = vocabulary.service(service_id)
    if service is None:
        return None, ()
    named, added = options_in(said, service) if said else (None, ())
    if variant_id in {term.id for term in service.variants}:
        named = variant_id
    chosen = {*added, *add_on_ids}
    return named, tuple(term.id for term in service.add_ons if term.id in chosen)
