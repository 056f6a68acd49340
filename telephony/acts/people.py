"""``callback`` and ``take_message``: a human is always reachable, if not now then by a deadline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import Field, StringConstraints

from askproai.core.events import publish
from askproai.core.phones import InvalidPhone, parse_phone
from booking.models import Branch
from booking.queries.hours import OpenSpan, is_open_at, next_opening, opening_hours_on
from telephony.acts.registry import Act, ActArgs, ActContext, ShortWords, Words
from telephony.acts.results import ActResult, refused
from telephony.dialogue import act_wording, wording
from telephony.enums import Outcome
from telephony.events import CallbackRequested, MessageLeft
from telephony.models import CallbackTicket, CallerMessage

# A callback is owed within this much opening time.
CALL_BACK_WITHIN = timedelta(hours=2)
ROUND_TO = timedelta(minutes=15)

Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]


class CallbackArgs(ActArgs):
    """Who is to be called back, and why."""

    reason: Annotated[str, Words] = Field(description="worum es geht, in einem Satz")
    name: Annotated[str, ShortWords] | None = None
    phone: Phone | None = Field(
        None, description="Rufnummer, nur wenn eine andere genannt wird oder sie unterdrückt ist"
    )
    when: Annotated[str, ShortWords] | None = Field(None, description="wann der Rückruf passt, wörtlich")


class TakeMessageArgs(ActArgs):
    """What is to be passed on."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=800)] = Field(
        description="was ausgerichtet werden soll"
    )
    name: Annotated[str, ShortWords] | None = None
    phone: Phone | None = None


def callback(context: ActContext, args: CallbackArgs) -> ActResult:
    """Write down who is to be called back, and by when."""
    number = _number(context, args.phone)
    if number is None:
        return refused("phone_missing", wording.ask_phone())
    due_at = deadline(context.call.branch, context.now)
    ticket = CallbackTicket.objects.create(
        call=context.call,
        reason=args.reason,
        name=args.name or "",
        phone=number,
        wished=args.when or "",
        created_at=context.now,
        due_at=due_at,
    )
    publish(CallbackRequested(call_id=context.call.pk, ticket_id=ticket.pk))
    local = due_at.astimezone(context.zone)
    say = wording.callback_taken(act_wording.deadline(local, now=context.local_now))
    more = {"ticket_id": ticket.pk, "due_at": local.isoformat()}
    return ActResult(ok=True, code="callback_noted", say=say, more=more, outcome=Outcome.CALLBACK)


def take_message(context: ActContext, args: TakeMessageArgs) -> ActResult:
    """Write down what is to be passed on."""
    message = CallerMessage.objects.create(
        call=context.call,
        text=args.text,
        name=args.name or "",
        phone=_number(context, args.phone) or "",
        created_at=context.now,
    )
    publish(MessageLeft(call_id=context.call.pk, message_id=message.pk))
    more = {"message_id": message.pk}
    return ActResult(
        ok=True, code="message_noted", say=wording.message_taken(), more=more, outcome=Outcome.MESSAGE
    )


def deadline(branch: Branch, now: datetime) -> datetime:
    """Two hours of opening time from now: what is left of today counts, nights and holidays do not."""
    owed, at = CALL_BACK_WITHIN, now
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


def _number(context: ActContext, said: str | None) -> str | None:
    try:
        return parse_phone(said, region=context.vocabulary.country) if said else context.number
    except InvalidPhone:
        return context.number


CALLBACK = Act(
    name="callback",
    description="Nimmt einen Rückruf durch einen Menschen auf, mit Frist. Anbieten, wenn etwas nicht geht.",
    args=CallbackArgs,
    run=callback,
    intent="callback",
    verbatim=frozenset({"reason", "when"}),
)
TAKE_MESSAGE = Act(
    name="take_message",
    description="Nimmt eine Nachricht an das Team auf.",
    args=TakeMessageArgs,
    run=take_message,
    intent="message",
    verbatim=frozenset({"text"}),
)
