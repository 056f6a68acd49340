"""Finding answers in the company's passages: PostgreSQL narrows down, the ranking decides."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import F, Q, QuerySet

from telephony.enums import KnowledgeTopic, SourceKind, SourceState
from telephony.knowledge.ranking import Candidate, Found, best_answer, is_telling, weights_of
from telephony.knowledge.terms import terms_of
from telephony.models import KnowledgeSource, Passage

# A receptionist's knowledge is small: as long as it is, all of it is weighed.
WEIGHED_AT_ONCE = 150
CONFIGURATION = "german"


class Shelf:
    """What is written down for a branch, read once somebody asks."""

    def __init__(self, *, branch_id: int) -> None:
        self._branch_id = branch_id
        self._read: tuple[list[Candidate], dict[str, float]] | None = None

    def covers(self, question: str) -> float:
        """How surely a source answers the question: 0 for not at all, 1 for in so many words."""
        candidates, weights = self._all(question)
        found = best_answer(question, candidates, weights=weights)
        return found.score if found and is_telling(question, found, weights, by_idea_alone=True) else 0.0

    def _all(self, question: str) -> tuple[list[Candidate], dict[str, float]]:
        if self._read is None:
            candidates = candidates_for(question=question, branch_id=self._branch_id)
            self._read = candidates, weights_of(candidates)
        return self._read


def find_answer(
    *, question: str, branch_id: int | None, topics: Sequence[KnowledgeTopic] = ()
) -> Found | None:
    """The sentences of a source that answer the question; ``None``: no source says it."""
    candidates = candidates_for(question=question, branch_id=branch_id, topics=topics)
    return best_answer(question, candidates, weights=weights_of(candidates)) if candidates else None


def candidates_for(
    *, question: str, branch_id: int | None, topics: Sequence[KnowledgeTopic] = ()
) -> list[Candidate]:
    """The passages that may hold the answer; the branch's own before the company's."""
    passages = _usable(branch_id, topics)
    found = list(passages[: WEIGHED_AT_ONCE + 1])
    if len(found) > WEIGHED_AT_ONCE:
        found = list(_nearest(passages, question))
    return [
        Candidate(
            passage_id=passage.pk,
            title=passage.source.title,
            heading=passage.heading,
            text=passage.text,
            is_faq=passage.source.kind == SourceKind.FAQ,
        )
        for passage in found
    ]


def sentences_about(*, topic: KnowledgeTopic, branch_id: int | None) -> Passage | None:
    """The first passage of a topic."""
    return _usable(branch_id, [topic]).first()


def index_passages(source: KnowledgeSource) -> None:
    """Let PostgreSQL find the passages of a source."""
    vector = SearchVector("heading", weight="A", config=CONFIGURATION) + SearchVector(
        "text", weight="B", config=CONFIGURATION
    )
    source.passages.update(search=vector)


def _usable(branch_id: int | None, topics: Sequence[KnowledgeTopic]) -> QuerySet[Passage]:
    here = Q(source__branch=None) | Q(source__branch_id=branch_id)
    passages = Passage.objects.filter(here, source__state=SourceState.READY).select_related("source")
    if topics:
        passages = passages.filter(source__topic__in=topics)
    return passages.order_by(F("source__branch_id").asc(nulls_last=True), "source_id", "position")


def _nearest(passages: QuerySet[Passage], question: str) -> QuerySet[Passage]:
    """By any of the question's words; those of the question itself, since PostgreSQL knows no ideas."""
    words = [SearchQuery(word, config=CONFIGURATION) for word in _words(question)]
    if not words:
        return passages.none()
    query = reduce(or_, words)
    ranked = passages.filter(search=query).annotate(rank=SearchRank(F("search"), query))
    return ranked.order_by("-rank", "pk")[:WEIGHED_AT_ONCE]


def _words(question: str) -> list[str]:
    return question.split()[:40] if terms_of(question).all else []
