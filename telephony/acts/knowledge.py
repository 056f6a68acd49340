"""``answer_question`` and ``directions``: what the company has written down, and nothing besides."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from booking.models import Branch
from telephony.acts.registry import Act, ActArgs, ActContext, never
from telephony.acts.results import ActResult, refused
from telephony.enums import KnowledgeTopic, Outcome
from telephony.knowledge.library import find_answer, sentences_about
from telephony.knowledge.questions import note_question
from telephony.knowledge.ranking import Found, spoken_part
from telephony.values import JsonObject


class AnswerQuestionArgs(ActArgs):
    """What the caller wants to know."""

    question: Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=300)] = Field(
        description="die Frage des Anrufers, wörtlich"
    )
    branch_id: int | None = None


class DirectionsArgs(ActArgs):
    """Where to."""

    branch_id: int | None = None


def answer_question(context: ActContext, args: AnswerQuestionArgs) -> ActResult:
    """Answer in the words of a source; a question that none answers is passed on to the owner."""
    found = find_answer(question=args.question, branch_id=_branch(context, args.branch_id).pk)
    if found is None:
        note_question(text=args.question, call=context.call, now=context.now)
        return refused("unknown", context.words.question_noted(), sources=[])
    return ActResult(
        ok=True, code="answered", say=found.say, more={"sources": [_source(found)]}, outcome=Outcome.ANSWERED
    )


def directions(context: ActContext, args: DirectionsArgs) -> ActResult:
    """Say where the branch is, and how one gets there if that was written down."""
    branch = _branch(context, args.branch_id)
    passage = sentences_about(topic=KnowledgeTopic.DIRECTIONS, branch_id=branch.pk)
    if not branch.address and passage is None:
        return refused("unknown", context.words.question_noted(), sources=[])
    way = spoken_part(passage.text) if passage else ""
    say = " ".join(part for part in (_address(context, branch), way) if part)
    sources = [{"title": branch.name, "ref": f"branch:{branch.pk}", "text": branch.address}]
    if passage is not None:
        sources.append({"title": passage.source.title, "ref": f"passage:{passage.pk}", "text": way})
    return ActResult(ok=True, code="directions", say=say, more={"sources": sources}, outcome=Outcome.ANSWERED)


def _branch(context: ActContext, branch_id: int | None) -> Branch:
    """The branch that was asked about; one that is not this company's is the one that was called."""
    if branch_id is None or branch_id == context.call.branch_id:
        return context.call.branch
    return Branch.objects.filter(pk=branch_id, is_active=True).first() or context.call.branch


def _address(context: ActContext, branch: Branch) -> str:
    return context.words.address(branch.address) if branch.address else ""


def _source(found: Found) -> JsonObject:
    """What the answer was taken from, word for word: the proof of what is spoken."""
    candidate = found.candidate
    return {
        "title": candidate.title,
        "ref": f"passage:{candidate.passage_id}",
        "text": candidate.text,
    }


ANSWER_QUESTION = Act(
    name="answer_question",
    description=(
        "Beantwortet eine Frage zum Betrieb aus dessen Wissen (Parken, Zahlung, Regeln, Ablauf). Nie selbst "
        "antworten; ist die Antwort unbekannt, wird die Frage weitergegeben. Den Satz in 'say' so vorlesen."
    ),
    args=AnswerQuestionArgs,
    run=answer_question,
    intent="question",
    still_stands=never,
    verbatim=frozenset({"question"}),
    hidden=frozenset({"branch_id"}),
)
DIRECTIONS = Act(
    name="directions",
    description="Nennt Adresse und Anfahrt der Filiale.",
    args=DirectionsArgs,
    run=directions,
    intent="directions",
    still_stands=never,
    hidden=frozenset({"branch_id"}),
)
