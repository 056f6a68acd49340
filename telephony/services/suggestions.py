"""Suggestions learned from calls: found every day, accepted or dismissed by a person, and taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from askproai.core.rows import insert_new
from booking.errors import SpokenNameTaken
from booking.services.spoken_names import add_spoken_name, drop_spoken_name
from telephony.enums import QuestionState, SuggestionKind, SuggestionState
from telephony.errors import QuestionUnknown, SuggestionOutdated, SuggestionUnknown
from telephony.knowledge.questions import answer_question, reopen_question
from telephony.knowledge.sources import add_faq, delete_source
from telephony.learning.findings import LEAST_CALLERS, Finding, findings
from telephony.learning.heard import LOOKS_BACK, HeardCall, heard_calls
from telephony.models import Call, OpenQuestion, Suggestion
from telephony.services.versions import edit_receptionist, receptionist_shown
from telephony.services.vocabulary import company_vocabulary
from tenants.context import current_company
from tenants.models import Wakeup
from tenants.work import wake

LEARN_KIND: Final = "learn"
EVERY: Final = timedelta(days=1)
# Settled ones are remembered as long as the calls that they rest on.
REMEMBERED: Final = timedelta(days=90)
MOST_EVIDENCE: Final = 60
LONGEST_INSTRUCTIONS: Final = 1500


def refresh_suggestions(*, now: datetime) -> None:
    """Look at the last 30 days anew: what is found waits for a person, what is not found any more goes.

    What was dismissed comes back only when as many callers again speak for it.
    """
    calls = heard_calls(now=now)
    found = {each.key: each for each in (*findings(calls, company_vocabulary()), *_questions(now))}
    with transaction.atomic():
        Suggestion.objects.filter(found_at__lt=now - REMEMBERED).delete()
        known = {row.key: row for row in Suggestion.objects.select_for_update()}
        gone = [
            row.pk for key, row in known.items() if row.state == SuggestionState.OPEN and key not in found
        ]
        Suggestion.objects.filter(pk__in=gone).delete()
        for key, finding in found.items():
            if key in known:
                _seen_again(known[key], finding, calls, now)
            else:
                insert_new([_new(finding, now)], known_by="key")


def learn(now: datetime) -> datetime | None:
    """The daily look, and when the next one is due; a company that nobody calls has none."""
    refresh_suggestions(now=now)
    is_called = Call.objects.real().filter(ringing_at__gte=now - LOOKS_BACK).exists()
    return now + EVERY if is_called else None


def owe_learning(*, now: datetime) -> None:
    """Somebody called: have a look within a day, unless one is due anyway."""
    if not Wakeup.objects.filter(company_id=current_company().pk, kind=LEARN_KIND).exists():
        wake(kind=LEARN_KIND, due_at=now + EVERY, now=now)


@transaction.atomic
def accept_suggestion(
    *, suggestion_id: int, user_id: int | None, now: datetime, text: str = "", title: str = ""
) -> Suggestion:
    """Do what it suggests. What is spoken differently through it is heard once that is published.

    :param text: the owner's answer, for what becomes knowledge; ``title`` is its question.
    :raises SuggestionUnknown: no such open suggestion.
    :raises SuggestionOutdated: it cannot be done any more.
    """
    row = _locked(suggestion_id, SuggestionState.OPEN)
    done = _accepted(row, text=text, title=title, now=now)
    return _settle(row, SuggestionState.ACCEPTED, done=done, user_id=user_id, now=now)


@transaction.atomic
def dismiss_suggestion(*, suggestion_id: int, user_id: int | None, now: datetime) -> Suggestion:
    """The company does not want it.

    :raises SuggestionUnknown: no such open suggestion.
    """
    row = _locked(suggestion_id, SuggestionState.OPEN)
    return _settle(row, SuggestionState.DISMISSED, done={}, user_id=user_id, now=now)


@transaction.atomic
def undo_suggestion(*, suggestion_id: int, now: datetime) -> Suggestion:
    """Take back what accepting has written, or the dismissal; it waits for an answer again.

    :raises SuggestionUnknown: no such settled suggestion.
    """
    row = _locked(suggestion_id, SuggestionState.ACCEPTED, SuggestionState.DISMISSED)
    done = row.done
    if "name" in done:
        drop_spoken_name(thing=done["thing"], thing_id=done["thing_id"], name=done["name"])
    if "source_id" in done:
        delete_source(source_id=done["source_id"])
    if "question_id" in done:
        reopen_question(question_id=done["question_id"])
    if "instruction" in done:
        _edit_instructions(without=done["instruction"], with_too="", now=now)
    row.state, row.done, row.settled_at, row.settled_by_user_id = SuggestionState.OPEN, {}, None, None
    row.save()
    return row


def routing_instruction(topic: str) -> str:
    """What the receptionist is told when callers of a topic are to be put through at once."""
    return f"Bei „{topic}“ gleich das Verbinden anbieten, statt lange nachzufragen."


def _accepted(row: Suggestion, *, text: str, title: str, now: datetime) -> dict[str, Any]:
    content = row.content
    try:
        match row.kind:
            case SuggestionKind.ALIAS:
                thing, thing_id, name = content["thing"], content["thing_id"], content["term"]
                is_new = add_spoken_name(thing=thing, thing_id=thing_id, name=name)
                return {"thing": thing, "thing_id": thing_id, "name": name} if is_new else {}
            case SuggestionKind.QUESTION:
                pk = content["question_id"]
                source = answer_question(question_id=pk, answer=text, wording=title, now=now)
                return {"source_id": source.pk, "question_id": pk}
            case SuggestionKind.NOT_OFFERED:
                source = add_faq(question=title, answer=text, branch_id=None, now=now)
                return {"source_id": source.pk}
            case SuggestionKind.ROUTING:
                line = routing_instruction(content["topic"])
                _edit_instructions(without=line, with_too=line, now=now)
                return {"instruction": line}
    except (SpokenNameTaken, QuestionUnknown) as error:
        raise SuggestionOutdated from error
    return {}  # The company's own hands have to change its hours.


def _edit_instructions(*, without: str, with_too: str, now: datetime) -> None:
    """Into what is being edited: made-up callers can try it before it is published."""
    lines = [line for line in receptionist_shown().instructions.splitlines() if line != without]
    text = "\n".join([*lines, *filter(None, [with_too])])
    if len(text) > LONGEST_INSTRUCTIONS:
        raise SuggestionOutdated
    edit_receptionist(fields={"instructions": text}, now=now)


def _seen_again(row: Suggestion, finding: Finding, calls: list[HeardCall], now: datetime) -> None:
    row.found_at = now
    if row.state == SuggestionState.DISMISSED and _speaks_anew(row, finding, calls):
        row.state, row.settled_at, row.settled_by_user_id = SuggestionState.OPEN, None, None
    if row.state == SuggestionState.OPEN:
        row.content, row.call_ids = finding.content, list(finding.call_ids[-MOST_EVIDENCE:])
        row.times = finding.callers
    row.save()


def _speaks_anew(row: Suggestion, finding: Finding, calls: list[HeardCall]) -> bool:
    if finding.kind == SuggestionKind.QUESTION:
        return finding.callers >= row.times + finding.least
    fresh = set(finding.call_ids) - set(row.call_ids)
    return len({call.caller for call in calls if call.call_id in fresh}) >= finding.least


def _questions(now: datetime) -> list[Finding]:
    """Questions that nobody has answered; counted where they are collected."""
    asked = OpenQuestion.objects.filter(
        state=QuestionState.OPEN, times_asked__gte=LEAST_CALLERS, last_asked_at__gte=now - LOOKS_BACK
    )
    return [
        Finding(
            kind=SuggestionKind.QUESTION,
            identity=(each.pk,),
            content={"question_id": each.pk},
            call_ids=(each.last_call_id,) if each.last_call_id else (),
            callers=each.times_asked,
        )
        for each in asked[:20]
    ]


def _new(finding: Finding, now: datetime) -> Suggestion:
    return Suggestion(
        kind=finding.kind,
        key=finding.key,
        content=finding.content,
        call_ids=list(finding.call_ids[-MOST_EVIDENCE:]),
        times=finding.callers,
        found_at=now,
    )


def _locked(suggestion_id: int, *states: SuggestionState) -> Suggestion:
    row = Suggestion.objects.select_for_update().filter(pk=suggestion_id, state__in=states).first()
    if row is None:
        raise SuggestionUnknown
    return row


def _settle(
    row: Suggestion, state: SuggestionState, *, done: dict[str, Any], user_id: int | None, now: datetime
) -> Suggestion:
    row.state, row.done, row.settled_at, row.settled_by_user_id = state, done, now, user_id
    row.save()
    return row
