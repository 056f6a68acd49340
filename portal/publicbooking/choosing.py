"""The first steps: where, what, with whom and when. Addresses that can be shared, linked and found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from booking.models import Branch, Service
from booking.models.services import ServiceOption
from booking.queries.hours import opening_week
from booking.queries.online import by_category, online_branches, online_services
from portal.publicbooking.days import DAYS_SHOWN, today_at, week_context
from portal.publicbooking.frame import frame
from portal.publicbooking.gate import Visit, booking_page
from portal.publicbooking.gone import BranchGone, ServiceGone, booking_gone
from portal.publicbooking.rules import rules_of
from portal.publicbooking.structured import branch_data, service_data
from portal.publicbooking.wish import Wish, branch_named, wish_in
from portal.publicbooking.words import (
    STAFF_GONE,
    clock_words,
    duration_words,
    price_words,
    refusal_words,
    service_slug,
)

# So many stand in one list; with more than a few there is a field to look for one.
_MOST_BRANCHES: Final = 50
_FEW_BRANCHES: Final = 8
_LONGEST_WORDS: Final = 80


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceRow:
    """One service in the list."""

    name: str
    description: str
    facts: str
    price: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonChip:
    """One of the people who do it, or whoever is free."""

    name: str
    number: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class OptionRow:
    """A variant or an add-on with what it costs and takes."""

    option: ServiceOption
    facts: str
    is_chosen: bool


@booking_page(step="service", is_indexed=True)
@require_safe
def branches(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Which branch; where there is only one, its services."""
    return _branches(request, visit)


@booking_page(step="service", is_indexed=True)
@require_safe
def services(request: HttpRequest, visit: Visit, branch_slug: str) -> HttpResponse:
    """What can be booked at this branch, with time and price."""
    return _services(request, visit, branch_named(branch_slug))


def instead_of(request: HttpRequest, visit: Visit, gone: Http404) -> HttpResponse:
    """What there is in place of what is gone; old links stand on websites, in messages and at Google."""
    request.booking_step = "service" if isinstance(gone, (BranchGone, ServiceGone)) else ""  # type: ignore[attr-defined]
    if isinstance(gone, ServiceGone):
        notice = _("Diese Leistung gibt es hier online nicht mehr. Das können Sie buchen:")
        return _services(request, visit, gone.branch, notice=notice, status=404)
    if isinstance(gone, BranchGone):
        notice = _("Diese Filiale gibt es online nicht mehr. Hier können Sie buchen:")
        return _branches(request, visit, notice=notice, status=404)
    return booking_gone(request, visit)


def _branches(request: HttpRequest, visit: Visit, *, notice: str = "", status: int = 200) -> HttpResponse:
    words = request.GET.get("ort", "")[:_LONGEST_WORDS]
    found = online_branches(now=timezone.now(), words=words, most=_MOST_BRANCHES + 1)
    if len(found) == 1 and not words:
        if notice:
            return _services(request, visit, found[0], notice=notice, status=status)
        return redirect(visit.url("booking-branch", found[0].slug))
    context = frame(
        request,
        visit,
        notice=notice,
        words=words,
        rows=[(branch, visit.url("booking-branch", branch.slug)) for branch in found[:_MOST_BRANCHES]],
        is_cut=len(found) > _MOST_BRANCHES,
        can_search=bool(words) or len(found) > _FEW_BRANCHES,
    )
    return render(request, "portal/public/branches.html", context, status=status)


def _services(
    request: HttpRequest, visit: Visit, branch: Branch, *, notice: str = "", status: int = 200
) -> HttpResponse:
    offered = online_services(branch, now=timezone.now())
    groups = [
        (category or _("Leistungen"), [_service_row(visit, branch, service) for service in members])
        for category, members in by_category(offered)
    ]
    week = opening_week(branch=branch, first_day=today_at(branch), days=DAYS_SHOWN)
    context = frame(
        request,
        visit,
        branch,
        notice=notice,
        groups=groups,
        week=[(day, _hours_words(day.spans)) for day in week],
        branches_url=visit.url("booking") if len(online_branches(now=timezone.now(), most=2)) > 1 else "",
        structured=branch_data(branch, week=week, services=offered),
    )
    return render(request, "portal/public/services.html", context, status=status)


@booking_page(step="time", is_indexed=True)
@require_safe
def times(request: HttpRequest, visit: Visit, branch_slug: str, slug: str) -> HttpResponse:
    """When, and with whom: a week of days, the free times of one of them."""
    branch = branch_named(branch_slug)
    wish = wish_in(branch, slug, request.GET)
    if service_slug(wish.service) != slug:  # renamed since the address was written down
        return redirect(wish.times_url(visit), permanent=True)
    tag = request.GET.get("tag", "")
    context = frame(
        request,
        visit,
        branch,
        wish=wish,
        asked_day=bool(tag),
        summary=wish.summary,
        people=_person_chips(wish, lambda staff: wish.times_url(visit, bei=staff, tag=tag)),
        variants=[_option_row(each, each == wish.variant, is_extra=False) for each in wish.variants],
        extras=[_option_row(each, each in wish.add_ons, is_extra=True) for each in wish.extras],
        hidden_fields=_hidden(wish),
        hold_url=visit.url("booking-hold", branch.slug, slug),
        back_url=visit.url("booking-branch", branch.slug),
        wait_url=visit.url("booking-wait", branch.slug, slug, **wish.query),
        notice=_notice(request, wish),
        rules=rules_of(branch, wish.prices),
        structured=service_data(branch, wish.service),
        **week_context(
            search=replace(wish.search, holder=visit.holder if visit.visitor else None),
            branch=branch,
            asked=request.GET,
            url=lambda **query: wish.times_url(visit, **query),
            now=timezone.now(),
        ),
    )
    return render(request, "portal/public/times.html", context)


def _notice(request: HttpRequest, wish: Wish) -> str:
    if why := request.GET.get("hinweis"):
        return refusal_words(why)
    return refusal_words(STAFF_GONE) if wish.has_lost_staff else ""


def _service_row(visit: Visit, branch: Branch, service: Service) -> ServiceRow:
    return ServiceRow(
        name=service.name,
        description=service.description,
        facts=duration_words(service.duration),
        price=price_words(service.price_cents, service.price_kind, service.currency),
        url=visit.url("booking-service", branch.slug, service_slug(service)),
    )


def _hours_words(spans: Any) -> str:
    if not spans:
        return _("geschlossen")
    return ", ".join(f"{clock_words(span.opens_at)} – {clock_words(span.closes_at)}" for span in spans)


def _hidden(wish: Wish) -> SafeString:
    """The wish inside the form whose buttons are the times."""
    given = [
        (name, each)
        for name, value in wish.query.items()
        for each in (value if isinstance(value, list) else [value])
    ]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', given)


def _person_chips(wish: Wish, url: Any) -> list[PersonChip]:
    """Nobody is asked to choose where only one person does it."""
    if len(wish.people) < 2:
        return []
    anybody = PersonChip(name=_("Egal, wer"), number=0, url=url(""), is_chosen=wish.staff is None)
    return [
        anybody,
        *(
            PersonChip(name=each.name, number=each.shade, url=url(each.pk), is_chosen=each == wish.staff)
            for each in wish.people
        ),
    ]


def _option_row(option: ServiceOption, is_chosen: bool, *, is_extra: bool) -> OptionRow:  # noqa: FBT001
    price = price_words(option.price_cents, option.price_kind, option.service.currency)
    takes = duration_words(option.duration)
    parts = [
        f"+ {takes}" if takes and is_extra else takes,
        f"+ {price}" if is_extra and option.price_cents else price,
    ]
    return OptionRow(option=option, facts=" · ".join(part for part in parts if part), is_chosen=is_chosen)
