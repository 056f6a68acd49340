"""What an appointment still waits for, and the team's answer to it: consent, deposit, fee."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import formats
from django.utils import timezone as clock
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from askproai.core.money import format_cents
from booking.enums import AppointmentStatus, DepositState, FeeState
from booking.errors import BookingRefused
from booking.models import Appointment
from booking.services import (
    approve_request,
    decline_request,
    record_deposit_paid,
    settle_deposit,
    settle_fee,
)
from portal.access import role_required
from portal.owner import words

if TYPE_CHECKING:
    from portal.owner.words import Text


class Way(NamedTuple):
    """Something the team can do: its key in the address, how the button reads and looks."""

    key: str
    label: Text
    icon: str
    look: str = "quiet"


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """One line: what is open or settled, and what can be done about it."""

    title: str
    text: str
    icon: str
    tone: str
    ways: tuple[Way, ...] = ()


_APPROVE: Final = Way("zusagen", gettext_lazy("Zusagen"), "check", "primary")
_DECLINE: Final = Way("ablehnen", gettext_lazy("Ablehnen"), "x", "danger")
_PAID: Final = Way("anzahlung-erhalten", gettext_lazy("Anzahlung erhalten"), "check", "primary")
_RELEASED: Final = Way("anzahlung-erlassen", gettext_lazy("Verzichten"), "x")
_GIVEN_BACK: Final = Way("anzahlung-erlassen", gettext_lazy("Zurückgezahlt"), "rotate-ccw")
_KEPT: Final = Way("anzahlung-behalten", gettext_lazy("Einbehalten"), "euro")
_WAIVED: Final = Way("gebuehr-erlassen", gettext_lazy("Erlassen"), "x")
_FEE_PAID: Final = Way("gebuehr-bezahlt", gettext_lazy("Bezahlt"), "check", "primary")
_OWED: Final = Way("gebuehr-fordern", gettext_lazy("Doch verlangen"), "euro")

_DEPOSITS: Final[dict[str, tuple[str, tuple[Way, ...]]]] = {
    DepositState.REQUIRED: ("warn", (_PAID, _RELEASED)),
    DepositState.PAID: ("good", (_GIVEN_BACK, _KEPT)),
    DepositState.RELEASED: ("neutral", ()),
    DepositState.KEPT: ("info", (_GIVEN_BACK,)),
}
_FEES: Final[dict[str, tuple[str, tuple[Way, ...]]]] = {
    FeeState.OWED: ("warn", (_FEE_PAID, _WAIVED)),
    FeeState.WAIVED: ("neutral", (_OWED,)),
    FeeState.PAID: ("good", ()),
}
_ACTS: Final[dict[str, tuple[Callable[..., Appointment], Text]]] = {
    "zusagen": (approve_request, gettext_lazy("Zugesagt. Der Kunde bekommt eine Nachricht.")),
    "ablehnen": (decline_request, gettext_lazy("Abgelehnt. Der Kunde bekommt eine Nachricht.")),
    "anzahlung-erhalten": (
        record_deposit_paid,
        gettext_lazy("Als erhalten vermerkt."),
    ),
    "anzahlung-erlassen": (partial(settle_deposit, state=DepositState.RELEASED), gettext_lazy("Vermerkt.")),
    "anzahlung-behalten": (partial(settle_deposit, state=DepositState.KEPT), gettext_lazy("Vermerkt.")),
    "gebuehr-erlassen": (
        partial(settle_fee, state=FeeState.WAIVED),
        gettext_lazy("Die Gebühr ist erlassen."),
    ),
    "gebuehr-bezahlt": (partial(settle_fee, state=FeeState.PAID), gettext_lazy("Als bezahlt vermerkt.")),
    "gebuehr-fordern": (
        partial(settle_fee, state=FeeState.OWED),
        gettext_lazy("Die Gebühr ist wieder offen."),
    ),
}


@role_required("owner", "manager", "staff")
@require_POST
def settle(request: HttpRequest, appointment_id: int, way: str) -> HttpResponse:
    """Do one of the things above; what cannot be any more is said."""
    get_object_or_404(Appointment, pk=appointment_id)
    if way not in _ACTS:
        raise Http404
    act, done = _ACTS[way]
    try:
        act(appointment_id=appointment_id, by=f"user:{request.user.pk}", now=clock.now())
    except BookingRefused as error:
        messages.error(request, words.refusal(error.code))
    else:
        messages.success(request, str(done))
    address = reverse("appointment", args=[appointment_id])
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)  # type: ignore[attr-defined]


def terms_of(appointment: Appointment) -> Iterator[Term]:
    """The lines about one appointment; none for one that simply stands."""
    if appointment.status == AppointmentStatus.PENDING:
        yield Term(
            title=_("Wartet auf Ihre Zusage"),
            text=_until(appointment, appointment.answer_due_at, _("Danach wird die Zeit wieder frei.")),
            icon="hourglass",
            tone="warn",
            ways=(_APPROVE, _DECLINE),
        )
    if appointment.deposit_state:
        tone, ways = _DEPOSITS[appointment.deposit_state]
        amount = _money(appointment, appointment.deposit_cents)
        yield Term(
            title=f"{appointment.get_deposit_kind_display()}: {amount}",
            text=_until(appointment, appointment.deposit_due_at, appointment.get_deposit_state_display()),
            icon="euro",
            tone=tone,
            ways=ways,
        )
    if appointment.fee_state:
        tone, ways = _FEES[appointment.fee_state]
        yield Term(
            title=_("Ausfallgebühr: %(amount)s") % {"amount": _money(appointment, appointment.fee_cents)},
            text=appointment.get_fee_state_display(),
            icon="calendar-x",
            tone=tone,
            ways=ways,
        )


def _until(appointment: Appointment, due_at: datetime | None, rest: str) -> str:
    if due_at is None:
        return rest
    local = due_at.astimezone(appointment.branch.zone).replace(tzinfo=None)
    return _("bis %(when)s. %(rest)s") % {
        "when": formats.date_format(local, _("D, j.n., H:i \\U\\h\\r")),
        "rest": rest[:1].upper() + rest[1:],
    }


def _money(appointment: Appointment, cents: int | None) -> str:
    return format_cents(cents or 0, appointment.currency).replace(" ", "\u00a0")
