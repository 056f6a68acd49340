"""``take_waitlist_time``: saying yes on the phone to a time that was offered by message."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from pydantic import Field

from booking.enums import AppointmentSource, InvitationState
from booking.errors import BookingRefused, WaitlistTimeGone
from booking.models import WaitlistInvitation
from booking.queries.waitlist import works_of
from booking.services.waitlist_answers import accept_invitation, decline_invitation
from telephony.acts.identity import is_same_name
from telephony.acts.registry import Act, ActArgs, ActContext, SpokenName, never
from telephony.acts.results import ActResult, appointment_json, refused
from telephony.enums import Outcome
from tenants.fields import phone_index

_OFFERED_LATELY: Final = timedelta(days=2)


class TakeWaitlistTimeArgs(ActArgs):
    """Who says yes."""

    name: SpokenName = Field(description="Name des Anrufers, wie er ihn gesagt hat")
    confirmed: bool = Field(
        default=False, description="true erst, wenn der Anrufer die vorgelesene Zeit bestätigt hat"
    )
    declined: bool = Field(default=False, description="true, wenn er die vorgelesene Zeit nicht möchte")


def take_time(context: ActContext, args: TakeWaitlistTimeArgs) -> ActResult:
    """The time that was offered to this number by message: read back first, booked when it is confirmed."""
    invitation = _offer_to(context, args.name)
    if invitation is None:
        return refused("nothing_offered", context.words.no_waitlist_time())
    if args.declined:
        decline_invitation(invitation_id=invitation.pk, now=context.now)
        return ActResult(ok=True, code="declined", say=context.words.stays_on_the_waitlist())
    local = invitation.starts_at.astimezone(invitation.branch.zone)
    spoken = context.words.spoken_start(local, today=context.local_now.date())
    works = works_of(invitation)
    if not args.confirmed:
        person = invitation.staff.name if len(works) == 1 else ""
        say = context.words.asks_for_waitlist_yes(spoken, works, person)
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
        say=context.words.waitlist_time_booked(spoken, works),
        more={"appointment": appointment},
        appointment_id=accepted.appointment.pk,
        customer_id=accepted.appointment.customer_id,
        outcome=Outcome.RESCHEDULED if accepted.has_moved else Outcome.BOOKED,
    )


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


TAKE_WAITLIST_TIME = Act(
    name="take_waitlist_time",
    description=(
        "Aufrufen, wenn der Anrufer eine Nachricht wegen eines frei gewordenen Termins bekommen hat. Zuerst "
        "ohne confirmed: liest die Zeit vor. "
        "Nach einem klaren Ja noch einmal mit confirmed, nach einem Nein mit declined."
    ),
    args=TakeWaitlistTimeArgs,
    run=take_time,
    intent="waitlist",
    still_stands=never,
)
