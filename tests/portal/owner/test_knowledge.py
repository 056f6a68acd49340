"""The page of knowledge: everything in reach of a thumb, nothing for people without the right."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from booking.models import Branch
from telephony.enums import KnowledgeTopic, QuestionState, SourceKind, SourceState
from telephony.knowledge.questions import note_question
from telephony.knowledge.sources import add_faq, add_text
from telephony.models import KnowledgeSource, OpenQuestion
from tests.portal.calls.calling import ring


@pytest.fixture
def question(branch: Branch) -> OpenQuestion:
    asked = note_question(text="Haben Sie <b>WLAN</b>?", call=ring(branch), now=timezone.now())
    assert asked is not None
    return asked


def test_page_shows_sources_and_open_questions(owner: Client, question: OpenQuestion) -> None:
    add_faq(question="Darf mein Hund mit?", answer="Ja.", branch_id=None, now=timezone.now())

    shown = owner.get("/wissen/").content.decode()

    assert "Darf mein Hund mit?" in shown
    assert "Haben Sie &lt;b&gt;WLAN&lt;/b&gt;?" in shown


def test_faq_is_added(owner: Client, branch: Branch) -> None:
    answer = owner.post(
        "/wissen/neu/frage/", {"question": "Haben Sie WLAN?", "answer": "Ja.", "branch": branch.pk}
    )

    source = KnowledgeSource.objects.get()
    assert answer.status_code == 302
    assert (source.kind, source.title, source.branch_id) == (SourceKind.FAQ, "Haben Sie WLAN?", branch.pk)


def test_text_is_added(owner: Client, branch: Branch) -> None:
    owner.post("/wissen/neu/text/", {"title": "Parken", "topic": "parking", "text": "Im Hof.", "branch": ""})

    source = KnowledgeSource.objects.get()
    assert (source.topic, source.branch_id, source.passages.count()) == (KnowledgeTopic.PARKING, None, 1)


def test_web_page_is_queued(owner: Client, branch: Branch) -> None:
    owner.post("/wissen/neu/webseite/", {"url": "salon.example/fragen", "branch": ""})

    source = KnowledgeSource.objects.get()
    assert (source.url, source.state) == ("https://salon.example/fragen", SourceState.WAITING)


def test_address_inside_our_network_is_refused_without_a_reason(owner: Client, branch: Branch) -> None:
    answers = [
        owner.post("/wissen/neu/webseite/", {"url": url, "branch": ""})
        for url in ("https://127.0.0.1/", "https://salon.example:22/", "http://salon.example/")
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert all("Diese Adresse kann nicht gelesen werden." in answer.content.decode() for answer in answers)
    assert not KnowledgeSource.objects.exists()


def test_what_is_no_pdf_is_refused(owner: Client, branch: Branch) -> None:
    file = SimpleUploadedFile("preise.pdf", b"<html>", content_type="application/pdf")

    answer = owner.post("/wissen/neu/pdf/", {"title": "Preise", "file": file, "branch": ""})

    assert answer.status_code == 422
    assert "Das ist keine PDF-Datei." in answer.content.decode()


def test_question_is_answered_with_one_tap(owner: Client, question: OpenQuestion) -> None:
    owner.post(
        f"/wissen/fragen/{question.pk}/beantworten/", {"question": "Haben Sie WLAN?", "answer": "Ja, gratis."}
    )

    question.refresh_from_db()
    assert (question.state, question.answer and question.answer.title) == (
        QuestionState.ANSWERED,
        "Haben Sie WLAN?",
    )


def test_question_without_an_answer_stays_open(owner: Client, question: OpenQuestion) -> None:
    answer = owner.post(f"/wissen/fragen/{question.pk}/beantworten/", {"question": "WLAN?", "answer": ""})

    assert answer.status_code == 422
    assert OpenQuestion.objects.get().state == QuestionState.OPEN


def test_question_is_dismissed(owner: Client, question: OpenQuestion) -> None:
    owner.post(f"/wissen/fragen/{question.pk}/verwerfen/")

    assert OpenQuestion.objects.get().state == QuestionState.DISMISSED


def test_source_shows_what_can_be_said(owner: Client, branch: Branch) -> None:
    source = add_text(
        title="Parken", text="Im Hof.", topic=KnowledgeTopic.PARKING, branch_id=None, now=timezone.now()
    )

    assert "Im Hof." in owner.get(f"/wissen/{source.pk}/").content.decode()


def test_source_is_deleted(owner: Client, branch: Branch) -> None:
    source = add_faq(question="WLAN?", answer="Ja.", branch_id=None, now=timezone.now())

    owner.post(f"/wissen/{source.pk}/loeschen/")

    assert not KnowledgeSource.objects.exists()


@pytest.mark.parametrize("path", ["/wissen/neu/anderes/", "/wissen/999/lesen/", "/wissen/999/loeschen/"])
def test_unknown_things_are_not_found(owner: Client, branch: Branch, path: str) -> None:
    assert owner.post(path).status_code == 404
