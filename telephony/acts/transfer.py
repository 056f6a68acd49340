"""``transfer``: the caller gets a person on the line, one of those whom the business named itself."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from telephony.acts.registry import Act, ActArgs, ActContext, ShortWords, Words
from telephony.acts.results import ActResult, refused
from telephony.dialogue import transferring
from telephony.enums import Outcome, TransferState
from telephony.models import CallAct, CallTransfer
from telephony.queries.lines import line_of
from telephony.services.transfers import begin_transfer, can_pass_on, find_target, may_be_put_through
from tenants.context import current_company


class TransferArgs(ActArgs):
    """What it is about. To whom and to which number is not the caller's to say."""

    reason: Annotated[str, Words] = Field(description="worum es geht, in einem Satz")
    summary: Annotated[str, Words] | None = Field(
        None, description="was der Mensch am Telefon wissen muss, in einem oder zwei Sätzen"
    )
    topic: Annotated[str, ShortWords] | None = Field(
        None, description="Stichwort, nach dem ausgewählt wird, z. B. Rechnung oder Reklamation"
    )
    partner: Literal["taxi"] | None = Field(
        None,
        description="taxi: zur Taxizentrale, die der Betrieb hinterlegt hat; nur auf Wunsch des Anrufers",
    )


def transfer(context: ActContext, args: TransferArgs) -> ActResult:
    """Choose who takes the call. Nobody there is an answer too: then a callback is to be offered."""
    topic = " ".join(filter(None, (args.topic, args.reason)))
    summary = transferring.handoff(
        company=current_company().name, reason=args.summary or args.reason, caller=_caller(context)
    )
    language = context.words.language
    if args.partner is not None:
        return _to_the_taxi(context, summary)
    number = can_pass_on(call=context.call, now=context.now)
    if number is not None:
        begin_transfer(call=context.call, target=None, phone=number, summary=summary, now=context.now)
        return _transferring(number, summary, transferring.connecting("", language=language))
    target = find_target(call=context.call, topic=topic, now=context.now)
    if target is None:
        return refused("nobody_reachable", transferring.nobody_reachable(language=language))
    begin_transfer(call=context.call, target=target, phone=target.phone, summary=summary, now=context.now)
    return _transferring(target.phone, summary, transferring.connecting(target.name, language=language))


def _to_the_taxi(context: ActContext, summary: str) -> ActResult:
    """To the one number that the business itself named, within the limits of every transfer."""
    number = line_of(branch_id=context.call.branch_id, version_id=context.call.version_id).taxi_number
    if not number or not may_be_put_through(number, call=context.call, now=context.now):
        return refused("nobody_reachable", context.words.no_taxi())
    begin_transfer(call=context.call, target=None, phone=number, summary=summary, now=context.now)
    say = transferring.connecting(context.words.taxi_office(), language=context.words.language)
    return _transferring(number, summary, say)


def is_under_way(act: CallAct, context: ActContext) -> bool:
    """Asked again, it is the same attempt until that has failed; then the next person is tried."""
    last = CallTransfer.objects.filter(call=context.call).order_by("-pk").first()
    return last is not None and last.state != TransferState.FAILED


def _transferring(number: str, summary: str, say: str) -> ActResult:
    more = {"transfer": {"number": number, "summary": summary}}
    return ActResult(ok=True, code="transferring", say=say, more=more, outcome=Outcome.TRANSFERRED)


def _caller(context: ActContext) -> str:
    """The name under which the line is known; a number alone proves nobody, but helps whoever picks up."""
    customer = context.call.customer
    return customer.name if customer else ""


TRANSFER = Act(
    name="transfer",
    description=(
        "Stellt zu einem Menschen durch. Aufrufen, wenn der Anrufer einen Menschen will, sich beschwert oder "
        "du nicht weiterkommst. Bei nobody_reachable einen Rückruf anbieten (callback). Nie selbst eine "
        "Rufnummer nennen oder wählen."
    ),
    args=TransferArgs,
    run=transfer,
    intent="human",
    still_stands=is_under_way,
    verbatim=frozenset({"reason", "summary"}),
)
