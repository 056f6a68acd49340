"""The end of rounds and of waiting: what nobody answered is given back, and no one waits for days gone by."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from booking.enums import InvitationState, OfferState, WaitlistState
from booking.models import Offer, WaitlistEntry, WaitlistInvitation
from booking.queries.waitlist import zone_of
from booking.services.acts import booking_act
from booking.services.holds import release_holds
from booking.services.waitlist import lock_round, settle_entry
from booking.wall_clock import local_day, seconds_of

_HOLDER = "house:waitlist:"


@booking_act
def close_round(*, key: uuid.UUID, now: datetime) -> None:
    """Give the time back and note that nobody took it. Whoever waits keeps their place."""
    lock_round(key)
    offers = Offer.objects.filter(holder=holder_of(key))
    # An absence or the team took it away before anybody answered, or a part of it.
    void = not offers.filter(state=OfferState.HELD).exists() or _is_broken(offers)
    release_holds(holder=holder_of(key))
    WaitlistInvitation.objects.filter(round=key, state=InvitationState.OPEN).update(
        state=InvitationState.VOID if void else InvitationState.EXPIRED
    )


def _is_broken(offers: QuerySet[Offer]) -> bool:
    return offers.filter(state=OfferState.RELEASED).exists()


def close_ended_rounds(*, now: datetime) -> None:
    """Close the rounds whose time is up by the database's clock, or was taken away, all of it or a part."""
    for key in _ended_rounds():
        close_round(key=key, now=now)


def end_what_is_over(*, now: datetime) -> None:
    """Those whose dates have passed wait no longer; whoever may still answer an offer is left alone."""
    asked = WaitlistInvitation.objects.filter(entry=OuterRef("pk"), state=InvitationState.OPEN)
    entries = WaitlistEntry.objects.waiting().filter(~Exists(asked), latest_on__isnull=False)
    for entry in entries.select_related("branch"):
        if entry.latest_on is not None and entry.latest_on < local_day(seconds_of(now), zone_of(entry)):
            settle_entry(entry, state=WaitlistState.EXPIRED, now=now)


def holder_of(key: uuid.UUID) -> str:
    """For whom the time of a round is held."""
    return f"{_HOLDER}{key.hex}"


_ENDED_ROUNDS_SQL = """
SELECT invitation.round FROM booking_waitlistinvitation invitation
WHERE invitation.state = 'open' AND (invitation.expires_at <= statement_timestamp() OR NOT EXISTS (
    SELECT FROM booking_offer offer
    WHERE offer.holder = %(holder)s || replace(invitation.round::text, '-', '') AND offer.state = 'held'
) OR EXISTS (
    SELECT FROM booking_offer offer
    WHERE offer.holder = %(holder)s || replace(invitation.round::text, '-', '') AND offer.state = 'released'
))
UNION
SELECT substr(offer.holder, length(%(holder)s) + 1)::uuid FROM booking_offer offer
WHERE starts_with(offer.holder, %(holder)s) AND offer.state = 'held'
    AND offer.expires_at > statement_timestamp()
    AND NOT EXISTS (
        SELECT FROM booking_waitlistinvitation invitation
        WHERE invitation.state = 'open'
            AND offer.holder = %(holder)s || replace(invitation.round::text, '-', '')
    )
"""


def _ended_rounds() -> list[uuid.UUID]:
    """Those whose time is up, or was taken away; and those that nobody is left in while time is held."""
    with connection.cursor() as cursor:
        cursor.execute(_ENDED_ROUNDS_SQL, {"holder": _HOLDER})
        return [key for (key,) in cursor.fetchall()]
