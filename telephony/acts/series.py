"""``book_series``: an offered time becomes the first of many, all of which are looked at before."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from booking.enums import AppointmentSource, AppointmentStatus, RefusalCode, RepeatUnit
from booking.errors import BookingRefused
from booking.models import Offer
from booking.queries.series import (
    OnConflict,
    SeriesDate,
    SeriesPick,
    SeriesProposal,
    SeriesWish,
    propose_series,
)
from booking.rules.recurrence import Recurrence
from booking.services.holds import release_hold
from booking.services.series import book_series as book_all
from booking.values import Slot
from telephony.acts.booking import BookArgs, details_of, is_still_booked, own_offer
from telephony.acts.registry import Act, ActContext, Words
from telephony.acts.results import ActResult, appointment_json, refused
from telephony.acts.wishes import time_said
from telephony.dialogue.times.repetition import Repetition, repetition_in
from telephony.enums import Outcome
from telephony.models import CallAct

# A voice on the phone commits nobody to more than this; the team may.
MOST_BY_PHONE = 20


class BookSeriesArgs(BookArgs):
    """The first time, for whom, and how often."""

    slot_id: Annotated[str, StringConstraints(min_length=8, max_length=200)] = Field(
        description="slot_id des ersten Termins aus find_times"
    )
    repetition: Annotated[str, Words] = Field(
        description="Wiederholung wörtlich: 'jeden zweiten Donnerstag, zehnmal', 'wöchentlich bis Ostern'"
    )
    on_conflict: Literal["ask", "skip", "alternative"] = Field(
        "ask",
        description=(
            "ask: erst sagen, was nicht geht; skip: solche Termine weglassen; alternative: durch den "
            "genannten Ersatz ersetzen. Nur skip oder alternative, wenn der Anrufer das gesagt hat"
        ),
    )


def book_series(context: ActContext, args: BookSeriesArgs) -> ActResult:
    """Book the first time and those that follow it, or say which of them cannot be had."""
    words = context.words
    if len(args.name) < 2:
        return refused("name_missing", words.ask_name())
    if CallAct.objects.filter(call=context.call, name=BOOK_SERIES.name, ok=True).exists():
        return refused("call_limit", words.act_failed())
    said = repetition_in(args.repetition)
    if said is None:
        return refused("repetition_unclear", words.ask_how_often())
    try:
        offer = own_offer(context, args.slot_id)
        recurrence = _recurrence(context, said, offer)
        if recurrence is None:
            return refused("repetition_unclear", words.ask_how_many_times())
        proposal = propose_series(wish=_wish(offer, recurrence), now=context.now)
        if proposal.conflicts and args.on_conflict == "ask":
            return _to_be_decided(context, proposal)
        return _booked(context, args, offer, proposal)
    except BookingRefused as refusal:
        return refused(str(refusal.code), words.refusal(str(refusal.code)))


def _booked(context: ActContext, args: BookSeriesArgs, offer: Offer, proposal: SeriesProposal) -> ActResult:
    choice: OnConflict = "alternative" if args.on_conflict == "alternative" else "skip"
    first = SeriesPick(starts_at=offer.period.lower, staff_id=offer.staff_id)
    # What this call holds is in nobody's way but that of the series itself.
    release_hold(slot_id=args.slot_id)
    series = book_all(
        wish=proposal.wish,
        picks=(first, *proposal.picks(choice)),
        customer=details_of(context, args),
        source=AppointmentSource.PHONE,
        idempotency_key=context.idempotency_key,
        now=context.now,
        note=args.note or "",
    )
    standing = series.appointments.with_names().exclude(status=AppointmentStatus.CANCELLED)
    appointments = list(standing.order_by("period"))
    starts = [each.local_start.replace(tzinfo=None) for each in appointments]
    return ActResult(
        ok=True,
        code="series_booked",
        say=context.words.series_booked(starts),
        more={"appointments": [appointment_json(each, context.words) for each in appointments]},
        appointment_id=appointments[0].pk,
        customer_id=series.customer_id,
        outcome=Outcome.BOOKED,
    )


def _to_be_decided(context: ActContext, proposal: SeriesProposal) -> ActResult:
    """Which dates cannot be had, why, and what there is instead."""
    words = context.words
    lines = [_line(each, context) for each in proposal.conflicts]
    free = len(proposal.dates) - len(lines) + 1
    say = words.series_conflicts(lines, free=free, total=len(proposal.dates) + 1)
    return refused(RefusalCode.SERIES_CONFLICTS, say, conflicts=lines, free=free)


def _line(each: SeriesDate, context: ActContext) -> dict[str, Any]:
    def spoken(slot: Slot | None) -> str | None:
        local = slot and slot.starts_at.astimezone(context.zone)
        return local.replace(tzinfo=None).isoformat() if local else None

    return {"day": each.day.isoformat(), "reason": str(each.code), "instead": spoken(each.alternative)}


def _recurrence(context: ActContext, said: Repetition, offer: Offer) -> Recurrence | None:
    """The dates after the first; ``None``: nobody said how many, or none lies before the end."""
    first = offer.period.lower.astimezone(offer.branch.zone).date()
    until = _until(context, said)
    if said.count is None and until is None:
        return None
    rule = Recurrence(every=said.every, unit=RepeatUnit(said.unit), first=first)
    more = min(said.count or MOST_BY_PHONE, MOST_BY_PHONE) - 1
    following = rule.after(first, count=more or 1, until=until)
    return following if more and following.dates() else None


def _until(context: ActContext, said: Repetition) -> date | None:
    """The last day that "bis Ostern" allows."""
    wish = time_said(context, f"bis {said.until}") if said.until else None
    windows = wish.windows(context.local_now, 366) if wish else ()
    return max((window.end.date() for window in windows), default=None)


def _wish(offer: Offer, recurrence: Recurrence) -> SeriesWish:
    return SeriesWish(
        service_id=offer.service_id,
        branch_id=offer.branch_id,
        staff_id=offer.staff_id,
        at=offer.period.lower.astimezone(offer.branch.zone).time(),
        recurrence=recurrence,
        party_size=offer.party_size,
        variant_id=offer.variant_id,
        add_on_ids=tuple(offer.add_on_ids),
        customer_id=offer.customer_id,
    )


BOOK_SERIES = Act(
    name="book_series",
    description=(
        "Bucht denselben Termin mehrmals, etwa jede zweite Woche zehnmal. Erst mit find_times den ersten "
        "Termin suchen. Bucht alle oder keinen; was nicht geht, steht in 'conflicts'."
    ),
    args=BookSeriesArgs,
    run=book_series,
    intent="book",
    still_stands=is_still_booked,
    verbatim=frozenset({"note", "answers"}),
)
