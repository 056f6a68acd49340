"""The log: who did what, when, and from where."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.access import role_required
from portal.account.proof import fresh_proof
from portal.acts import ACTS, GROUPS
from portal.csv_file import csv_answer
from portal.owner.team.log_words import Line, lines_of
from tenants.privacy.reading import Wanted, actors, broken_place, entries

_PAGE: Final = 50
_MOST_EXPORTED: Final = 50_000
_LONGEST_NUMBER: Final = 15


class _Filter(forms.Form):
    """Narrowing the log down; it stands in the address, so a view of it can be kept and shared."""

    suche = forms.CharField(
        label=gettext_lazy("Suche"),
        required=False,
        max_length=80,
        widget=forms.SearchInput(
            attrs={
                "class": "input",
                "placeholder": gettext_lazy("Vorgang oder Nummer"),
                "autocomplete": "off",
            }
        ),
    )
    wer = forms.TypedChoiceField(
        label=gettext_lazy("Person"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.Select(attrs={"class": "select"}),
    )
    bereich = forms.TypedChoiceField(
        label=gettext_lazy("Bereich"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.Select(attrs={"class": "select"}),
    )
    von = forms.DateField(
        label=gettext_lazy("Von"),
        required=False,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
    )
    bis = forms.DateField(
        label=gettext_lazy("Bis"),
        required=False,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, sent: QueryDict, *, names: dict[int, str]) -> None:
        super().__init__(sent)
        people = sorted(names.items(), key=lambda each: each[1].casefold())
        self.fields["wer"].choices = [("", _("Alle")), *people]  # type: ignore[attr-defined]
        areas = [(str(place), area) for place, (area, _acts) in enumerate(GROUPS)]
        self.fields["bereich"].choices = [("", _("Alle")), *areas]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """Which entries; what cannot be read narrows nothing."""
        self.is_valid()
        sent: dict[str, Any] = self.cleaned_data
        text = str(sent.get("suche") or "").strip()
        is_number = text.isdecimal() and len(text) < _LONGEST_NUMBER
        area = sent.get("bereich")
        acts = set(GROUPS[area][1]) if area is not None else None
        if text and not is_number:
            named = {act for act, words in ACTS.items() if text.casefold() in str(words).casefold()}
            acts = named if acts is None else acts & named
        until = sent.get("bis")
        return Wanted(
            user_id=sent.get("wer"),
            acts=acts,
            subject_id=int(text) if is_number else None,
            since=_midnight(sent.get("von")),
            until=_midnight(until + timedelta(days=1)) if until else None,
        )


@role_required("owner")
def log(request: HttpRequest) -> HttpResponse:
    """Entries, newest first, with what they changed."""
    names = actors()
    form = _Filter(request.GET, names=names)
    found = entries(form.wanted())
    place = request.GET.get("ab", "")
    skip = int(place) if place.isdecimal() and len(place) < 7 else 0
    page = list(found[skip : skip + _PAGE + 1])
    query = request.GET.copy()
    query["ab"] = str(skip + _PAGE)
    context = {
        "form": form,
        "lines": lines_of(page[:_PAGE], names),
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "older_query": query.urlencode() if len(page) > _PAGE else "",
        "newer": skip > 0,
        "query": request.GET.urlencode(),
        "check": _check(request),
    }
    return render(request, "portal/team/log.html", context)


@role_required("owner")
@fresh_proof()
def export(request: HttpRequest) -> HttpResponse:
    """The same entries as a file."""
    names = actors()
    found = entries(_Filter(request.GET, names=names).wanted())[:_MOST_EXPORTED]
    head = (
        _("Zeit"),
        _("Person"),
        _("Rolle"),
        _("Vorgang"),
        _("Gegenstand"),
        _("Ausgang"),
        _("Änderungen"),
        _("Gerät"),
        _("IP-Adresse"),
    )
    rows = [head, *(_cells(line) for line in lines_of(list(found), names))]
    return csv_answer(f"protokoll-{timezone.localdate():%Y-%m-%d}.csv", rows)


def _cells(line: Line) -> tuple[str, ...]:
    changes = "; ".join(f"{each.field}: {each.before} → {each.after}" for each in line.changes)
    when = timezone.localtime(line.at).strftime("%Y-%m-%d %H:%M:%S")
    return (
        when,
        line.who,
        line.role,
        line.what,
        line.subject,
        line.outcome,
        changes,
        line.device,
        line.address,
    )


def _check(request: HttpRequest) -> dict[str, str] | None:
    """The chain of hashes, looked through on request."""
    if "pruefen" not in request.GET:
        return None
    place = broken_place()
    if place is None:
        return {
            "tone": "good",
            "text": _("Das Protokoll ist lückenlos: Kein Eintrag wurde verändert oder entfernt."),
        }
    number = formats.number_format(place)
    return {
        "tone": "bad",
        "text": _("Ab Eintrag %(number)s stimmt die Kette nicht mehr.") % {"number": number},
    }


def _midnight(day: Any) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
