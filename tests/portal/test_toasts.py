from __future__ import annotations

import json

from django.contrib import messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxMiddleware

from portal.toasts import ToastMiddleware, undoable


def ask(answer: HttpResponse, *, htmx: bool) -> HttpResponse:
    """A view that says two things and answers so, behind the middleware that notes need."""

    def view(request: HttpRequest) -> HttpResponse:
        undoable(request, "Termin verlegt.", url="/termine/7/zurueck/")
        messages.error(request, "Die SMS ging nicht hinaus.")
        return answer

    request = RequestFactory().post("/", headers={"hx-request": "true"} if htmx else {})
    chain = HtmxMiddleware(ToastMiddleware(view))
    return SessionMiddleware(MessageMiddleware(chain))(request)  # type: ignore[return-value]


def test_notes_reach_the_page_that_htmx_keeps() -> None:
    answer = ask(HttpResponse("<li>neu</li>"), htmx=True)

    assert json.loads(answer.headers["HX-Trigger"])["toasts"]["notes"] == [
        {"text": "Termin verlegt.", "tone": "success", "undo": "/termine/7/zurueck/"},
        {"text": "Die SMS ging nicht hinaus.", "tone": "error", "undo": ""},
    ]
    assert "messages" not in answer.cookies


def test_notes_wait_for_the_next_page_after_a_redirect() -> None:
    for answer in (ask(HttpResponse(), htmx=False), ask(HttpResponseClientRedirect("/"), htmx=True)):
        assert "HX-Trigger" not in answer
        assert "messages" in answer.cookies


def test_refused_request_of_htmx_says_why_and_leaves_the_page(owner: Client) -> None:
    answer = owner.get("/termine/999999/", headers={"hx-request": "true"})

    assert answer.status_code == 404
    assert answer.content == b""
    [note] = json.loads(answer.headers["HX-Trigger"])["toasts"]["notes"]
    assert note["text"].startswith("Diese Seite gibt es nicht.")
