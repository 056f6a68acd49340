"""Taking over customers and appointments from another program: file, mapping, preview, report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.enums import ImportState
from booking.errors import ImportBegun, ImportUnknown
from booking.importing.errors import Unreadable
from booking.importing.lines import Level
from booking.importing.tables import MOST_BYTES
from booking.models import ImportRun
from booking.services.import_reading import table_of
from booking.services.imports import (
    Preview,
    choose_import,
    drop_import,
    preview_import,
    start_import,
    upload_import,
)
from portal.access import role_required
from portal.csv_file import csv_answer
from portal.owner.import_forms import MappingForm, UploadForm
from portal.owner.import_words import UNREADABLE, sentence

_LIST: Final = "portal/owner/imports.html"
_ONE: Final = "portal/owner/import.html"
_SHOWN: Final = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class LineNote:
    """A line with what there is to know about it."""

    number: int
    who: str
    what: str
    is_error: bool
    cells: tuple[str, ...]


@role_required("owner", "manager")
def imports(request: HttpRequest) -> HttpResponse:
    """Upload a file; files of the last day."""
    is_sent = request.method == "POST"
    form = UploadForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > MOST_BYTES:
                raise Unreadable("too_large")  # noqa: TRY301  before it is read
            run = upload_import(title=file.name, content=file.read(), now=timezone.now())
        except Unreadable as error:
            form.add_error("file", str(UNREADABLE[error.why]))
        else:
            return redirect("import", run.pk)
    context = {"form": form, "runs": ImportRun.objects.defer("table", "choices").order_by("-pk")[:20]}
    return render(request, _LIST, context, status=422 if form.is_bound else 200)


@role_required("owner", "manager")
def one_import(request: HttpRequest, run_id: int) -> HttpResponse:
    """Mapping and preview of a file, its progress, or its report."""
    run = get_object_or_404(ImportRun, pk=run_id)
    if run.state != ImportState.DRAFT:
        part = "#progress" if request.htmx and not request.htmx.boosted else ""  # type: ignore[attr-defined]
        is_done = run.state == ImportState.DONE
        notes = list(_preview_notes(preview_import(run, now=timezone.now()))) if is_done else []
        more = max(len(notes) - _SHOWN, 0)
        return render(request, f"{_ONE}{part}", {"run": run, "notes": notes[:_SHOWN], "more": more})
    form = MappingForm(request.POST if request.method == "POST" else None, run=run)
    if form.is_valid():
        try:
            choose_import(run_id=run.pk, choices=form.choices())
        except ImportBegun:
            messages.info(request, _("Die Übernahme läuft schon."))
        return redirect("import", run.pk)
    preview = preview_import(run, now=timezone.now())
    notes = list(_preview_notes(preview))
    context = {
        "run": run,
        "form": form,
        "preview": preview,
        "notes": notes[:_SHOWN],
        "more": max(len(notes) - _SHOWN, 0),
        "good": [plan for plan in preview.plans if not plan.line.problems][:5],
    }
    return render(request, _ONE, context, status=422 if form.is_bound else 200)


@role_required("owner", "manager")
@require_POST
def start(request: HttpRequest, run_id: int) -> HttpResponse:
    """Take it over; where something else was chosen since the preview, that is looked at first."""
    run = get_object_or_404(ImportRun, pk=run_id)
    form = MappingForm(request.POST, run=run) if run.state == ImportState.DRAFT else None
    if form is not None and form.is_sent and form.has_changed() and form.is_valid():
        choose_import(run_id=run.pk, choices=form.choices())
        messages.info(request, _("Mit Ihrer neuen Zuordnung sieht es so aus. Passt das?"))
        return redirect("import", run_id)
    try:
        start_import(run_id=run_id, now=timezone.now())
    except ImportUnknown as error:
        raise Http404 from error
    return redirect("import", run_id)


@role_required("owner", "manager")
@require_POST
def drop(request: HttpRequest, run_id: int) -> HttpResponse:
    """Forget the file."""
    try:
        drop_import(run_id=run_id)
    except ImportUnknown as error:
        raise Http404 from error
    except ImportBegun:
        messages.info(request, _("Die Übernahme läuft schon."))
        return redirect("import", run_id)
    messages.success(request, _("Die Datei ist gelöscht."))
    return redirect("imports")


@role_required("owner", "manager")
def report(request: HttpRequest, run_id: int) -> HttpResponse:
    """All lines with an error or a hint, as a file that can be put right and uploaded again."""
    run = get_object_or_404(ImportRun, pk=run_id)
    notes = _preview_notes(preview_import(run, now=timezone.now()))
    headings = table_of(run).headings
    rows = [(_("Zeile"), _("Art"), _("Hinweis"), *headings)]
    for note in notes:
        kind = _("Fehler") if note.is_error else _("Hinweis")
        rows.append((str(note.number), kind, note.what, *note.cells))
    return csv_answer(f"hinweise-{run.pk}.csv", rows)


def _preview_notes(preview: Preview) -> Iterator[LineNote]:
    """Errors first."""
    plans = [plan for plan in preview.plans if plan.line.problems]
    for plan in sorted(plans, key=lambda each: not each.line.is_wrong):
        for problem in plan.line.problems:
            yield LineNote(
                number=plan.line.number,
                who=plan.line.name,
                what=sentence(problem.code, problem.value),
                is_error=problem.level == Level.ERROR,
                cells=plan.row.cells,
            )
