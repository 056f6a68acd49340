"""Who waits for a time: the list, adding somebody, offering a certain time by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Final
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.enums import AppointmentSource, InvitationState, Reach, WaitlistState
from booking.errors import ChangedMeanwhile, WaitlistEntryUnknown, WaitlistFull, WaitlistTimeGone
from booking.models import Branch, Service, StaffMember, WaitlistEntry, WaitlistInvitation
from booking.models.services import ServiceOption
from booking.queries.waitlist import times_for
from booking.services.rules import save_waiting_rules, waiting_stand
from booking.services.waitlist import join_waitlist, leave_waitlist
from booking.services.waitlist_rounds import offer_by_hand
from booking.values import DayWindow, PartWish, Slot
from portal.access import role_required
from portal.owner.receptionist_people_forms import WEEKDAYS
from portal.owner.settings.fields import CHANGED_MEANWHILE
from portal.owner.waitlist_forms import RulesForm, WaitForm
from portal.scope import branch_ids_of, within

_LIST: Final = "portal/owner/waitlist.html"
_FORM: Final = "portal/owner/waitlist_new.html"
_OFFER: Final = "portal/owner/waitlist_offer.html"
_TIMES: Final = 12
_LATELY: Final = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """Somebody who waits."""

    entry: WaitlistEntry
    service: str
    wish: str
    offer: WaitlistInvitation | None


@role_required("owner", "manager", "staff")
def waitlist(request: HttpRequest) -> HttpResponse:
    """Everybody who waits, longest first, and who got what lately."""
    return _list(request)


def _list(request: HttpRequest, *, rules: RulesForm | None = None) -> HttpResponse:
    mine = branch_ids_of(request)
    waiting = within(WaitlistEntry.objects.waiting(), mine, "branch")
    waiting = waiting.select_related("customer", "branch", "replaces__branch")
    settled = within(WaitlistEntry.objects.exclude(state=WaitlistState.WAITING), mine, "branch")
    settled = settled.select_related("customer", "appointment")
    context = {
        "rows": tuple(_rows(list(waiting))),
        "settled": settled.order_by("-settled_at")[:_LATELY],
        "rules": rules or RulesForm(instance=_shown_branch(request)),
        "stand": request.POST.get("stand") or _stand(request),
        "may_rule": request.membership.role != "staff",  # type: ignore[attr-defined]
    }
    template = f"{_LIST}#list" if request.htmx else _LIST  # type: ignore[attr-defined]
    return render(request, template, context, status=422 if rules else 200)


@role_required("owner", "manager", "staff")
def new(request: HttpRequest) -> HttpResponse:
    """Put somebody on the list."""
    form = WaitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reach = form.cleaned_data["reach"]
        try:
            join_waitlist(
                customer=form.customer,
                wish=form.wish,
                source=AppointmentSource.PORTAL,
                now=timezone.now(),
                reach=Reach(reach) if reach else None,
            )
        except WaitlistFull:
            form.add_error(None, _("Diese Person wartet schon auf mehrere Termine."))
        else:
            messages.success(request, _("Steht auf der Warteliste."))
            return redirect("waitlist")
    return render(request, _FORM, {"form": form}, status=422 if form.is_bound else 200)


@role_required("owner", "manager", "staff")
def offer(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Free times for somebody who waits, and offering one of them."""
    entries = WaitlistEntry.objects.waiting().select_related("customer", "branch", "replaces")
    entry = get_object_or_404(entries, pk=entry_id)
    if entry.invitations.filter(state=InvitationState.OPEN).exists():
        messages.warning(request, _("Dieser Person ist gerade schon eine Zeit angeboten."))
        return redirect("waitlist")
    now = timezone.now()
    slots = times_for(entry, now=now, limit=_TIMES, beside=True)
    if request.method == "POST":
        chosen = next((slot for slot in slots if _key_of(slot) == request.POST.get("slot")), None)
        return _offer(request, entry, chosen)
    context = {
        "row": next(_rows([entry])),
        "times": [(_key_of(slot), slot, _local(slot), _by_whom(slot)) for slot in slots],
    }
    return render(request, _OFFER, context)


@role_required("owner", "manager", "staff")
@require_POST
def remove(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Take somebody off the list."""
    try:
        leave_waitlist(entry_id=entry_id, now=timezone.now())
    except WaitlistEntryUnknown:
        messages.error(request, _("Diese Person steht nicht mehr auf der Warteliste."))
    else:
        messages.success(request, _("Von der Warteliste genommen."))
    return redirect("waitlist")


@role_required("owner", "manager")
@require_POST
def rules(request: HttpRequest) -> HttpResponse:
    """How many are asked at once, and for how long; the same for all branches that the member sees."""
    form = RulesForm(request.POST)
    if not form.is_valid():
        return _list(request, rules=form)
    try:
        save_waiting_rules(
            form.cleaned_data, branch_ids=branch_ids_of(request), expected=request.POST.get("stand")
        )
    except ChangedMeanwhile:
        form.add_error(None, CHANGED_MEANWHILE)
        return _list(request, rules=form)
    messages.success(request, _("Gespeichert."))
    return redirect("waitlist")


def _offer(request: HttpRequest, entry: WaitlistEntry, slot: Slot | None) -> HttpResponse:
    """Offer it; ``None``: not one of the times that are free now."""
    try:
        made = slot and offer_by_hand(entry_id=entry.pk, slot=slot, now=timezone.now())
    except WaitlistTimeGone:
        made = None
    if made is None:
        messages.error(request, _("Diese Zeit ist gerade vergeben worden. Bitte wählen Sie eine andere."))
        return redirect("waitlist-offer", entry.pk)
    messages.success(request, _("Angeboten und so lange freigehalten."))
    return redirect("waitlist")


def _rows(entries: list[WaitlistEntry]) -> Iterator[Row]:
    services = Service.objects.in_bulk([pk for entry in entries for pk in entry.visit_ids])
    options = ServiceOption.objects.in_bulk([pk for entry in entries for pk in _option_ids(entry)])
    staff = StaffMember.objects.in_bulk([pk for entry in entries for pk in entry.staff_ids])
    made = WaitlistInvitation.objects.filter(entry__in=entries, state=InvitationState.OPEN)
    offers = {each.entry_id: each for each in made.select_related("staff", "branch")}
    for entry in entries:
        yield Row(
            entry=entry,
            service=", ".join(_wanted(entry, services, options)),
            wish=" · ".join(_wish_words(entry, staff)),
            offer=offers.get(entry.pk),
        )


def _wanted(
    entry: WaitlistEntry, services: Mapping[int, Service], options: Mapping[int, ServiceOption]
) -> Iterator[str]:
    """The services, those of a visit as one, then variant, add-ons and how many come, or how."""
    names = [services[pk].name for pk in entry.service_ids if pk in services]
    others = [_of_visit(part, services) for part in entry.wish.others if part.service_id in services]
    yield from [" + ".join([*names, *others])] if others else names
    yield from (options[pk].name for pk in _option_ids(entry) if pk in options)
    if entry.party_size > 1:
        yield _("für %(count)d Personen") % {"count": entry.party_size}
    if entry.at_once:
        yield _("gleichzeitig")


def _of_visit(part: PartWish, services: Mapping[int, Service]) -> str:
    name = services[part.service_id].name
    return _("%(service)s für die zweite Person") % {"service": name} if part.person else name


def _option_ids(entry: WaitlistEntry) -> list[int]:
    return [*([entry.variant_id] if entry.variant_id else []), *entry.add_on_ids]


def _wish_words(entry: WaitlistEntry, staff: Mapping[int, StaffMember]) -> Iterator[str]:
    """When, with whom and where it would suit them; nothing where all would."""
    wish = entry.wish
    yield from (window_words(window) for window in wish.windows)
    if wish.earliest_on or wish.latest_on:
        yield _days_words(entry)
    if entry.staff_ids:
        names = [staff[pk].name for pk in entry.staff_ids if pk in staff]
        yield _("bei %(names)s") % {"names": ", ".join(names)}
    if entry.branch:
        yield entry.branch.name
    if entry.replaces:
        at = entry.replaces.local_start.replace(tzinfo=None)
        yield _("statt %(when)s") % {"when": formats.date_format(at, "D, j.n., H:i")}


def window_words(window: DayWindow) -> str:
    """``Mo, Fr 09:00–12:00``, ``ab 16:00``."""
    days = ", ".join(str(label) for day, label in WEEKDAYS if day in window.days)
    return f"{days} {_span_words(window)}".strip() or _("jederzeit")


def _span_words(window: DayWindow) -> str:
    starts, ends = (f"{clock:%H:%M}" if clock != time() else "" for clock in (window.starts, window.ends))
    if starts == ends:
        return ""
    if starts and ends:
        return f"{starts}–{ends}"
    return _("ab %(day)s") % {"day": starts} if starts else _("bis %(day)s") % {"day": ends}


def _days_words(entry: WaitlistEntry) -> str:
    first = formats.date_format(entry.earliest_on, "j.n.") if entry.earliest_on else ""
    last = formats.date_format(entry.latest_on, "j.n.") if entry.latest_on else ""
    if first and last:
        return f"{first}–{last}" if first != last else first
    return _("ab %(day)s") % {"day": first} if first else _("bis %(day)s") % {"day": last}


def _shown_branch(request: HttpRequest) -> Branch | None:
    return within(Branch.objects.filter(is_active=True), branch_ids_of(request), "pk").first()


def _stand(request: HttpRequest) -> str:
    branch = _shown_branch(request)
    return waiting_stand(branch) if branch else ""


def _key_of(slot: Slot) -> str:
    """By which a time is found again when it is chosen; the engine is asked anew then."""
    return f"{slot.service_id}.{slot.staff_id}.{slot.branch_id}.{int(slot.starts_at.timestamp())}"


def _by_whom(slot: Slot) -> str:
    """Everybody who does a part of it: ``Anna, Ben``."""
    return ", ".join(dict.fromkeys(part.staff for part in slot.parts))


def _local(slot: Slot) -> object:
    return slot.starts_at.astimezone(ZoneInfo(slot.timezone)).replace(tzinfo=None)
