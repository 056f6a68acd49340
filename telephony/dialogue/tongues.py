"""Which language a call is in: follows the caller, says once more that an AI speaks, hears in it."""

from dataclasses import replace
from datetime import datetime

from telephony.dialogue import consent, hearing
from telephony.dialogue.english.hearing import listen as listen_in_english
from telephony.dialogue.hearing import Heard
from telephony.dialogue.language import spoken_language
from telephony.dialogue.talk import Talk, question_wording
from telephony.dialogue.times.grammar import Context
from telephony.dialogue.vocabulary import Vocabulary
from telephony.dialogue.wording import excuses_in, speaks

# Questions whose words depend on nothing but how often they were put.
_PLAIN_QUESTIONS = frozenset(
    {"intent", "when", "when_instead", "name", "name_simple", "phone", "more", "name_of_appointment",
     "day_of_appointment"}
)  # fmt: skip


def follow(talk: Talk, text: str) -> bool:
    """Go on in the language of the utterance if we can; tell whether it changed."""
    state = talk.state
    language = spoken_language(text, current=state.language)
    if language == state.language or not _is_open_to(talk, language):
        return False
    if not speaks(state.language):
        # Somebody who finds English after all has not been heard yet.
        state.matters, state.asked, state.is_leaving = [], "intent", False
    # A question that was not understood for its language has not been put yet.
    state.language, state.topic, state.repeats = language, "", 0
    if language not in state.disclosed_in:
        state.disclosed_in = [*state.disclosed_in, language]
        vocabulary = talk.vocabulary
        talk.say(talk.words.here_speaks(company=vocabulary.company_name, persona=vocabulary.persona_name))
    if state.asked == consent.QUESTION:
        state.last_question = talk.words.ask_consent()
    elif state.asked in _PLAIN_QUESTIONS:
        state.last_question = question_wording(talk, state.asked)
    return True


def _is_open_to(talk: Talk, language: str) -> bool:
    """A word to somebody beside the telephone does not end a booking that is under way."""
    is_new = not talk.state.matters and not talk.state.done
    return speaks(language) or (excuses_in(language) and (is_new or not speaks(talk.state.language)))


def listen(talk: Talk, text: str, *, vocabulary: Vocabulary, now: datetime, context: Context | None) -> Heard:
    """Understand the utterance in the language of the call."""
    understand = listen_in_english if talk.state.language == "en" else hearing.listen
    return understand(
        text, asked=talk.state.asked, vocabulary=vocabulary, now=now, context=context,
        known_name=talk.state.name,
    )  # fmt: skip


def without_consent(heard: Heard) -> Heard:
    """A "yes" to a question that was put in another language agrees to nothing."""
    return replace(heard, answer=None)
