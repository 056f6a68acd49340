"""A call as people read it: words and deeds in the order in which they happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.owner import words
from portal.owner.obstacles import why_not, wish_of
from telephony.dialogue.vocabulary import Vocabulary
from telephony.enums import Speaker
from telephony.models import Call, CallAct, CallTurn
from telephony.services.vocabulary import company_vocabulary


class _Term(Protocol):
    """Something that the company's vocabulary names."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Detail:
    """A name and its value."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Segment:
    """A stretch of an utterance; with a ``note`` it is a statement that is proven or not."""

    text: str
    note: str = ""
    is_proven: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One utterance; without ``pk`` it was not stored. ``segments`` say the same text with its statements."""

    is_caller: bool
    text: str
    pk: int | None = None
    offset: timedelta | None = None
    position: int | None = None
    segments: tuple[Segment, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """One act with what came of it."""

    pk: int
    name: str
    label: str
    icon: str
    result: str
    ok: bool
    details: tuple[Detail, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Either words or a deed. ``is_new`` parts came with this very answer."""

    turn: Said | None = None
    act: Done | None = None
    is_new: bool = False


def parts_of(call: Call, vocabulary: Vocabulary | None = None) -> tuple[Part, ...]:
    """The conversation in order, as far as it was stored."""
    turns, vocabulary = call.transcript.all(), vocabulary or company_vocabulary()
    acts = [act for act in call.acts.all() if act.name != "end"]
    # Where one sentence brings a deed, both bear the same time: the deed stands between question and answer.
    ordered = sorted(
        [(turn.offset_ms, 0 if turn.speaker == Speaker.CALLER else 2, turn.position, turn) for turn in turns]
        + [(act.offset_ms, 1, act.position, act) for act in acts],
        key=lambda each: each[:3],
    )
    return tuple(_part(each[3], vocabulary) for each in ordered)


def said(turn: CallTurn) -> Said:
    """An utterance for the page."""
    return Said(
        pk=turn.pk,
        position=turn.position,
        is_caller=turn.speaker == Speaker.CALLER,
        text=turn.text,
        offset=timedelta(milliseconds=turn.offset_ms),
    )


def spoken(text: str, *, is_caller: bool) -> Part:
    """Words of this very moment."""
    return Part(turn=Said(is_caller=is_caller, text=text), is_new=True)


def done(act: CallAct, vocabulary: Vocabulary | None = None) -> Done:
    """An act for the page; whoever shows several brings the vocabulary."""
    label, icon = words.ACTS.get(act.name, words.UNNAMED_ACT)
    return Done(
        pk=act.pk,
        name=act.name,
        label=str(label),
        icon=icon,
        result=_result(act),
        ok=act.ok,
        details=tuple(_details(act, vocabulary or company_vocabulary())),
    )


def understood(call: Call, acts: Iterable[CallAct], vocabulary: Vocabulary) -> tuple[Detail, ...]:
    """The caller's wishes: intents first, then the latest word on each detail."""
    intents = [str(words.INTENTS.get(intent, intent)) for intent in call.intents]
    wishes: dict[str, str] = {}
    for act in acts:
        wishes |= {
            name: value for name, value in _wishes(act, vocabulary).items() if name in words.UNDERSTOOD
        }
    return (
        *(Detail(label=_("Anliegen"), value=intent) for intent in intents),
        *(
            Detail(label=str(words.ACT_DETAILS[name]), value=wishes[name])
            for name in words.UNDERSTOOD
            if name in wishes
        ),
    )


def _part(row: CallTurn | CallAct, vocabulary: Vocabulary) -> Part:
    return Part(turn=said(row)) if isinstance(row, CallTurn) else Part(act=done(row, vocabulary))


def _result(act: CallAct) -> str:
    if act.name == "find_times" and act.code == "offered":
        count = len(act.result.get("slots", ()))
        return ngettext("%(count)d Zeit angeboten", "%(count)d Zeiten angeboten", count) % {"count": count}
    appointment = act.result.get("appointment")
    if act.ok and isinstance(appointment, Mapping) and appointment.get("spoken"):
        return str(appointment["spoken"])
    fallback = words.DONE if act.ok else words.REFUSED
    return str(words.ACT_RESULTS.get(act.code, fallback))


def _details(act: CallAct, vocabulary: Vocabulary) -> Iterator[Detail]:
    for name, value in _wishes(act, vocabulary).items():
        yield Detail(label=str(words.ACT_DETAILS[name]), value=value)
    slots = act.result.get("slots") or act.result.get("alternatives") or ()
    for slot in slots:
        said = " · ".join(_known(slot, "spoken", "staff", "branch"))
        reasons = ", ".join(_advantages(slot))
        yield Detail(label=_("Angeboten"), value=f"{said} ({reasons})" if reasons else said)
    if obstacles := why_not(act):
        yield Detail(label=_("Im Weg"), value=obstacles)
    if say := act.result.get("say"):
        yield Detail(label=_("Antwort"), value=str(say))


def _advantages(slot: Mapping[str, Any]) -> Iterator[str]:
    """Why this time and no other; calls from before this was kept say nothing."""
    return (str(words.ADVANTAGES[code]) for code in slot.get("because", ()) if code in words.ADVANTAGES)


def _known(slot: Mapping[str, Any], *names: str) -> Iterator[str]:
    return (str(slot[name]) for name in names if slot.get(name))


def _wishes(act: CallAct, vocabulary: Vocabulary) -> dict[str, str]:
    """What an act was asked for: our engine names things by id, a model in the caller's own words."""
    terms: dict[str, Iterable[_Term]] = {
        "service": vocabulary.services,
        "staff": vocabulary.staff,
        "branch": vocabulary.branches,
    }
    found = {name: _named(act.args, name, terms.get(name, ())) for name in words.ACT_DETAILS}
    found["when"] = found["when"] or _wished_time(act)
    return {name: value for name, value in found.items() if value}


def _named(args: Mapping[str, Any], name: str, terms: Iterable[_Term]) -> str:
    for term in terms:
        if term.id == args.get(f"{name}_id"):
            return term.name
    text = args.get(name)
    return text.strip() if isinstance(text, str) else ""


def _wished_time(act: CallAct) -> str:
    wish = wish_of(act) if act.args.get("wish") else None
    return wish.spoken(timezone.localtime(act.at)) if wish else ""
