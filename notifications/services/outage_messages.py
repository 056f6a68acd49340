"""Messages to customers whose person is out, written down in the transaction that gives rise to them."""

from __future__ import annotations

from booking.enums import MoveState
from booking.models import OutageMove
from booking.services.outage_answers import cannot_be_asked
from notifications.enums import Purpose
from notifications.models import Notification
from notifications.services.planning import owe_messages
from notifications.services.waitlist_messages import channel_of


def tell_about_outage(*, move_id: int) -> None:
    """Tell of the colleague, or ask for another time. Whom no message reaches is called."""
    move = OutageMove.objects.select_related("appointment__customer").get(pk=move_id)
    now = move.sent_at or move.outage.created_at
    channel = channel_of(move.appointment.customer, move.reach)
    if channel is None:
        cannot_be_asked(move_id=move.pk, now=now)
        return
    message = Notification(
        appointment=move.appointment,
        purpose=Purpose.OUTAGE_MOVED if move.state == MoveState.MOVED else Purpose.OUTAGE_ASK,
        channel=channel,
        occasion=move.pk,
        due_at=now,
        created_at=now,
    )
    owe_messages([message], now=now)
