"""Questions of a service that are answered before it is booked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from booking.enums import QuestionKind
from booking.errors import AnswerExcludes, AnswerMissing

YES, NO = "yes", "no"
LONGEST_ANSWER = 500
_YES_NO = {"yes": YES, "ja": YES, "true": YES, "no": NO, "nein": NO, "false": NO}

Answers = Mapping[str, str | bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One question. ``alert_on`` is the answer that matters: whoever gives it is told ``alert``.

    With ``refuses`` the service cannot be booked after that answer. Answers to yes-or-no questions are
    ``yes`` and ``no``.
    """

    key: str
    text: str
    kind: QuestionKind = QuestionKind.TEXT
    choices: tuple[str, ...] = ()
    is_required: bool = True
    alert_on: str = ""
    alert: str = ""
    refuses: bool = False

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Question:
        """As it lies in ``Service.questions``."""
        kind, choices = QuestionKind(value["kind"]), tuple(value.get("choices", ()))
        return cls(**{**value, "kind": kind, "choices": choices})

    def to_json(self) -> dict[str, Any]:
        """Reverse of :meth:`from_json`."""
        return {**asdict(self), "kind": self.kind.value, "choices": list(self.choices)}

    def answer_in(self, given: object) -> str | None:
        """The answer as it is kept; nothing for none, and for what cannot be chosen."""
        text = " ".join(str(given if given is not None else "").split())[:LONGEST_ANSWER]
        if self.kind is QuestionKind.YES_NO:
            return _YES_NO.get(text.casefold())
        if self.kind is QuestionKind.CHOICE:
            return next((choice for choice in self.choices if choice.casefold() == text.casefold()), None)
        return text or None


def checked_answers(
    questions: Sequence[Question], answers: Answers, *, is_demanded: bool
) -> list[dict[str, str]]:
    """The answers with their questions, as they are kept beside the appointment.

    :param is_demanded: customers have to answer; the team may leave out what it knows.
    :raises AnswerMissing: the first question that has no answer and needs one.
    :raises AnswerExcludes: after an answer the service cannot be booked like this.
    """
    kept = []
    for question in questions:
        answer = question.answer_in(answers.get(question.key))
        if answer is None:
            if is_demanded and question.is_required:
                raise AnswerMissing(key=question.key, question=question.text)
            continue
        matters = bool(question.alert_on) and answer.casefold() == question.alert_on.casefold()
        if matters and question.refuses and is_demanded:
            raise AnswerExcludes(key=question.key, explanation=question.alert)
        warning = question.alert if matters else ""
        kept.append({"key": question.key, "question": question.text, "answer": answer, "warning": warning})
    return kept
