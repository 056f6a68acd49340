"""Setting up online booking: what stands on the page, where it is found, and calendars to subscribe to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.errors import ChangedMeanwhile
from booking.models import Branch, Link, StaffMember
from booking.queries.online import online_branches
from booking.services.booking_requests import settings_of_online_booking
from booking.services.links import LinkPurpose, close_link, link_secret
from booking.services.online import online_stand, save_online_booking
from portal.access import role_required
from portal.owner.online_forms import OnlineBookingForm
from portal.owner.settings.fields import CHANGED_MEANWHILE
from tenants.connections.services import company_url

_ONLINE: Final = "portal/owner/online.html"
_FEEDS: Final = "portal/owner/feeds.html"
# Nobody subscribes to a calendar for a while; it ends when it is closed.
_FEED_LASTS: Final = timedelta(days=20 * 365)
_PURPOSES: Final = {
    "person": (LinkPurpose.STAFF_FEED, LinkPurpose.STAFF_FEED_NAMED),
    "filiale": (LinkPurpose.BRANCH_FEED, LinkPurpose.BRANCH_FEED_NAMED),
}


@role_required("owner", "manager")
def online(request: HttpRequest) -> HttpResponse:
    """The settings, the addresses to pass on, the code to embed, and the page itself."""
    form = OnlineBookingForm(
        request.POST if request.method == "POST" else None, known=settings_of_online_booking()
    )
    if form.is_valid():
        told = form.cleaned_data
        try:
            save_online_booking(
                is_on=told["is_on"],
                wants_code=told["wants_code"],
                origins=told["origins"],
                imprint_url=told["imprint_url"],
                privacy_url=told["privacy_url"],
                service_ids=told["services"],
                expected=request.POST.get("stand"),
            )
        except ChangedMeanwhile:
            form.add_error(None, CHANGED_MEANWHILE)
        else:
            messages.success(request, _("Gespeichert. Das gilt sofort."))
            return redirect("online-booking")
    base = company_url()
    context = {
        "form": form,
        "stand": request.POST.get("stand") or online_stand(),
        "page_url": f"{base}{reverse('booking')}",
        "branch_urls": [
            (branch, f"{base}{reverse('booking-branch', args=(branch.slug,))}")
            for branch in online_branches(now=timezone.now())
        ],
        "script": _script(base),
        "inline_script": _inline_script(base),
        "preview_url": f"{reverse('booking')}?einbetten=1",
    }
    return render(request, _ONLINE, context, status=422 if form.is_bound else 200)


@role_required("owner", "manager")
def feeds(request: HttpRequest) -> HttpResponse:
    """Who has a calendar to subscribe to, and its address."""
    known = {
        (link.purpose, link.subject_id): link
        for link in Link.objects.filter(purpose__in=[each for pair in _PURPOSES.values() for each in pair])
    }
    people = [_row("person", each, known) for each in StaffMember.objects.filter(is_active=True)]
    branches = [_row("filiale", each, known) for each in Branch.objects.filter(is_active=True)]
    return render(request, _FEEDS, {"people": people, "branches": branches})


@role_required("owner", "manager")
@require_POST
def change_feed(request: HttpRequest, kind: str, subject_id: int) -> HttpResponse:
    """A new address with or without names (``art``), or none; the old one opens nothing from now on."""
    if kind not in _PURPOSES or not _subjects(kind).filter(pk=subject_id).exists():
        raise Http404
    plain, named = _PURPOSES[kind]
    for purpose in (plain, named):
        close_link(purpose=purpose, subject_id=subject_id)
    wanted = {"ohne": plain, "mit": named}.get(request.POST.get("art", ""))
    if wanted is None:
        messages.success(request, _("Die Adresse ist gesperrt. Wer sie hatte, sieht nichts mehr."))
        return redirect("calendar-feeds")
    now = timezone.now()
    link_secret(purpose=wanted, subject_id=subject_id, expires_at=now + _FEED_LASTS, now=now)
    messages.success(
        request, _("Die Adresse ist neu. Tragen Sie sie in den Kalender ein, der sie lesen soll.")
    )
    return redirect("calendar-feeds")


def _subjects(kind: str) -> Any:
    model = StaffMember if kind == "person" else Branch
    return model.objects.filter(is_active=True)


def _row(kind: str, subject: StaffMember | Branch, known: dict[tuple[str, int], Link]) -> dict[str, Any]:
    plain, named = _PURPOSES[kind]
    purpose = next((each for each in (plain, named) if (each, subject.pk) in known), None)
    url = ""
    if purpose is not None:
        link = known[purpose, subject.pk]
        secret = link_secret(
            purpose=purpose, subject_id=subject.pk, expires_at=link.expires_at, now=timezone.now()
        )
        url = f"{company_url()}{reverse('calendar-feed', args=(secret,))}"
    return {
        "kind": kind,
        "subject": subject,
        "url": url,
        "webcal_url": url.replace("https://", "webcal://").replace("http://", "webcal://"),
        "has_names": purpose == named,
        "change_url": reverse("calendar-feed-change", args=(kind, subject.pk)),
    }


def _inline_script(base: str) -> str:
    """The same where the page itself is to stand. The box keeps its place free, so that nothing jumps."""
    words = _("Termin online buchen")
    page, script = f"{base}{reverse('booking')}", f"{base}{reverse('booking-widget')}"
    return (
        f'<div id="askpro-termin" style="min-height:100vh"><a href="{page}">{words}</a></div>\n'
        f'<script src="{script}" data-mode="inline" data-target="#askpro-termin" async></script>'
    )


def _script(base: str) -> str:
    """What an owner copies: a link that works without scripts, and the script that makes more of it."""
    words = _("Termin online buchen")
    page, script = f"{base}{reverse('booking')}", f"{base}{reverse('booking-widget')}"
    return (
        f'<a href="{page}" id="askpro-termin">{words}</a>\n'
        f'<script src="{script}" data-target="#askpro-termin" async></script>'
    )
