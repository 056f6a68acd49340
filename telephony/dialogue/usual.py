"""``Wie immer``: what somebody had last and from whom, once they have said who they are."""

import re

from telephony.dialogue.hearing import Heard
from telephony.dialogue.intents import BOOK
from telephony.dialogue.persons import says_usual
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk, question_wording
from telephony.dialogue.text import fold

_THE_USUAL = re.compile(
    r" (?:das uebliche|das gleiche|das selbe|dasselbe|mein standard|das normale|wie immer|wie sonst"
    r"|wie gehabt"
    r"|wie ueblich|wie gewohnt|wie (?:das |beim )?letzte[sn]? mal) "
)


def note(talk: Talk, matter: Matter, heard: Heard) -> bool:
    """Note the wish for the usual; tell whether that is new."""
    is_new = matter.intent == BOOK and not matter.wants_usual and _is_meant(heard)
    matter.wants_usual = matter.wants_usual or is_new
    return is_new


def settle(talk: Talk, matter: Matter) -> Turn | None:
    """Take the usual service and person; return the question for the name that has to be known first.

    A number alone proves nobody: what was done last is told only to whoever says the name it goes with.
    """
    state = talk.state
    if not matter.wants_usual or state.usual_service_id is None or state.known_name is None:
        return None
    if state.name is None:
        return talk.ask("name", question_wording(talk, "name"))
    matter.wants_usual = False
    if not _is_same(state.name, state.known_name):
        return None
    if matter.service_id is None and talk.vocabulary.service(state.usual_service_id) is not None:
        matter.service_id, matter.service_options = state.usual_service_id, []
    person = talk.vocabulary.person(state.usual_staff_id)
    if matter.staff_id is None and not matter.staff_any and person is not None:
        matter.staff_id, matter.is_staff_soft = person.id, True
    return None


def _is_meant(heard: Heard) -> bool:
    return _THE_USUAL.search(heard.said) is not None or says_usual(heard.said)


def _is_same(said: str, known: str) -> bool:
    return fold(said.rsplit(maxsplit=1)[-1]) in fold(known).split()
