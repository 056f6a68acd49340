"""``set_consent`` and ``end``: acts about the conversation itself."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from telephony.acts.registry import Act, ActArgs, ActContext, ShortWords, never
from telephony.acts.results import ActResult
from telephony.enums import Outcome
from telephony.models import CallAct
from telephony.services.consents import record_consent

# The reason that marks advertising and recorded calls.
SPAM = "spam"


class SetConsentArgs(ActArgs):
    """The caller's answer."""

    granted: bool = Field(description="true nur bei einem klaren Ja")


class EndArgs(ActArgs):
    """Why it is over."""

    reason: Annotated[str, ShortWords] = Field(
        "done", description="warum das Gespräch endet; spam bei Werbung und Bandansagen"
    )


def set_consent(context: ActContext, args: SetConsentArgs) -> ActResult:
    """Write down whether the conversation may be kept as text. A "no" changes nothing else."""
    record_consent(
        call=context.call,
        granted=args.granted,
        wording_version=context.words.consent_version,
        language=context.words.language,
        now=context.now,
    )
    if args.granted:
        return ActResult(ok=True, code="consent_granted", say=context.words.consent_granted())
    return ActResult(ok=True, code="consent_refused", say=context.words.consent_refused())


def end(context: ActContext, args: EndArgs) -> ActResult:
    """Say goodbye. The call itself ends when the line goes down."""
    booked = CallAct.objects.filter(call=context.call, name="book", ok=True).exists()
    say = context.words.goodbye(now=context.local_now, booked=booked)
    if args.reason == SPAM:
        # The least that can come out of a call: whatever was done before counts more.
        context.call.outcome = context.call.outcome or Outcome.SPAM
    return ActResult(ok=True, code="ended", say=say)


SET_CONSENT = Act(
    name="set_consent",
    description=(
        "Hält fest, ob der Anrufer zugestimmt hat, dass mitgeschrieben wird. Nach der Frage immer aufrufen."
    ),
    args=SetConsentArgs,
    run=set_consent,
    still_stands=never,
)
END = Act(
    name="end",
    description="Verabschiedet den Anrufer, wenn alles erledigt ist.",
    args=EndArgs,
    run=end,
    still_stands=never,
    verbatim=frozenset({"reason"}),
)
