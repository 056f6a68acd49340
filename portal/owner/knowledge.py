"""What the receptionist may tell: its sources, and questions that still have no answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.access import role_required
from portal.owner.knowledge_forms import AnswerForm, FaqForm, PageForm, PdfForm, TextForm
from telephony.enums import KnowledgeTopic, QuestionState, SourceKind, SourceState
from telephony.errors import AddressRefused, QuestionUnknown, SourceUnknown, SourceUnreadable
from telephony.knowledge import pdf, sources
from telephony.knowledge.questions import answer_question, dismiss_question
from telephony.models import KnowledgeSource, OpenQuestion

_LIST: Final = "portal/owner/knowledge.html"
_SOURCE: Final = "portal/owner/knowledge_source.html"
SHOWN_QUESTIONS: Final = 20

PROBLEMS: Final = {
    "refused": gettext_lazy("Diese Adresse kann nicht gelesen werden."),
    "unreachable": gettext_lazy("Diese Adresse kann nicht gelesen werden."),
    "not_a_page": gettext_lazy("Unter dieser Adresse liegt keine Webseite mit Text."),
    "no_text": gettext_lazy("Darin steht kein Text, den wir lesen können."),
    "not_a_pdf": gettext_lazy("Das ist keine PDF-Datei."),
    "too_large": gettext_lazy("Die Datei ist größer als 5 MB."),
    "too_many_pages": gettext_lazy("Die Datei hat mehr als 60 Seiten."),
    "encrypted": gettext_lazy("Die Datei ist mit einem Kennwort geschützt."),
    "broken": gettext_lazy("Die Datei ist beschädigt."),
}
_KINDS: Final = {
    SourceKind.FAQ: "circle-help",
    SourceKind.TEXT: "file-text",
    SourceKind.WEB: "globe",
    SourceKind.PDF: "file-text",
}
_TONES: Final = {SourceState.READY: "good", SourceState.WAITING: "info", SourceState.FAILED: "bad"}


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceRow:
    """A source as one line."""

    pk: int
    title: str
    kind: str
    icon: str
    where: str
    state: str
    tone: str
    problem: str
    passages: int


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionRow:
    """A question that waits, with the form for its answer."""

    pk: int
    text: str
    times_asked: int
    form: AnswerForm


@role_required("owner", "manager")
def knowledge(request: HttpRequest) -> HttpResponse:
    """All sources, all open questions, and ways to add more."""
    return _show(request)


@role_required("owner", "manager")
@require_POST
def add(request: HttpRequest, kind: str) -> HttpResponse:
    """Add a source of a kind."""
    if kind not in _ADDERS:
        raise Http404
    form_class, adder = _ADDERS[kind]
    form = form_class(request.POST, request.FILES, auto_id=f"{kind}_%s")
    if form.is_valid():
        try:
            source = adder(form)
        except AddressRefused:
            form.add_error("url", str(PROBLEMS["refused"]))
        except SourceUnreadable as error:
            form.add_error("file", str(PROBLEMS[error.why]))
        else:
            is_ready = source.state == SourceState.READY
            messages.success(
                request, _("Gespeichert.") if is_ready else _("Wird gelesen, das dauert nicht lange.")
            )
            return redirect("knowledge")
    return _show(request, failed=(kind, form), status=422)


@role_required("owner", "manager")
def source(request: HttpRequest, source_id: int) -> HttpResponse:
    """One source with its passages, and what the last reading changed."""
    shown = get_object_or_404(KnowledgeSource.objects.select_related("branch"), pk=source_id)
    context = {
        "source": shown,
        "row": _row(shown, shown.passages.count()),
        "passages": list(shown.passages.all()[:100]),
        "is_page": shown.kind == SourceKind.WEB,
    }
    return render(request, _SOURCE, context)


@role_required("owner", "manager")
@require_POST
def read_again(request: HttpRequest, source_id: int) -> HttpResponse:
    """Fetch a web page anew."""
    try:
        sources.read_again(source_id=source_id, now=timezone.now())
    except SourceUnknown as error:
        raise Http404 from error
    messages.success(request, _("Die Seite wird neu gelesen."))
    return redirect("knowledge-source", source_id=source_id)


@role_required("owner", "manager")
@require_POST
def delete(request: HttpRequest, source_id: int) -> HttpResponse:
    """From now on nothing is answered from this source."""
    get_object_or_404(KnowledgeSource, pk=source_id)
    sources.delete_source(source_id=source_id)
    messages.success(request, _("Gelöscht. Daraus wird nicht mehr geantwortet."))
    return redirect("knowledge")


@role_required("owner", "manager")
@require_POST
def answer(request: HttpRequest, question_id: int) -> HttpResponse:
    """An open question gets its answer."""
    asked = get_object_or_404(OpenQuestion, pk=question_id)
    form = AnswerForm(request.POST, auto_id=f"question_{asked.pk}_%s")
    if not form.is_valid():
        return _show(request, unanswered=(asked.pk, form), status=422)
    try:
        answer_question(
            question_id=question_id,
            answer=form.cleaned_data["answer"],
            wording=form.cleaned_data["question"],
            now=timezone.now(),
        )
    except QuestionUnknown:
        messages.error(request, _("Diese Frage ist schon erledigt."))
    else:
        messages.success(request, _("Gespeichert. Ab dem nächsten Anruf wird so geantwortet."))
    return redirect("knowledge")


@role_required("owner", "manager")
@require_POST
def dismiss(request: HttpRequest, question_id: int) -> HttpResponse:
    """The question does not need an answer."""
    get_object_or_404(OpenQuestion, pk=question_id)
    try:
        dismiss_question(question_id=question_id, now=timezone.now())
    except QuestionUnknown:
        messages.error(request, _("Diese Frage ist schon erledigt."))
    return redirect("knowledge")


def _add_faq(form: Any) -> KnowledgeSource:
    given = form.cleaned_data
    return sources.add_faq(
        question=given["question"], answer=given["answer"], branch_id=form.branch_id, now=timezone.now()
    )


def _add_text(form: Any) -> KnowledgeSource:
    given = form.cleaned_data
    return sources.add_text(
        title=given["title"],
        text=given["text"],
        topic=KnowledgeTopic(given["topic"]),
        branch_id=form.branch_id,
        now=timezone.now(),
    )


def _add_page(form: Any) -> KnowledgeSource:
    return sources.add_page(
        url=form.cleaned_data["url"], title="", branch_id=form.branch_id, now=timezone.now()
    )


def _add_pdf(form: Any) -> KnowledgeSource:
    uploaded = form.cleaned_data["file"]
    # One byte more than allowed is enough to know that it is too large.
    content = uploaded.read(pdf.MOST_BYTES + 1)
    return sources.add_pdf(
        content=content, title=form.cleaned_data["title"], branch_id=form.branch_id, now=timezone.now()
    )


_ADDERS: Final[dict[str, tuple[type[Any], Callable[[Any], KnowledgeSource]]]] = {
    "frage": (FaqForm, _add_faq),
    "text": (TextForm, _add_text),
    "webseite": (PageForm, _add_page),
    "pdf": (PdfForm, _add_pdf),
}
_ADD_LABELS: Final = {
    "frage": (gettext_lazy("Frage und Antwort"), "circle-help"),
    "text": (gettext_lazy("Text"), "file-text"),
    "webseite": (gettext_lazy("Webseite"), "globe"),
    "pdf": (gettext_lazy("PDF"), "file-text"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Adding:
    """One way to add knowledge."""

    key: str
    label: str
    icon: str
    form: Any
    is_open: bool


def _show(
    request: HttpRequest,
    *,
    failed: tuple[str, Any] | None = None,
    unanswered: tuple[int, AnswerForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    found = KnowledgeSource.objects.select_related("branch").annotate(count=Count("passages"))
    context = {
        "sources": tuple(_row(each, each.count) for each in found.defer("text", "upload")),
        "questions": tuple(_questions(unanswered)),
        "adding": tuple(_adding(failed)),
    }
    return render(request, _LIST, context, status=status)


def _adding(failed: tuple[str, Any] | None) -> Iterator[Adding]:
    for key, (label, icon) in _ADD_LABELS.items():
        has_failed = failed is not None and failed[0] == key
        form = failed[1] if failed is not None and has_failed else _ADDERS[key][0](auto_id=f"{key}_%s")
        yield Adding(key=key, label=str(label), icon=icon, form=form, is_open=has_failed)


def _questions(unanswered: tuple[int, AnswerForm] | None) -> Iterator[QuestionRow]:
    for each in OpenQuestion.objects.filter(state=QuestionState.OPEN)[:SHOWN_QUESTIONS]:
        is_tried = unanswered is not None and unanswered[0] == each.pk
        fresh = AnswerForm(initial={"question": each.text}, auto_id=f"question_{each.pk}_%s")
        form = unanswered[1] if unanswered is not None and is_tried else fresh
        yield QuestionRow(pk=each.pk, text=each.text, times_asked=each.times_asked, form=form)


def _row(shown: KnowledgeSource, passages: int) -> SourceRow:
    return SourceRow(
        pk=shown.pk,
        title=shown.title,
        kind=str(SourceKind(shown.kind).label),
        icon=_KINDS[SourceKind(shown.kind)],
        where=shown.branch.name if shown.branch else _("alle Filialen"),
        state=str(SourceState(shown.state).label),
        tone=_TONES[SourceState(shown.state)],
        problem=str(PROBLEMS.get(shown.problem, "")),
        passages=passages,
    )
