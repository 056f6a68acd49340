"""What calls teach: each kind from calls as they happen, nothing from one odd call, and the way back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from booking.models import Service, StaffMember
from telephony.enums import QuestionState, SuggestionKind, SuggestionState
from telephony.errors import SuggestionOutdated, SuggestionUnknown
from telephony.knowledge.library import find_answer
from telephony.knowledge.questions import note_question
from telephony.models import Call, OpenQuestion, Suggestion
from telephony.services.acting import perform_act
from telephony.services.suggestions import (
    accept_suggestion,
    dismiss_suggestion,
    learn,
    refresh_suggestions,
    routing_instruction,
    undo_suggestion,
)
from telephony.services.versions import receptionist_shown
from tests.factories.booking import MONDAY_8
from tests.factories.telephony import CallFactory
from tests.telephony.conftest import Salon

LATER = MONDAY_8 + timedelta(days=1)


def called(number: int, *acts: tuple[str, dict[str, Any]], now: datetime = MONDAY_8) -> Call:
    """Somebody of this number calls and has these things done."""
    call: Call = CallFactory(from_number=f"+49151100000{number:02d}", now=now)
    for name, args in acts:
        perform_act(call_id=call.pk, name=name, args=args, now=now)
    return call


def said(term: str, number: int, *, meant: str = "", now: datetime = MONDAY_8) -> Call:
    """A caller uses a word that nobody knows, and perhaps another one afterwards."""
    acts = [("find_times", {"service": each}) for each in (term, meant) if each]
    return called(number, *acts, now=now)


def learned(now: datetime = LATER) -> list[Suggestion]:
    refresh_suggestions(now=now)
    return list(Suggestion.objects.filter(state=SuggestionState.OPEN))


def accept(row: Suggestion, **words: str) -> None:
    accept_suggestion(suggestion_id=row.pk, user_id=1, now=LATER, **words)


def test_word_that_callers_use_becomes_a_name_and_is_understood(salon: Salon) -> None:
    calls = [said("Glitzerzauber", number, meant="Färben") for number in range(3)]

    [row] = learned()
    assert (row.kind, row.times) == (SuggestionKind.ALIAS, 3)
    assert row.content == {"term": "Glitzerzauber", "thing": "service", "thing_id": salon.colour.pk}
    assert row.call_ids == [call.pk for call in calls]

    accept(row)

    understood = said("Glitzerzauber", 4, now=LATER)
    assert understood.acts.get().code == "offered"
    assert learned() == []


def test_person_is_called_by_another_name(salon: Salon) -> None:
    for number in range(3):
        wish = {"service": "Haarschnitt"}
        called(number, *(("find_times", wish | {"staff": name}) for name in ("Benjowski", "Ben")))

    [row] = learned()
    accept(row)

    assert StaffMember.objects.get(pk=salon.ben.pk).spoken_names == ["Benjowski"]


def test_accepted_name_is_taken_back(salon: Salon) -> None:
    for number in range(3):
        said("Glitzerzauber", number, meant="Färben")
    [row] = learned()
    accept(row)

    undo_suggestion(suggestion_id=row.pk, now=LATER)

    assert Service.objects.get(pk=salon.colour.pk).spoken_names == []
    assert [each.pk for each in learned()] == [row.pk]


def test_name_that_means_something_else_meanwhile_is_not_given_twice(salon: Salon) -> None:
    for number in range(3):
        said("Glitzerzauber", number, meant="Färben")
    [row] = learned()
    Service.objects.filter(pk=salon.cut.pk).update(spoken_names=["Glitzerzauber"])

    with pytest.raises(SuggestionOutdated):
        accept(row)

    assert Suggestion.objects.get().state == SuggestionState.OPEN


def test_one_odd_call_one_eager_caller_and_contradictions_are_no_pattern(salon: Salon) -> None:
    said("Glitzerzauber", 1, meant="Färben")
    for _ in range(4):
        said("Funkelschopf", 2, meant="Färben")
    for number, meant in enumerate(("Färben", "Haarschnitt", "Färben", "Haarschnitt")):
        said("Wunderding", number, meant=meant)

    assert learned() == []


def test_what_is_not_offered_gets_an_answer(salon: Salon) -> None:
    for number in range(3):
        said("Zahnreinigung", number)

    [row] = learned()
    assert (row.kind, row.content) == (SuggestionKind.NOT_OFFERED, {"term": "Zahnreinigung"})
    accept(row, title="Bieten Sie Zahnreinigung an?", text="Nein, Zahnreinigung bieten wir nicht an.")
    answer = find_answer(question="Bieten Sie Zahnreinigung an?", branch_id=None)
    assert answer is not None

    undo_suggestion(suggestion_id=row.pk, now=LATER)
    assert find_answer(question="Bieten Sie Zahnreinigung an?", branch_id=None) is None


def test_question_asked_three_times_waits_for_the_owner(salon: Salon) -> None:
    for number in range(3):
        note_question(text="Haben Sie WLAN?", call=called(number), now=MONDAY_8)

    [row] = learned()
    assert (row.kind, row.times) == (SuggestionKind.QUESTION, 3)
    accept(row, title="Haben Sie WLAN?", text="Ja, kostenlos.")
    assert OpenQuestion.objects.get().state == QuestionState.ANSWERED

    undo_suggestion(suggestion_id=row.pk, now=LATER)
    assert OpenQuestion.objects.get().state == QuestionState.OPEN


def test_wishes_that_found_nothing_are_counted_by_weekday_and_part_of_day(salon: Salon) -> None:
    wish = {"boxes": [{"weekdays": [1], "opens": 19 * 60, "closes": 22 * 60}]}
    for number in range(4):
        called(number, ("find_times", {"service": "Haarschnitt", "wish": wish}))

    [row] = learned()

    assert row.kind == SuggestionKind.NOTHING_FREE
    assert (row.content["weekday"], row.content["part"]) == (1, "evening")


def test_topic_that_ends_with_a_person_becomes_an_instruction_that_is_not_heard_yet(salon: Salon) -> None:
    for number in range(4):
        called(number, ("transfer", {"reason": "Rückfrage zur Rechnung vom Mai", "topic": "Rechnung"}))

    [row] = learned()
    assert (row.kind, row.content) == (SuggestionKind.ROUTING, {"topic": "Rechnung"})
    accept(row)
    receptionist = receptionist_shown()
    assert receptionist.instructions == routing_instruction("Rechnung")
    assert receptionist.versions.get().settings["instructions"] == ""

    undo_suggestion(suggestion_id=row.pk, now=LATER)
    assert receptionist_shown().instructions == ""


def test_dismissed_suggestion_needs_new_callers_to_come_back(salon: Salon) -> None:
    for number in range(3):
        said("Zahnreinigung", number)
    [row] = learned()
    dismiss_suggestion(suggestion_id=row.pk, user_id=1, now=LATER)
    with pytest.raises(SuggestionUnknown):
        accept(row)

    said("Zahnreinigung", 4, now=LATER)
    assert learned() == []
    for number in (5, 6):
        said("Zahnreinigung", number, now=LATER)
    assert [each.pk for each in learned()] == [row.pk]


def test_evidence_older_than_thirty_days_speaks_no_more(salon: Salon) -> None:
    for number in range(3):
        said("Zahnreinigung", number)

    assert len(learned()) == 1
    assert learned(MONDAY_8 + timedelta(days=31)) == []


def test_looking_is_due_daily_while_somebody_calls(salon: Salon) -> None:
    assert learn(MONDAY_8) is None
    said("Zahnreinigung", 1)

    assert learn(LATER) == LATER + timedelta(days=1)
