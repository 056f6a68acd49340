"""``record_consent``: a yes or no to something else than the transcript, as an entry of the ledger."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from telephony.acts.registry import Act, ActArgs, ActContext, ShortWords, never
from telephony.acts.results import ActResult
from telephony.enums import ConsentPurpose
from telephony.services.consents import record_consent


class RecordConsentArgs(ActArgs):
    """What for, and the answer."""

    purpose: Literal["follow_up", "review", "marketing"] = Field(
        description="wofür gefragt wurde: Nachfassen, Bitte um Bewertung, Angebote"
    )
    given: bool = Field(description="true nur bei einem klaren Ja")
    wording: Annotated[str, ShortWords] = Field("", description="Fassung der Frage, die gestellt wurde")


def record(context: ActContext, args: RecordConsentArgs) -> ActResult:
    """Write the answer down; a "no" changes nothing else."""
    record_consent(
        call=context.call,
        granted=args.given,
        wording_version=args.wording[:40] or context.words.consent_version,
        language=context.words.language,
        purpose=ConsentPurpose(args.purpose),
        now=context.now,
    )
    if args.given:
        return ActResult(ok=True, code="consent_granted", say=context.words.consent_granted())
    return ActResult(ok=True, code="consent_refused", say=context.words.consent_refused())


RECORD_CONSENT = Act(
    name="record_consent",
    description=(
        "Hält fest, ob der Anrufer zugestimmt hat, später angeschrieben zu werden. Nur nach einer "
        "ausdrücklichen Frage aufrufen."
    ),
    args=RecordConsentArgs,
    run=record,
    still_stands=never,
)
