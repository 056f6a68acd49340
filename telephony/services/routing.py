"""Where a call goes while it rings: to us, on to the business, to a message, or nowhere."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Sum

from booking.models import Branch
from booking.queries.calendar import current_calendar
from booking.queries.hours import is_open_at
from telephony.enums import AnswerMode, Otherwise, Route
from telephony.models import Call
from telephony.queries.lines import Line
from telephony.services.transfer_numbers import is_allowed
from tenants.fields import phone_index

FLOOD_WITHIN: Final = timedelta(hours=1)
# A call that we passed on and that comes back this soon was not picked up there: now it is ours.
COMES_BACK_WITHIN: Final = timedelta(minutes=3)

_SCREEN_SQL = """
SELECT EXISTS (SELECT 1 FROM telephony_blockednumber WHERE phone_index = %(index)s),
       (SELECT count(*) FROM telephony_call
        WHERE phone_index = %(index)s AND source = 'phone' AND ringing_at > %(since)s
          AND outcome IN ('hung_up', 'spam'))
"""


def decide(*, line: Line, number: str | None, now: datetime) -> Route:
    """What happens to this call. Unless something is set up otherwise, we answer.

    :param number: E.164; ``None`` for a hidden one.
    """
    if is_turned_away(line=line, number=number, now=now):
        return Route.TURNED_AWAY
    if _is_ours(line, now) and not is_over_daily_limit(line, now):
        return Route.ANSWER
    return _otherwise(line, number, now)


def is_turned_away(*, line: Line, number: str | None, now: datetime) -> bool:
    """Blocked, hidden where that is not wanted, or a machine that calls and calls."""
    if number is None:
        return line.turns_hidden_away
    with connection.cursor() as cursor:
        cursor.execute(_SCREEN_SQL, {"index": phone_index(number), "since": now - FLOOD_WITHIN})
        is_blocked, fruitless = cursor.fetchone()
    # A telephone system that forwards shows its own number for everybody who calls.
    is_own = number in (line.business_number, line.branch_phone)
    return bool(is_blocked) or (fruitless >= line.calls_per_hour and not is_own)


def is_over_daily_limit(line: Line, now: datetime) -> bool:
    """Whether today's calls have used up the minutes that the business wants to pay for."""
    if line.max_daily_minutes is None:
        return False
    midnight = now.astimezone(ZoneInfo(line.timezone)).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Call.objects.real().filter(ringing_at__gte=midnight).aggregate(spent=Sum("duration_ms"))
    return (today["spent"] or 0) >= line.max_daily_minutes * 60_000


def is_holiday_at(*, branch: Branch, at: datetime) -> bool:
    """A day on which the branch is closed though that weekday is usually open: public holiday or leave."""
    calendar = current_calendar()
    day = at.astimezone(branch.zone).date()
    refused, usual = calendar.branches[branch.pk].wall_spans_on(day)
    return refused is not None or (bool(usual) and not calendar.opening_spans(branch_id=branch.pk, day=day))


def _is_ours(line: Line, now: datetime) -> bool:
    """Whether the mode says that we answer now. What overflows comes to us because nobody picked up."""
    if line.mode in (AnswerMode.ALWAYS, AnswerMode.OVERFLOW):
        return True
    branch = Branch.objects.get(pk=line.branch_id)
    if line.mode == AnswerMode.AFTER_HOURS:
        return not is_open_at(branch=branch, at=now)
    return is_holiday_at(branch=branch, at=now)


def _otherwise(line: Line, number: str | None, now: datetime) -> Route:
    """At other times: as the business wants it, as far as that is possible now."""
    if line.otherwise == Otherwise.MESSAGE:
        return Route.MESSAGE
    can_pass_on = (
        line.otherwise == Otherwise.PASS_ON
        and bool(line.business_number)
        and number != line.business_number
        and is_allowed(line.business_number, country=line.country)
        and not _came_back(number, now)
    )
    if can_pass_on:
        return Route.PASS_ON
    # Nobody there and no more minutes: a message still reaches a human.
    return Route.MESSAGE if is_over_daily_limit(line, now) else Route.ANSWER


def _came_back(number: str | None, now: datetime) -> bool:
    if number is None:
        return False
    passed_on = Call.objects.real().filter(
        phone_index=phone_index(number), route=Route.PASS_ON, ringing_at__gt=now - COMES_BACK_WITHIN
    )
    return passed_on.exists()
