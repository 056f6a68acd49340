"""``callback`` and ``take_message``: a human is always reachable, if not now then by a deadline."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from askproai.core.events import publish
from telephony.acts.numbers import reachable_number
from telephony.acts.registry import Act, ActArgs, ActContext, ShortWords, SpokenName, Words
from telephony.acts.results import ActResult, refused
from telephony.enums import Outcome
from telephony.events import CallbackRequested, MessageLeft
from telephony.models import CallbackTicket, CallerMessage
from telephony.services.deadlines import callback_deadline
from telephony.services.transfers import responsible_for

# Somebody who leaves more than this in one call wants to bury the business, not to reach it.
MOST_PER_CALL = 3

Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]


class CallbackArgs(ActArgs):
    """Who is to be called back, and why."""

    reason: Annotated[str, Words] = Field(description="worum es geht, in einem Satz")
    name: SpokenName | None = None
    phone: Phone | None = Field(
        None, description="Rufnummer, nur wenn eine andere genannt wird oder sie unterdrückt ist"
    )
    when: Annotated[str, ShortWords] | None = Field(None, description="wann der Rückruf passt, wörtlich")


class TakeMessageArgs(ActArgs):
    """What is to be passed on."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=800)] = Field(
        description="was ausgerichtet werden soll"
    )
    name: SpokenName | None = None
    phone: Phone | None = None


def callback(context: ActContext, args: CallbackArgs) -> ActResult:
    """Write down who is to be called back, and by when."""
    if context.call.callbacks.count() >= MOST_PER_CALL:
        return refused("call_limit", context.words.act_failed())
    number = reachable_number(context, args.phone)
    if number is None:
        return refused("phone_missing", context.words.ask_phone())
    due_at = callback_deadline(context.call.branch, context.now)
    ticket = CallbackTicket.objects.create(
        call=context.call,
        target=responsible_for(call=context.call, topic=args.reason),
        reason=args.reason,
        name=args.name or "",
        phone=number,
        wished=args.when or "",
        created_at=context.now,
        due_at=due_at,
    )
    publish(CallbackRequested(call_id=context.call.pk, ticket_id=ticket.pk))
    local = due_at.astimezone(context.zone)
    say = context.words.callback_taken(context.words.deadline(local, now=context.local_now))
    more = {"ticket_id": ticket.pk, "due_at": local.isoformat()}
    return ActResult(ok=True, code="callback_noted", say=say, more=more, outcome=Outcome.CALLBACK)


def take_message(context: ActContext, args: TakeMessageArgs) -> ActResult:
    """Write down what is to be passed on."""
    if context.call.messages.count() >= MOST_PER_CALL:
        return refused("call_limit", context.words.act_failed())
    message = CallerMessage.objects.create(
        call=context.call,
        text=args.text,
        name=args.name or "",
        phone=reachable_number(context, args.phone) or "",
        created_at=context.now,
    )
    publish(MessageLeft(call_id=context.call.pk, message_id=message.pk))
    more = {"message_id": message.pk}
    return ActResult(
        ok=True, code="message_noted", say=context.words.message_taken(), more=more, outcome=Outcome.MESSAGE
    )


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
