"""The last days in figures: each beside the time of the same length before it, with a small chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from booking.queries.phone_bookings import DayOfBookings, booked_by_phone
from portal.dashboard.charts import Bars, Cell, bars_of, shade_of
from portal.dashboard.insights import Comparison, insight
from portal.templatetags.portal import cents
from telephony.queries.call_trends import HourOfCalls, calls_by_hour

SPANS: Final = (7, 30, 90)
DEFAULT_SPAN: Final = 30
# Hours that the strip always shows; others only where somebody called.
_USUAL: Final = (8, 18)
# Fewer than these say nothing in percent.
_LEAST_COMPARED: Final = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Trend:
    """One figure over the days; ``change`` compares with the days before, ``tone`` says how that is."""

    label: str
    value: str
    note: str
    change: str
    tone: str
    icon: str
    chart: Bars
    chart_text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Trends:
    """Everything of one span."""

    days: int
    trends: tuple[Trend, ...]
    hours: tuple[Cell, ...]
    hours_text: str
    insight: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """What the two queries found, from twice the longest span on."""

    hours: Sequence[HourOfCalls]
    bookings: Mapping[date, DayOfBookings]
    today: date

    def on(self, day: date) -> list[HourOfCalls]:
        """The hours of one day."""
        return [each for each in self.hours if each.on == day]


def count(*, days: int, now: datetime, branch_ids: frozenset[int] | None) -> Counted:
    """Two queries, for the span, the span before it, and the same weekday of last week."""
    today = timezone.localdate(now)
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    since = midnight - timedelta(days=2 * max(days, SPANS[0]) - 1)
    return Counted(
        hours=calls_by_hour(since=since, now=now, branch_ids=branch_ids),
        bookings=booked_by_phone(since=since, branch_ids=branch_ids),
        today=today,
    )


def trends_of(counted: Counted, *, days: int) -> Trends | None:
    """The span as the page shows it; ``None``: there is nothing to show yet."""
    if not counted.hours and not counted.bookings:
        return None
    span = [counted.today - timedelta(days=back) for back in reversed(range(days))]
    before = [day - timedelta(days=days) for day in span]
    compared = Comparison(now=_sums(counted, span), before=_sums(counted, before), days=days)
    of_span = [each for each in counted.hours if each.on >= span[0]]
    return Trends(
        days=days,
        trends=tuple(_trends(counted, span, compared)),
        hours=tuple(_strip(of_span)),
        hours_text=_busiest(of_span),
        insight=insight(compared, of_span),
    )


def _sums(counted: Counted, span: Sequence[date]) -> Counter[str]:
    found: Counter[str] = Counter()
    first, last = span[0], span[-1]
    for hour in counted.hours:
        if first <= hour.on <= last:
            found.update(
                calls=hour.calls,
                missed=hour.missed,
                nothing_free=hour.nothing_free,
                missed_cents=hour.missed_cents,
            )
    for day in span:
        booked = counted.bookings.get(day, DayOfBookings())
        found.update(booked=booked.booked, cents=booked.cents)
    return found


def _trends(counted: Counted, span: Sequence[date], compared: Comparison) -> Iterator[Trend]:
    calls, missed = Counter[date](), Counter[date]()
    for hour in counted.hours:
        calls[hour.on] += hour.calls
        missed[hour.on] += hour.missed
    booked = Counter({day: each.booked for day, each in counted.bookings.items()})
    worth, lost = compared.now["cents"], compared.now["missed_cents"]
    yield _trend(_("Anrufe"), "phone", "calls", calls, span, compared, good=1)
    note = _("im Wert von %(amount)s") % {"amount": cents(worth)} if worth else ""
    yield _trend(
        _("Am Telefon gebucht"), "calendar-check", "booked", booked, span, compared, good=1, note=note
    )
    note = _("geschätzt %(amount)s entgangen") % {"amount": cents(lost)} if lost else ""
    yield _trend(
        _("Ohne Termin gegangen"), "phone-missed", "missed", missed, span, compared, good=-1, note=note
    )


def _trend(
    label: str,
    icon: str,
    name: str,
    by_day: Counter[date],
    span: Sequence[date],
    compared: Comparison,
    *,
    good: int,
    note: str = "",
) -> Trend:
    values = [by_day[day] for day in span]
    percent = compared.percent(name) if compared.before[name] >= _LEAST_COMPARED else None
    titles = [
        f"{formats.date_format(day, 'D, j.n.')}: {value}" for day, value in zip(span, values, strict=True)
    ]
    return Trend(
        label=label,
        icon=icon,
        value=formats.number_format(sum(values), force_grouping=True),
        note=note,
        change="" if percent is None else _change(percent),
        tone="neutral" if not percent else "good" if percent * good > 0 else "bad",
        chart=bars_of(values, titles),
        chart_text=_("%(label)s je Tag: höchstens %(most)d, heute %(today)d")
        % {"label": label, "most": max(values), "today": values[-1]},
    )


def _change(percent: int) -> str:
    if not percent:
        return _("wie davor")
    sign = "+" if percent > 0 else "−"
    return _("%(sign)s%(percent)d %% gegenüber davor") % {"sign": sign, "percent": abs(percent)}


def _strip(hours: Iterable[HourOfCalls]) -> Iterator[Cell]:
    by_hour = _by_hour(hours, lambda each: each.calls)
    most = max(by_hour.values(), default=0)
    first, last = min([_USUAL[0], *by_hour]), max([_USUAL[1], *by_hour])
    for hour in range(first, last + 1):
        calls = by_hour[hour]
        title = ngettext("%(hour)d Uhr: %(count)d Anruf", "%(hour)d Uhr: %(count)d Anrufe", calls)
        yield Cell(
            label=str(hour),
            title=title % {"hour": hour, "count": calls},
            shade=shade_of(calls, most),
            is_named=hour % 3 == 0,
        )


def _by_hour(hours: Iterable[HourOfCalls], value: Callable[[HourOfCalls], int]) -> Counter[int]:
    found: Counter[int] = Counter()
    for each in hours:
        found[each.hour] += value(each)
    return found


def _busiest(hours: Iterable[HourOfCalls]) -> str:
    by_hour = _by_hour(hours, lambda each: each.calls)
    if not by_hour:
        return _("Noch keine Anrufe")
    [(hour, _calls)] = by_hour.most_common(1)
    return _("Die meisten Anrufe kommen zwischen %(start)d und %(end)d Uhr.") % {
        "start": hour,
        "end": hour + 1,
    }
