"""Questions that a service needs answered before it can be booked, put one by one before the summary."""

from telephony.dialogue import answers
from telephony.dialogue.hearing import Heard
from telephony.dialogue.intents import kinds
from telephony.dialogue.intents.rules import cues
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk
from telephony.dialogue.text import phrase
from telephony.dialogue.vocabulary import QuestionTerm

INTAKE = "intake"


def settle(talk: Talk, matter: Matter) -> Turn | None:
    """Return the next question that has no answer yet, or ``None``."""
    question = _open_question(talk, matter)
    if question is None:
        return None
    if not matter.answers and not talk.times_asked(INTAKE):
        talk.say(talk.words.one_question_first())
    return talk.ask(INTAKE, question.text)


def answer(talk: Talk, heard: Heard) -> bool | Turn:
    """Take the answer; one that excludes the service ends in the offer of a human."""
    matter = talk.state.matter
    question = _open_question(talk, matter) if matter else None
    if matter is None or question is None:
        return False
    if kinds.HUMAN in cues(heard.said):
        return talk.ask("offer_callback", talk.words.offer_callback())
    given = _read(question, heard)
    if given is None:
        return False
    matter.answers = {**matter.answers, question.key: given}
    if question.alert and given == question.alert_on:
        talk.say(question.alert)
        if question.refuses:
            talk.finish(matter)
            return talk.ask("offer_callback", talk.words.offer_callback())
    return True


def _open_question(talk: Talk, matter: Matter) -> QuestionTerm | None:
    service = talk.vocabulary.service(matter.service_id)
    questions = service.questions if service else ()
    return next((each for each in questions if each.key not in matter.answers), None)


def _read(question: QuestionTerm, heard: Heard) -> str | None:
    if question.kind == "yes_no":
        return answers.read_answer(heard.said)
    if question.kind == "choice":
        named = [choice for choice in question.choices if phrase(choice).strip() in heard.said]
        return named[0] if len(named) == 1 else None
    return heard.text.strip() or None
