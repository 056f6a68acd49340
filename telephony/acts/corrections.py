"""``correct_name``: the name of an appointment that this call has booked."""

from __future__ import annotations

from pydantic import Field

from booking.errors import AppointmentUnknown, BookingRefused
from booking.services.naming import correct_name as corrected
from telephony.acts.identity import booked_here
from telephony.acts.registry import Act, ActArgs, ActContext, SpokenName, never
from telephony.acts.results import ActResult, refused


class CorrectNameArgs(ActArgs):
    """Which appointment, and whose it is."""

    appointment_id: int = Field(description="id aus book, nur Termine aus diesem Anruf")
    name: SpokenName = Field(description="der richtige Name, wie der Anrufer ihn gesagt hat")


def correct_name(context: ActContext, args: CorrectNameArgs) -> ActResult:
    """Write the right name to an appointment that was booked in this very call, and to no other."""
    if not booked_here(context, args.appointment_id) or len(args.name) < 2:
        return refused("appointment_unknown", context.words.refusal("appointment_unknown"))
    since = context.call.started_at or context.call.ringing_at
    try:
        appointment = corrected(
            appointment_id=args.appointment_id, name=args.name, since=since, now=context.now
        )
    except (BookingRefused, AppointmentUnknown) as refusal:
        return refused(str(refusal.code), context.words.refusal(str(refusal.code)))
    return ActResult(
        ok=True,
        code="name_corrected",
        say=context.words.name_changed(args.name),
        more={"name": args.name},
        appointment_id=appointment.pk,
        customer_id=appointment.customer_id,
    )


CORRECT_NAME = Act(
    name="correct_name",
    description=(
        "Berichtigt den Namen eines Termins, der in diesem Anruf gebucht wurde. Nur aufrufen, wenn der "
        "Anrufer nach der Buchung einen anderen oder anders geschriebenen Namen nennt."
    ),
    args=CorrectNameArgs,
    run=correct_name,
    intent="book",
    still_stands=never,
)
