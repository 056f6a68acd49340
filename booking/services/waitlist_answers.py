"""What people answer to a time that was offered to them: by link, by SMS, on the phone, through the team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models.functions import Now

from askproai.core.events import publish
from booking.enums import AppointmentSource, InvitationState, Reach, WaitlistState
from booking.errors import BookingRefused, InvitationUnknown, WaitlistTimeGone
from booking.events import WaitlistTimeLost
from booking.models import Appointment, WaitlistEntry, WaitlistInvitation
from booking.queries.slots import search_slots
from booking.queries.waitlist import exact_search, moved_by, searches_of, windows_of
from booking.services.acts import booking_act
from booking.services.appointments import book_appointment
from booking.services.holds import HOLD_ON_THE_WEB
from booking.services.moving import reschedule_appointment
from booking.services.offers import offer_times
from booking.services.waitlist import WAITLIST, lock_round, settle_entry
from booking.services.waitlist_ending import holder_of
from booking.values import OfferedTimes
from tenants.work import wake

# Between taking the time for the one who said yes and booking it lie milliseconds of one transaction.
_A_MINUTE = timedelta(minutes=1)
_CAN_STILL_SAY_YES = (InvitationState.OPEN, InvitationState.DECLINED, InvitationState.EXPIRED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """``has_moved``: it took the place of an appointment that the customer had already."""

    appointment: Appointment
    has_moved: bool


@booking_act
def accept_invitation(*, invitation_id: int, via: AppointmentSource, now: datetime) -> Accepted:
    """Say yes: the first one has the time, the others are told. Saying it twice gives the same appointment.

    Whoever has a later appointment that this one takes the place of is moved, in the same transaction. A yes
    after the hold ended counts if the time is still free.

    :raises InvitationUnknown: no such offer.
    :raises WaitlistTimeGone: somebody was faster, or the time cannot be had any more; nothing was changed.
    """
    invitation = _locked(invitation_id)
    entry = invitation.entry
    if invitation.state == InvitationState.ACCEPTED and invitation.appointment is not None:
        appointment = invitation.appointment
        return Accepted(appointment=appointment, has_moved=appointment.created_at < invitation.created_at)
    # Whoever waited for the lock of the round has read the entry before: they may have left meanwhile, or be
    # known under another entry of customers.
    entry.refresh_from_db(
        fields=["state", "customer"],
        from_queryset=WaitlistEntry.objects.select_for_update(no_key=True, of=("self",)),
    )
    if invitation.state not in _CAN_STILL_SAY_YES or entry.state != WaitlistState.WAITING:
        raise WaitlistTimeGone
    try:
        accepted = _take(invitation, via=via, now=now)
    except BookingRefused as refusal:
        raise WaitlistTimeGone from refusal
    _settle(invitation, accepted.appointment, now=now)
    return accepted


@booking_act
def decline_invitation(*, invitation_id: int, now: datetime) -> WaitlistInvitation:
    """Say no to this time, and go on waiting for others. Twice is once; after the time is gone it is nothing.

    :raises InvitationUnknown: no such offer.
    """
    invitation = _locked(invitation_id)
    if invitation.state == InvitationState.OPEN:
        _mark([invitation], InvitationState.DECLINED, now=now)
        wake(kind=WAITLIST, due_at=now, now=now)
    return invitation


@booking_act
def call_instead(*, invitation_id: int, now: datetime) -> None:
    """No message reaches this person: the offer is void, and from now on the team calls."""
    invitation = _locked(invitation_id)
    WaitlistEntry.objects.filter(pk=invitation.entry_id).update(reach=Reach.PHONE)
    if invitation.state == InvitationState.OPEN:
        _mark([invitation], InvitationState.VOID, now=now)
        wake(kind=WAITLIST, due_at=now, now=now)


def other_times(*, invitation_id: int, now: datetime) -> OfferedTimes:
    """Other times for somebody who came too late: by their wish first, then near it; held like on the web.

    :raises InvitationUnknown: no such offer.
    :raises TooManyHolds: all visitors together hold too much.
    """
    invitation = _invitation(invitation_id)
    entry = invitation.entry
    windows = windows_of(entry, zone=invitation.branch.zone, now=now)
    ways = [replace(search, windows=windows or None, limit=3) for search in searches_of(entry)]
    return offer_times(
        search=next((way for way in ways if search_slots(search=way, now=now).slots), ways[0]),
        holder=_holder_of_late(invitation),
        hold_for=HOLD_ON_THE_WEB,
        now=now,
        caller=entry.customer.phone or None,
    )


@booking_act
def take_other_time(*, invitation_id: int, slot_id: str, via: AppointmentSource, now: datetime) -> Accepted:
    """Book one of ``other_times`` instead; it ends the waiting.

    :raises InvitationUnknown: no such offer.
    :raises BookingRefused: the time was not offered to them, or it is gone.
    """
    invitation = _locked(invitation_id)
    accepted = _book(
        invitation, slot_id, key=f"{_holder_of_late(invitation)}:{slot_id[-24:]}", via=via, now=now
    )
    settle_entry(invitation.entry, state=WaitlistState.BOOKED, now=now, appointment=accepted.appointment)
    return accepted


def _take(invitation: WaitlistInvitation, *, via: AppointmentSource, now: datetime) -> Accepted:
    """Let the round's hold become this customer's own visit, and book it."""
    is_in_time = WaitlistInvitation.objects.filter(pk=invitation.pk, expires_at__gt=Now()).exists()
    holder = holder_of(invitation.round)
    # What was far enough ahead when it was offered stays so while it is held.
    asked_at = invitation.created_at if is_in_time else now
    offered = offer_times(
        search=exact_search(
            invitation.entry,
            service_id=invitation.service_id,
            staff_id=invitation.staff_id,
            branch_id=invitation.branch_id,
            starts_at=invitation.starts_at,
            holder=holder,
            now=asked_at,
        ),
        holder=holder,
        hold_for=_A_MINUTE,
        now=asked_at,
    )
    if not offered.offers:
        raise WaitlistTimeGone
    return _book(invitation, offered.offers[0].slot_id, key=f"waitlist:{invitation.pk}", via=via, now=now)


def _book(
    invitation: WaitlistInvitation, slot_id: str, *, key: str, via: AppointmentSource, now: datetime
) -> Accepted:
    entry = invitation.entry
    replaced = moved_by(entry)
    if replaced is not None:
        moved = reschedule_appointment(
            appointment_id=replaced.pk, slot_id=slot_id, idempotency_key=key, now=now, by=via, is_by_team=True
        )
        return Accepted(appointment=moved, has_moved=True)
    booked = book_appointment(
        slot_id=slot_id, customer=entry.customer, source=via, idempotency_key=key, now=now, note=entry.note
    )
    return Accepted(appointment=booked, has_moved=False)


def _settle(invitation: WaitlistInvitation, appointment: Appointment, *, now: datetime) -> None:
    WaitlistInvitation.objects.filter(pk=invitation.pk).update(
        state=InvitationState.ACCEPTED, answered_at=now, appointment=appointment
    )
    settle_entry(invitation.entry, state=WaitlistState.BOOKED, now=now, appointment=appointment)
    others = WaitlistInvitation.objects.filter(round=invitation.round, state=InvitationState.OPEN)
    late = list(others.exclude(pk=invitation.pk).order_by("pk"))
    _mark(late, InvitationState.MISSED, now=None)
    for each in late:
        publish(WaitlistTimeLost(invitation_id=each.pk))
    # Whoever was not faster may be asked about something else at once.
    wake(kind=WAITLIST, due_at=now, now=now)


def _mark(invitations: Sequence[WaitlistInvitation], state: InvitationState, *, now: datetime | None) -> None:
    for each in invitations:
        each.state, each.answered_at = state, now
    WaitlistInvitation.objects.filter(pk__in=[each.pk for each in invitations]).update(
        state=state, answered_at=now
    )


def _locked(invitation_id: int) -> WaitlistInvitation:
    """The invitation as it is now, with its whole round locked."""
    key = WaitlistInvitation.objects.filter(pk=invitation_id).values_list("round", flat=True).first()
    if key is None:
        raise InvitationUnknown
    return next(each for each in lock_round(key) if each.pk == invitation_id)


def _invitation(invitation_id: int) -> WaitlistInvitation:
    found = WaitlistInvitation.objects.select_related("entry__customer", "entry__replaces", "branch")
    invitation = found.filter(pk=invitation_id).first()
    if invitation is None:
        raise InvitationUnknown
    return invitation


def _holder_of_late(invitation: WaitlistInvitation) -> str:
    return f"web:waitlist:{invitation.pk}"
