"""What somebody wants to see of the calendar, as it stands in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Literal, TypeVar
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from booking.models import Branch, Service, StaffMember
from portal.scope import branch_ids_of

_Row = TypeVar("_Row", Branch, Service)
View = Literal["tag", "woche", "monat", "liste"]
VIEWS: Final[tuple[View, ...]] = ("tag", "woche", "monat", "liste")
ALL: Final = "alle"
ONE_DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)
_YEARS: Final = range(2000, 2200)
# Beyond that many columns nobody reads a board; the filter says who else there is.
MOST_COLUMNS: Final = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A person at a branch: whoever works in two of them stands there twice."""

    staff: StaffMember
    branch: Branch


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """The choice; ``branch`` is empty where all of them are shown together."""

    view: View
    day: date
    today: date
    branch: Branch | None
    branches: tuple[Branch, ...]
    services: tuple[Service, ...]
    # Everybody who could be shown, and who is.
    everybody: tuple[Place, ...]
    places: tuple[Place, ...]
    staff_ids: frozenset[int] = frozenset()
    service: Service | None = None
    by_service: bool = False
    with_cancelled: bool = False

    @property
    def days(self) -> tuple[date, ...]:
        """The dates that are shown: one, the week from Monday, or the month in whole weeks."""
        if self.view == "woche":
            return _days(_monday(self.day), 7)
        if self.view == "monat":
            first = _monday(self.day.replace(day=1))
            last = _monday(_next_month(self.day) - ONE_DAY) + WEEK
            return _days(first, (last - first).days)
        return (self.day,)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From the first midnight to the last, on the clocks of all branches that are shown."""
        zones = {branch.zone for branch in self.shown_branches} or {timezone.get_current_timezone()}
        first, last = self.days[0], self.days[-1] + ONE_DAY
        starts = [datetime.combine(first, datetime.min.time(), zone) for zone in zones]
        ends = [datetime.combine(last, datetime.min.time(), zone) for zone in zones]
        return min(starts), max(ends)

    @property
    def shown_branches(self) -> tuple[Branch, ...]:
        return self.branches if self.branch is None else (self.branch,)

    @property
    def one_person(self) -> Place | None:
        """The only person who is shown: then a week has a column per day."""
        return self.places[0] if len(self.places) == 1 else None

    @property
    def previous(self) -> date:
        return _step(self.view, self.day, -1)

    @property
    def following(self) -> date:
        return _step(self.view, self.day, 1)

    def url(self, **changes: str | None) -> str:
        """The address of the calendar with some things otherwise; ``None`` leaves one out."""
        query: list[tuple[str, str]] = [("filiale", str(self.branch.pk) if self.branch else ALL)]
        own = {
            "ansicht": None if self.view == "tag" else self.view,
            "tag": self.day.isoformat(),
            "leistung": str(self.service.pk) if self.service else None,
            "farbe": "leistung" if self.by_service else None,
            "abgesagt": "1" if self.with_cancelled else None,
        } | changes
        if "filiale" in own:
            query = [("filiale", own.pop("filiale") or ALL)]
        people = sorted(self.staff_ids)
        if "person" in own:
            people, one = [], own.pop("person")
            query += [("person", one)] if one else []
        query += [("person", str(each)) for each in people]
        query += [(key, value) for key, value in own.items() if value]
        return f"{reverse('calendar')}?{urlencode(query)}"


def asked_of(request: HttpRequest, *, now: datetime, scope: frozenset[int] | None = None) -> Asked | None:
    """``?ansicht=woche&tag=2026-11-23&filiale=2&person=3``; without any of it: today, the first branch.

    ``None`` where there is no branch at all.

    :param scope: the branches that this person may see; ``None``: all.
    :raises Http404: something that is not ours, or no such day.
    """
    query = request.GET
    branches = tuple(
        each for each in Branch.objects.filter(is_active=True) if scope is None or each.pk in scope
    )
    branch = _chosen(branches, query.get("filiale"))
    if not branches:
        return None
    services = tuple(Service.objects.filter(is_active=True))
    service = _one_of(services, query.get("leistung"))
    everybody = _everybody(branches if branch is None else (branch,))
    wanted = frozenset(int(each) for each in query.getlist("person") if each.isdecimal() and len(each) < 10)
    zone = (branch or branches[0]).zone
    asked = Asked(
        view=_view(query.get("ansicht")),
        day=_day(query.get("tag")) or now.astimezone(zone).date(),
        today=now.astimezone(zone).date(),
        branch=branch,
        branches=branches,
        services=services,
        everybody=everybody,
        places=(),
        staff_ids=wanted,
        service=service,
        by_service=query.get("farbe") == "leistung",
        with_cancelled=query.get("abgesagt") == "1",
    )
    return replace(asked, places=_shown(everybody, wanted)[:MOST_COLUMNS])


def branch_of(request: HttpRequest) -> Branch:
    """The branch that the address names, or the first one that this member sees.

    :raises Http404: there is none, or it is not ours or not theirs.
    """
    scope = branch_ids_of(request)
    branches = [each for each in Branch.objects.filter(is_active=True) if scope is None or each.pk in scope]
    wanted = request.POST.get("filiale") or request.GET.get("filiale")
    branch = _chosen(branches, None if wanted == ALL else wanted)
    if branch is None:
        raise Http404
    return branch


def _shown(everybody: tuple[Place, ...], wanted: frozenset[int]) -> tuple[Place, ...]:
    """Whoever was chosen; all of them where nobody was, or nobody who is here."""
    return tuple(place for place in everybody if place.staff.pk in wanted) or everybody


def _everybody(branches: Sequence[Branch]) -> tuple[Place, ...]:
    by_id = {branch.pk: branch for branch in branches}
    team = StaffMember.objects.filter(is_active=True, branches__in=branches).distinct()
    members = team.select_related("resource").prefetch_related("branches")
    places = [
        Place(staff=person, branch=by_id[each.pk])
        for person in members
        for each in person.branches.all()
        if each.pk in by_id
    ]
    order = {branch.pk: number for number, branch in enumerate(branches)}
    return tuple(sorted(places, key=lambda each: order[each.branch.pk]))


def _chosen(branches: Sequence[Branch], wanted: str | None) -> Branch | None:
    """:raises Http404: a branch that is not ours, or no number at all."""
    if wanted == ALL and len(branches) > 1:
        return None
    if wanted is None or wanted == ALL:
        return branches[0] if branches else None
    return _one_of(branches, wanted)


def _one_of(rows: Sequence[_Row], wanted: str | None) -> _Row | None:
    """:raises Http404: not one of them."""
    if not wanted:
        return None
    for row in rows:
        if str(row.pk) == wanted:
            return row
    raise Http404


def _view(text: str | None) -> View:
    """:raises Http404: no such view."""
    if not text:
        return "tag"
    for view in VIEWS:
        if view == text:
            return view
    raise Http404


def _day(text: str | None) -> date | None:
    """:raises Http404: not a day, or none of our time."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if day.year not in _YEARS:
        raise Http404
    return day


def _days(first: date, number: int) -> tuple[date, ...]:
    return tuple(first + timedelta(days=step) for step in range(number))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _step(view: View, day: date, sign: int) -> date:
    if view == "woche":
        return day + sign * WEEK
    if view == "monat":
        return _next_month(day) if sign > 0 else (day.replace(day=1) - ONE_DAY).replace(day=1)
    return day + sign * ONE_DAY
