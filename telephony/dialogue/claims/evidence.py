"""What a claim may rest on: what acts answered, what the caller said, what the company's catalogue says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from telephony.dialogue.claims.days import Day
from telephony.dialogue.claims.statements import Claim, Kind, claims_of
from telephony.dialogue.times.wish import Box, TimeWish
from telephony.dialogue.vocabulary import Vocabulary


class ProofSource(StrEnum):
    """What proves a claim."""

    ACT = "act"
    CALLER = "caller"
    CATALOGUE = "catalogue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that is known, and from where. ``act`` counts in the list that was given."""

    kind: Kind
    source: ProofSource
    act: int | None = None
    day: Day | None = None
    minute: int | None = None
    is_vague: bool = False
    cents: int | None = None
    is_from: bool = False
    minutes: int | None = None
    is_closed: bool = False
    topic: str = ""
    numbers: tuple[float, ...] = ()
    is_negative: bool = False
    service: str = ""


def facts_of_act(
    name: str, args: Mapping[str, Any], result: Mapping[str, Any], *, act: int, today: date | None
) -> Iterator[Fact]:
    """What an act's answer makes certain, its sentence included: the server wrote it."""
    yield from _of_times(result, act)
    yield from _of_amounts(result, act)
    if result.get("ok"):
        yield from _deeds_of(name, result, act)
    for sentence in _sentences(result):
        yield from facts_of_text(sentence, source=ProofSource.ACT, act=act, today=today)
    if isinstance(args.get("wish"), Mapping):
        yield from facts_of_wish(TimeWish.from_json(dict(args["wish"])))


def _of_times(result: Mapping[str, Any], act: int) -> Iterator[Fact]:
    appointment, today = result.get("appointment"), result.get("today")
    for slot in (
        *_entries(result.get("slots")),
        *_entries(result.get("alternatives")),
        *_entries(result.get("appointments")),
        *_entries([appointment]),
    ):
        yield from _of_slot(slot, act)
    for day in (*_entries(result.get("hours")), *_entries([today])):
        yield from _of_hours(day, act)
    if isinstance(result.get("due_at"), str):
        yield from _moment(datetime.fromisoformat(result["due_at"]), act)


def facts_of_text(
    text: str, *, source: ProofSource, act: int | None = None, today: date | None = None
) -> Iterator[Fact]:
    """The claims of a trusted sentence are facts."""
    for claim in claims_of(text):
        yield fact_of_claim(claim, source=source, act=act, today=today)


def fact_of_claim(
    claim: Claim, *, source: ProofSource, act: int | None = None, today: date | None = None
) -> Fact:
    """A claim that is trusted; words like "morgen" become dates while it is known when they were said."""
    return Fact(
        kind=claim.kind, source=source, act=act, day=_dated(claim.day, today), minute=claim.minute,
        is_vague=claim.is_vague, cents=claim.cents, is_from=claim.is_from, minutes=claim.minutes,
        is_closed=claim.is_closed, topic=claim.topic, numbers=claim.numbers, is_negative=claim.is_negative,
    )  # fmt: skip


def facts_of_vocabulary(vocabulary: Vocabulary) -> Iterator[Fact]:
    """Prices and durations of the price list, and how far ahead may be booked."""
    for service in vocabulary.services:
        shared = {"source": ProofSource.CATALOGUE, "service": service.name}
        yield Fact(kind=Kind.DURATION, minutes=service.duration_minutes, **shared)  # type: ignore[arg-type]
        for option in (*service.variants, *service.add_ons):
            yield Fact(kind=Kind.DURATION, minutes=option.duration_minutes, **shared)  # type: ignore[arg-type]
            if option.price_cents is not None:
                yield Fact(kind=Kind.PRICE, cents=option.price_cents, is_from=service.price_from, **shared)  # type: ignore[arg-type]
        if service.price_cents is not None:
            yield Fact(
                kind=Kind.PRICE,
                cents=service.price_cents,
                is_from=service.price_from,
                **shared,  # type: ignore[arg-type]
            )
    yield Fact(kind=Kind.DURATION, source=ProofSource.CATALOGUE, minutes=vocabulary.max_horizon_days * 1440)


def facts_of_wish(wish: TimeWish) -> Iterator[Fact]:
    """The days and times that the caller named, as they were understood."""
    for box in (*wish.boxes, *wish.excluded):
        yield from _of_box(box)
    for choice in wish.choices:
        yield Fact(kind=Kind.TIME, source=ProofSource.CALLER, day=_day(choice))


def _of_box(box: Box) -> Iterator[Fact]:
    days: list[Day] = [Day(weekday=weekday) for weekday in box.weekdays]
    if box.start is not None:
        days.append(_day(box.start))
    if box.end is not None:
        days += [_day(box.end - timedelta(days=1)), _day(box.end)]
    for day in days:
        yield Fact(kind=Kind.TIME, source=ProofSource.CALLER, day=day)
    for minute in {box.opens, box.closes, box.target} - {None}:
        yield Fact(kind=Kind.TIME, source=ProofSource.CALLER, minute=minute)


def _of_slot(slot: Mapping[str, Any], act: int) -> Iterator[Fact]:
    starts_at = datetime.fromisoformat(str(slot["starts_at"])) if slot.get("starts_at") else None
    service = str(slot.get("service") or "")
    minutes = slot.get("duration_minutes")
    if starts_at is not None:
        yield from _moment(starts_at, act)
        if isinstance(minutes, int):
            yield from _moment(starts_at + timedelta(minutes=minutes), act)
    if isinstance(minutes, int):
        yield Fact(kind=Kind.DURATION, source=ProofSource.ACT, act=act, minutes=minutes, service=service)
    if isinstance(slot.get("price_cents"), int):
        yield Fact(
            kind=Kind.PRICE, source=ProofSource.ACT, act=act, cents=slot["price_cents"], service=service
        )


def _of_amounts(result: Mapping[str, Any], act: int) -> Iterator[Fact]:
    service = str(result.get("service") or "")
    if isinstance(result.get("price_cents"), int):
        yield Fact(
            kind=Kind.PRICE, source=ProofSource.ACT, act=act, cents=result["price_cents"],
            is_from=bool(result.get("price_from")), service=service,
        )  # fmt: skip
    if isinstance(result.get("duration_minutes"), int):
        yield Fact(
            kind=Kind.DURATION,
            source=ProofSource.ACT,
            act=act,
            minutes=result["duration_minutes"],
            service=service,
        )


def _of_hours(day: Mapping[str, Any], act: int) -> Iterator[Fact]:
    named = _day(date.fromisoformat(str(day["day"])))
    spans = day.get("open") or []
    if not spans:
        yield Fact(kind=Kind.HOURS, source=ProofSource.ACT, act=act, day=named, is_closed=True)
    for at in {edge for span in spans for edge in span}:
        hour, minute = str(at).split(":")[:2]
        yield Fact(
            kind=Kind.HOURS, source=ProofSource.ACT, act=act, day=named, minute=int(hour) * 60 + int(minute)
        )


_DEEDS = {
    "book": ("booked",), "reschedule": ("moved", "booked"), "cancel": ("cancelled",),
    "my_appointments": ("booked",), "callback": ("callback",), "transfer": ("callback",),
    "take_message": ("callback",),
}  # fmt: skip


def _deeds_of(name: str, result: Mapping[str, Any], act: int) -> Iterator[Fact]:
    deeds = (*_DEEDS.get(name, ()), *(("sms",) if result.get("confirmation") == "sms" else ()))
    for deed in deeds:
        yield Fact(kind=Kind.DONE, source=ProofSource.ACT, act=act, topic=deed)


def _sentences(result: Mapping[str, Any]) -> Iterator[str]:
    """What the server wrote to be spoken, and what its sources say."""
    for value in (result.get("say"), result.get("explanation")):
        if isinstance(value, str):
            yield value
    for source in _entries(result.get("sources")):
        if isinstance(source.get("text"), str):
            yield source["text"]


def _entries(value: object) -> Iterable[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list | tuple) else []


def _moment(at: datetime, act: int) -> Iterator[Fact]:
    yield Fact(
        kind=Kind.TIME, source=ProofSource.ACT, act=act, day=_day(at.date()), minute=at.hour * 60 + at.minute
    )


def _day(day: date) -> Day:
    return Day(weekday=day.weekday(), of_month=day.day, month=day.month, year=day.year)


def _dated(day: Day | None, today: date | None) -> Day | None:
    named = day.on(today) if day is not None else None
    return day if named is None else _day(named)
