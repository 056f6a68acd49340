"""The calendar of a branch: day, week, month and list; a column per person, or per day of one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.enums import ServiceKind
from booking.models import Branch
from booking.queries.calendar_state import state_of_resources
from booking.rules.calendar import Calendar
from booking.wall_clock import instant_of
from portal.access import role_required
from portal.owner.diary.asked import ONE_DAY, Asked, Place, asked_of
from portal.owner.diary.board import Board, Day, Entry, build_board
from portal.owner.diary.overview import month_leaves, week_rows
from portal.owner.diary.rows import Painting, entries_of
from portal.scope import branch_ids_of

if TYPE_CHECKING:
    from portal.owner.words import Text

# More branches than this are chosen in the filter.
_MOST_LINKED: Final = 5
_STEPS: Final[dict[str, dict[str, Text]]] = {
    "tag": {"previous": gettext_lazy("Vorheriger Tag"), "next": gettext_lazy("Nächster Tag")},
    "liste": {"previous": gettext_lazy("Vorheriger Tag"), "next": gettext_lazy("Nächster Tag")},
    "woche": {"previous": gettext_lazy("Vorige Woche"), "next": gettext_lazy("Nächste Woche")},
    "monat": {"previous": gettext_lazy("Voriger Monat"), "next": gettext_lazy("Nächster Monat")},
}
_A_MOMENT: Final = timedelta(microseconds=1)
_PAGE: Final = "portal/diary/calendar.html"


@role_required("owner", "manager", "staff")
def calendar(request: HttpRequest) -> HttpResponse:
    """``?ansicht=woche&tag=2026-11-23&filiale=2``; without any of it: today, the first branch."""
    now = timezone.now()
    asked = asked_of(request, now=now, scope=branch_ids_of(request))
    if asked is None:
        return render(request, "portal/diary/empty.html")
    context = _context(asked, now)
    return render(request, f"{_PAGE}#board" if request.htmx else _PAGE, context)  # type: ignore[attr-defined]


def _context(asked: Asked, now: datetime) -> dict[str, Any]:
    return {
        **_shown(asked, now),
        "asked": asked,
        "title": _title(asked),
        "home": asked.branch or asked.branches[0],
        "links": _links(asked),
        "steps": _STEPS[asked.view],
        "branch_links": _branch_links(asked),
        "has_classes": any(service.kind == ServiceKind.CLASS for service in asked.services),
        "grid_minutes": asked.shown_branches[0].slot_grid_minutes,
    }


def _shown(asked: Asked, now: datetime) -> dict[str, Any]:
    """What the chosen view needs."""
    if asked.view == "monat":
        return {"month": month_leaves(asked, _rules(asked))}
    if asked.view == "woche" and asked.one_person is None:
        return {"week": week_rows(_days(asked, _rules(asked), now), asked=asked)}
    return {"board": board_of(asked, now=now)}


def board_of(asked: Asked, *, now: datetime) -> Board:
    """Who works when, and what takes their time: of a day for each person, of a week for each day of one."""
    rules = _rules(asked)
    days = _days(asked, rules, now)
    return build_board(days=days, now=now, notices=tuple(_notices(rules, asked)))


def _rules(asked: Asked) -> Calendar:
    start, _end = asked.span
    return state_of_resources([], start=start, end=start).calendar


def _days(asked: Asked, rules: Calendar, now: datetime) -> list[Day]:
    start, end = asked.span
    ids = sorted({place.staff.resource_id for place in asked.places})
    painting = Painting(
        now=now,
        by_service=asked.by_service,
        service_id=asked.service.pk if asked.service else None,
        with_cancelled=asked.with_cancelled,
    )
    rows = entries_of(ids, start=start, end=end, painting=painting, home=asked.branch)
    by_place = {
        place: _by_day(rows.get(place.staff.resource_id, []), place.branch, asked.days)
        for place in asked.places
    }
    return [
        _day(rules, by_place[place].get(day, []), place, day, asked)
        for day in asked.days
        for place in asked.places
    ]


def _day(rules: Calendar, entries: list[Entry], place: Place, day: date, asked: Asked) -> Day:
    person, branch = place.staff, place.branch
    is_week = len(asked.days) > 1
    heading = formats.date_format(day, "D, j.n.") if is_week else person.name
    if asked.branch is None and not is_week:
        heading = f"{person.name} · {branch.name}"
    return Day(
        staff_id=person.pk,
        branch_id=branch.pk,
        name=person.name,
        heading=heading,
        hue=person.shade,
        day=day,
        zone=branch.zone,
        at_work=_at_work(rules, place, day),
        entries=entries,
        away_text=_away_text(rules, place, day),
    )


def _by_day(entries: Sequence[Entry], branch: Branch, shown: Sequence[date]) -> dict[date, list[Entry]]:
    """The entries of each local day; what lasts over midnight belongs to all of its days."""
    days: dict[date, list[Entry]] = defaultdict(list)
    for each in entries:
        day = max(each.start.astimezone(branch.zone).date(), shown[0])
        last = min((each.end - _A_MOMENT).astimezone(branch.zone).date(), shown[-1])
        while day <= last:
            days[day].append(each)
            day += ONE_DAY
    return days


def _at_work(rules: Calendar, place: Place, day: date) -> list[tuple[datetime, datetime]]:
    spans = rules.working_spans(staff_id=place.staff.pk, branch_id=place.branch.pk, day=day)
    return [(instant_of(start), instant_of(end)) for start, end in spans]


def _away_text(rules: Calendar, place: Place, day: date) -> str:
    others = (
        branch_id for branch_id in rules.staff[place.staff.pk].branch_ids if branch_id in rules.branches
    )
    elsewhere = any(
        rules.working_spans(staff_id=place.staff.pk, branch_id=other, day=day)
        for other in others
        if other != place.branch.pk
    )
    return _("in einer anderen Filiale") if elsewhere else _("nicht im Dienst")


def _notices(rules: Calendar, asked: Asked) -> Iterator[str]:
    if asked.branch is None or len(asked.days) > 1:
        return
    branch, day = asked.branch, asked.day
    if holiday := rules.branches[branch.pk].holiday_on(day):
        yield _("%(holiday)s: Die Filiale ist geschlossen.") % {"holiday": holiday}
    elif not rules.opening_spans(branch_id=branch.pk, day=day):
        yield _("An diesem Tag ist die Filiale geschlossen.")


def _title(asked: Asked) -> str:
    first, last = asked.days[0], asked.days[-1]
    if asked.view == "monat":
        return formats.date_format(asked.day, "F Y")
    if asked.view == "woche":
        same = first.month == last.month
        return f"{formats.date_format(first, 'j.' if same else 'j. F')} – {formats.date_format(last, 'j. F')}"
    return formats.date_format(asked.day, "l, j. F")


def _links(asked: Asked) -> dict[str, str]:
    return {
        "here": asked.url(),
        "day": asked.url(ansicht=None),
        "week": asked.url(ansicht="woche"),
        "month": asked.url(ansicht="monat"),
        "list": asked.url(ansicht="liste"),
        "by_service": asked.url(farbe=None if asked.by_service else "leistung"),
        "cancelled": asked.url(abgesagt=None if asked.with_cancelled else "1"),
        "previous": asked.url(tag=asked.previous.isoformat()),
        "next": asked.url(tag=asked.following.isoformat()),
        "today": asked.url(tag=None),
    }


def _branch_links(asked: Asked) -> list[tuple[str, str, bool]]:
    """The branches with the way to each, and to all at once; none where there is nothing to choose."""
    if not 1 < len(asked.branches) <= _MOST_LINKED:
        return []
    links = [
        (branch.name, asked.url(filiale=str(branch.pk), person=None), branch == asked.branch)
        for branch in asked.branches
    ]
    return [*links, (_("Alle"), asked.url(filiale=None, person=None), asked.branch is None)]
