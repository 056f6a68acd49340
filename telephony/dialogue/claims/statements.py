"""What a sentence of the receptionist claims: times, prices, durations, opening hours, rules, things done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self, TypedDict

from telephony.dialogue.claims.days import Day
from telephony.dialogue.claims.mentions import Mention, mentions_in
from telephony.dialogue.claims.rules import (
    ABOUT_APPOINTMENTS,
    CLOSED,
    NEGATIVE,
    OFFERING,
    OPENING,
    PROMISES_NOTHING,
    deeds_in,
    rules_in,
)
from telephony.dialogue.claims.tokens import Clause, clauses_of, number
from telephony.dialogue.text import fold


class Kind(StrEnum):
    """What is claimed."""

    TIME = "time"  # a day, a time, or both together
    HOURS = "hours"  # the same, said of when the house is open
    PRICE = "price"
    DURATION = "duration"
    POLICY = "policy"
    DONE = "done"


class Mood(StrEnum):
    """How a time was put; an offer needs more than that the caller said it first."""

    OFFERED = "offered"
    REFUSED = "refused"
    MENTIONED = "mentioned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One checkable thing that was said. Holds values and places in the text, never words of it."""

    kind: Kind
    start: int
    end: int
    mood: Mood = Mood.MENTIONED
    day: Day | None = None
    minute: int | None = None
    is_vague: bool = False
    cents: int | None = None
    is_from: bool = False
    minutes: int | None = None
    is_closed: bool = False
    # Rules and deeds: a word of a closed list ("cancellation", "booked"), the numbers with it, yes or no.
    topic: str = ""
    numbers: tuple[float, ...] = ()
    is_negative: bool = False
    # Which of the company's services the sentence names.
    about: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        """What was claimed, for people: ``Di 8.12. 09:00``, ``45,00 €``, ``90 min``."""
        if self.kind is Kind.PRICE:
            return f"{'ab ' if self.is_from else ''}{(self.cents or 0) / 100:.2f} €".replace(".", ",")
        if self.kind is Kind.DURATION:
            return f"{self.minutes} min"
        if self.topic:
            return " ".join([self.topic, *(f"{each:g}" for each in self.numbers)])
        clock = "" if self.minute is None else f"{self.minute // 60:02}:{self.minute % 60:02}"
        return " ".join(part for part in (_named(self.day), clock, "–" if self.is_closed else "") if part)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON without what is at its default."""
        raw = {
            name: value
            for name, value in asdict(self).items()
            if value or (value == 0 and value is not False)
        }
        if self.day is not None:
            raw["day"] = {name: value for name, value in asdict(self.day).items() if value is not None}
        return raw

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Self:
        """Read what :meth:`to_json` wrote."""
        known: dict[str, Any] = {
            **raw,
            "kind": Kind(raw["kind"]),
            "mood": Mood(raw.get("mood", Mood.MENTIONED)),
        }
        known |= {name: tuple(raw.get(name, ())) for name in ("numbers", "about")}
        return cls(**known | ({"day": Day(**raw["day"])} if "day" in raw else {}))


_WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
_NEAR = {0: "heute", 1: "morgen", 2: "übermorgen", -1: "gestern"}


def claims_of(text: str, services: Sequence[str] = ()) -> tuple[Claim, ...]:
    """Everything checkable in what the receptionist said; ``services`` are the names a price can be about."""
    known = [(fold(name), name) for name in services]
    return tuple(claim for sentence in clauses_of(text) for claim in _of_sentence(sentence, known))


def _of_sentence(clauses: list[Clause], services: list[tuple[str, str]]) -> Iterator[Claim]:
    day: Day | None = None
    is_offer = False
    for clause in clauses:
        if PROMISES_NOTHING.search(clause.phrase):
            continue
        found = mentions_in(clause.tokens)
        rules = list(_rules(clause, found))
        yield from rules
        yield from _deeds(clause)
        about = tuple(name for folded, name in services if f" {folded} " in clause.phrase)
        yield from _amounts(clause, found, about, in_rule=bool(rules))
        # "Da ist nichts frei, aber am Freitag": what follows is offered as much as the first half was not.
        is_offer = is_offer or OFFERING.search(clause.phrase) is not None
        # A day goes on holding until another is named, also behind "aber".
        day, times = _times(clause, found, day, mood=_mood(clause, is_offer=is_offer))
        yield from times


def _mood(clause: Clause, *, is_offer: bool) -> Mood:
    if NEGATIVE.search(clause.phrase):
        return Mood.REFUSED
    return Mood.OFFERED if is_offer else Mood.MENTIONED


def _amounts(
    clause: Clause, found: Iterable[Mention], about: tuple[str, ...], *, in_rule: bool
) -> Iterator[Claim]:
    for one in found:
        place = _place(clause, one)
        if one.cents is not None:
            yield Claim(kind=Kind.PRICE, cents=one.cents, is_from=one.is_from, about=about, **place)
        # "Bis 24 Stunden vorher" is part of its rule.
        elif one.minutes is not None and not in_rule:
            yield Claim(kind=Kind.DURATION, minutes=one.minutes, about=about, **place)


def _times(
    clause: Clause, found: list[Mention], day: Day | None, *, mood: Mood
) -> tuple[Day | None, list[Claim]]:
    """The times of a clause with the day that each belongs to, and the days that stand alone."""
    is_hours = OPENING.search(clause.phrase) is not None and " termin" not in clause.phrase
    is_closed = is_hours and CLOSED.search(clause.phrase) is not None
    kind = Kind.HOURS if is_hours else Kind.TIME
    claims, alone = [], list[Mention]()
    for at, one in enumerate(found):
        if one.day is not None:
            day = one.day
            alone.append(one)
        elif one.minute is not None:
            whose = day or next((each.day for each in found[at:] if each.day is not None), None)
            alone = [each for each in alone if each.day is not whose]
            timed = Claim(
                kind=kind,
                mood=mood,
                day=whose,
                minute=one.minute,
                is_vague=one.is_vague,
                **_place(clause, one),
            )
            claims.append(timed)
    taken = [claim.day for claim in claims]
    claims += [
        Claim(kind=kind, mood=mood, day=one.day, is_closed=is_closed, **_place(clause, one))
        for one in alone
        if (is_hours or _is_said_of_a_day(clause, one)) and (is_closed or one.day not in taken)
    ]
    return day, claims


def _is_said_of_a_day(clause: Clause, mention: Mention) -> bool:
    """``Was kann ich heute für Sie tun?`` says nothing about today."""
    is_plain = mention.day is not None and mention.day.near == 0 and mention.day.of_month is None
    return not is_plain or ABOUT_APPOINTMENTS.search(clause.phrase) is not None


def _rules(clause: Clause, found: Sequence[Mention]) -> Iterator[Claim]:
    """Rules of the house; a question states none."""
    for topic in rules_in(clause.phrase) if not clause.is_question else ():
        is_negative = NEGATIVE.search(clause.phrase) is not None
        numbers = tuple(_numbers(clause, found))
        yield Claim(kind=Kind.POLICY, topic=topic, numbers=numbers, is_negative=is_negative, **_whole(clause))


def _numbers(clause: Clause, found: Sequence[Mention]) -> Iterator[float]:
    """The numbers a rule depends on: spans in minutes, prices in euros, percentages, counts."""
    taken = {at for one in found for at in range(one.first, one.last)}
    yield from (float(one.minutes) for one in found if one.minutes is not None)
    yield from (one.cents / 100 for one in found if one.cents is not None)
    for at, token in enumerate(clause.tokens):
        if at not in taken and token.key[0].isdigit() and (read := number(clause.tokens, at)):
            yield read[0]


def _deeds(clause: Clause) -> Iterator[Claim]:
    for deed in deeds_in(clause.phrase) if not clause.is_question else ():
        yield Claim(kind=Kind.DONE, topic=deed, **_whole(clause))


class _Place(TypedDict):
    start: int
    end: int


def _place(clause: Clause, mention: Mention) -> _Place:
    return {"start": clause.tokens[mention.first].start, "end": clause.tokens[mention.last - 1].end}


def _whole(clause: Clause) -> _Place:
    return {"start": clause.tokens[0].start, "end": clause.tokens[-1].end}


def _named(day: Day | None) -> str:
    if day is None:
        return ""
    weekday = "" if day.weekday is None else _WEEKDAYS[day.weekday]
    if day.until is not None:
        weekday = f"{weekday}–{_WEEKDAYS[day.until]}"
    dated = f"{day.of_month}." if day.of_month else ""
    dated += f"{day.month}." if day.month else ""
    near = "" if day.near is None else _NEAR.get(day.near, f"+{day.near}")
    return " ".join(part for part in (near, weekday, dated) if part)
