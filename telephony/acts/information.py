"""``opening_hours`` and ``quote_price``: what the company publishes anyway."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import islice
from typing import Annotated

from pydantic import Field

from booking.models import Branch
from booking.queries.hours import OpeningDay, opening_hours_on, opening_week
from telephony.acts.registry import Act, ActArgs, ActContext, ShortWords, Words, never
from telephony.acts.results import ActResult, refused
from telephony.acts.terms import TermUnclear, meant_branch, meant_service
from telephony.acts.wishes import time_said
from telephony.enums import Outcome
from telephony.values import JsonObject

Spans = list[tuple[time, time]]
# More days than this are an ordinary week.
MOST_DAYS = 7


class OpeningHoursArgs(ActArgs):
    """Where, and on which day."""

    branch: Annotated[str, ShortWords] | None = Field(None, description="Filiale, falls genannt")
    when: Annotated[str, Words] | None = Field(None, description="Tag, nach dem gefragt wurde, wörtlich")


class QuotePriceArgs(ActArgs):
    """For what."""

    service: Annotated[str, ShortWords] = Field(description="Leistung in den Worten des Anrufers")
    variant_id: int | None = Field(
        default=None, description="Nur die Nummer einer Ausführung, die bekannt ist"
    )


def opening_hours(context: ActContext, args: OpeningHoursArgs) -> ActResult:
    """Say when the branch is open: on the day that was asked for, or in an ordinary week."""
    try:
        branch_id = meant_branch(context.vocabulary, None, args.branch, words=context.words)
    except TermUnclear as unclear:
        return refused(unclear.code, unclear.say)
    branch = context.call.branch if branch_id is None else Branch.objects.get(pk=branch_id)
    days = _days(context, args.when)
    if len(days) > 1:
        return _in_span(context, [opening_hours_on(branch=branch, day=day) for day in days])
    if days:
        return _on_day(context, opening_hours_on(branch=branch, day=days[0]))
    return _in_general(context, branch)


def quote_price(context: ActContext, args: QuotePriceArgs) -> ActResult:
    """Say what a service costs, from the price list and nothing else."""
    try:
        service_id = meant_service(context.vocabulary, None, args.service, words=context.words)
    except TermUnclear as unclear:
        return refused(unclear.code, unclear.say)
    service = context.vocabulary.service(service_id)
    if service is None:
        return refused("service_unknown", context.words.ask_service_for_price())
    variant = next((one for one in service.variants if one.id == args.variant_id), None)
    name = context.words.with_options(service.name, variant.name, []) if variant else service.name
    has_own = variant is not None and variant.price_cents is not None
    cents = variant.price_cents if variant is not None and has_own else service.price_cents
    is_from = service.price_from
    return ActResult(
        ok=True,
        code="quoted",
        say=context.words.price(name, cents, is_from=is_from),
        more={
            "service": service.name,
            "price_cents": cents,
            "price_from": is_from,
            "duration_minutes": (variant.duration_minutes if variant else 0) or service.duration_minutes,
        },
        outcome=Outcome.ANSWERED,
    )


def _on_day(context: ActContext, opening: OpeningDay) -> ActResult:
    spans = _spans(opening)
    local_day = context.local_now.replace(year=opening.day.year, month=opening.day.month, day=opening.day.day)
    say = context.words.hours_of_day(local_day, spans, today=context.local_now)
    return ActResult(
        ok=True, code="hours", say=say, more={"hours": [_day_json(opening)]}, outcome=Outcome.ANSWERED
    )


def _in_span(context: ActContext, openings: list[OpeningDay]) -> ActResult:
    """The days between two dates that were asked about, those with the same hours together."""
    local = context.local_now
    spoken = [
        (local.replace(year=one.day.year, month=one.day.month, day=one.day.day), _spans(one))
        for one in openings
    ]
    return ActResult(
        ok=True,
        code="hours",
        say=context.words.hours_in_span(spoken, today=local),
        more={"hours": [_day_json(one) for one in openings]},
        outcome=Outcome.ANSWERED,
    )


def _in_general(context: ActContext, branch: Branch) -> ActResult:
    """The week as it usually is: a week without special days is looked for among the next ones."""
    monday = context.local_now.date() - timedelta(days=context.local_now.weekday())
    days = opening_week(branch=branch, first_day=monday, days=28)
    usual = [_usual([days[weekday + 7 * week] for week in range(4)]) for weekday in range(7)]
    say = context.words.weekly_hours(usual)
    if not say:
        return refused("hours_unknown", context.words.hours(""))
    today = next(day for day in days if day.day == context.local_now.date())
    return ActResult(
        ok=True,
        code="hours",
        say=say,
        more={"hours": [_day_json(day) for day in days[:7]], "today": _day_json(today)},
        outcome=Outcome.ANSWERED,
    )


def _usual(days: list[OpeningDay]) -> Spans:
    """The hours that most of these weekdays have."""
    hours = [_spans(day) for day in days]
    return max(hours, key=lambda spans: (hours.count(spans), len(spans)))


def _spans(opening: OpeningDay) -> Spans:
    return [(span.opens_at.time(), span.closes_at.time()) for span in opening.spans]


def _day_json(opening: OpeningDay) -> JsonObject:
    return {
        "day": opening.day.isoformat(),
        "holiday": opening.holiday,
        "open": [
            [opens.isoformat("minutes"), closes.isoformat("minutes")] for opens, closes in _spans(opening)
        ],
    }


def _days(context: ActContext, said: str | None) -> list[date]:
    """The days that were asked about: one, or a span of a few; of "samstags" the next one."""
    if not said:
        return []
    wish = time_said(context, said)
    box = wish.boxes[0] if wish and wish.boxes else None
    if box is None or not box.has_days:
        return []
    today = context.local_now.date()
    is_span = box.start is not None and box.end is not None and not box.weekdays
    days = islice(box.days(today, today + timedelta(days=366)), MOST_DAYS if is_span else 1)
    return list(days)


OPENING_HOURS = Act(
    name="opening_hours",
    description="Nennt die Öffnungszeiten, allgemein oder an einem bestimmten Tag, mit Feiertagen.",
    args=OpeningHoursArgs,
    run=opening_hours,
    intent="hours",
    still_stands=never,
    verbatim=frozenset({"when"}),
)
QUOTE_PRICE = Act(
    name="quote_price",
    description="Nennt den Preis einer Leistung aus der Preisliste. Nie selbst einen Preis nennen.",
    args=QuotePriceArgs,
    run=quote_price,
    intent="price",
    still_stands=never,
)
