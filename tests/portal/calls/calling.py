"""Calls that somebody made, for the pages about them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from booking.models import Branch
from telephony.enums import CallSource, Outcome, Speaker
from telephony.models import Call
from telephony.services.afterwards import note_what_remains
from telephony.services.calls import end_call, lock_call
from telephony.services.consents import record_consent
from telephony.services.conversation import open_call
from telephony.services.testcall import start_test_call
from telephony.services.transcripts import add_turn

CLARA = "+4915112345678"


def ring(branch: Branch, *, number: str | None = CLARA, consent: bool = False) -> Call:
    """Somebody calls over the phone and is greeted."""
    call = start_test_call(
        branch_id=branch.pk, from_number=number, source=CallSource.PHONE, now=timezone.now()
    )
    open_call(call_id=call.pk, now=timezone.now())
    call.refresh_from_db()
    if consent:
        record_consent(call=call, granted=True, wording_version="1", now=timezone.now())
    return call


def ended(branch: Branch, outcome: Outcome, **call: Any) -> Call:
    rung = ring(branch, **call)
    Call.objects.filter(pk=rung.pk).update(outcome=outcome)
    return end_call(call_id=rung.pk, reason="user_hangup", now=timezone.now())


def told(branch: Branch, *words: str, outcome: Outcome = Outcome.ANSWERED, **call: Any) -> Call:
    """Somebody who agreed says these things, and the call is looked at afterwards."""
    rung = ring(branch, consent=True, **call)
    locked = lock_call(rung.pk)
    for place, text in enumerate(words):
        add_turn(call=locked, speaker=Speaker.CALLER, text=text, offset_ms=1000 * place)
    locked.outcome = outcome
    locked.save(update_fields=["turns", "trace", "outcome"])
    end_call(call_id=rung.pk, reason="user_hangup", now=timezone.now())
    note_what_remains(call_id=rung.pk)
    return Call.objects.get(pk=rung.pk)
