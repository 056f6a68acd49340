"""Forms of the outage pages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from booking.enums import MoveWay
from booking.models import StaffMember
from portal.scope import within

UNTIL: Final = (("heute", _("Heute")), ("morgen", _("Heute und morgen")), ("tag", _("Bis einschließlich")))
# Nobody plans around a longer absence in one go.
LONGEST: Final = timedelta(days=62)


class SickForm(forms.Form):
    """Who is out, and until when."""

    staff = forms.ModelChoiceField(
        label=_("Wer fällt aus?"), queryset=StaffMember.objects.none(), empty_label=None
    )
    until = forms.ChoiceField(label=_("Wie lange?"), choices=UNTIL, initial="heute", widget=forms.RadioSelect)
    last_day = forms.DateField(
        label=_("Letzter Tag"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, *args: Any, now: datetime, branch_ids: Collection[int] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._now = now
        staff: Any = self.fields["staff"]
        people = within(StaffMember.objects.filter(is_active=True), branch_ids, "branches")
        staff.queryset = people.prefetch_related("branches")
        staff.widget.attrs["class"] = "select"

    def clean(self) -> dict[str, Any]:
        """The chosen end is a day of the branch's calendar that is not over."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("until") == "tag":
            day = cleaned.get("last_day")
            if day is None:
                self.add_error("last_day", _("Bitte wählen Sie den letzten Tag."))
            elif not self._today() <= day <= self._today() + LONGEST:
                self.add_error("last_day", _("Bitte wählen Sie einen Tag in den nächsten zwei Monaten."))
        return cleaned

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From now until the end of the last day, on the clock of the person's branch."""
        staff: StaffMember = self.cleaned_data["staff"]
        branch = staff.branches.first()
        zone = branch.zone if branch else timezone.get_current_timezone()
        today = self._now.astimezone(zone).date()
        last = {"heute": today, "morgen": today + timedelta(days=1)}.get(self.cleaned_data["until"])
        end = datetime.combine((last or self.cleaned_data["last_day"]) + timedelta(days=1), time(), zone)
        return self._now, end

    def _today(self) -> Any:
        return timezone.localdate(self._now)


class MoveForm(forms.Form):
    """What is done about one appointment: as ``inform:<slot id>``, ``ask:<slot id>`` or ``call``."""

    decision = forms.CharField(max_length=240)

    def clean_decision(self) -> tuple[MoveWay, str | None]:
        """The way, and the time that is proposed."""
        way, _colon, slot_id = self.cleaned_data["decision"].partition(":")
        if way not in MoveWay.values:
            raise forms.ValidationError("unknown")
        return MoveWay(way), slot_id or None
