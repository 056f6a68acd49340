"""Forms of the weekly timetable of classes, of a single session, and of who gives one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.enums import ServiceKind, Weekday
from booking.house_values import ClassTimeValues
from booking.models import Branch, ClassSession, Service, StaffMember
from booking.wall_clock import instant_at
from portal.owner.rules_forms import SpanField
from portal.owner.settings.branch_forms import date_field
from portal.owner.settings.fields import ClockField, choice, count
from portal.scope import within

_DECIDED_BEFORE: Final = (60, 120, 360, 720, 1440, 2880, 4320)
_A_DAY: Final = timedelta(days=1)


def classes_sold() -> Any:
    """Services that are classes, in use."""
    return Service.objects.filter(is_active=True, kind=ServiceKind.CLASS)


def _chosen(label: Any, nobody: Any) -> forms.ModelChoiceField[Any]:
    return forms.ModelChoiceField(
        label=label, queryset=nobody, empty_label=None, widget=forms.Select(attrs={"class": "select"})
    )


class _ClassForm(forms.Form):
    """What a line of the timetable and a single session have in common."""

    service = _chosen(gettext_lazy("Kurs"), Service.objects.none())
    staff = _chosen(gettext_lazy("Kursleitung"), StaffMember.objects.none())
    branch = _chosen(gettext_lazy("Filiale"), Branch.objects.none())
    starts_at = ClockField(label=gettext_lazy("Beginn"), required=True)
    places = count(gettext_lazy("Plätze"), most=1000)
    min_participants = count(
        gettext_lazy("Mindestens"),
        least=0,
        most=1000,
        required=False,
        help_text=gettext_lazy("Mit weniger Anmeldungen sagen wir ab. Leer: findet immer statt."),
    )
    decided_before = SpanField(
        _DECIDED_BEFORE,
        label=gettext_lazy("Das entscheidet sich"),
        before=True,
    )

    def __init__(self, *args: Any, branch_ids: Collection[int] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = dict(self.fields)
        fields["service"].queryset = classes_sold()
        teachers = StaffMember.objects.filter(is_active=True, skills__service__in=classes_sold())
        fields["staff"].queryset = within(teachers, branch_ids, "branches").distinct()
        branches = Branch.objects.filter(is_active=True)
        fields["branch"].queryset = within(branches, branch_ids, "pk")
        # With a single one there is nothing to choose.
        if fields["branch"].queryset.count() == 1:
            fields["branch"].widget = forms.HiddenInput()
            self.initial.setdefault("branch", fields["branch"].queryset.get().pk)

    def clean(self) -> dict[str, Any]:
        """:raises ValidationError: more people needed than there are places."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["min_participants"] = cleaned.get("min_participants") or 0
        cleaned["decided_before"] = cleaned.get("decided_before") or _A_DAY
        if cleaned["min_participants"] > (cleaned.get("places") or 1000):
            self.add_error("min_participants", _("So viele Plätze gibt es nicht."))
        return cleaned


class ClassTimeForm(_ClassForm):
    """A line of the weekly timetable."""

    weekday = choice(gettext_lazy("Wochentag"), Weekday.choices)
    valid_from = date_field(gettext_lazy("Erster Termin frühestens am"), required=False)
    valid_until = date_field(gettext_lazy("Letzter Termin spätestens am"), required=False)

    field_order = ("service", "staff", "branch", "weekday", "starts_at")

    def clean(self) -> dict[str, Any]:
        """:raises ValidationError: it ends before it begins."""
        cleaned = super().clean()
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("Das liegt vor dem ersten Termin."))
        return cleaned

    def values(self) -> ClassTimeValues:
        """As ``save_class_time`` takes them."""
        told = self.cleaned_data
        return ClassTimeValues(
            service_id=told["service"].pk,
            branch_id=told["branch"].pk,
            staff_id=told["staff"].pk,
            weekday=int(told["weekday"]),
            starts_at=told["starts_at"],
            places=told["places"],
            min_participants=told["min_participants"],
            decided_before=told["decided_before"],
            valid_from=told["valid_from"],
            valid_until=told["valid_until"],
        )


class SessionForm(_ClassForm):
    """A single session, besides the timetable."""

    day = date_field(gettext_lazy("Tag"))

    field_order = ("service", "staff", "branch", "day", "starts_at")

    def starts(self) -> datetime:
        """The instant that was chosen.

        :raises NonexistentWallTime: the clock jumps over it.
        """
        told = self.cleaned_data
        return instant_at(datetime.combine(told["day"], told["starts_at"]), told["branch"].zone)


class TeacherForm(forms.Form):
    """Who gives a session."""

    staff = _chosen(gettext_lazy("Kursleitung"), StaffMember.objects.none())
    # Who it was when the page was made: nobody undoes what somebody else has just decided.
    before = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, session: ClassSession, **kwargs: Any) -> None:
        kwargs["auto_id"] = "teacher_%s"  # beside another form with a field ``before``
        super().__init__(*args, **kwargs)
        able = StaffMember.objects.filter(
            is_active=True, skills__service=session.service_id, branches=session.branch_id
        )
        staff: Any = self.fields["staff"]
        staff.queryset = (able | StaffMember.objects.filter(pk=session.staff_id)).distinct()
        self.initial.update(staff=session.staff_id, before=session.staff_id)

    @property
    def has_others(self) -> bool:
        """Whether somebody else could give it."""
        staff: Any = self.fields["staff"]
        return bool(staff.queryset.count() > 1)
