"""A call as one line of a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from booking.models import Appointment
from portal.owner import words
from portal.owner.appointments import wall_time
from portal.templatetags.portal import phone
from telephony.enums import CallDirection, CallSource, CallState, Outcome
from telephony.models import Call, CallAct
from telephony.queries.spoken_words import Stretch


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """An utterance in which something was found, by its place in the conversation."""

    turn: int
    pieces: tuple[Stretch, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CallRow:
    """One call in a list."""

    call_id: int
    url: str
    caller: str
    summary: str
    tone: str
    icon: str
    is_test: bool
    unproven: int
    started_at: datetime
    length: timedelta | None
    is_unread: bool = False
    is_important: bool = False
    has_note: bool = False
    missed_cents: int | None = None
    hits: tuple[Hit, ...] = ()


def with_rows(calls: QuerySet[Call]) -> QuerySet[Call]:
    """The calls with what :func:`row_of` needs, in two queries however many there are."""
    acts = CallAct.objects.select_related(
        "appointment__customer", "appointment__service", "appointment__branch"
    )
    return calls.select_related("customer", "branch").prefetch_related(Prefetch("acts", acts))


def row_of(call: Call, *, hits: tuple[Hit, ...] = ()) -> CallRow:
    """A call from :func:`with_rows`, ready for the page."""
    fruitful = [act.appointment for act in call.acts.all() if act.ok and act.appointment]
    appointment = fruitful[-1] if fruitful else None
    look = words.look_of_call(state=call.state, outcome=call.outcome)
    return CallRow(
        call_id=call.pk,
        url=reverse("call", args=[call.pk]),
        caller=caller_name(call, appointment),
        summary=f"{look.label}: {_brief(appointment)}" if appointment else _summary(call, str(look.label)),
        tone=look.tone,
        icon=look.icon,
        is_test=call.source == CallSource.TEST,
        unproven=call.unproven or 0,
        started_at=call.started_at or call.ringing_at,
        length=length_of(call),
        is_unread=call.is_over and call.seen_at is None and call.outcome != Outcome.SPAM,
        is_important=call.is_important,
        has_note=bool(call.note),
        missed_cents=call.missed_cents,
        hits=hits,
    )


def _summary(call: Call, usual: str) -> str:
    """Nobody at home is no failure, where it was us who called."""
    is_unreached = call.direction == CallDirection.OUTBOUND and call.state == CallState.FAILED
    return _("Nicht erreicht") if is_unreached else usual


def caller_name(call: Call, appointment: Appointment | None = None) -> str:
    """Who called, as well as we know: by name, by number, or not at all.

    Families share a number: the name said in the call is nearer than the one known for the number.
    """
    if appointment is not None:
        return appointment.customer.name
    if call.customer is not None:
        return call.customer.name
    if call.source == CallSource.TEST and not call.from_number:
        return _("Testanruf")
    return phone(call.from_number)


def length_of(call: Call) -> timedelta | None:
    """How long the conversation took; ``None`` while it lasts."""
    return None if call.duration_ms is None else timedelta(milliseconds=call.duration_ms)


def _brief(appointment: Appointment) -> str:
    when = formats.date_format(wall_time(appointment, appointment.starts_at), "D, j.n., H:i")
    return f"{when} · {appointment.service.name}"
