"""What an appointment still waits for when it is made: the team's answer, a deposit."""

from __future__ import annotations

from datetime import datetime

from booking.enums import AppointmentSource, AppointmentStatus, DepositState
from booking.models import Appointment
from booking.queries.questions import answers_for, questions_of
from booking.queries.terms import deposit_for, due_by
from booking.rules.questions import Answers, checked_answers
from tenants.work import wake

# The kind of due work that lets unanswered requests and unpaid appointments go.
UNMET_TERMS = "unmet_terms"
# Whoever of the team writes an appointment down has agreed to it.
_BY_CUSTOMERS = (AppointmentSource.PHONE, AppointmentSource.WEB)


def agree_terms(appointment: Appointment, *, answers: Answers, now: datetime) -> None:
    """Set what the service asks for on an appointment that is about to be stored.

    :raises AnswerMissing: a question that has to be answered was not.
    :raises AnswerExcludes: after an answer the service cannot be booked like this.
    """
    is_by_customer = appointment.source in _BY_CUSTOMERS
    if answers or is_by_customer:
        service = appointment.service
        own = answers_for(service, answers)
        appointment.answers = checked_answers(questions_of(service), own, is_demanded=is_by_customer) or None
    if is_by_customer:
        ask_for_deposit(appointment)
        await_answer(appointment, now=now)


def await_answer(appointment: Appointment, *, now: datetime) -> None:
    """Make it a request, if its service needs the team's consent; only then money is asked for."""
    if appointment.service.needs_approval:
        appointment.status = AppointmentStatus.PENDING
        appointment.answer_due_at = due_by(
            now=now, within=appointment.branch.approval_within, starts_at=appointment.starts_at
        )
    else:
        await_deposit(appointment, now=now)


def ask_for_deposit(appointment: Appointment) -> None:
    """What the service asks for, at the price of this appointment."""
    asked = deposit_for(appointment.service, price_cents=appointment.price_cents)
    if asked is not None:
        appointment.deposit_kind = appointment.service.deposit_kind
        appointment.deposit_state, appointment.deposit_cents = DepositState.REQUIRED, asked


def await_deposit(appointment: Appointment, *, now: datetime) -> None:
    """From now on the deposit is due, if one is asked for and not there."""
    if appointment.deposit_state == DepositState.REQUIRED:
        appointment.deposit_due_at = due_by(
            now=now, within=appointment.branch.deposit_within, starts_at=appointment.starts_at
        )


def wake_for(appointment: Appointment, *, now: datetime) -> None:
    """Have a look at it when what it waits for is due."""
    for due_at in filter(None, (appointment.answer_due_at, appointment.deposit_due_at)):
        wake(kind=UNMET_TERMS, due_at=due_at, now=now)
