"""What happens when a call is over or a customer has to be called, in the same transaction."""

from __future__ import annotations

from django.utils import timezone

from askproai.core.events import subscribe
from booking.events import CustomerToBeAsked, OutageCallDone, OutageCallNeeded
from telephony.enums import BrainKind
from telephony.events import CallAnalysed, CallEnded, VersionPublished
from telephony.models import Call
from telephony.services.callbacks import owe_call_for_conflict, owe_call_for_outage, settle_call_for_outage
from telephony.services.number_paths import lead_numbers
from telephony.services.proof import REVIEW_KIND, SECOND_REVIEW_KIND, owe_review


@subscribe(CallEnded)
def on_ended(event: CallEnded) -> None:
    """What was said is to be proven, off the call's path."""
    owe_review(call=Call.objects.get(pk=event.call_id), kind=REVIEW_KIND)


@subscribe(CallAnalysed)
def on_analysed(event: CallAnalysed) -> None:
    """A provider's last word on what was said comes late."""
    call = Call.objects.get(pk=event.call_id)
    if call.brain == BrainKind.PROVIDER:
        owe_review(call=call, kind=SECOND_REVIEW_KIND)


@subscribe(VersionPublished)
def on_published(event: VersionPublished) -> None:
    """With an own greeting, or without one any more, calls take another way."""
    lead_numbers(now=timezone.now())


@subscribe(OutageCallNeeded)
def on_call_needed(event: OutageCallNeeded) -> None:
    """Somebody is sick, and this customer is owed a call."""
    owe_call_for_outage(move_id=event.move_id, now=event.at)


@subscribe(CustomerToBeAsked)
def on_customer_to_be_asked(event: CustomerToBeAsked) -> None:
    """Two calendars clash, and the customer is to choose another time."""
    owe_call_for_conflict(appointment_id=event.appointment_id, now=event.at)


@subscribe(OutageCallDone)
def on_call_done(event: OutageCallDone) -> None:
    """They chose for themselves meanwhile."""
    settle_call_for_outage(move_id=event.move_id, now=event.at)
