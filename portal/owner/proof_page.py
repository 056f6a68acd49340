"""What was claimed in a call and what proves it, ready for the call's page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.owner import words
from portal.owner.conversation import Part, Segment
from telephony.enums import ProofSource, StatementKind
from telephony.models import Call, Statement

TOPICS: Final = {
    "cancellation": gettext_lazy("Absageregel"),
    "free": gettext_lazy("kostenlos"),
    "discount": gettext_lazy("Rabatt"),
    "deposit": gettext_lazy("Anzahlung"),
    "insurance": gettext_lazy("Kasse oder Versicherung zahlt"),
    "payment": gettext_lazy("Zahlungsart"),
    "warranty": gettext_lazy("Garantie"),
    "parking": gettext_lazy("Parken"),
    "pets": gettext_lazy("Tiere"),
    "access": gettext_lazy("Zugang"),
    "percent": gettext_lazy("Prozentangabe"),
    "booked": gettext_lazy("Termin ist gebucht"),
    "cancelled": gettext_lazy("Termin ist abgesagt"),
    "moved": gettext_lazy("Termin ist verlegt"),
    "callback": gettext_lazy("Rückruf zugesagt"),
    "sms": gettext_lazy("SMS zugesagt"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ProofLine:
    """One statement with its proof."""

    kind: str
    value: str
    proof: str
    is_proven: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ProofCard:
    """All statements of a call."""

    headline: str
    tone: str
    lines: tuple[ProofLine, ...]


def proof_card(call: Call, statements: Sequence[Statement]) -> ProofCard | None:
    """``None`` until the call was looked at, and where nothing was claimed."""
    if not call.statements_made:
        return None
    if call.unproven:
        headline = ngettext(
            "%(count)d von %(all)d Aussagen ist nicht belegt",
            "%(count)d von %(all)d Aussagen sind nicht belegt",
            call.unproven,
        ) % {"count": call.unproven, "all": call.statements_made}
    else:
        headline = ngettext(
            "%(all)d Aussage, belegt", "%(all)d Aussagen, alle belegt", call.statements_made
        ) % {"all": call.statements_made}
    return ProofCard(
        headline=headline,
        tone="warn" if call.unproven else "good",
        lines=tuple(
            dict.fromkeys(_line(each) for each in sorted(statements, key=lambda one: bool(one.proof)))
        ),
    )


def with_proof(parts: Iterable[Part], statements: Sequence[Statement]) -> tuple[Part, ...]:
    """The conversation with each statement marked where it was spoken."""
    by_turn: dict[int, list[Statement]] = {}
    for statement in statements:
        by_turn.setdefault(statement.turn, []).append(statement)
    return tuple(_marked(part, by_turn) for part in parts)


def _marked(part: Part, by_turn: dict[int, list[Statement]]) -> Part:
    turn = part.turn
    if turn is None or turn.is_caller or turn.position not in by_turn:
        return part
    segments = tuple(_segments(turn.text, by_turn[turn.position]))
    return replace(part, turn=replace(turn, segments=segments))


def _segments(text: str, statements: Sequence[Statement]) -> Iterator[Segment]:
    """Plain and marked stretches. Where statements lie in one another, the shorter one is marked."""
    at = 0
    chosen: list[Statement] = []
    for one in sorted(statements, key=lambda each: each.ends_at_letter - each.starts_at_letter):
        if all(
            one.ends_at_letter <= other.starts_at_letter or one.starts_at_letter >= other.ends_at_letter
            for other in chosen
        ):
            chosen.append(one)
    for one in sorted(chosen, key=lambda each: each.starts_at_letter):
        if one.starts_at_letter > at:
            yield Segment(text=text[at : one.starts_at_letter])
        at = one.ends_at_letter
        yield Segment(text=text[one.starts_at_letter : at], note=_proof(one), is_proven=bool(one.proof))
    if at < len(text):
        yield Segment(text=text[at:])


def _line(statement: Statement) -> ProofLine:
    return ProofLine(
        kind=str(StatementKind(statement.kind).label),
        value=_value(statement),
        proof=_proof(statement),
        is_proven=bool(statement.proof),
    )


def _value(statement: Statement) -> str:
    topic = statement.value.partition(" ")[0]
    return str(TOPICS.get(topic, statement.value))


def _proof(statement: Statement) -> str:
    if not statement.proof:
        return _("nicht belegt")
    if statement.act is not None:
        label, _icon = words.ACTS.get(statement.act.name, words.UNNAMED_ACT)
        return _("belegt durch: %(act)s") % {"act": label}
    if statement.proof == ProofSource.CALLER:
        return _("vom Anrufer selbst gesagt")
    return _("belegt durch: Leistungen und Preise")
