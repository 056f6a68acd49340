"""Writing down which messages an appointment gives rise to. Part of the booking's own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from askproai.core.events import publish
from askproai.core.rows import Prepared, insert_new
from booking.enums import AppointmentSource, AppointmentStatus, ChangeKind
from booking.models import Appointment, AppointmentChange, Customer
from booking.queries.visits import parts_of_visit
from booking.quiet_hours import quiet_left
from booking.services.outages import MOVED_BY_OUTAGE
from notifications.enums import REMINDERS, Channel, NotificationState, Purpose, Reason
from notifications.events import NotificationStatusChanged
from notifications.models import Notification
from notifications.reach import takes_mail, takes_sms
from notifications.services.own_texts import message_values
from notifications.services.quiet_hours import reminder_due, second_reminder_due
from tenants.outbox.services import Owed, enqueue_all

_CONFIRMED_ELSEWHERE = frozenset({AppointmentSource.IMPORT, AppointmentSource.CALENDAR})
# Whose visit begins so soon after the night is told in the night.
_SOON = timedelta(hours=4)
_WITH_CUSTOMER: Prepared[Appointment] = Prepared(
    lambda pk: Appointment.objects.select_related("customer", "branch").filter(pk=pk)
)


@transaction.atomic(savepoint=False)
def plan_booking_messages(
    *, appointment_id: int, is_told: bool = True, told_after: timedelta = timedelta(0)
) -> None:
    """Confirm by every way the customer can be reached, and remind a day before. Twice changes nothing.

    What was imported or booked in another calendar was confirmed there, so it is only reminded of; so is
    one of a series that is told of in one message. Of the parts of a visit the first one reminds of all. A
    request is said to be one, and nobody is reminded of it before the team has agreed.

    :param told_after: so much later, and never in the night: the team booked it and may think again.
    """
    appointment = _appointment(appointment_id)
    now = appointment.created_at
    due_at = _due_after(appointment, told_after, now)
    if appointment.starts_at <= now:
        return
    planned: list[Notification] = []
    if appointment.status == AppointmentStatus.PENDING:
        if is_told:
            told = _told_at_once(appointment, purpose=Purpose.REQUEST, occasion=0, due_at=due_at, now=now)
            owe_messages([*told], now=now)
        return
    if is_told and appointment.source not in _CONFIRMED_ELSEWHERE:
        planned += _told_at_once(
            appointment, purpose=Purpose.CONFIRMATION, occasion=0, due_at=due_at, now=now
        )
    planned += _reminder(appointment, occasion=0, now=now)
    owe_messages(planned, now=now)


@transaction.atomic(savepoint=False)
def plan_restored_messages(*, appointment_id: int, change_id: int, is_told: bool) -> None:
    """It stands again: remind of it as before, and confirm it to whoever heard that it is off."""
    appointment = _appointment(appointment_id)
    now = AppointmentChange.objects.get(pk=change_id).changed_at
    _drop_queued(appointment_id, before=change_id, reason=Reason.SUPERSEDED)
    if appointment.starts_at <= now or appointment.status != AppointmentStatus.CONFIRMED:
        return
    purpose = Purpose.CONFIRMATION
    told = _told_at_once(appointment, purpose=purpose, occasion=change_id, now=now) if is_told else ()
    owe_messages([*told, *_reminder(appointment, occasion=change_id, now=now)], now=now)


@transaction.atomic(savepoint=False)
def plan_approval_messages(*, appointment_id: int, change_id: int, is_told: bool = True) -> None:
    """The team said yes: confirm what was only noted down, and remind of it."""
    appointment = _appointment(appointment_id)
    now = AppointmentChange.objects.get(pk=change_id).changed_at
    _drop_queued(appointment_id, before=change_id, reason=Reason.SUPERSEDED)
    if appointment.starts_at <= now or not is_told:
        return
    told = _told_at_once(appointment, purpose=Purpose.CONFIRMATION, occasion=change_id, now=now)
    owe_messages([*told, *_reminder(appointment, occasion=change_id, now=now)], now=now)


@transaction.atomic(savepoint=False)
def plan_change_messages(
    *, appointment_id: int, change_id: int, is_told: bool = True, told_after: timedelta = timedelta(0)
) -> None:
    """Tell the new time instead of whatever has not been told yet, and remind of the new time.

    :param told_after: so much later, and never in the night: the team did it and may think again.
    """
    appointment = _appointment(appointment_id)
    change = AppointmentChange.objects.get(pk=change_id)
    now = change.changed_at
    _drop_queued(appointment_id, before=change_id, reason=Reason.SUPERSEDED)
    if appointment.starts_at <= now:
        return
    # Whoever is moved because somebody is sick is told why, by the outage itself.
    is_told = is_told and change.by != MOVED_BY_OUTAGE
    is_request = appointment.status == AppointmentStatus.PENDING
    purpose = Purpose.REQUEST if is_request else Purpose.CHANGE
    due_at = _due_after(appointment, told_after, now)
    told = (
        _told_at_once(appointment, purpose=purpose, occasion=change_id, due_at=due_at, now=now)
        if is_told
        else ()
    )
    reminder = () if is_request else _reminder(appointment, occasion=change_id, now=now)
    owe_messages([*told, *reminder], now=now)


@transaction.atomic(savepoint=False)
def plan_cancellation_messages(
    *, appointment_id: int, change_id: int, is_told: bool = True, told_after: timedelta = timedelta(0)
) -> None:
    """Tell that the appointment is off and why, and nothing else of it any more.

    :param told_after: so much later, and never in the night: the team did it and may think again.
    """
    appointment = _appointment(appointment_id)
    change = AppointmentChange.objects.get(pk=change_id)
    now = change.changed_at
    _drop_queued(appointment_id, before=change_id, reason=Reason.APPOINTMENT_CANCELLED)
    if is_told and appointment.starts_at > now:
        due_at = _due_after(appointment, told_after, now)
        told = _told_at_once(
            appointment, purpose=_why_off(change), occasion=change_id, due_at=due_at, now=now
        )
        owe_messages([*told], now=now)
    if appointment.visit_id is not None:
        owe_messages([*_reminder(appointment, occasion=change_id, now=now)], now=now)


def _why_off(change: AppointmentChange) -> Purpose:
    """A request that was declined or not answered was never promised."""
    if change.kind == ChangeKind.CANCELLED:
        return Purpose.CANCELLATION
    return Purpose.DECLINED if change.old_status == AppointmentStatus.PENDING else Purpose.LAPSED


def address_of(customer: Customer, channel: str) -> str:
    """Where this customer gets messages of this channel; empty when nowhere."""
    if channel == Channel.SMS:
        return customer.phone if customer.phone and takes_sms(customer.phone) else ""
    return customer.email if customer.email and takes_mail(customer.email) else ""


def _appointment(appointment_id: int) -> Appointment:
    found = _WITH_CUSTOMER.first(appointment_id)
    if found is None:
        raise Appointment.DoesNotExist
    return found


def reachable_by(customer: Customer) -> list[Channel]:
    """The way they prefer, if they can be reached by it; else every way that there is."""
    ways = [channel for channel in Channel if address_of(customer, channel)]
    preferred = [channel for channel in ways if channel == customer.preferred_channel]
    return preferred or ways


def _told_at_once(
    appointment: Appointment,
    *,
    purpose: Purpose,
    occasion: int,
    now: datetime,
    due_at: datetime | None = None,
) -> Iterator[Notification]:
    """One message by every way the customer can be reached; ``due_at``: not before then."""
    for channel in reachable_by(appointment.customer):
        yield _message(appointment, purpose, channel, occasion=occasion, due_at=due_at or now, now=now)


def _due_after(appointment: Appointment, told_after: timedelta, now: datetime) -> datetime:
    """When the customer hears of what the team did: what somebody did for themselves is told at once.

    In the night only those whose visit begins soon after it.
    """
    if not told_after:
        return now
    quiet = quiet_left(now, zone=appointment.branch.zone)
    is_near = appointment.starts_at < now + quiet + _SOON
    return now + (told_after if is_near else max(told_after, quiet))


def silence(*, appointment_id: int, change_id: int) -> bool:
    """Nobody is to hear of this change; false where a message is on its way already."""
    about = Notification.objects.filter(appointment_id=appointment_id, occasion=change_id)
    told = about.exclude(purpose__in=REMINDERS)
    with transaction.atomic():
        _drop(told, Reason.SUPERSEDED)
    return not told.exclude(state=NotificationState.CANCELLED).exists()


def will_tell(*, appointment_id: int, change_id: int) -> bool:
    """Whether a message about this change waits to be sent."""
    waiting = Notification.objects.filter(
        appointment_id=appointment_id, occasion=change_id, state=NotificationState.QUEUED
    )
    return waiting.exclude(purpose__in=REMINDERS).exists()


def is_known(*, appointment_id: int, change_id: int) -> bool:
    """Whether the customer knows of this change, or would have heard of one just before it by now."""
    about = Notification.objects.filter(appointment_id=appointment_id).exclude(purpose__in=REMINDERS)
    still_here = (NotificationState.QUEUED, NotificationState.CANCELLED)
    if about.filter(occasion=change_id).exclude(state__in=still_here).exists():
        return True
    change = AppointmentChange.objects.filter(pk=change_id).first()
    return (
        change is not None
        and about.filter(
            occasion__gt=0,
            occasion__lt=change_id,
            state=NotificationState.CANCELLED,
            reason=Reason.SUPERSEDED,
            due_at__gte=change.changed_at,
        ).exists()
    )


def _reminder(appointment: Appointment, *, occasion: int, now: datetime) -> Iterator[Notification]:
    """The reminders of the appointment, or of what is first in its visit now."""
    if appointment.visit_id is not None:
        parts = parts_of_visit(appointment)
        others = [part.pk for part in parts[1:]]
        _drop(Notification.objects.filter(appointment__in=others, purpose__in=REMINDERS), Reason.SUPERSEDED)
        if not parts or _is_reminded_of(parts[0]):
            return
        appointment = parts[0]
    if not appointment.customer.wants_reminders:
        return
    # One way is a service, two are a nuisance: by SMS, else by mail.
    for channel in reachable_by(appointment.customer)[:1]:
        for purpose, due_at in _reminder_times(appointment, now=now):
            yield _message(appointment, purpose, channel, occasion=occasion, due_at=due_at, now=now)


def _reminder_times(appointment: Appointment, *, now: datetime) -> Iterator[tuple[Purpose, datetime]]:
    """As long before as the company wants, and shortly before once more where it wants that."""
    wanted, starts_at, zone = message_values(), appointment.starts_at, appointment.branch.zone
    first = None
    if wanted.remind_before is not None:
        first = reminder_due(starts_at=starts_at, before=wanted.remind_before, zone=zone, now=now)
        if first is not None:
            yield Purpose.REMINDER, first
    if wanted.remind_again is not None:
        again = second_reminder_due(
            starts_at=starts_at, before=wanted.remind_again, zone=zone, now=now, first=first
        )
        if again is not None:
            yield Purpose.REMIND_SOON, again


def _message(
    appointment: Appointment,
    purpose: Purpose,
    channel: Channel,
    *,
    occasion: int,
    due_at: datetime,
    now: datetime,
) -> Notification:
    return Notification(
        appointment=appointment,
        purpose=purpose,
        channel=channel,
        occasion=occasion,
        due_at=due_at,
        created_at=now,
    )


def owe_messages(messages: Sequence[Notification], *, now: datetime) -> None:
    """Write messages down and owe their sending, but for those that were owed before."""
    fresh = insert_new(messages, known_by="reference")
    owed = [Owed(kind=each.channel, subject_id=each.pk, due_at=each.due_at) for each in fresh]
    enqueue_all(owed, now=now)


def _is_reminded_of(appointment: Appointment) -> bool:
    reminders = Notification.objects.filter(appointment=appointment, purpose__in=REMINDERS)
    return reminders.exclude(state=NotificationState.CANCELLED).exists()


def _drop_queued(appointment_id: int, *, before: int, reason: Reason) -> None:
    _drop(Notification.objects.filter(appointment_id=appointment_id, occasion__lt=before), reason)


def _drop(messages: QuerySet[Notification], reason: Reason) -> None:
    """Those of them that nobody has begun to send."""
    queued = messages.filter(state=NotificationState.QUEUED).select_for_update()
    dropped = [(pk, about) for pk, about in queued.values_list("pk", "appointment_id") if about is not None]
    Notification.objects.filter(pk__in=[pk for pk, _ in dropped]).update(
        state=NotificationState.CANCELLED, reason=reason
    )
    _tell(dropped)


def _tell(dropped: Iterable[tuple[int, int]]) -> None:
    for notification_id, appointment_id in dropped:
        publish(
            NotificationStatusChanged(
                notification_id=notification_id,
                appointment_id=appointment_id,
                state=NotificationState.CANCELLED,
            )
        )
