"""By when somebody owes a call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import transaction

from booking.enums import PreferenceSubject
from booking.models import Branch, Preferences
from booking.queries.hours import OpenSpan, is_open_at, next_opening, opening_hours_on

ROUND_TO = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadlines:
    """By when a call is owed, in opening time; and after how much of it another try, how often at most."""

    within: timedelta = timedelta(hours=2)
    again_after: timedelta = timedelta(hours=1)
    most_tries: int = 3


USUAL: Final = Deadlines()


def deadlines() -> Deadlines:
    """As the company has decided."""
    row = Preferences.objects.filter(subject=PreferenceSubject.CALLBACKS).first()
    if row is None:
        return USUAL
    return Deadlines(
        within=timedelta(minutes=row.values["within"]),
        again_after=timedelta(minutes=row.values["again_after"]),
        most_tries=row.values["most_tries"],
    )


@transaction.atomic
def choose_deadlines(chosen: Deadlines) -> None:
    """Decide it; what was promised before stays as it was."""
    minute = timedelta(minutes=1)
    values = {
        "within": chosen.within // minute,
        "again_after": chosen.again_after // minute,
        "most_tries": chosen.most_tries,
    }
    Preferences.objects.update_or_create(subject=PreferenceSubject.CALLBACKS, defaults={"values": values})


def callback_deadline(branch: Branch, now: datetime, *, within: timedelta | None = None) -> datetime:
    """So much opening time from now: what is left of today counts, nights and holidays do not.

    :param within: how much; else what the company has decided.
    """
    owed, at = deadlines().within if within is None else within, now
    while opening := _opening_from(branch, at):
        begins_at, closes_at = (edge.astimezone(UTC) for edge in (opening.opens_at, opening.closes_at))
        if begins_at + owed <= closes_at:
            return min(_rounded(begins_at + owed), closes_at)
        owed, at = owed - (closes_at - begins_at), closes_at
    # A branch without any opening hours owes the call by the same time tomorrow.
    return _rounded(now + timedelta(days=1))


def _opening_from(branch: Branch, at: datetime) -> OpenSpan | None:
    """What is left of the opening hours that run at this instant; else the next ones."""
    local = at.astimezone(branch.zone)
    opens_at = local if is_open_at(branch=branch, at=at) else next_opening(branch=branch, at=local)
    if opens_at is None:
        return None
    spans = opening_hours_on(branch=branch, day=opens_at.date()).spans
    closes_at = next(span.closes_at for span in spans if span.opens_at <= opens_at < span.closes_at)
    return OpenSpan(opens_at=opens_at, closes_at=closes_at)


def _rounded(at: datetime) -> datetime:
    past = timedelta(minutes=at.minute, seconds=at.second, microseconds=at.microsecond) % ROUND_TO
    return at + (ROUND_TO - past) if past else at
