"""What stands on a call's page beside the conversation: the team's side of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.calls.forms import CallbackForm, CorrectionForm, NoteForm, ShareForm
from portal.calls.team import colleagues
from portal.owner import words
from portal.owner.conversation import Detail
from portal.templatetags.portal import day_words
from telephony.dialogue.sentiment import mood_of
from telephony.dialogue.vocabulary import Vocabulary
from telephony.enums import CallSource, MissedReason, Outcome, Speaker, TicketState
from telephony.models import Call
from telephony.values import Correction
from tenants.models import Company

# Label, tone and how far up it stands on the line, from 0 to 4.
_MOODS: Final[dict[str, tuple[words.Text, str, int]]] = {
    "pleased": (gettext_lazy("freundlich"), "good", 4),
    "neutral": (gettext_lazy("sachlich"), "neutral", 3),
    "distressed": (gettext_lazy("besorgt"), "info", 2),
    "annoyed": (gettext_lazy("ungeduldig"), "warn", 1),
    "angry": (gettext_lazy("verärgert"), "bad", 0),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Mood:
    """How one utterance of the caller sounds, as a step of the line; ``x`` and ``y`` in its own units."""

    label: str
    tone: str
    turn_id: int
    x: int
    y: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ShareLine:
    """Who showed it to whom, with which words."""

    title: str
    text: str
    is_open: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Missed:
    """What was lost, in words and (estimated) money."""

    reason: str
    cents: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CallDesk:
    """The team's side of a call."""

    is_over: bool
    is_unread: bool
    is_important: bool
    note: NoteForm
    share: ShareForm
    shares: tuple[ShareLine, ...]
    assigned_to: str
    callback: CallbackForm | None
    correct: CorrectionForm | None
    correction: tuple[Detail, ...]
    can_block: bool
    is_blocked: bool
    missed: Missed | None
    moods: tuple[Mood, ...]
    mood_line: str
    mood_width: int
    # In words, where it never changed.
    one_mood: str
    book_url: str
    customer_url: str
    newer_url: str
    older_url: str


def desk_of(call: Call, *, company: Company, vocabulary: Vocabulary, is_lead: bool) -> CallDesk:
    """Everything, for somebody who may correct and block (``is_lead``) or not; the call comes in full."""
    team = colleagues(company)
    names = {each.user_id: each.name for each in team}
    moods = tuple(_moods(call))
    return CallDesk(
        is_over=call.is_over,
        is_unread=call.seen_at is None and call.is_over,
        is_important=call.is_important,
        note=NoteForm(initial={"note": call.note or ""}),
        share=ShareForm(team=team, call=call),
        shares=tuple(_shares(call, names)),
        assigned_to=names.get(call.assigned_to_user_id or 0, ""),
        callback=CallbackForm() if _may_be_called(call) else None,
        correct=CorrectionForm(call=call, vocabulary=vocabulary)
        if is_lead and call.is_over and call.correction is None
        else None,
        correction=tuple(_correction(call, vocabulary)) if call.correction else (),
        can_block=is_lead and bool(call.from_number) and call.source == CallSource.PHONE,
        is_blocked=call.is_blocked,  # type: ignore[attr-defined]
        missed=_missed(call),
        moods=moods,
        one_mood=_one_mood(moods),
        book_url=_book_url(call),
        customer_url=reverse("customer", args=[call.customer_id]) if call.customer_id else "",
        mood_width=20 + 24 * len(moods),
        mood_line=" ".join(f"{mood.x},{mood.y}" for mood in moods),
        newer_url=_address(call.newer_id),  # type: ignore[attr-defined]
        older_url=_address(call.older_id),  # type: ignore[attr-defined]
    )


def _address(call_id: int | None) -> str:
    return reverse("call", args=[call_id]) if call_id else ""


def _may_be_called(call: Call) -> bool:
    is_owed = any(ticket.state == TicketState.OPEN for ticket in call.callbacks.all())
    return call.is_over and bool(call.from_number) and call.outcome != Outcome.SPAM and not is_owed


def _moods(call: Call) -> Iterator[Mood]:
    """Read from the words, never from the voice, and only where they were kept."""
    if not call.is_over:
        return
    heard = [turn for turn in call.transcript.all() if turn.speaker == Speaker.CALLER and turn.text]
    for place, turn in enumerate(heard):
        label, tone, height = _MOODS[mood_of(turn.text, language=call.language or "de").label]
        yield Mood(label=str(label), tone=tone, turn_id=turn.pk, x=10 + 24 * place, y=10 + 12 * (4 - height))


def _one_mood(moods: Sequence[Mood]) -> str:
    labels = {mood.label for mood in moods}
    return _("durchgehend %(mood)s") % {"mood": labels.pop()} if len(labels) == 1 else ""


def _book_url(call: Call) -> str:
    """The form for a new appointment, which takes what is known of this call."""
    if not call.is_over or call.outcome in (Outcome.BOOKED, Outcome.RESCHEDULED, Outcome.SPAM):
        return ""
    return f"{reverse('diary-new')}?{urlencode({'filiale': call.branch_id, 'anruf': call.pk})}"


def _shares(call: Call, names: dict[int, str]) -> Iterator[ShareLine]:
    for share in reversed(call.shares or []):
        at = timezone.localtime(datetime.fromisoformat(share["at"]))
        yield ShareLine(
            title=_("%(sender)s an %(recipient)s · %(day)s, %(time)s")
            % {
                "sender": names.get(share["from"], "?"),
                "recipient": names.get(share["to"], "?"),
                "day": day_words(at),
                "time": formats.date_format(at, "H:i"),
            },
            text=share["text"],
            is_open=share["to"] in call.shared_with,
        )


def _missed(call: Call) -> Missed | None:
    if not call.missed_reason:
        return None
    return Missed(reason=str(MissedReason(call.missed_reason).label), cents=call.missed_cents)


def _correction(call: Call, vocabulary: Vocabulary) -> Iterator[Detail]:
    """What somebody has put right, in words."""
    wanted = Correction.from_json(call.correction or {})
    if wanted.intent:
        yield Detail(label=_("Anliegen"), value=str(words.INTENTS.get(wanted.intent, wanted.intent)))
    for label, terms, meant in (
        (_("Leistung"), vocabulary.services, wanted.service_id),
        (_("Person"), vocabulary.staff, wanted.staff_id),
    ):
        for name in (term.name for term in terms if term.id == meant):
            yield Detail(label=label, value=name)
    if wanted.at:
        at = datetime.fromisoformat(wanted.at)
        yield Detail(label=_("Zeit"), value=formats.date_format(at, _("D, j.n., H:i \\U\\h\\r")))
