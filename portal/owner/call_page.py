"""Everything that one call's page shows, put together once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from booking.models import Appointment
from portal.owner import words
from portal.owner.appointments import price_text, when_text
from portal.owner.call_rows import caller_name, length_of
from portal.owner.conversation import Detail, Part, parts_of, understood
from portal.owner.obstacles import every_why_not
from portal.owner.proof_page import ProofCard, proof_card, with_proof
from portal.owner.sent import Message, messages_about
from portal.owner.waterfall_page import WaterfallChart, chart_of
from portal.owner.words import Look
from portal.templatetags.portal import day_within, day_words, lasting, phone
from telephony.dialogue.vocabulary import Vocabulary
from telephony.enums import ConsentGivenBy, ConsentPurpose, ConsentState, Outcome
from telephony.models import Call, CallAct, ModelUse, Statement

_BOOKED: Final = (Outcome.BOOKED, Outcome.RESCHEDULED)
_PROMISES: Final = ("book", "reschedule", "cancel")


@dataclass(frozen=True, kw_only=True, slots=True)
class Promise:
    """An appointment that was made, moved or called off in the call."""

    look: Look
    url: str
    when: str
    what: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """Something people have to do now."""

    title: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentLine:
    """One entry of the ledger of consents."""

    purpose: str
    is_granted: bool
    text: str
    line: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CallPage:
    """A call with everything that belongs to it."""

    call_id: int
    caller: str
    when: str
    look: Look
    is_live: bool
    length: timedelta | None
    summary: str
    parts: tuple[Part, ...]
    words_note: str
    promises: tuple[Promise, ...]
    why_not: str
    obstacles: tuple[str, ...]
    notes: tuple[Note, ...]
    understood: tuple[Detail, ...]
    messages: tuple[Message, ...]
    message_topics: str
    facts: tuple[Detail, ...]
    proof: ProofCard | None
    waterfall: WaterfallChart | None
    consents: tuple[ConsentLine, ...]


def page_of(call: Call, vocabulary: Vocabulary) -> CallPage:
    """The page of a call; it comes in full (:func:`portal.calls.gate.call_in_full`)."""
    acts = list(call.acts.all())
    promises = {
        act.appointment_id: act for act in acts if act.ok and act.appointment_id and act.name in _PROMISES
    }
    statements = _statements(call, acts)
    made = [act.appointment for act in promises.values() if act.appointment]
    why_not = _why_not(call, acts)
    return CallPage(
        call_id=call.pk,
        caller=caller_name(call, made[-1] if made else None),
        when=_when(call),
        look=words.look_of_call(state=call.state, outcome=call.outcome),
        is_live=not call.is_over,
        length=length_of(call),
        summary=call.summary,
        parts=with_proof(parts_of(call, vocabulary), statements),
        words_note=_words_note(call),
        promises=tuple(_promise(act, act.appointment) for act in promises.values() if act.appointment),
        why_not=why_not,
        obstacles=every_why_not(acts) if why_not else (),
        notes=tuple(_notes(call, acts)),
        understood=understood(call, acts, vocabulary),
        messages=messages_about(made),
        message_topics=", ".join(f"live:appointment-{each.pk} from:body" for each in made),
        facts=tuple(_facts(call)),
        proof=proof_card(call, statements),
        waterfall=chart_of(call),
        consents=tuple(_consents(call)),
    )


def _statements(call: Call, acts: Sequence[CallAct]) -> list[Statement]:
    """What was claimed, each with the act that proves it."""
    by_id = {act.pk: act for act in acts}
    statements = list(call.statements.all()) if call.statements_made else []
    for statement in statements:
        statement.act = by_id.get(statement.act_id or 0)
    return statements


def _when(call: Call) -> str:
    at = timezone.localtime(call.ringing_at)
    return _("%(day)s, %(time)s Uhr") % {"day": day_words(at), "time": formats.date_format(at, "H:i")}


def _words_note(call: Call) -> str:
    """Why there is nothing to read, when there is nothing to read."""
    if call.consent == ConsentState.GRANTED:
        return ""
    if call.consent == ConsentState.REFUSED:
        return _("Der Anrufer wollte nicht, dass mitgeschrieben wird. Sie sehen nur, was getan wurde.")
    if call.consent == ConsentState.WITHDRAWN:
        return _("Der Anrufer hat seine Einwilligung widerrufen. Das Gespräch wurde gelöscht.")
    return _("Ohne Einwilligung des Anrufers wird nichts mitgeschrieben. Sie sehen nur, was getan wurde.")


def _promise(act: CallAct, appointment: Appointment) -> Promise:
    looks = {"book": Outcome.BOOKED, "reschedule": Outcome.RESCHEDULED, "cancel": Outcome.CANCELLED}
    return Promise(
        look=words.OUTCOMES[looks[act.name]],
        url=reverse("appointment", args=[appointment.pk]),
        when=when_text(appointment),
        what=f"{appointment.what} · {appointment.staff.name} · {price_text(appointment)}",
    )


def _why_not(call: Call, acts: Sequence[CallAct]) -> str:
    if not call.is_over or call.outcome in _BOOKED:
        return ""
    why = str(words.WHY_NOT_BOOKED.get(call.outcome, ""))
    refused = [act for act in acts if not act.ok and act.result.get("say")]
    if call.outcome in (Outcome.NOTHING_FREE, Outcome.HUNG_UP) and refused:
        why = _("%(why)s Die letzte Antwort war: „%(answer)s“") % {
            "why": why,
            "answer": refused[-1].result["say"],
        }
    return why


def _notes(call: Call, acts: Iterable[CallAct]) -> Iterator[Note]:
    for ticket in call.callbacks.all():
        due = timezone.localtime(ticket.due_at)
        title = _("Rückruf bis %(day)s, %(time)s Uhr") % {
            "day": day_within(due),
            "time": formats.date_format(due, "H:i"),
        }
        if ticket.done_at is not None:
            title = _("Rückruf erledigt")
        who = " · ".join(part for part in (ticket.name, phone(ticket.phone) if ticket.phone else "") if part)
        yield Note(title=title, text=": ".join(part for part in (who, ticket.reason) if part))
    has_message = any(act.name == "take_message" for act in acts)
    for message in call.messages.all() if has_message else ():
        sender = message.name or (phone(message.phone) if message.phone else "")
        title = _("Nachricht von %(sender)s") % {"sender": sender} if sender else _("Nachricht")
        yield Note(title=title, text=message.text)


def _consents(call: Call) -> Iterator[ConsentLine]:
    for consent in sorted(call.consents.all(), key=lambda one: -one.pk):
        at = timezone.localtime(consent.at)
        by = _("auf Wunsch des Anrufers eingetragen") if consent.given_by == ConsentGivenBy.COMPANY else ""
        when = f"{day_words(at)}, {formats.date_format(at, 'H:i')}"
        version = _("Fassung %(version)s") % {"version": consent.wording_version}
        yield ConsentLine(
            purpose=str(ConsentPurpose(consent.purpose).label),
            is_granted=consent.granted,
            text=" · ".join(part for part in (when, version, consent.language.upper(), by) if part),
            line=consent.line or "",
        )


def _facts(call: Call) -> Iterator[Detail]:
    yield Detail(label=_("Nummer"), value=phone(call.from_number))
    yield Detail(label=_("Filiale"), value=call.branch.name)
    if length := length_of(call):
        yield Detail(label=_("Dauer"), value=lasting(length))
    # The waterfall says it better, and counts what was spoken.
    if call.ring_to_booked_ms and not call.waterfall:
        yield Detail(label=_("Gebucht nach"), value=lasting(timedelta(milliseconds=call.ring_to_booked_ms)))
    if hasattr(call, "model_use"):
        yield from _model_facts(call.model_use)


def _model_facts(use: ModelUse) -> Iterator[Detail]:
    yield Detail(label=_("Sprachmodell"), value=use.model)
    tokens = {
        "read": formats.number_format(use.input_tokens, force_grouping=True),
        "written": formats.number_format(use.output_tokens, force_grouping=True),
    }
    yield Detail(label=_("Tokens"), value=_("%(read)s gelesen, %(written)s geschrieben") % tokens)
    cost = formats.number_format(use.cost_cents, 2)
    yield Detail(label=_("Modellkosten"), value=_("%(cents)s US-Cent") % {"cents": cost})
    if use.left_at:
        yield Detail(label=_("Zu Ende geführt von"), value="AskProAI")
