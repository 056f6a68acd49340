"""From events of the rooms to pieces of pages: rendered once after commit, sent to everybody who watches."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from askproai.core.events import subscribe
from booking.events import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentRescheduled,
    AppointmentStatusChanged,
)
from notifications.events import NotificationStatusChanged
from portal.live.messages import Piece, send
from portal.owner.conversation import Part, done, said
from portal.owner.dashboard import live_call
from telephony.events import (
    CallActDone,
    CallAnalysed,
    CallbackRequested,
    CallEnded,
    CallStarted,
    CallTurnAdded,
    MessageLeft,
)
from telephony.models import Call, CallAct, CallTurn
from tenants.context import company_scope, current_company

Pieces = Callable[[], Iterable[Piece]]


def after_commit(pieces: Pieces) -> None:
    """Render and send once the act is certain; nothing that goes wrong here reaches the act."""
    company = current_company()

    def deliver() -> None:
        with company_scope(company), timezone.override(company.timezone):
            send(company, *pieces())

    transaction.on_commit(deliver, robust=True)


@subscribe(CallStarted)
def show_call(event: CallStarted) -> None:
    """A card for the new call."""
    after_commit(lambda: [_card(event.call_id)])


@subscribe(CallTurnAdded)
def show_turn(event: CallTurnAdded) -> None:
    """One more bubble in the call's card."""
    after_commit(
        lambda: [
            _part(
                event.call_id,
                f"live-turn-{event.turn_id}",
                Part(turn=said(_turn(event.turn_id)), is_new=True),
            ),
            Piece(topic=f"call-{event.call_id}"),
        ]
    )


@subscribe(CallActDone)
def show_act(event: CallActDone) -> None:
    """What was done stands between the bubbles."""
    after_commit(
        lambda: [
            _part(event.call_id, f"live-act-{event.act_id}", Part(act=done(_act(event.act_id)), is_new=True)),
            Piece(topic=f"call-{event.call_id}"),
        ]
    )


@subscribe(CallEnded)
def take_call_away(event: CallEnded) -> None:
    """The card goes, lists and figures follow."""
    after_commit(
        lambda: [
            Piece(id=f"live-call-{event.call_id}"),
            Piece(topic=f"call-{event.call_id}"),
            Piece(topic="calls"),
        ]
    )


def refresh_calls(event: CallAnalysed | CallbackRequested | MessageLeft) -> None:
    """Lists of calls, and the call's own page."""
    after_commit(lambda: [Piece(topic=f"call-{event.call_id}"), Piece(topic="calls")])


def refresh_appointments(
    event: AppointmentBooked | AppointmentRescheduled | AppointmentCancelled | AppointmentStatusChanged,
) -> None:
    """Calendars and today's list."""
    after_commit(lambda: [Piece(topic="appointments")])


def _card(call_id: int) -> Piece:
    call = Call.objects.select_related("customer").get(pk=call_id)
    if call.is_over:
        return Piece(topic="calls")
    html = render_to_string("portal/owner/parts/live_call.html", {"live": live_call(call)})
    return Piece(id=f"live-call-{call_id}", place="live-calls", at="start", html=html)


def _part(call_id: int, element_id: str, part: Part) -> Piece:
    html = render_to_string("portal/owner/parts/live_part.html", {"part": part})
    return Piece(id=element_id, place=f"live-call-{call_id}-parts", html=html)


def _turn(turn_id: int) -> CallTurn:
    return CallTurn.objects.get(pk=turn_id)


def _act(act_id: int) -> CallAct:
    return CallAct.objects.get(pk=act_id)


@subscribe(NotificationStatusChanged)
def refresh_messages(event: NotificationStatusChanged) -> None:
    """How far an SMS or e-mail got, on the pages of its appointment and call."""
    after_commit(lambda: [Piece(topic=f"appointment-{event.appointment_id}")])


subscribe(CallAnalysed)(refresh_calls)
subscribe(CallbackRequested)(refresh_calls)
subscribe(MessageLeft)(refresh_calls)
subscribe(AppointmentBooked)(refresh_appointments)
subscribe(AppointmentRescheduled)(refresh_appointments)
subscribe(AppointmentCancelled)(refresh_appointments)
subscribe(AppointmentStatusChanged)(refresh_appointments)
