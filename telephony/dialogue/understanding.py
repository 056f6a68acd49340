"""From an utterance to what it says: written out, heard, and apart from what the house's sources answer."""

from telephony.dialogue import booking, sources, tongues, written
from telephony.dialogue.hearing import Heard
from telephony.dialogue.talk import Talk
from telephony.dialogue.text import clean
from telephony.dialogue.unasked import NAME_QUESTIONS, is_of_the_house


def as_written(talk: Talk, text: str) -> str:
    """Give a breath without marks and capitals those that people would write."""
    if talk.state.language != "de" or talk.state.asked in written.FREE_ANSWERS:
        return text
    return written.with_capitals(
        written.with_marks(clean(text)), known=talk.state.known_name,
        is_name_asked=talk.state.asked in NAME_QUESTIONS,
        is_ours=lambda word: is_of_the_house(word, talk.vocabulary),
    )  # fmt: skip


def understood(talk: Talk, text: str) -> Heard:
    """Understand what was said: the questions that the sources answer apart from everything else."""
    heard = _listen(talk, text)
    rest, questions = sources.without_questions(talk, heard)
    return sources.beside_questions(talk, _listen(talk, rest), questions) if questions else heard


def _listen(talk: Talk, text: str) -> Heard:
    return tongues.listen(
        talk, text, vocabulary=talk.vocabulary, now=talk.wall, context=booking.time_context(talk)
    )
