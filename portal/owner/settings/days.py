"""Days of a branch that differ: closed or at other times, public holidays, and when the schools are off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.errors import ChangedMeanwhile
from booking.house_values import DaysOfBranch, DayValues, fingerprint
from booking.models import Appointment, Branch
from booking.queries.effects import outside_new_days, outside_new_holidays
from booking.queries.house import days_of_branch
from booking.rules.public_holidays import LOCAL, holidays_in_year, public_holiday
from booking.services.special_days import save_days
from portal.access import role_required
from portal.owner.settings.branch_forms import SpecialDaysForm
from portal.owner.settings.branches import found_branch
from portal.owner.settings.fields import CHANGED_MEANWHILE
from portal.owner.settings.hours import effect_words
from portal.owner.settings.places_words import school_holidays, school_words
from portal.owner.settings.undo import Undoable, offer_undo, register
from portal.scope import branch_ids_of

_PAGE: Final = "portal/settings/days.html"
_SHOWN: Final = 5
_SHOWN_HOLIDAYS: Final = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class SpecialRow:
    """Days that follow each other and are the same; ``key`` is that of the first."""

    key: str
    when: str
    hours: str
    label: str
    is_yearly: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class HolidayRow:
    """A public holiday of the Land, by its next date."""

    name: str
    day: date
    closes: bool


register(
    "days",
    Undoable(
        values=DaysOfBranch,
        save=lambda subject, values, expected: save_days(
            values=values, branch_id=subject[0], expected=expected
        ),
        page="settings-branch-days",
    ),
)


@role_required("owner", "manager")
def days(request: HttpRequest, branch_id: int) -> HttpResponse:
    """What differs, with the form to add more."""
    branch = found_branch(request, branch_id)
    form = SpecialDaysForm(
        request.POST if request.method == "POST" else None, may_all=branch_ids_of(request) is None
    )
    fallen: list[Appointment] = []
    agreed = ""
    if request.method == "POST" and form.is_valid():
        agreed = fingerprint(DaysOfBranch(days=form.values()))
        targets = [branch, *_others(branch)] if form.cleaned_data.get("in_all") else [branch]
        fallen = [each for target in targets for each in _fallen_out(target, form)]
        if not fallen or request.POST.get("agreed") == agreed:
            for target in targets[1:]:
                _add(target, form)
            return _save(request, branch, _with(days_of_branch(branch), form))
    return _show(request, branch, form, fallen=fallen, agreed=agreed)


@role_required("owner", "manager")
@require_POST
def remove_days(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Take days out again that follow each other: ``first`` names the first of them."""
    branch = found_branch(request, branch_id)
    stored = days_of_branch(branch)
    runs = {_key(run[0]): run for run in _runs(stored.days)}
    dropped = runs.get(str(request.POST.get("first", "")), [])
    kept = tuple(each for each in stored.days if each not in dropped)
    return _save(request, branch, replace(stored, days=kept))


@role_required("owner", "manager")
@require_POST
def holidays(request: HttpRequest, branch_id: int) -> HttpResponse:
    """On which public holidays the branch is closed: ``closed`` names those, all others are worked on."""
    branch = found_branch(request, branch_id)
    names = {row.name for row in _holidays(branch)}
    opened = tuple(sorted(names - set(request.POST.getlist("closed"))))
    fallen = outside_new_holidays(
        branch_id=branch.pk,
        closes=branch.closes_on_public_holidays,
        keeps_local=branch.keeps_local_holidays,
        open_holidays=opened,
        now=timezone.now(),
    )
    agreed = fingerprint(DaysOfBranch(open_holidays=opened))
    if fallen and request.POST.get("agreed") != agreed:
        form = SpecialDaysForm(None, may_all=branch_ids_of(request) is None)
        return _show(request, branch, form, opened=opened, holiday_effects=fallen, agreed=agreed)
    return _save(request, branch, replace(days_of_branch(branch), open_holidays=opened))


def _show(
    request: HttpRequest,
    branch: Branch,
    form: SpecialDaysForm,
    *,
    fallen: list[Appointment] | None = None,
    opened: tuple[str, ...] | None = None,
    holiday_effects: list[Appointment] | None = None,
    agreed: str = "",
) -> HttpResponse:
    stored = days_of_branch(branch)
    today = timezone.localtime(timezone=branch.zone).date()
    upcoming = [each for each in stored.days if each.is_yearly or each.day >= today]
    context = {
        "branch": branch,
        "form": form,
        "rows": [_row(run) for run in _runs(tuple(upcoming))],
        "holidays": list(_holidays(branch, opened)),
        "school": list(school_holidays(branch.country, branch.subdivision, first=today, days=330)),
        "school_words": school_words(branch.country, branch.subdivision),
        "effects": effect_words(fallen or []),
        "fallen": (fallen or [])[:_SHOWN],
        "holiday_effects": effect_words(holiday_effects or []),
        "agreed": agreed,
        "stand": request.POST.get("stand") or fingerprint(stored),
    }
    return render(request, _PAGE, context, status=422 if request.method == "POST" else 200)


def _save(request: HttpRequest, branch: Branch, wish: DaysOfBranch) -> HttpResponse:
    before = days_of_branch(branch)
    try:
        save_days(values=wish, branch_id=branch.pk, expected=str(request.POST.get("stand", ""))[:64])
    except ChangedMeanwhile:
        form = SpecialDaysForm(request.POST, may_all=branch_ids_of(request) is None)
        form.add_error(None, CHANGED_MEANWHILE)
        return _show(request, branch, form)
    after = days_of_branch(Branch.objects.get(pk=branch.pk))
    offer_undo(
        request,
        _("Gespeichert. Das gilt sofort."),
        kind="days",
        subject=(branch.pk,),
        before=before,
        after=after,
    )
    return redirect("settings-branch-days", branch.pk)


def _add(branch: Branch, form: SpecialDaysForm) -> None:
    save_days(values=_with(days_of_branch(branch), form), branch_id=branch.pk)


def _with(stored: DaysOfBranch, form: SpecialDaysForm) -> DaysOfBranch:
    """The new days take the place of what stood there at the same dates."""
    added = form.values()
    dates = {each.day for each in added}
    yearly = bool(form.cleaned_data["is_yearly"])
    kept = [each for each in stored.days if each.day not in dates or each.is_yearly != yearly]
    return replace(stored, days=tuple(sorted([*kept, *added], key=_in_order)))


def _in_order(day: DayValues) -> tuple[date, time]:
    return day.day, day.opens_at or time(0)


def _others(branch: Branch) -> list[Branch]:
    return list(Branch.objects.filter(is_active=True).exclude(pk=branch.pk))


def _fallen_out(branch: Branch, form: SpecialDaysForm) -> list[Appointment]:
    return outside_new_days(
        branch_id=branch.pk,
        days=dict.fromkeys(form.dates(), form.spans),
        yearly=form.cleaned_data["is_yearly"],
        now=timezone.now(),
    )


def _runs(days: tuple[DayValues, ...]) -> Iterator[list[DayValues]]:
    """Days that follow each other with the same hours and occasion, together."""
    run: list[DayValues] = []
    for day in days:
        if run and (_alike(run[-1], day)):
            run.append(day)
        else:
            if run:
                yield run
            run = [day]
    if run:
        yield run


def _alike(earlier: DayValues, later: DayValues) -> bool:
    same = replace(earlier, day=later.day) == later
    if later.day == earlier.day:  # two spans of one day
        return earlier.label == later.label and earlier.is_yearly == later.is_yearly
    return same and later.day - earlier.day == timedelta(days=1)


def _key(day: DayValues) -> str:
    return f"{day.day}-{'j' if day.is_yearly else 'e'}"


def _row(run: list[DayValues]) -> SpecialRow:
    first, last = run[0], run[-1]
    pattern = "j. F" if first.is_yearly else "D, j. F Y"
    when = formats.date_format(first.day, pattern)
    if last.day != first.day:
        when = f"{formats.date_format(first.day, 'j. F')} – {formats.date_format(last.day, pattern)}"
    spans = dict.fromkeys((each.opens_at, each.closes_at) for each in run)
    hours = ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in spans if opens and closes)
    return SpecialRow(key=_key(first), when=when, hours=hours, label=first.label, is_yearly=first.is_yearly)


def _holidays(branch: Branch, opened: tuple[str, ...] | None = None) -> Iterator[HolidayRow]:
    """The public holidays of the coming year, each once."""
    today = timezone.localtime(timezone=branch.zone).date()
    open_names = set(branch.open_holidays if opened is None else opened)
    seen: set[str] = set()
    known = {
        day
        for year in (today.year, today.year + 1)
        for categories in (("public",), _local(branch))
        for day in holidays_in_year(branch.country, branch.subdivision, year, categories)
    }
    for day in sorted(known):
        if not today <= day <= today + timedelta(days=_SHOWN_HOLIDAYS):
            continue
        name = public_holiday(
            day,
            country=branch.country,
            subdivision=branch.subdivision,
            with_local=branch.keeps_local_holidays,
        )
        if name and name not in seen:
            seen.add(name)
            yield HolidayRow(name=name, day=day, closes=name not in open_names)


def _local(branch: Branch) -> tuple[str, ...]:
    return LOCAL.get(branch.country, ()) if branch.keeps_local_holidays else ()
