"""A callback as one card of the queue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.models import Customer
from portal.templatetags.portal import day_within, phone
from telephony.enums import TicketResult, TicketState
from telephony.models import CallbackTicket

STEPS: Final = {
    "took": gettext_lazy("übernommen"),
    "gave": gettext_lazy("weitergegeben"),
    "left": gettext_lazy("freigegeben"),
    "missed": gettext_lazy("nicht erreicht"),
    TicketResult.REACHED: gettext_lazy("erreicht"),
    TicketResult.BOOKED: gettext_lazy("Termin vereinbart"),
    TicketResult.SETTLED: gettext_lazy("ohne Anruf erledigt"),
    TicketResult.GAVE_UP: gettext_lazy("aufgegeben"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """Something that was done with it."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class CallbackRow:
    """One call that is owed, or was."""

    ticket: CallbackTicket
    name: str
    due: str
    is_overdue: bool
    is_mine: bool
    owner: str
    summary: str
    customer_id: int | None
    call_url: str
    appointment_url: str
    steps: tuple[Step, ...]
    result: str
    done_by: str


def rows_of(
    tickets: Iterable[CallbackTicket], *, names: dict[int, str], user_id: int | None, now: datetime
) -> Iterator[CallbackRow]:
    """The tickets of a queue, ready for the page; ``names``: of everybody who may have had a hand in it."""
    for ticket in tickets:
        known = _customer_of(ticket)
        yield CallbackRow(
            ticket=ticket,
            name=ticket.name or (known.name if known else "") or phone(ticket.phone),
            due=due_words(ticket.due_at, now),
            is_overdue=ticket.state == TicketState.OPEN and ticket.due_at < now,
            is_mine=ticket.assigned_to_user_id is not None and ticket.assigned_to_user_id == user_id,
            owner=names.get(ticket.assigned_to_user_id or 0, ""),
            summary=ticket.call.summary if ticket.call else "",
            customer_id=known.pk if known else None,
            call_url=reverse("call", args=[ticket.call_id]) if ticket.call_id else "",
            appointment_url=reverse("appointment", args=[ticket.appointment_id])
            if ticket.appointment_id
            else "",
            steps=tuple(_steps(ticket, names)),
            result=str(TicketResult(ticket.result).label) if ticket.result else _("erledigt"),
            done_by=names.get(ticket.done_by_user_id or 0, ""),
        )


def _customer_of(ticket: CallbackTicket) -> Customer | None:
    """Whoever is to be called, where they are known and not forgotten."""
    found = ticket.customer
    if found is None and ticket.appointment is not None:
        found = ticket.appointment.customer
    if found is None and ticket.call is not None:
        found = ticket.call.customer
    return found if found is not None and found.erasing_at is None else None


def due_words(due_at: datetime, now: datetime) -> str:
    """``seit 25 Min. überfällig``, ``bis 14:30 Uhr``, ``bis morgen, 9:00 Uhr``."""
    late = int((now - due_at).total_seconds() // 60)
    if 0 < late < 60:
        return _("seit %(count)d Min. überfällig") % {"count": late}
    if 60 <= late < 24 * 60:
        return _("seit %(count)d Std. überfällig") % {"count": late // 60}
    local = timezone.localtime(due_at)
    told = {"day": day_within(local), "time": formats.date_format(local, "G:i")}
    if late > 0:
        return _("überfällig seit %(day)s, %(time)s Uhr") % told
    if local.date() == timezone.localtime(now).date():
        return _("bis %(time)s Uhr") % told
    return _("bis %(day)s, %(time)s Uhr") % told


def _steps(ticket: CallbackTicket, names: dict[int, str]) -> Iterator[Step]:
    for step in ticket.steps:
        at: Any = timezone.localtime(datetime.fromisoformat(step["at"]))
        yield Step(text=str(STEPS[step["kind"]]), by=names.get(step["by"], ""), at=at)
