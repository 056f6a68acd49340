"""New appointments from the calendar: chosen with the engine's free times, or begun this moment."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from askproai.core.errors import Busy, RuleViolated
from booking.enums import ServiceKind
from booking.models import Appointment, Branch, Customer, Service
from booking.services import TEAM_MAY_WAIVE
from booking.services.team_booking import TeamWish, book_by_team, book_walk_in
from booking.values import PartWish, SlotSearch
from booking.wall_clock import instant_at
from portal.access import role_required
from portal.calls.wish import wish_of_call
from portal.owner.appointments import when_text
from portal.owner.diary import words
from portal.owner.diary.asked import branch_of
from portal.owner.diary.booking_forms import MORE_SERVICES, OWN_TIME, NewForm, WalkInForm
from portal.owner.diary.finding import people_like
from portal.owner.diary.moving import TOLD_AFTER
from portal.owner.diary.seen import done, said_here, toast_of
from portal.owner.diary.times import TimesToChoose, times_to_choose

_NEW: Final = "portal/diary/new.html"
_WALK_IN: Final = "portal/diary/walk_in.html"
_USUAL: Final = timedelta(days=90)


@role_required("owner", "manager", "staff")
def new(request: HttpRequest) -> HttpResponse:
    """``?start=2026-11-23T10:15&person=3``, ``?anruf=7`` or ``?kunde=7``: the form; sent, the appointment."""
    branch, now = branch_of(request), timezone.now()
    if request.method != "POST":
        asked = {"staff": request.GET.get("person"), "when": request.GET.get("start", "")}
        asked |= {"customer": request.GET.get("kunde")} | wish_of_call(request)
        return _show(request, NewForm(branch=branch, initial=asked), branch, now)
    form = NewForm(request.POST, branch=branch)
    if "weiter" in request.POST or not form.is_valid():
        return _show(request, form, branch, now, status=422)
    try:
        booked = _book(form, branch, request.user.pk, now)
    except (RuleViolated, Busy) as error:
        form.add_error("when", words.refusal(error.code))
        may = error.code in {code.value for code in TEAM_MAY_WAIVE} and not form.parts
        return _show(request, form, branch, now, status=422, may_waive=may)
    return _booked(request, booked)


@role_required("owner", "manager", "staff")
def times(request: HttpRequest) -> HttpResponse:
    """What the form depends on while it is filled in: options, people and free times of the choice so far."""
    branch = branch_of(request)
    form = NewForm(request.GET or None, branch=branch)
    return render(request, f"{_NEW}#choice", _context(request, form, branch, timezone.now()))


@role_required("owner", "manager", "staff")
def people(request: HttpRequest) -> HttpResponse:
    """Customers whose name or number is like what is being typed."""
    text = request.GET.get("q", "")
    return render(request, "portal/diary/parts/people.html", {"people": people_like(text), "asked": text})


@role_required("owner", "manager", "staff")
def walk_in(request: HttpRequest) -> HttpResponse:
    """Somebody stands at the counter: one tap on what they want, and it begins."""
    branch, now = branch_of(request), timezone.now()
    form = WalkInForm(request.POST or None, branch=branch)
    if request.method == "POST" and form.is_valid():
        try:
            booked = book_walk_in(
                service_id=form.cleaned_data["service"].pk,
                branch=branch,
                staff_id=form.cleaned_data["staff"].pk if form.cleaned_data["staff"] else None,
                customer=form.person,
                user_id=int(request.user.pk or 0),
                idempotency_key=f"walk-in:{form.cleaned_data['key']}",
                now=now,
            )
        except (RuleViolated, Busy) as error:
            form.add_error(None, words.refusal(error.code))
        else:
            return _booked(request, booked)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "branch": branch, "services": _usual_services(branch, now), "now": now}
    template = f"{_WALK_IN}#form" if request.htmx else _WALK_IN  # type: ignore[attr-defined]
    return render(request, template, context, status=status)


def _book(form: NewForm, branch: Branch, user_id: int | None, now: datetime) -> Appointment:
    wish, person, starts = form.cleaned_data, form.person, form.starts
    assert person is not None  # noqa: S101  the form is not valid without
    assert starts is not None  # noqa: S101
    return book_by_team(
        wish=TeamWish(
            branch_id=branch.pk,
            service_id=wish["service"].pk,
            starts_at=instant_at(starts, branch.zone),
            staff_id=wish["staff"].pk if wish["staff"] else None,
            variant_id=wish["variant"].pk if wish["variant"] else None,
            add_on_ids=form.add_on_ids,
            party_size=wish["people"] or 1,
            parts=form.parts,
            note=wish["note"],
        ),
        customer=person,
        user_id=int(user_id or 0),
        idempotency_key=f"diary:{wish['key']}",
        now=now,
        waived=form.waived,
        told_after=TOLD_AFTER,
    )


def _booked(request: HttpRequest, booked: Appointment) -> HttpResponse:
    appointment = Appointment.objects.with_names().get(pk=booked.pk)
    text = _("%(name)s, %(when)s bei %(staff)s ist eingetragen.") % {
        "name": appointment.customer.name,
        "when": when_text(appointment),
        "staff": appointment.staff.name,
    }
    first = appointment.changes.filter(kind="booked").latest("pk")
    undo_url = reverse("diary-undo", args=[appointment.pk, first.pk])
    if not request.htmx:  # type: ignore[attr-defined]
        return done(request, appointment, text)
    if _is_beside_the_calendar(request):
        return said_here(toast_of(appointment, text, undo_url=undo_url), shelf=True)
    # On a page of its own the form would stay as if nothing had happened.
    messages.success(request, text)
    there: HttpResponse = HttpResponseClientRedirect(reverse("appointment", args=[appointment.pk]))
    return there


def _is_beside_the_calendar(request: HttpRequest) -> bool:
    """Whether the form lies in a sheet over the calendar, which shows what was booked."""
    return urlsplit(request.htmx.current_url or "").path == reverse("calendar")  # type: ignore[attr-defined]


def _show(
    request: HttpRequest,
    form: NewForm,
    branch: Branch,
    now: datetime,
    *,
    status: int = 200,
    may_waive: bool = False,
) -> HttpResponse:
    context = _context(request, form, branch, now) | {"may_waive": may_waive}
    template = f"{_NEW}#form" if request.htmx else _NEW  # type: ignore[attr-defined]
    return render(request, template, context, status=status)


def _context(request: HttpRequest, form: NewForm, branch: Branch, now: datetime) -> dict[str, Any]:
    chosen = str(form["when"].value() or "")
    asked = request.POST or request.GET
    known = str(form["customer"].value() or "")
    first_day = _first_day(asked.get("ab"), chosen, branch, now)
    return {
        "form": form,
        "branch": branch,
        # Goes along with everything that is sent, so that no answer jumps back to today.
        "first_day": first_day.isoformat(),
        "times": _times(form, branch, first_day, now),
        "chosen": chosen,
        "own_time": OWN_TIME,
        "known": Customer.objects.known().filter(pk=int(known)).first() if known.isdecimal() else None,
        "service": form.chosen_service,
    }


def _times(form: NewForm, branch: Branch, first_day: date, now: datetime) -> TimesToChoose | None:
    service = form.chosen_service
    if service is None:
        return None
    staff = _number(form["staff"].value())
    staff_ids = frozenset({staff}) if staff else None
    more = [_number(form[name].value()) for name in MORE_SERVICES]
    parts = tuple(PartWish(service_id=each) for each in more if each)
    variant, add_ons = _number(form["variant"].value()), form["add_ons"].value() or []
    search = SlotSearch(
        service_ids=(service.pk,),
        staff_ids=staff_ids,
        branch_ids=frozenset({branch.pk}),
        variant_id=variant,
        add_on_ids=tuple(number for each in add_ons if (number := _number(each))),
        customer_id=_number(form["customer"].value()),
        party_size=_number(form["people"].value()) or 1,
        parts=(
            (
                PartWish(service_id=service.pk, variant_id=variant, staff_ids=staff_ids),
                *parts,
            )
            if parts
            else ()
        ),
        in_order=True,
        ignores_horizon=True,
    )
    return times_to_choose(search=search, branch=branch, first_day=first_day, now=now)


def _first_day(asked: str | None, chosen: str, branch: Branch, now: datetime) -> date:
    for text in (asked, chosen[:10]):
        try:
            day = date.fromisoformat(text or "")
        except ValueError:
            continue
        if 2000 <= day.year < 2200:
            return day
    return now.astimezone(branch.zone).date()


def _usual_services(branch: Branch, now: datetime) -> QuerySet[Service]:
    """What is sold most often here of late stands first: it is what the next one wants, too."""
    lately = Q(appointments__branch=branch, appointments__created_at__gte=now - _USUAL)
    offered = Service.objects.filter(
        is_active=True, kind=ServiceKind.VISIT, skills__staff__branches=branch, skills__staff__is_active=True
    )
    often = Count("appointments", filter=lately, distinct=True)
    return offered.annotate(often=often).order_by("-often", "position", "pk").distinct()


def _number(value: Any) -> int | None:
    text = str(getattr(value, "pk", value) or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
