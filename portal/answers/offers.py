"""A time that got free for somebody who waits: yes, no, or, when it is gone, another one."""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from askproai.core.errors import Busy
from booking.enums import AppointmentSource, InvitationState, WaitlistState
from booking.errors import BookingRefused, WaitlistTimeGone
from booking.models import Branch, Customer, WaitlistEntry, WaitlistInvitation
from booking.queries.waitlist import names_of
from booking.services.links import LinkPurpose
from booking.services.waitlist import leave_waitlist
from booking.services.waitlist_answers import (
    accept_invitation,
    decline_invitation,
    other_times,
    take_other_time,
)
from booking.values import OfferedTimes
from portal.answers.gate import question_page, show
from portal.answers.words import slot_choices, when_words
from portal.publicbooking.gate import Visit
from portal.publicbooking.gone import link_unknown


def _customer_of_invitation(invitation_id: int) -> Customer | None:
    return Customer.objects.filter(waitlist_entries__invitations=invitation_id).first()


def _customer_of_entry(entry_id: int) -> Customer | None:
    return Customer.objects.filter(waitlist_entries=entry_id).first()


invitation_page = question_page(LinkPurpose.INVITATION, _customer_of_invitation)
entry_page = question_page(LinkPurpose.WAITLIST_ENTRY, _customer_of_entry)


@invitation_page
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, visit: Visit, invitation_id: int, secret: str) -> HttpResponse:
    """The offer as it stands; a POST says yes."""
    if _invitation(invitation_id) is None:
        return link_unknown(request, visit)
    if request.method == "POST":
        # Whatever became of it, the page tells the truth, and what else there is.
        with suppress(WaitlistTimeGone, BookingRefused, Busy):
            accept_invitation(invitation_id=invitation_id, via=AppointmentSource.WEB, now=timezone.now())
        return redirect(visit.url("waitlist-answer", secret))
    return _show(request, visit, invitation_id, secret)


@invitation_page
@require_POST
def decline(request: HttpRequest, visit: Visit, invitation_id: int, secret: str) -> HttpResponse:
    """No, and on with the waiting; or no more waiting at all."""
    invitation = _invitation(invitation_id)
    if invitation is None:
        return link_unknown(request, visit)
    decline_invitation(invitation_id=invitation_id, now=timezone.now())
    if request.POST.get("ganz"):
        leave_waitlist(entry_id=invitation.entry_id, now=timezone.now())
    return redirect(visit.url("waitlist-answer", secret))


@invitation_page
@require_POST
def instead(request: HttpRequest, visit: Visit, invitation_id: int, secret: str) -> HttpResponse:
    """Take one of the other times."""
    try:
        take_other_time(
            invitation_id=invitation_id,
            slot_id=request.POST.get("slot", ""),
            via=AppointmentSource.WEB,
            now=timezone.now(),
        )
    except (BookingRefused, WaitlistTimeGone, Busy):
        return redirect(visit.url("waitlist-answer", secret, hinweis="weg"))
    return redirect(visit.url("waitlist-answer", secret))


@entry_page
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, visit: Visit, entry_id: int, secret: str) -> HttpResponse:
    """The place on the list, and leaving it."""
    entry = WaitlistEntry.objects.select_related("customer", "branch").filter(pk=entry_id).first()
    if entry is None:
        return link_unknown(request, visit)
    if request.method == "POST":
        leave_waitlist(entry_id=entry_id, now=timezone.now())
        return redirect(visit.url("waitlist-leave", secret))
    branch = entry.branch or Branch.objects.filter(is_active=True)[0]
    return show(request, "leave", visit, branch, is_waiting=entry.state == WaitlistState.WAITING)


def _show(request: HttpRequest, visit: Visit, invitation_id: int, secret: str) -> HttpResponse:
    invitation = _invitation(invitation_id)
    assert invitation is not None  # noqa: S101  looked for just before
    entry, branch = invitation.entry, invitation.branch
    appointment = entry.appointment if entry.state == WaitlistState.BOOKED else None
    is_open = invitation.state == InvitationState.OPEN and invitation.expires_at > timezone.now()
    is_lost = not is_open and appointment is None and entry.state == WaitlistState.WAITING
    times = _other_times(invitation_id) if is_lost else []
    replaced = entry.replaces
    return show(
        request,
        "offer",
        visit,
        branch,
        invitation=invitation,
        service=names_of(invitation),
        when=when_words(invitation.starts_at, branch.zone),
        until=invitation.expires_at.astimezone(branch.zone).replace(tzinfo=None),
        replaced=when_words(replaced.starts_at, branch.zone) if replaced and is_open else "",
        is_open=is_open,
        is_alone=not WaitlistInvitation.objects.filter(round=invitation.round)
        .exclude(pk=invitation_id)
        .exists(),
        is_void=invitation.state == InvitationState.VOID,
        is_declined=invitation.state == InvitationState.DECLINED,
        has_left=entry.state == WaitlistState.WITHDRAWN,
        booked=when_words(appointment.starts_at, branch.zone) if appointment else "",
        times=times,
        may_still=is_lost and invitation.state in (InvitationState.EXPIRED, InvitationState.OPEN),
        notice=_("Diese Zeit ist leider gerade vergeben worden.") if request.GET.get("hinweis") else "",
        yes_url=visit.url("waitlist-answer", secret),
        no_url=visit.url("waitlist-decline", secret),
        instead_url=visit.url("waitlist-instead", secret),
    )


def _other_times(invitation_id: int) -> list[tuple[str, str, str]]:
    try:
        found: OfferedTimes = other_times(invitation_id=invitation_id, now=timezone.now())
    except BookingRefused:
        return []
    return slot_choices(found.offers)


def _invitation(invitation_id: int) -> WaitlistInvitation | None:
    names = ("entry__appointment", "entry__replaces", "branch", "staff", "service")
    return WaitlistInvitation.objects.select_related(*names).filter(pk=invitation_id).first()
