"""Questions that no source answers: collected, the same ones together, and answered by the owner."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction

from telephony.enums import QuestionState
from telephony.errors import QuestionUnknown
from telephony.knowledge.passages import cleaned
from telephony.knowledge.ranking import cover
from telephony.knowledge.sources import add_faq
from telephony.knowledge.terms import Terms, terms_of
from telephony.models import Call, KnowledgeSource, OpenQuestion

LONGEST_QUESTION = 200
# Two questions are one when each says nearly all that the other says.
ALIKE = 0.7
MOST_COMPARED = 300
_LONG_NUMBER = re.compile(r"\d(?:[\s/-]?\d){4,}")
_NOTHING = Terms(frozenset(), frozenset())


def note_question(*, text: str, call: Call, now: datetime) -> OpenQuestion | None:
    """Keep a question for the owner; one asked before is counted once more. ``None``: no question.

    What the caller wants passed on is kept as they said it, without numbers by which somebody could be known.
    """
    question = _LONG_NUMBER.sub("…", " ".join(cleaned(text, longest=LONGEST_QUESTION).split()))
    if not terms_of(question).all:
        return None
    known = _same(question, call.branch_id)
    if known is None:
        return OpenQuestion.objects.create(
            text=question, branch_id=call.branch_id, first_asked_at=now, last_asked_at=now, last_call=call
        )
    # The same caller asking twice in one call does not make it more frequent.
    known.times_asked += 0 if known.last_call_id == call.pk else 1
    known.last_asked_at, known.last_call = now, call
    known.save(update_fields=["times_asked", "last_asked_at", "last_call"])
    return known


@transaction.atomic
def answer_question(*, question_id: int, answer: str, wording: str, now: datetime) -> KnowledgeSource:
    """The owner answers: from now on callers hear it.

    :raises QuestionUnknown: no such question, or it was settled already.
    """
    question = _open(question_id)
    source = add_faq(question=wording or question.text, answer=answer, branch_id=None, now=now)
    question.state, question.answer, question.closed_at = QuestionState.ANSWERED, source, now
    question.save(update_fields=["state", "answer", "closed_at"])
    return source


@transaction.atomic
def dismiss_question(*, question_id: int, now: datetime) -> None:
    """The owner does not want to answer it.

    :raises QuestionUnknown: no such question, or it was settled already.
    """
    question = _open(question_id)
    question.state, question.closed_at = QuestionState.DISMISSED, now
    question.save(update_fields=["state", "closed_at"])


@transaction.atomic
def reopen_question(*, question_id: int) -> None:
    """The question waits for an answer again; one that does is left alone."""
    settled = OpenQuestion.objects.filter(pk=question_id).exclude(state=QuestionState.OPEN)
    settled.update(state=QuestionState.OPEN, answer=None, closed_at=None)


def alike(one: str, other: str) -> bool:
    """Whether two questions ask the same."""
    first, second = terms_of(one), terms_of(other)
    return all(
        cover(dict.fromkeys(asked.all, 1.0), spoken=said, heading=_NOTHING, around=_NOTHING) >= ALIKE
        for asked, said in ((first, second), (second, first))
    )


def _same(question: str, branch_id: int) -> OpenQuestion | None:
    asked = OpenQuestion.objects.select_for_update().filter(state=QuestionState.OPEN, branch_id=branch_id)
    return next((each for each in asked[:MOST_COMPARED] if alike(question, each.text)), None)


def _open(question_id: int) -> OpenQuestion:
    found = OpenQuestion.objects.select_for_update().filter(pk=question_id, state=QuestionState.OPEN).first()
    if found is None:
        raise QuestionUnknown
    return found
