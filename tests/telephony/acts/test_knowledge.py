"""Questions are answered in the words of a source, or passed on."""

from __future__ import annotations

import pytest

from booking.models import Branch
from telephony.enums import KnowledgeTopic, QuestionState
from telephony.knowledge.questions import answer_question
from telephony.knowledge.sources import add_faq, add_text, delete_source
from telephony.models import CallAct, KnowledgeSource, OpenQuestion
from telephony.services.calls import lock_call
from telephony.services.consents import record_consent
from tests.factories.booking import MONDAY_8, BranchFactory
from tests.factories.telephony import CallFactory
from tests.telephony.conftest import Salon
from tests.telephony.phone import act

HOW_TO_GET_THERE = "Mit der U8 bis Rosenthaler Platz."


@pytest.fixture
def parking(salon: Salon) -> KnowledgeSource:
    return add_text(
        title="Parken",
        text="Zwei Stellplätze liegen im Hof. Die Einfahrt ist neben der Bäckerei.",
        topic=KnowledgeTopic.PARKING,
        branch_id=None,
        now=MONDAY_8,
    )


def test_answer_question_quotes_the_source(parking: KnowledgeSource) -> None:
    result = act(CallFactory(), "answer_question", question="Wo kann ich mein Auto abstellen?")

    passage = parking.passages.get()
    assert (result["ok"], result["code"]) == (True, "answered")
    assert result["say"].startswith("Zwei Stellplätze liegen im Hof.")
    assert result["sources"] == [{"title": "Parken", "ref": f"passage:{passage.pk}", "text": passage.text}]


def test_answer_question_passes_on_what_no_source_says(parking: KnowledgeSource) -> None:
    call = CallFactory()

    result = act(call, "answer_question", question="Verkaufen Sie auch Perücken?")

    assert (result["ok"], result["code"], result["sources"]) == (False, "unknown", [])
    question = OpenQuestion.objects.get()
    assert (question.text, question.times_asked, question.last_call_id) == (
        "Verkaufen Sie auch Perücken?",
        1,
        call.pk,
    )


def test_answer_question_counts_the_same_question_of_other_callers(salon: Salon) -> None:
    for said in ("Haben Sie WLAN?", "Gibt es bei Ihnen WLAN?", "Kann man da ins Internet?"):
        act(CallFactory(), "answer_question", question=said)

    assert [each.times_asked for each in OpenQuestion.objects.all()] == [3]


def test_answer_question_counts_a_caller_once(salon: Salon) -> None:
    call = CallFactory()
    act(call, "answer_question", question="Haben Sie WLAN?")
    act(call, "answer_question", question="Gibt es WLAN bei Ihnen?")

    assert OpenQuestion.objects.get().times_asked == 1


def test_answer_question_hides_numbers_of_the_caller(salon: Salon) -> None:
    act(
        CallFactory(),
        "answer_question",
        question="Kann mich jemand wegen Perücken unter 0171 2345678 anrufen?",
    )

    assert "2345678" not in OpenQuestion.objects.get().text


def test_answer_question_keeps_the_words_only_with_consent(parking: KnowledgeSource) -> None:
    call = CallFactory()
    act(call, "answer_question", question="Wo kann ich parken?")
    agreed = CallFactory()
    record_consent(call=lock_call(agreed.pk), granted=True, wording_version="1", now=MONDAY_8)
    act(agreed, "answer_question", question="Wo kann ich parken?")

    assert CallAct.objects.get(call=call).args == {}
    assert CallAct.objects.get(call=agreed).args == {"question": "Wo kann ich parken?"}


def test_answered_question_is_known_to_the_next_caller(salon: Salon) -> None:
    act(CallFactory(), "answer_question", question="Haben Sie WLAN?")
    asked = OpenQuestion.objects.get()

    answer_question(question_id=asked.pk, answer="Ja, kostenlos.", wording="", now=MONDAY_8)

    assert act(CallFactory(), "answer_question", question="Gibt es Internet?")["say"] == "Ja, kostenlos."
    asked.refresh_from_db()
    assert asked.state == QuestionState.ANSWERED


def test_knowledge_of_another_branch_is_not_told(salon: Salon) -> None:
    other: Branch = BranchFactory(name="Süd")
    add_faq(question="Haben Sie einen Aufzug?", answer="Ja.", branch_id=other.pk, now=MONDAY_8)

    assert (
        act(
            CallFactory(branch_id=salon.branch.pk),
            "answer_question",
            question="Gibt es einen Aufzug?",
        )["code"]
        == "unknown"
    )
    assert (
        act(CallFactory(branch_id=other.pk), "answer_question", question="Gibt es einen Aufzug?")["code"]
        == "answered"
    )


def test_deleted_source_is_not_told(parking: KnowledgeSource) -> None:
    delete_source(source_id=parking.pk)

    assert act(CallFactory(), "answer_question", question="Wo kann ich parken?")["code"] == "unknown"


def test_directions_name_address_and_way(salon: Salon) -> None:
    Branch.objects.filter(pk=salon.branch.pk).update(address="Lindenweg 4, 10115 Berlin")
    add_text(
        title="Anfahrt", text=HOW_TO_GET_THERE, topic=KnowledgeTopic.DIRECTIONS, branch_id=None, now=MONDAY_8
    )

    result = act(CallFactory(branch_id=salon.branch.pk), "directions")

    assert result["say"] == f"Sie finden uns hier: Lindenweg 4, 10115 Berlin. {HOW_TO_GET_THERE}"
    assert [source["title"] for source in result["sources"]] == [salon.branch.name, "Anfahrt"]


def test_directions_do_not_invent_an_address(salon: Salon) -> None:
    Branch.objects.filter(pk=salon.branch.pk).update(address="")

    assert act(CallFactory(branch_id=salon.branch.pk), "directions")["code"] == "unknown"
