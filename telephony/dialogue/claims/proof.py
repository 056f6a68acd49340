"""Which claims rest on something, and which were made up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from telephony.dialogue.claims.days import Day
from telephony.dialogue.claims.evidence import (
    Fact,
    ProofSource,
    fact_of_claim,
    facts_of_act,
    facts_of_vocabulary,
    facts_of_wish,
)
from telephony.dialogue.claims.statements import Claim, Kind, Mood, claims_of
from telephony.dialogue.times.grammar import understand_time
from telephony.dialogue.times.wish import TimeWish
from telephony.dialogue.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One turn. ``at`` orders turns and acts; where no words were kept, ``claims`` and ``wish`` stand in."""

    is_caller: bool
    text: str = ""
    at: int = 0
    claims: tuple[Claim, ...] | None = None
    wish: TimeWish | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that was done in the call, as the act answered it."""

    name: str
    result: Mapping[str, Any]
    args: Mapping[str, Any] = field(default_factory=dict)
    at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What proves a claim; ``act`` counts in the acts that were given."""

    source: ProofSource
    act: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A claim of turn number ``turn`` and its proof; without one it is unproven."""

    turn: int
    claim: Claim
    proof: Proof | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnprovenClaim:
    """A claim that nothing supports."""

    turn: int
    claim: Claim
    text: str


def unproven(
    turns: Sequence[Spoken],
    acts: Sequence[Act],
    *,
    now: datetime | None = None,
    vocabulary: Vocabulary | None = None,
) -> tuple[UnprovenClaim, ...]:
    """What the receptionist said without any ground. ``now`` is the branch's wall clock in the call."""
    return tuple(
        UnprovenClaim(
            turn=each.turn, claim=each.claim, text=turns[each.turn].text[each.claim.start : each.claim.end]
        )
        for each in check(turns, acts, now=now, vocabulary=vocabulary)
        if each.proof is None
    )


def check(
    turns: Sequence[Spoken],
    acts: Sequence[Act],
    *,
    now: datetime | None = None,
    vocabulary: Vocabulary | None = None,
) -> tuple[Checked, ...]:
    """Every claim of the receptionist with its proof: an act before it, the caller's words, the catalogue."""
    today = now.date() if now else None
    services = [service.name for service in vocabulary.services] if vocabulary else []
    always = list(facts_of_vocabulary(vocabulary)) if vocabulary else []
    region = vocabulary.region if vocabulary else ""
    by_act = [_facts_of(act, index, today) for index, act in enumerate(acts)]
    heard: list[Fact] = []
    checked: list[Checked] = []
    for number, turn in enumerate(turns):
        if turn.is_caller:
            heard += _heard(turn, now, region)
            continue
        claims = claims_of(turn.text, services) if turn.claims is None else turn.claims
        if not claims:
            continue
        before = [
            fact for act, facts in zip(acts, by_act, strict=True) if act.at <= turn.at for fact in facts
        ]
        later = [fact for facts in by_act for fact in facts if fact.topic == "callback"]
        known = _Known(facts=[*before, *later, *heard, *always], today=today)
        checked += [Checked(turn=number, claim=claim, proof=known.proof_of(claim)) for claim in claims]
    return tuple(checked)


@dataclass(slots=True, kw_only=True)
class _Known:
    """What is certain at one moment of the call."""

    facts: list[Fact]
    today: date | None

    def proof_of(self, claim: Claim) -> Proof | None:
        supporting = [fact for fact in self.facts if self._supports(fact, claim)]
        best = next((fact for fact in supporting if fact.act is not None), None) or next(
            iter(supporting), None
        )
        if best is None:
            return self._in_pieces(claim)
        return Proof(source=best.source, act=best.act)

    def _supports(self, fact: Fact, claim: Claim) -> bool:
        return _MATCHES[claim.kind](fact, claim, self.today)

    def _in_pieces(self, claim: Claim) -> Proof | None:
        """A day and a time that the caller named one after the other, said back together."""
        if (
            claim.kind is not Kind.TIME
            or claim.mood is Mood.OFFERED
            or claim.day is None
            or claim.minute is None
        ):
            return None
        said = [fact for fact in self.facts if fact.source is ProofSource.CALLER]
        has_day = any(fact.day is not None and _same_day(claim.day, fact.day, self.today) for fact in said)
        has_minute = any(fact.minute is not None and _same_minute(claim, fact) for fact in said)
        return Proof(source=ProofSource.CALLER) if has_day and has_minute else None


def _time(fact: Fact, claim: Claim, today: date | None) -> bool:
    if fact.kind not in {Kind.TIME, Kind.HOURS} or (fact.kind is Kind.HOURS and claim.mood is Mood.OFFERED):
        return False
    # That the caller named a time does not make it free.
    if fact.source is ProofSource.CALLER and claim.mood is Mood.OFFERED:
        return False
    if claim.minute is not None and (fact.minute is None or not _same_minute(claim, fact)):
        return False
    if claim.day is None:
        return claim.minute is not None
    return fact.day is not None and _same_day(claim.day, fact.day, today)


def _hours(fact: Fact, claim: Claim, today: date | None) -> bool:
    if fact.source is ProofSource.CALLER:
        # "Am Sonntag haben wir zu" is not proven by the question for Sunday.
        return False
    if fact.kind is not Kind.HOURS:
        # "Bis 18 Uhr ist offen" may come out of a search; only the hours themselves say when it is closed.
        return not claim.is_closed and claim.minute is not None and _time(fact, claim, today)
    if claim.is_closed != fact.is_closed and (claim.is_closed or claim.minute is None):
        return False
    if claim.minute is not None and (fact.minute is None or not _same_minute(claim, fact)):
        return False
    return claim.day is None or (fact.day is not None and _same_day(claim.day, fact.day, today))


def _price(fact: Fact, claim: Claim, today: date | None) -> bool:
    if fact.source is ProofSource.CALLER:
        return False
    if fact.kind is Kind.POLICY:
        return (claim.cents or 0) / 100 in fact.numbers
    if fact.kind is not Kind.PRICE or fact.cents != claim.cents:
        return False
    # "Ab 45 Euro" said as "45 Euro" is another price.
    return (claim.is_from or not fact.is_from) and _about(fact, claim)


def _duration(fact: Fact, claim: Claim, today: date | None) -> bool:
    if fact.kind is Kind.POLICY:
        return float(claim.minutes or 0) in fact.numbers
    return fact.kind is Kind.DURATION and fact.minutes == claim.minutes and _about(fact, claim)


def _about(fact: Fact, claim: Claim) -> bool:
    return not claim.about or not fact.service or fact.service in claim.about


def _policy(fact: Fact, claim: Claim, today: date | None) -> bool:
    if fact.source is ProofSource.CALLER or fact.kind is not Kind.POLICY or fact.topic != claim.topic:
        return False
    return set(claim.numbers) <= set(fact.numbers) and fact.is_negative == claim.is_negative


def _done(fact: Fact, claim: Claim, today: date | None) -> bool:
    return fact.kind is Kind.DONE and fact.source is ProofSource.ACT and fact.topic == claim.topic


_MATCHES: dict[Kind, Callable[[Fact, Claim, date | None], bool]] = {
    Kind.TIME: _time,
    Kind.HOURS: _hours,
    Kind.PRICE: _price,
    Kind.DURATION: _duration,
    Kind.POLICY: _policy,
    Kind.DONE: _done,
}


def _same_minute(claim: Claim, fact: Fact) -> bool:
    if claim.minute is None or fact.minute is None:
        return False
    if claim.is_vague or fact.is_vague:
        return (claim.minute - fact.minute) % 720 == 0
    return claim.minute % 1440 == fact.minute % 1440


def _same_day(said: Day, known: Day, today: date | None) -> bool:
    """Whether the day that was said is the known one; where both leave something open, nothing may differ."""
    date_known = known.on(today)
    if date_known is not None:
        return said.may_be(date_known, today)
    date_said = said.on(today)
    if date_said is not None:
        return known.may_be(date_said, today)
    if said.weekday is not None and known.weekday is not None:
        return known.has_weekday(said.weekday) and (said.until is None or known.has_weekday(said.until))
    return (said.near is not None and said.near == known.near) or (
        said.of_month is not None and said.of_month == known.of_month
    )


def _facts_of(act: Act, index: int, today: date | None) -> list[Fact]:
    facts = list(facts_of_act(act.name, act.args, act.result, act=index, today=today))
    # A deed is proven by having been done, not by an act that talks of it.
    return [fact for fact in facts if fact.kind is not Kind.DONE or act.result.get("ok")]


def _heard(turn: Spoken, now: datetime | None, region: str) -> list[Fact]:
    today = now.date() if now else None
    claims = claims_of(turn.text) if turn.claims is None else turn.claims
    wish = turn.wish
    if wish is None and now and turn.text:
        wish = understand_time(turn.text, now=now, subdivision=region)
    facts = [fact_of_claim(claim, source=ProofSource.CALLER, today=today) for claim in claims]
    return [*facts, *(facts_of_wish(wish) if wish else ())]
