"""The weekly timetable of classes: its lines, what became of each, and single sessions besides it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from askproai.core.errors import Busy, NotFound
from booking.enums import RefusalCode, ServiceKind
from booking.errors import BookingRefused, ChangedMeanwhile, ServiceNotOffered
from booking.house_values import ClassTimeValues, fingerprint
from booking.models import ClassSession, ClassTime
from booking.queries import sessions_with_places
from booking.queries.class_times import class_time_values, missing_days
from booking.services import plan_session
from booking.services.class_times import SavedClassTime, drop_class_time, save_class_time
from portal.access import role_required
from portal.owner.appointments import wall_time
from portal.owner.class_plan_forms import ClassTimeForm, SessionForm, classes_sold
from portal.owner.diary.words import refusal
from portal.owner.settings.fields import CHANGED_MEANWHILE
from portal.owner.settings.undo import Undoable, offer_undo, register
from portal.scope import branch_ids_of, within

_PLAN: Final = "portal/owner/class_plan.html"
_TIME: Final = "portal/owner/class_time.html"
_NEW_SESSION: Final = "portal/owner/class_session_new.html"
# At which field a refusal is explained; all others are about when the class begins.
_FIELD_OF: Final = {
    RefusalCode.SERVICE_NOT_OFFERED: "staff",
    RefusalCode.STAFF_ABSENT: "staff",
    RefusalCode.STAFF_TRAVELLING: "staff",
}


def _put_back(subject: tuple[int, ...], values: ClassTimeValues, expected: str) -> SavedClassTime:
    """:raises NotFound: it was taken out of the timetable since."""
    try:
        return save_class_time(values=values, class_time_id=subject[0], expected=expected, now=timezone.now())
    except ClassTime.DoesNotExist as error:
        raise NotFound(class_time_id=subject[0]) from error


register("class_time", Undoable(values=ClassTimeValues, save=_put_back, page="class-time"))
register(
    "class_time_dropped",
    Undoable(
        values=ClassTimeValues,
        save=lambda _subject, values, _expected: save_class_time(values=values, now=timezone.now()),
        page="class-plan",
    ),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanRow:
    """A line of the timetable; ``rests`` says why no sessions are made of it."""

    class_time: ClassTime
    span: str
    rests: str


@role_required("owner", "manager")
def plan(request: HttpRequest) -> HttpResponse:
    """All lines, by weekday."""
    today = timezone.localdate()
    lines = [_row(each, today) for each in _lines(request)]
    context = {
        "weekdays": [
            (name, list(rows))
            for name, rows in groupby(lines, lambda row: row.class_time.get_weekday_display())
        ],
        "has_classes": classes_sold().exists(),
    }
    return render(request, _PLAN, context)


@role_required("owner", "manager")
def new_time(request: HttpRequest) -> HttpResponse:
    """A line more: an empty one, one like another (``?wie=12``), or of a class (``?kurs=3``)."""
    initial: dict[str, Any] = {"service": request.GET.get("kurs"), "places": 10, "decided_before": "1440"}
    if pattern := request.GET.get("wie", ""):
        found = _lines(request).filter(pk=int(pattern) if pattern.isdecimal() and len(pattern) < 10 else 0)
        initial = _initial(class_time_values(get_object_or_404(found)))
    form = ClassTimeForm(request.POST or None, initial=initial, branch_ids=branch_ids_of(request))
    if request.method == "POST" and form.is_valid():
        saved = _save(form, class_time_id=None, expected=None)
        if saved is not None:
            messages.success(request, _planned_words(saved))
            return redirect("class-time", saved.class_time.pk)
    context = {"form": form, "has_classes": classes_sold().exists()}
    return render(request, _TIME, context, status=422 if form.is_bound else 200)


@role_required("owner", "manager")
def time(request: HttpRequest, class_time_id: int) -> HttpResponse:
    """One line: what it says, the sessions that came of it, and the days on which there is none."""
    line = get_object_or_404(_lines(request), pk=class_time_id)
    before = class_time_values(line)
    form = ClassTimeForm(request.POST or None, initial=_initial(before), branch_ids=branch_ids_of(request))
    if request.method == "POST" and form.is_valid():
        saved = _save(form, class_time_id=line.pk, expected=str(request.POST.get("stand", ""))[:64])
        if saved is not None:
            after = class_time_values(saved.class_time)
            offer_undo(
                request,
                _saved_words(saved),
                kind="class_time",
                subject=(line.pk,),
                before=before,
                after=after,
            )
            return redirect("class-time", line.pk)
    now = timezone.now()
    coming = ClassSession.objects.filter(class_time=line, period__startswith__gt=now)
    context = {
        "form": form,
        "line": line,
        "stand": request.POST.get("stand") or fingerprint(before),
        "sessions": [
            (each, wall_time(each.session, each.session.starts_at)) for each in sessions_with_places(coming)
        ],
        "missing": [(each.day, refusal(each.code)) for each in missing_days(line, now=now)],
        "has_classes": True,
    }
    return render(request, _TIME, context, status=422 if form.is_bound else 200)


@role_required("owner", "manager")
@require_POST
def drop(request: HttpRequest, class_time_id: int) -> HttpResponse:
    """Take a line out of the timetable; sessions with people in them stay."""
    line = get_object_or_404(_lines(request), pk=class_time_id)
    before = class_time_values(line)
    try:
        stayed = drop_class_time(class_time_id=line.pk, now=timezone.now())
    except ClassTime.DoesNotExist as error:
        raise Http404 from error
    text = _("Aus dem Kursplan genommen.")
    if stayed:
        more = ngettext(
            "%(count)d Termin mit Anmeldungen bleibt. Sagen Sie ihn dort ab, wenn er ausfällt.",
            "%(count)d Termine mit Anmeldungen bleiben. Sagen Sie sie dort ab, wenn sie ausfallen.",
            stayed,
        )
        text = f"{text} {more % {'count': stayed}}"
    offer_undo(request, text, kind="class_time_dropped", subject=(), before=before, after=before)
    return redirect("class-plan")


@role_required("owner", "manager")
def new_session(request: HttpRequest) -> HttpResponse:
    """A single session besides the timetable."""
    initial = {"service": request.GET.get("kurs"), "places": 10, "decided_before": "1440"}
    form = SessionForm(request.POST or None, initial=initial, branch_ids=branch_ids_of(request))
    if request.method == "POST" and form.is_valid():
        session = _plan(form)
        if session is not None:
            messages.success(request, _("Der Kurs ist geplant und ab sofort buchbar."))
            return redirect("class-session", session.pk)
    context = {"form": form, "has_classes": classes_sold().exists()}
    return render(request, _NEW_SESSION, context, status=422 if form.is_bound else 200)


def _lines(request: HttpRequest) -> Any:
    found = ClassTime.objects.select_related("service", "branch", "staff")
    return within(found, branch_ids_of(request), "branch")


def _row(line: ClassTime, today: date) -> PlanRow:
    return PlanRow(class_time=line, span=_span(line, today), rests=_rests(line, today))


def _span(line: ClassTime, today: date) -> str:
    first, last = line.valid_from, line.valid_until
    words = [
        _("ab %(day)s") % {"day": formats.date_format(first, "j.n.")} if first and first > today else "",
        _("bis %(day)s") % {"day": formats.date_format(last, "j.n.")} if last and last >= today else "",
    ]
    return " ".join(filter(None, words))


def _rests(line: ClassTime, today: date) -> str:
    if line.valid_until and line.valid_until < today:
        return _("beendet")
    if not line.service.is_active or line.service.kind != ServiceKind.CLASS:
        return _("ruht: Der Kurs wird nicht mehr angeboten")
    if not line.staff.is_active:
        return _("ruht: %(name)s ist nicht mehr da") % {"name": line.staff.name}
    return "" if line.branch.is_active else _("ruht: Die Filiale ist geschlossen")


def _initial(values: ClassTimeValues) -> dict[str, Any]:
    return {
        "service": values.service_id,
        "staff": values.staff_id,
        "branch": values.branch_id,
        "weekday": values.weekday,
        "starts_at": values.starts_at,
        "places": values.places,
        "min_participants": values.min_participants or None,
        "decided_before": values.decided_before,
        "valid_from": values.valid_from,
        "valid_until": values.valid_until,
    }


def _save(form: ClassTimeForm, *, class_time_id: int | None, expected: str | None) -> SavedClassTime | None:
    """``None``: the form says why not."""
    try:
        return save_class_time(
            values=form.values(), class_time_id=class_time_id, expected=expected, now=timezone.now()
        )
    except ServiceNotOffered:
        _say_not_given(form)
    except ChangedMeanwhile:
        form.add_error(None, CHANGED_MEANWHILE)
    except Busy as error:
        form.add_error(None, refusal(error.code))
    return None


def _plan(form: SessionForm) -> ClassSession | None:
    """``None``: the form says why not."""
    told = form.cleaned_data
    try:
        return plan_session(
            service_id=told["service"].pk,
            staff_id=told["staff"].pk,
            branch_id=told["branch"].pk,
            starts_at=form.starts(),
            places=told["places"],
            min_participants=told["min_participants"],
            decided_before=told["decided_before"],
            now=timezone.now(),
        )
    except ServiceNotOffered:
        _say_not_given(form)
    except (BookingRefused, Busy) as error:
        form.add_error(_FIELD_OF.get(error.code, "starts_at"), refusal(error.code))  # type: ignore[call-overload]
    return None


def _say_not_given(form: forms.Form) -> None:
    names = {name: form.cleaned_data[name].name for name in ("staff", "service", "branch")}
    form.add_error(
        "staff",
        _("%(staff)s gibt %(service)s in %(branch)s nicht. Unter „Mitarbeiter“ lässt es sich eintragen.")
        % names,
    )


def _planned_words(saved: SavedClassTime) -> str:
    count = len(saved.session_ids)
    if not count:
        return _("Im Kursplan. Noch liegt kein Termin in den nächsten Wochen.")
    text = ngettext("%(count)d Termin ist geplant.", "%(count)d Termine sind geplant.", count)
    return text % {"count": count}


def _saved_words(saved: SavedClassTime) -> str:
    if not saved.stayed:
        return _("Gespeichert. Die kommenden Termine folgen.")
    days = ClassSession.objects.with_names().filter(pk__in=[pk for pk, _code in saved.stayed])
    named = ", ".join(_days(days.order_by("period")))
    return _("Gespeichert. Wegen der Anmeldungen bleibt, wie es war: %(days)s.") % {"days": named}


def _days(sessions: Any) -> Iterator[str]:
    for each in sessions:
        yield formats.date_format(each.local_start, "D, j.n.")
