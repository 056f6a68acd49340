"""Messages to people on the waitlist, written down in the transaction that gives rise to them."""

from __future__ import annotations

from datetime import datetime

from askproai.core.db import database_now
from booking.enums import Reach, WaitlistState
from booking.models import Customer, WaitlistEntry, WaitlistInvitation
from booking.services.waitlist_answers import call_instead
from notifications.enums import Channel, Purpose
from notifications.models import Notification
from notifications.services.planning import owe_messages, reachable_by

_CHANNELS = {Reach.SMS: Channel.SMS, Reach.EMAIL: Channel.EMAIL}


def tell_about_waiting(*, entry_id: int) -> None:
    """That they are on the list, or that their time is over without anything having become free."""
    entry = WaitlistEntry.objects.select_related("customer").get(pk=entry_id)
    if entry.state == WaitlistState.WAITING:
        _owe(entry, Purpose.WAIT_JOINED, now=entry.created_at)
    elif entry.state == WaitlistState.EXPIRED:
        _owe(entry, Purpose.WAIT_OVER, now=entry.settled_at or entry.created_at)


def tell_about_offer(*, invitation_id: int) -> None:
    """That a time is held for them. Whom no message reaches is left to the team's telephone."""
    invitation = _invitation(invitation_id)
    if not _owe(invitation.entry, Purpose.WAIT_OFFER, invitation=invitation, now=invitation.created_at):
        call_instead(invitation_id=invitation.pk, now=invitation.created_at)


def tell_that_it_is_taken(*, invitation_id: int, now: datetime | None = None) -> None:
    """That somebody else was faster, once."""
    invitation = _invitation(invitation_id)
    _owe(invitation.entry, Purpose.WAIT_TAKEN, invitation=invitation, now=now or database_now())


def ask_which(invitations: list[WaitlistInvitation], *, now: datetime) -> None:
    """Somebody said yes, and there are several times that it may be for."""
    for invitation in invitations:
        _owe(invitation.entry, Purpose.WAIT_WHICH, invitation=invitation, now=now, by=Channel.SMS)


def channel_of(customer: Customer, reach: str) -> Channel | None:
    """The one way by which somebody who waits is written to: as they wish, else the quickest there is."""
    ways = reachable_by(customer)
    wished = _CHANNELS.get(Reach(reach)) if reach else None
    return wished if wished in ways else next(iter(ways), None)


def _owe(
    entry: WaitlistEntry,
    purpose: Purpose,
    *,
    now: datetime,
    invitation: WaitlistInvitation | None = None,
    by: Channel | None = None,
) -> bool:
    channel = by or channel_of(entry.customer, entry.reach)
    if channel is None:
        return False
    message = Notification(
        waitlist_entry=entry,
        purpose=purpose,
        channel=channel,
        occasion=invitation.pk if invitation else 0,
        due_at=now,
        created_at=now,
    )
    owe_messages([message], now=now)
    return True


def _invitation(invitation_id: int) -> WaitlistInvitation:
    return WaitlistInvitation.objects.select_related("entry__customer").get(pk=invitation_id)
