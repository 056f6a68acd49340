"""``join_waitlist`` and ``take_waitlist_time``: waiting for a time, and saying yes to one that was free."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from booking.enums import AppointmentSource, InvitationState
from booking.errors import BookingRefused, WaitlistFull, WaitlistTimeGone
from booking.models import Customer, WaitlistInvitation
from booking.queries import upcoming_appointments_of
from booking.services.customers import find_or_create_customer
from booking.services.waitlist import join_waitlist
from booking.services.waitlist_answers import accept_invitation
from booking.values import CustomerDetails, DayWindow, WaitlistWish
from telephony.acts.identity import is_same_name
from telephony.acts.numbers import reachable_number
from telephony.acts.registry import Act, ActArgs, ActContext, ShortWords, Words, never
from telephony.acts.results import ActResult, appointment_json, refused
from telephony.acts.terms import TermUnclear, meant_branch, meant_options, meant_service, meant_staff
from telephony.acts.wishes import WishArgs, wish_of
from telephony.dialogue.times.wish import Box, TimeWish
from telephony.enums import Outcome
from tenants.fields import phone_index

# Whoever waits for "um zehn" would also come a little earlier or later.
_AROUND: Final = 60
_DAY_MINUTES: Final = 24 * 60
_OFFERED_LATELY: Final = timedelta(days=2)


class JoinWaitlistArgs(ActArgs):
    """What somebody waits for, and who they are."""

    service: Annotated[str, ShortWords] | None = Field(
        None, description="Leistung in den Worten des Anrufers"
    )
    service_id: int | None = None
    options: Annotated[str, ShortWords] | None = Field(
        None, description="Variante und Zusätze in den Worten des Anrufers"
    )
    variant_id: int | None = None
    add_on_ids: list[int] = Field(default_factory=list, max_length=12)
    staff: Annotated[str, ShortWords] | None = Field(None, description="gewünschte Person, falls genannt")
    staff_id: int | None = None
    branch: Annotated[str, ShortWords] | None = Field(None, description="Filiale, falls genannt")
    branch_id: int | None = None
    when: Annotated[str, Words] | None = Field(None, description="Zeitwunsch wörtlich; leer: jederzeit")
    wish: WishArgs | None = None
    name: Annotated[str, ShortWords] = Field(description="Vor- und Nachname, wie der Anrufer ihn gesagt hat")
    phone: Annotated[str, StringConstraints(max_length=40)] | None = Field(
        None, description="Rufnummer, nur wenn eine andere genannt wird oder sie unterdrückt ist"
    )


class TakeWaitlistTimeArgs(ActArgs):
    """Who says yes."""

    name: Annotated[str, ShortWords] = Field(description="Name des Anrufers, wie er ihn gesagt hat")
    confirmed: bool = Field(
        default=False, description="true erst, wenn der Anrufer die vorgelesene Zeit bestätigt hat"
    )


def join(context: ActContext, args: JoinWaitlistArgs) -> ActResult:
    """Put the caller on the waitlist; what they say twice is one place in the line."""
    number = reachable_number(context, args.phone)
    if number is None:
        return refused("phone_missing", context.words.ask_phone())
    if len(args.name) < 2:
        return refused("name_missing", context.words.ask_name())
    try:
        wish = _wish(context, args)
    except TermUnclear as unclear:
        return refused(unclear.code, unclear.say)
    details = CustomerDetails(name=args.name, phone=number, language=context.language)
    customer = find_or_create_customer(details=details, now=context.now)
    try:
        entry = join_waitlist(
            customer=customer,
            wish=wish,
            source=AppointmentSource.PHONE,
            now=context.now,
            replaces_id=_later_appointment(context, customer, wish),
        )
    except (WaitlistFull, BookingRefused):
        return refused("waitlist_full", context.words.act_failed())
    return ActResult(
        ok=True,
        code="waiting",
        say=context.words.on_the_waitlist(),
        more={"entry_id": entry.pk},
        customer_id=customer.pk,
        outcome=Outcome.NOTHING_FREE,
    )


def take_time(context: ActContext, args: TakeWaitlistTimeArgs) -> ActResult:
    """The time that was offered to this number by message: read back first, booked when it is confirmed."""
    invitation = _offer_to(context, args.name)
    if invitation is None:
        return refused("nothing_offered", context.words.no_waitlist_time())
    local = invitation.starts_at.astimezone(invitation.branch.zone)
    spoken = context.words.spoken_start(local, today=context.local_now.date())
    if not args.confirmed:
        say = context.words.asks_for_waitlist_yes(spoken, invitation.staff.name)
        return ActResult(ok=True, code="offered", say=say)
    try:
        accepted = accept_invitation(
            invitation_id=invitation.pk, via=AppointmentSource.PHONE, now=context.now
        )
    except (WaitlistTimeGone, BookingRefused):
        return refused("slot_taken", context.words.waitlist_time_gone())
    appointment = appointment_json(accepted.appointment, context.words)
    return ActResult(
        ok=True,
        code="booked",
        say=context.words.waitlist_time_booked(spoken),
        more={"appointment": appointment},
        appointment_id=accepted.appointment.pk,
        customer_id=accepted.appointment.customer_id,
        outcome=Outcome.RESCHEDULED if accepted.has_moved else Outcome.BOOKED,
    )


def _wish(context: ActContext, args: JoinWaitlistArgs) -> WaitlistWish:
    """:raises TermUnclear: nobody can tell what is waited for."""
    vocabulary, words = context.vocabulary, context.words
    service_id = meant_service(vocabulary, args.service_id, args.service, words=words)
    variant_id, add_on_ids = meant_options(
        vocabulary, service_id, args.options, variant_id=args.variant_id, add_on_ids=args.add_on_ids
    )
    staff = meant_staff(vocabulary, args.staff_id, args.staff, service_id=service_id, words=words)
    branch_id = meant_branch(vocabulary, args.branch_id, args.branch, words=words)
    wish = wish_of(context, args.wish, args.when) or TimeWish()
    days = [box.start for box in wish.boxes if box.start is not None]
    ends = [box.end for box in wish.boxes if box.end is not None]
    bounded = bool(wish.boxes) and len(ends) == len(wish.boxes)
    return WaitlistWish(
        service_ids=(service_id,),
        variant_id=variant_id,
        add_on_ids=add_on_ids,
        staff_ids=frozenset({staff.id}) if staff else frozenset(),
        branch_id=branch_id or context.call.branch_id,
        windows=tuple(_windows(wish.boxes)),
        earliest_on=min(days, default=None) if len(days) == len(wish.boxes) else None,
        latest_on=_day_before(max(ends)) if bounded else None,
    )


def _windows(boxes: Iterable[Box]) -> list[DayWindow]:
    """Weekdays and hours of the alternatives; none where one of them takes any time."""
    windows = []
    for box in boxes:
        opens, closes = box.opens or 0, box.closes or _DAY_MINUTES
        if box.target is not None and closes - opens < _AROUND:
            opens, closes = max(box.target - _AROUND, 0), min(box.target + _AROUND, _DAY_MINUTES)
        if not box.weekdays and (opens, closes) == (0, _DAY_MINUTES):
            return []
        window = DayWindow(days=frozenset(box.weekdays), starts=_clock(opens), ends=_clock(closes))
        if window not in windows:
            windows.append(window)
    return windows


def _clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def _day_before(day: date) -> date:
    return day - timedelta(days=1)


def _later_appointment(context: ActContext, customer: Customer, wish: WaitlistWish) -> int | None:
    """The appointment that an earlier time would take the place of: their next one of the same kind."""
    ahead = upcoming_appointments_of(customer_ids=[customer.pk], now=context.now)
    return ahead.filter(service__in=wish.service_ids).values_list("pk", flat=True).first()


def _offer_to(context: ActContext, name: str) -> WaitlistInvitation | None:
    """What was offered lately to this number and this name: a number alone proves nobody."""
    if not context.number:
        return None
    made = WaitlistInvitation.objects.filter(
        entry__customer__phone_index=phone_index(context.number),
        state__in=(InvitationState.OPEN, InvitationState.EXPIRED, InvitationState.MISSED),
        created_at__gt=context.now - _OFFERED_LATELY,
    ).select_related("entry__customer", "staff", "branch")
    named = [each for each in made.order_by("-pk") if is_same_name(said=name, known=each.entry.customer.name)]
    still_open = [each for each in named if each.state == InvitationState.OPEN]
    return next(iter(still_open or named), None)


JOIN_WAITLIST = Act(
    name="join_waitlist",
    description=(
        "Setzt den Anrufer auf die Warteliste. Anbieten, wenn nichts Passendes frei ist oder er früher "
        "kommen möchte; aufrufen, wenn er es will. Wird etwas frei, bekommt er eine Nachricht."
    ),
    args=JoinWaitlistArgs,
    run=join,
    intent="waitlist",
    still_stands=never,
    verbatim=frozenset({"when"}),
    hidden=frozenset({"service_id", "staff_id", "branch_id", "wish", "variant_id", "add_on_ids"}),
)
TAKE_WAITLIST_TIME = Act(
    name="take_waitlist_time",
    description=(
        "Aufrufen, wenn der Anrufer eine Nachricht wegen eines frei gewordenen Termins bekommen hat. Zuerst "
        "ohne confirmed: liest die Zeit vor. Nach einem klaren Ja noch einmal mit confirmed."
    ),
    args=TakeWaitlistTimeArgs,
    run=take_time,
    intent="waitlist",
    still_stands=never,
)
