"""Suggestions learned from calls: each with its calls, one tap to accept or dismiss, one to take it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.access import role_required
from portal.owner.knowledge_forms import AnswerForm
from portal.owner.suggestion_words import Told, told
from telephony.enums import SuggestionKind, SuggestionState
from telephony.errors import SuggestionOutdated, SuggestionUnknown
from telephony.models import Call, Suggestion
from telephony.services.suggestions import (
    accept_suggestion,
    dismiss_suggestion,
    refresh_suggestions,
    undo_suggestion,
)

_PAGE: Final = "portal/owner/suggestions.html"
SHOWN_CALLS: Final = 6
SHOWN_SETTLED: Final = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class SuggestionRow:
    """A suggestion as one card. ``form`` is there where accepting needs the owner's words."""

    pk: int
    told: Told
    calls: tuple[Call, ...]
    is_accepted: bool
    form: AnswerForm | None


@role_required("owner", "manager")
def suggestions(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, and what was answered lately."""
    refresh_suggestions(now=timezone.now())
    return _show(request)


@role_required("owner", "manager")
@require_POST
def accept(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """Do what it suggests."""
    row = get_object_or_404(Suggestion, pk=suggestion_id)
    form = AnswerForm(request.POST, auto_id=f"suggestion_{row.pk}_%s")
    needs_words = row.kind in {SuggestionKind.QUESTION, SuggestionKind.NOT_OFFERED}
    if needs_words and not form.is_valid():
        return _show(request, tried=(row.pk, form), status=422)
    given = form.cleaned_data if needs_words else {}
    try:
        accept_suggestion(
            suggestion_id=row.pk,
            user_id=request.user.pk,
            now=timezone.now(),
            text=given.get("answer", ""),
            title=given.get("question", ""),
        )
    except SuggestionUnknown:
        messages.error(request, _("Dieser Vorschlag ist schon erledigt."))
    except SuggestionOutdated:
        messages.error(request, _("Das geht so nicht mehr. Bitte sehen Sie nach, was sich geändert hat."))
    else:
        messages.success(request, _accepted_text(SuggestionKind(row.kind)))
    return redirect("suggestions")


@role_required("owner", "manager")
@require_POST
def dismiss(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """Not wanted."""
    get_object_or_404(Suggestion, pk=suggestion_id)
    try:
        dismiss_suggestion(suggestion_id=suggestion_id, user_id=request.user.pk, now=timezone.now())
    except SuggestionUnknown:
        messages.error(request, _("Dieser Vorschlag ist schon erledigt."))
    return redirect("suggestions")


@role_required("owner", "manager")
@require_POST
def undo(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """As if it had not been answered."""
    get_object_or_404(Suggestion, pk=suggestion_id)
    try:
        undo_suggestion(suggestion_id=suggestion_id, now=timezone.now())
    except SuggestionUnknown:
        messages.error(request, _("Dieser Vorschlag ist schon zurückgenommen."))
    else:
        messages.success(request, _("Zurückgenommen."))
    return redirect("suggestions")


def _accepted_text(kind: SuggestionKind) -> str:
    if kind == SuggestionKind.ROUTING:
        return _("Eingetragen. Zu hören ist es nach dem Veröffentlichen; vorher können Sie es ausprobieren.")
    if kind == SuggestionKind.NOTHING_FREE:
        return _("Gespeichert.")
    return _("Gespeichert. Es gilt ab dem nächsten Anruf.")


def _show(
    request: HttpRequest, *, tried: tuple[int, AnswerForm] | None = None, status: int = 200
) -> HttpResponse:
    waiting = Suggestion.objects.filter(state=SuggestionState.OPEN)
    settled = Suggestion.objects.exclude(state=SuggestionState.OPEN).order_by("-settled_at")
    context = {
        "waiting": tuple(_rows(list(waiting), tried)),
        "settled": tuple(_rows(list(settled[:SHOWN_SETTLED]), None)),
    }
    return render(request, _PAGE, context, status=status)


def _rows(found: list[Suggestion], tried: tuple[int, AnswerForm] | None) -> Iterator[SuggestionRow]:
    shown = {pk for row in found for pk in row.call_ids[-SHOWN_CALLS:]}
    calls = Call.objects.filter(pk__in=shown).only("pk", "ringing_at").in_bulk()
    for row in found:
        words = told(row)
        if words is not None:
            yield SuggestionRow(
                pk=row.pk,
                told=words,
                calls=tuple(calls[pk] for pk in reversed(row.call_ids[-SHOWN_CALLS:]) if pk in calls),
                is_accepted=row.state == SuggestionState.ACCEPTED,
                form=_form(row.pk, words, tried),
            )


def _form(pk: int, words: Told, tried: tuple[int, AnswerForm] | None) -> AnswerForm | None:
    if tried is not None and tried[0] == pk:
        return tried[1]
    if not words.question:
        return None
    initial = {"question": words.question, "answer": words.answer}
    return AnswerForm(initial=initial, auto_id=f"suggestion_{pk}_%s")
