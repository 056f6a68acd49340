"""Free times go to those who wait: held once, offered to several, and the first yes has it.

Looks at what the engine offers now and not at what has just been freed, so that nothing is missed: a
cancellation, a move, an absence that ended, a hold that ran out, new opening hours, a place in a class.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, Min, OuterRef, QuerySet

from askproai.core.events import publish
from askproai.core.rows import insert
from booking.enums import InvitationState, Reach
from booking.errors import WaitlistTimeGone
from booking.events import WaitlistTimeOffered
from booking.models import Branch, WaitlistEntry, WaitlistInvitation
from booking.models.periods import period
from booking.queries.slots import search_slots
from booking.queries.waitlist import exact_search, fits, is_covered, offered_starts, time_for, zone_of
from booking.quiet_hours import quiet_left
from booking.services.acts import booking_act
from booking.services.offers import offer_times
from booking.services.waitlist_ending import close_ended_rounds, end_what_is_over, holder_of
from booking.values import OfferedSlot, Slot, SlotSearch

# What the engine offers changes without telling anybody: a hold runs out, a day comes within the horizon.
LOOK_AGAIN_AFTER = timedelta(minutes=10)
SHORTEST_ROUND = timedelta(minutes=5)
# Whoever answers nothing is not to be buried in messages.
MOST_OFFERS_A_DAY = 3
# Not the last minute before quiet: an SMS may take a while, and so does the answer.
_BEFORE_QUIET = timedelta(minutes=30)


def offer_to_waiting(now: datetime) -> datetime | None:
    """Close what nobody answered, and start rounds for what is free; returns when to look again."""
    close_ended_rounds(now=now)
    end_what_is_over(now=now)
    for entry in _askable(now):
        if _is_quiet(entry, now):
            continue
        slot = time_for(entry, now=now, excluded=offered_starts(entry))
        if slot is not None:
            start_round(slot=slot, entry_ids=[entry.pk], now=now)
    return _look_again(now)


@booking_act
def start_round(
    *, slot: Slot, entry_ids: Sequence[int], now: datetime, is_by_hand: bool = False
) -> list[WaitlistInvitation]:
    """Hold the time once and offer it to the first of the entries, and by the branch's rule to some others.

    An entry that cannot be asked any more (gone, or asked about something else) is passed over.

    :param is_by_hand: the team chose these people: nobody else is asked.
    """
    _one_at_a_time()
    branch = Branch.objects.get(pk=slot.branch_id)
    chosen = [entry for entry in _open_entries().filter(pk__in=entry_ids) if is_by_hand or _is_askable(entry)]
    if not chosen:
        return []
    leader, key = chosen[0], uuid.uuid4()
    held = offer_times(
        search=_exactly(leader, slot, service_id=slot.service_id, holder=holder_of(key), now=now),
        holder=holder_of(key),
        hold_for=hold_time(slot, branch=branch, now=now),
        now=now,
    ).offers
    if not held:
        return []
    others = (
        chosen[1:] if is_by_hand else _others(leader, held[0], now=now, most=branch.waitlist_parallel - 1)
    )
    asked: list[tuple[WaitlistEntry, Slot]] = [(leader, held[0])]
    asked += _who_fits(others, held[0], holder=holder_of(key), now=now, most=branch.waitlist_parallel - 1)
    return _invite(asked, held[0], key=key, now=now, is_by_hand=is_by_hand)


@booking_act
def offer_by_hand(*, entry_id: int, slot: Slot, now: datetime) -> WaitlistInvitation:
    """Offer a certain time to a certain person, as the team does.

    :raises WaitlistTimeGone: it is not free any more, or they were asked about another time a moment ago.
    """
    made = start_round(slot=slot, entry_ids=[entry_id], now=now, is_by_hand=True)
    if not made:
        raise WaitlistTimeGone
    return made[0]


def hold_time(slot: Slot, *, branch: Branch, now: datetime) -> timedelta:
    """How long the time waits for an answer: the branch's rule, shorter when it is near, and never at night.

    A time offered at night (by hand) is held until people may be written to, and as long again.
    """
    usual = timedelta(minutes=branch.waitlist_answer_minutes)
    asleep = quiet_left(now, zone=branch.zone)
    near = (slot.starts_at - now - asleep) / 2
    return asleep + max(min(usual, near), SHORTEST_ROUND)


def _open_entries() -> QuerySet[WaitlistEntry]:
    """Those who wait and have no open offer, longest first."""
    asked = WaitlistInvitation.objects.filter(entry=OuterRef("pk"), state=InvitationState.OPEN)
    waiting = WaitlistEntry.objects.waiting().filter(~Exists(asked))
    return waiting.select_related("customer", "branch", "replaces")


def _askable(now: datetime) -> Iterable[WaitlistEntry]:
    """The same without those whom only a call reaches, and those who were asked enough for a day.

    Each is read when it is its turn: whoever was asked meanwhile, in the round of another, is left out.
    """
    for key in _open_entries().exclude(reach=Reach.PHONE).values_list("pk", flat=True):
        entry = _open_entries().filter(pk=key).first()
        if entry is not None and not _was_asked_enough(entry, now):
            yield entry


def _is_askable(entry: WaitlistEntry) -> bool:
    return entry.reach != Reach.PHONE


def _is_quiet(entry: WaitlistEntry, now: datetime) -> bool:
    zone = zone_of(entry)
    return any(quiet_left(at, zone=zone) for at in (now, now + _BEFORE_QUIET))


def _was_asked_enough(entry: WaitlistEntry, now: datetime) -> bool:
    lately = entry.invitations.filter(created_at__gt=now - timedelta(days=1), is_by_hand=False)
    return lately.exclude(state=InvitationState.VOID).count() >= MOST_OFFERS_A_DAY


def _others(leader: WaitlistEntry, slot: Slot, *, now: datetime, most: int) -> list[WaitlistEntry]:
    """Who else waits for this very time, longest first."""
    if most < 1:
        return []
    return [
        entry
        for entry in _open_entries().exclude(pk=leader.pk).exclude(reach=Reach.PHONE)
        if fits(entry, slot, now=now) or _fits_otherwise(entry, slot, now=now)
    ]


def _fits_otherwise(entry: WaitlistEntry, slot: Slot, *, now: datetime) -> bool:
    """Whether they wait for another service that might fit into the same time."""
    return any(fits(entry, replace(slot, service_id=each), now=now) for each in entry.service_ids)


def _who_fits(
    entries: Iterable[WaitlistEntry], held: OfferedSlot, *, holder: str, now: datetime, most: int
) -> list[tuple[WaitlistEntry, Slot]]:
    """Of the others those for whom the engine has a visit inside of what is held."""
    found: list[tuple[WaitlistEntry, Slot]] = []
    for entry in entries:
        if len(found) >= most:
            break
        if held.starts_at in offered_starts(entry) or _was_asked_enough(entry, now):
            continue
        for service_id in sorted(entry.service_ids, key=lambda each: each != held.service_id):
            wish = _exactly(entry, held, service_id=service_id, holder=holder, now=now)
            slots = search_slots(search=wish, now=now).slots
            if slots and is_covered(slots[0], by=held):
                found.append((entry, slots[0]))
                break
    return found


def _exactly(entry: WaitlistEntry, slot: Slot, *, service_id: int, holder: str, now: datetime) -> SlotSearch:
    return exact_search(
        entry,
        service_id=service_id,
        staff_id=slot.staff_id,
        branch_id=slot.branch_id,
        starts_at=slot.starts_at,
        holder=holder,
        now=now,
    )


def _invite(
    asked: Sequence[tuple[WaitlistEntry, Slot]],
    held: OfferedSlot,
    *,
    key: uuid.UUID,
    now: datetime,
    is_by_hand: bool,
) -> list[WaitlistInvitation]:
    invitations = [
        WaitlistInvitation(
            entry=entry,
            round=key,
            service_id=slot.service_id,
            staff_id=slot.staff_id,
            branch_id=slot.branch_id,
            period=period(slot.starts_at, max(part.ends_at for part in slot.parts)),
            number=_next_number(entry),
            is_by_hand=is_by_hand,
            created_at=now,
            expires_at=held.expires_at,
        )
        for entry, slot in asked
    ]
    insert(invitations)
    for invitation in invitations:
        publish(WaitlistTimeOffered(invitation_id=invitation.pk))
    return invitations


def _next_number(entry: WaitlistEntry) -> int:
    """1, unless another open offer went to the same number."""
    customer = entry.customer
    same = WaitlistInvitation.objects.filter(state=InvitationState.OPEN)
    if customer.phone_index is None:
        return 1
    used = set(
        same.filter(entry__customer__phone_index=customer.phone_index).values_list("number", flat=True)
    )
    return next(number for number in range(1, len(used) + 2) if number not in used)


def _look_again(now: datetime) -> datetime | None:
    still_open = WaitlistInvitation.objects.filter(state=InvitationState.OPEN)
    ends: datetime | None = still_open.aggregate(at=Min("expires_at"))["at"]
    if not WaitlistEntry.objects.waiting().exists():
        return ends
    again = now + LOOK_AGAIN_AFTER
    return min(again, ends) if ends else again


def _one_at_a_time() -> None:
    """Rounds of a company are started one after the other: two workers never ask one person twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '/waitlist', 0))")
