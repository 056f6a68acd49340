"""Which way calls to our numbers take: over the trunk straight to the receptionist, or first through us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from telephony.enums import NumberState
from telephony.models import PhoneNumber, ReceptionistVersion
from telephony.queries.lines import line_of
from telephony.services.numbers import PATH_KIND, market
from tenants.connections.services import hooks_url
from tenants.context import current_company
from tenants.enums import DirectoryKind
from tenants.models import DirectoryEntry
from tenants.outbox.models import OutboxEntry
from tenants.outbox.outcomes import Cancelled, Done, Outcome
from tenants.outbox.services import enqueue_again


def lead_numbers(*, now: datetime) -> None:
    """Have each number take the way that what was published needs."""
    ours = PhoneNumber.objects.filter(state=NumberState.ACTIVE).exclude(provider_id="")
    enqueue_again(kind=PATH_KIND, subject_ids=list(ours.values_list("pk", flat=True)), now=now)


def settle_path(entry: OutboxEntry, now: datetime) -> Outcome:
    """Settle one entry of kind ``number_path``: what is true by now is told to the seller of the number."""
    number = PhoneNumber.objects.filter(pk=entry.subject_id, state=NumberState.ACTIVE).first()
    if number is None or not number.provider_id:
        return Cancelled("no number")
    is_wanted = _plays_greeting(number.number)
    if is_wanted == number.plays_greeting:
        return Done()
    market().lead(number.provider_id, voice_url=voice_url() if is_wanted else "")
    PhoneNumber.objects.filter(pk=number.pk).update(plays_greeting=is_wanted)
    return Done()


def _plays_greeting(number: str) -> bool:
    """Whether any version that takes calls there has a greeting of its own."""
    line = line_of(to_number=number)
    if line.receptionist_id is None or line.version_id is None:
        return bool(line.recording)
    live = ReceptionistVersion.objects.filter(receptionist_id=line.receptionist_id, weight__gt=0)
    return any(each.told["recording"] for each in live)


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """A number of the company's, and whether an own greeting is played there or could be."""

    number: str
    plays: bool
    can_play: bool


def ways_of_numbers() -> list[Way]:
    """All numbers under which the company is called."""
    ours = DirectoryEntry.objects.filter(kind=DirectoryKind.PHONE_NUMBER, company_id=current_company().pk)
    bought = {each.number: each for each in PhoneNumber.objects.all()}
    return [
        Way(
            number=key,
            plays=key in bought and bought[key].plays_greeting,
            can_play=key in bought and bought[key].state in (NumberState.ACTIVE, NumberState.ORDERED),
        )
        for key in ours.order_by("pk").values_list("key", flat=True)
    ]


def voice_url() -> str:
    """Where the telephone network asks what to do with a call."""
    return f"{hooks_url('twilio')}/voice/"
