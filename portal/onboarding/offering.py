"""Services and hours on one page, each in a line of its own that can be typed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from booking.enums import PhaseKind, Weekday
from booking.models import Branch, Service, WorkingHours
from booking.services.beginning import ServiceDraft, save_beginning
from portal.onboarding.reading import (
    Span,
    Unreadable,
    price_text,
    read_names,
    read_price,
    read_spans,
    spans_text,
)

_MINUTE: Final = timedelta(minutes=1)
_MOST_MINUTES: Final = 24 * 60
_NEW_ROWS: Final = 2


@dataclass(kw_only=True, slots=True)
class ServiceRow:
    """One line: what stands in its fields, and what is wrong with it."""

    key: str
    name: str
    minutes: str
    price: str
    words: str
    is_kept: bool
    category: str = ""
    phases: str = ""
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(kw_only=True, slots=True)
class DayRow:
    """The hours of one weekday."""

    weekday: int
    label: str
    text: str
    error: str = ""


class OfferingForm:
    """Reads and shows the lines; a line with a mistake keeps what was typed."""

    def __init__(self, posted: Mapping[str, str] | None, *, branch: Branch) -> None:
        self._posted, self._branch = posted, branch
        self._drafts: list[ServiceDraft] = []
        self._hours: dict[int, tuple[Span, ...]] = {}
        self.services = list(self._service_rows())
        self.days = list(self._day_rows())
        self.error = ""

    def is_valid(self) -> bool:
        """Whether everything can be read; errors stand at the lines."""
        if self._posted is None:
            return False
        for row in self.services:
            self._read_service(row)
        for day in self.days:
            self._read_day(day)
        if not any(draft.is_kept for draft in self._drafts):
            self.error = _("Bitte bieten Sie mindestens eine Leistung an.")
        elif not any(self._hours.values()):
            self.error = _("Bitte öffnen Sie an mindestens einem Tag.")
        return not (
            self.error or any(row.errors for row in self.services) or any(day.error for day in self.days)
        )

    def save(self) -> None:
        """Write what was read."""
        save_beginning(branch=self._branch, services=self._drafts, hours=self._hours)

    @property
    def has_errors(self) -> bool:
        """Whether some line has to be looked at again."""
        return any(row.errors for row in self.services) or any(day.error for day in self.days)

    def _service_rows(self) -> Iterator[ServiceRow]:
        for service in Service.objects.prefetch_related("phases"):
            yield self._typed(
                ServiceRow(
                    key=str(service.pk),
                    name=service.name,
                    minutes=str(service.duration // _MINUTE),
                    price=price_text(service),
                    words=", ".join(service.spoken_names),
                    is_kept=service.is_active,
                    category=service.category,
                    phases=_phases_text(service),
                )
            )
        for number in range(1, _NEW_ROWS + 1):
            yield self._typed(
                ServiceRow(key=f"neu{number}", name="", minutes="", price="", words="", is_kept=True)
            )

    def _typed(self, row: ServiceRow) -> ServiceRow:
        if self._posted is not None:
            row.name = self._posted.get(f"name-{row.key}", "")
            row.minutes = self._posted.get(f"dauer-{row.key}", "")
            row.price = self._posted.get(f"preis-{row.key}", "")
            row.words = self._posted.get(f"worte-{row.key}", "")
            row.is_kept = row.key.startswith("neu") or f"an-{row.key}" in self._posted
        return row

    def _day_rows(self) -> Iterator[DayRow]:
        known: dict[int, list[Span]] = {}
        for hours in WorkingHours.objects.filter(branch=self._branch, staff=None).order_by("opens_at"):
            known.setdefault(hours.weekday, []).append((hours.opens_at, hours.closes_at))
        for weekday in Weekday:
            text = spans_text(known.get(weekday, []))
            if self._posted is not None:
                text = self._posted.get(f"tag-{weekday.value}", "")
            yield DayRow(weekday=weekday.value, label=str(weekday.label), text=text)

    def _read_service(self, row: ServiceRow) -> None:
        is_new = row.key.startswith("neu")
        if is_new and not (row.name.strip() or row.minutes.strip() or row.price.strip()):
            return
        name = " ".join(row.name.split())
        if not name or len(name) > 120 or not name.isprintable():
            row.errors["name"] = _("Bitte geben Sie der Leistung einen Namen.")
        minutes = int(row.minutes) if row.minutes.strip().isdecimal() and len(row.minutes) < 6 else 0
        if not 5 <= minutes <= _MOST_MINUTES:
            row.errors["minutes"] = _("Bitte geben Sie die Dauer in Minuten an, mindestens 5.")
        try:
            price = read_price(row.price)
        except Unreadable as error:
            row.errors["price"] = str(error)
            return
        if not row.errors:
            self._drafts.append(
                ServiceDraft(
                    service_id=None if is_new else int(row.key),
                    name=name,
                    duration=timedelta(minutes=minutes),
                    price_cents=price.cents,
                    price_kind=price.kind,
                    spoken_names=read_names(row.words)[:30],
                    is_kept=row.is_kept,
                )
            )

    def _read_day(self, day: DayRow) -> None:
        try:
            self._hours[day.weekday] = read_spans(day.text)
        except Unreadable as error:
            day.error = str(error)


def _phases_text(service: Service) -> str:
    """``30 + 35 einwirken + 25`` where the person is free meanwhile."""
    phases: list[Any] = list(service.phases.all())
    if not any(phase.kind == PhaseKind.PROCESSING for phase in phases):
        return ""
    return " + ".join(
        _("%(minutes)d einwirken") % {"minutes": phase.duration // _MINUTE}
        if phase.kind == PhaseKind.PROCESSING
        else str(phase.duration // _MINUTE)
        for phase in phases
    )
