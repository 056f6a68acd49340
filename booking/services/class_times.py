"""The owner's weekly timetable of classes: a line changes, and its sessions follow."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from booking.enums import OfferState, RefusalCode, SessionState
from booking.errors import BookingRefused, ServiceNotOffered
from booking.house_values import ClassTimeValues
from booking.models import ClassSession, ClassTime, StaffMember
from booking.queries.class_times import MissingDay, class_time_values
from booking.services.acts import booking_act, lock_resources
from booking.services.class_planning import DECISIONS, plan_class_time
from booking.services.classes import change_places, lock_session, replace_teacher
from booking.services.editing import note_change, refuse_stale
from tenants.work import wake


@dataclass(frozen=True, kw_only=True, slots=True)
class SavedClassTime:
    """What a saved line came to.

    ``stayed``: sessions with people in them that are as they were before, and the rule that kept them so;
    ``None``: they lie at a time that the line has left.
    """

    class_time: ClassTime
    session_ids: tuple[int, ...]
    missing: tuple[MissingDay, ...]
    stayed: tuple[tuple[int, RefusalCode | None], ...]


def save_class_time(
    *,
    values: ClassTimeValues,
    now: datetime,
    class_time_id: int | None = None,
    expected: str | None = None,
) -> SavedClassTime:
    """Add a line to the timetable or change one, then make the sessions of the weeks ahead.

    Sessions without anybody in them follow every change. Where people have booked, teacher and number of
    places follow as far as they can; the time stays what was promised.

    :param expected: fingerprint of the values that the editor had read.
    :raises ClassTime.DoesNotExist: no such line.
    :raises ChangedMeanwhile: somebody else has changed it since.
    :raises ServiceNotOffered: this person does not give the class there.
    :raises Busy: contended for longer than we wait; nothing was changed.
    """
    pk, stayed = _write_down(values=values, class_time_id=class_time_id, expected=expected, now=now)
    class_time = ClassTime.objects.select_related("service", "branch", "staff").get(pk=pk)
    planned = plan_class_time(class_time, now=now)
    return SavedClassTime(
        class_time=class_time,
        session_ids=planned.session_ids,
        missing=tuple(each for each in planned.not_planned if each.code != RefusalCode.PAST_TIME),
        stayed=stayed,
    )


@booking_act
def drop_class_time(*, class_time_id: int, now: datetime) -> int:
    """Take a line out of the timetable with its empty sessions; returns how many with people in them stay.

    :raises ClassTime.DoesNotExist: no such line.
    """
    class_time = ClassTime.objects.select_for_update().get(pk=class_time_id)
    sessions = _locked_ahead(class_time, now)
    stayed = sum(not _removed(each, now) for each in sessions)
    class_time.delete()
    return stayed


@booking_act
def _write_down(
    *, values: ClassTimeValues, class_time_id: int | None, expected: str | None, now: datetime
) -> tuple[int, tuple[tuple[int, RefusalCode | None], ...]]:
    _refuse_unless_given(values)
    if class_time_id is None:
        return ClassTime.objects.create(**asdict(values)).pk, ()
    class_time = ClassTime.objects.select_for_update(no_key=True).get(pk=class_time_id)
    stored = class_time_values(class_time)
    refuse_stale(expected=expected, stored=stored)
    note_change(class_time, before=stored, after=values)
    for name, value in asdict(values).items():
        setattr(class_time, name, value)
    class_time.save()
    sessions = _locked_ahead(class_time, now, values.staff_id) if stored != values else []
    followed = [(each.pk, _follow(each, before=stored, after=values, now=now)) for each in sessions]
    return class_time.pk, tuple((pk, code) for pk, (stays, code) in followed if stays)


def _refuse_unless_given(values: ClassTimeValues) -> None:
    gives = StaffMember.objects.filter(
        pk=values.staff_id, is_active=True, branches=values.branch_id, skills__service=values.service_id
    )
    if not gives.exists():
        raise ServiceNotOffered(staff_id=values.staff_id, service_id=values.service_id)


def _locked_ahead(class_time: ClassTime, now: datetime, *staff_ids: int) -> list[ClassSession]:
    """The sessions to come, with their people locked: nobody takes a place while we look who has one."""
    ahead = ClassSession.objects.taking_place().filter(class_time=class_time, period__startswith__gt=now)
    known = list(ahead.order_by("period", "pk").values_list("pk", "staff"))
    people = {*staff_ids, *(staff_id for _pk, staff_id in known)}
    lock_resources(set(StaffMember.objects.filter(pk__in=people).values_list("resource_id", flat=True)))
    return [lock_session(pk) for pk, _staff_id in known]


def _follow(
    session: ClassSession, *, before: ClassTimeValues, after: ClassTimeValues, now: datetime
) -> tuple[bool, RefusalCode | None]:
    """Whether the session stays as it was although the line says otherwise, and the rule behind it."""
    if _removed(session, now):
        return False, None
    if not _lies_in(session, after):
        return True, None
    try:
        _adopt(session, before, after, now)
    except BookingRefused as refusal:
        return True, RefusalCode(refusal.code)
    return False, None


def _lies_in(session: ClassSession, values: ClassTimeValues) -> bool:
    local = session.local_start
    return (
        (session.service_id, session.branch_id) == (values.service_id, values.branch_id)
        and (local.weekday(), local.time()) == (values.weekday, values.starts_at)
        and (values.valid_from is None or values.valid_from <= local.date())
        and (values.valid_until is None or local.date() <= values.valid_until)
    )


def _adopt(session: ClassSession, before: ClassTimeValues, after: ClassTimeValues, now: datetime) -> None:
    """Only what the line changed: a substitute, or places added for one evening, are somebody's decision."""
    if before.places != after.places and session.places == before.places:
        change_places(session_id=session.pk, places=max(after.places, session.booked))
    if before.staff_id != after.staff_id and session.staff_id == before.staff_id:
        replace_teacher(session_id=session.pk, staff_id=after.staff_id, now=now)
    if (before.min_participants, before.decided_before) != (after.min_participants, after.decided_before):
        _decide_anew(session, after.min_participants, after.decided_before, now)


def _decide_anew(session: ClassSession, least: int, before: timedelta, now: datetime) -> None:
    if session.state != SessionState.PLANNED:
        return
    decides_at = session.starts_at - before if least else None
    ClassSession.objects.filter(pk=session.pk).update(min_participants=least, decides_at=decides_at)
    if decides_at is not None:
        wake(kind=DECISIONS, due_at=decides_at, now=now)


def _removed(session: ClassSession, now: datetime) -> bool:
    """Take an empty session away; ``False``: somebody has a place, or is being offered one."""
    held = session.offers.filter(state=OfferState.HELD, expires_at__gt=now)
    if session.booked or held.exists():
        return False
    if session.appointments.exists():
        # Cancelled ones keep pointing to it.
        session.occupancies.all().delete()
        ClassSession.objects.filter(pk=session.pk).update(
            state=SessionState.CANCELLED, cancelled_at=now, class_time=None
        )
    else:
        session.delete()
    return True
