"""From news to pieces of pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.template.loader import render_to_string
from django.utils import timezone

from portal.dashboard.running import live_call
from portal.live.bell import News, What
from portal.owner.conversation import Part, done, said
from telephony.models import Call, CallAct, CallTurn
from tenants.context import company_scope
from tenants.models import Company


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """One piece of a page, put in by id: the same piece twice changes nothing.

    With ``html`` it replaces the element ``id``, or is added to ``place`` where there is none yet; without
    ``html`` the element goes away. ``topic`` only tells pages that something of that kind has changed.
    """

    id: str = ""
    place: str = ""
    at: str = "end"
    html: str = ""
    topic: str = ""


# The branch whose people see it (``None``: everybody), and what changes on their pages.
Rendered = tuple[int | None, tuple[Piece, ...]]


def pieces_of(company: Company, news: News) -> Rendered:
    """What pages of the company have to change; nothing for a row that is gone by now."""
    with company_scope(company), timezone.override(company.timezone):
        return _RENDERERS[news.what](news.subject_id)


def _call_started(call_id: int) -> Rendered:
    call = Call.objects.select_related("customer").filter(pk=call_id).first()
    if call is None or call.is_over:
        return None, (Piece(topic="calls"),)
    html = render_to_string("portal/owner/parts/live_call.html", {"live": live_call(call), "is_new": True})
    return call.branch_id, (Piece(id=f"live-call-{call_id}", place="live-calls", at="start", html=html),)


def _call_ended(call_id: int) -> Rendered:
    return None, (Piece(id=f"live-call-{call_id}"), *_of_call(call_id))


def _call_changed(call_id: int) -> Rendered:
    return None, _of_call(call_id)


def _of_call(call_id: int) -> tuple[Piece, ...]:
    return Piece(topic=f"call-{call_id}"), Piece(topic="calls")


def _turn_added(turn_id: int) -> Rendered:
    turn = CallTurn.objects.select_related("call").filter(pk=turn_id).first()
    if turn is None:
        return None, ()
    part = Part(turn=said(turn), is_new=True)
    return turn.call.branch_id, _part(turn.call_id, f"live-turn-{turn_id}", part)


def _act_done(act_id: int) -> Rendered:
    act = CallAct.objects.select_related("call").filter(pk=act_id).first()
    if act is None:
        return None, ()
    return act.call.branch_id, _part(act.call_id, f"live-act-{act_id}", Part(act=done(act), is_new=True))


def _part(call_id: int, element_id: str, part: Part) -> tuple[Piece, ...]:
    html = render_to_string("portal/owner/parts/live_part.html", {"part": part})
    place = f"live-call-{call_id}-parts"
    return Piece(id=element_id, place=place, html=html), Piece(topic=f"call-{call_id}")


def _appointments_changed(appointment_id: int) -> Rendered:
    return None, (Piece(topic="appointments"),)


def _message_changed(appointment_id: int) -> Rendered:
    return None, (Piece(topic=f"appointment-{appointment_id}"),)


def _callback_changed(ticket_id: int) -> Rendered:
    return None, (Piece(topic="callbacks"),)


_RENDERERS: Final[Mapping[What, Callable[[int], Rendered]]] = {
    What.CALL_STARTED: _call_started,
    What.CALL_ENDED: _call_ended,
    What.CALL_CHANGED: _call_changed,
    What.TURN_ADDED: _turn_added,
    What.ACT_DONE: _act_done,
    What.APPOINTMENTS_CHANGED: _appointments_changed,
    What.MESSAGE_CHANGED: _message_changed,
    What.CALLBACK_CHANGED: _callback_changed,
}
