"""A salon whose calls a language model leads; the model stands behind the stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import override_settings

from askproai.standins.testing import RunningStandins
from askproai.standins.world import OPENAI_KEY
from telephony.enums import BrainKind, CallSource
from telephony.models import Call
from telephony.providers.openai import client
from telephony.services import brain
from telephony.services.testcall import start_test_call
from telephony.values import Reply
from tests.factories.booking import MONDAY_8
from tests.factories.telephony import ANNA_CALLS_FROM, ReceptionistFactory

HONEST = "receptionist-honest"
OBEDIENT = "receptionist-obedient"


@contextmanager
def model_at(standins: RunningStandins, model: str = HONEST, **more: Any) -> Iterator[None]:
    """The settings with which the application talks to a model of the stand-in."""
    openai = {
        "base_url": standins.openai_url,
        "api_key": OPENAI_KEY,
        "model": model,
        "timeout_s": 4.0,
        "input_cents": 200.0,
        "output_cents": 800.0,
        "call_cents": 20.0,
        **more,
    }
    # What another test let fail is forgotten.
    client._BREAKER.close()
    with override_settings(OPENAI=openai):
        yield


def ringing(number: str | None = ANNA_CALLS_FROM, **receptionist: Any) -> Call:
    """A call that was greeted, at a receptionist that a model leads."""
    ReceptionistFactory(brain=BrainKind.MODEL, **receptionist)
    call = start_test_call(branch_id=None, from_number=number, source=CallSource.PHONE, now=MONDAY_8)
    brain.open_call(call_id=call.pk, now=MONDAY_8)
    call.refresh_from_db()
    return call


def talk(call: Call, *lines: str) -> list[Reply]:
    """Say these lines; the replies. The call is as the database has it afterwards."""
    replies = [brain.say(call_id=call.pk, utterance=line, now=MONDAY_8) for line in lines]
    call.refresh_from_db()
    return replies
