"""Twilio asks what to do with a call: the own greeting first, then the receptionist at Retell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextvars import copy_context
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import httpx
import pytest
from django.db.models.functions import Now
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from askproai.core import http
from askproai.standins.signing import twilio_signature
from askproai.standins.testing import RunningStandins, running_standins
from telephony.enums import CallState, NumberState, Outcome
from telephony.models import BlockedNumber, Call, PhoneNumber
from telephony.services import brain
from telephony.services.blocklist import block_number
from telephony.services.number_paths import voice_url
from telephony.services.numbers import ORDER_KIND, PATH_KIND, free_numbers, order_number
from telephony.services.recordings import choose_recording, save_recording
from telephony.services.versions import edit_receptionist, publish, set_voice
from telephony.sound import read_sound
from tenants.outbox.models import OutboxEntry
from tenants.outbox.services import drain
from tests.factories.booking import MONDAY_8
from tests.telephony.conftest import Salon
from tests.telephony.sounds import tone

TOKEN, ACCOUNT = "12345678901234567890123456789012", "AC00000000000000000000000000000001"
CALLER = "+4915112345678"
Ring = Callable[..., HttpResponse]


@pytest.fixture(scope="module")
def running() -> Iterator[RunningStandins]:
    with running_standins() as running:
        yield running
        http._client_for(running.retell_url, 2.0).close()


@pytest.fixture(scope="module")
def agent(running: RunningStandins) -> str:
    """An agent that the salon has had at Retell all along: setting one up is told elsewhere."""
    key = running.environment["RETELL_API_KEY"]
    with httpx.Client(
        base_url=running.retell_url, headers={"Authorization": f"Bearer {key}"}, trust_env=False
    ) as api:
        engine = {"type": "retell-llm", "llm_id": api.post("/create-retell-llm", json={}).json()["llm_id"]}
        made = api.post("/create-agent", json={"response_engine": engine, "voice_id": "v"}).json()
    return str(made["agent_id"])


@pytest.fixture(autouse=True)
def providers(running: RunningStandins, settings: Settings, salon: Salon) -> RunningStandins:
    running.reset()
    running.standins.twilio.shop.bought.clear()
    environment = running.environment
    settings.RETELL = settings.RETELL | {
        "base_url": running.retell_url,
        "api_key": environment["RETELL_API_KEY"],
        "timeout_s": 2.0,
        "termination_uri": "salon.example",
    }
    settings.TWILIO = settings.TWILIO | {
        "base_url": running.twilio_url,
        "account_sid": environment["TWILIO_ACCOUNT_SID"],
        "auth_token": environment["TWILIO_AUTH_TOKEN"],
        "bundles": {"DE": "BU1"},
        "trunk_sid": "TK1",
        "timeout_s": 2.0,
    }
    http._breaker_for.cache_clear()
    return running


@pytest.fixture
def number(salon: Salon, agent: str) -> str:
    """A number of the salon's, bought, whose receptionist is published with a greeting of Sabine's own."""
    found = free_numbers(country="DE", locality="Hamburg")[0].number
    order_number(number=found, branch=salon.branch, now=MONDAY_8)
    drain(kind=ORDER_KIND, now=MONDAY_8)
    words = {"persona_name": "Mia", "greeting": "Schön, dass Sie anrufen.", "agent_id": agent}
    edit_receptionist(fields=words, now=MONDAY_8)
    save_recording(sound=read_sound(tone()), at_once=False, now=MONDAY_8)
    published()
    return found


def published() -> None:
    publish(note="", by_user_id=None, now=MONDAY_8)
    work("retell_publish")
    work(PATH_KIND)


def work(kind: str) -> None:
    OutboxEntry.objects.filter(kind=kind, state="pending").update(due_at=Now())
    drain(kind=kind, now=MONDAY_8)


@pytest.fixture
def ring(client: Client, running: RunningStandins, number: str) -> Ring:
    """Post what Twilio posts, signed."""

    def send(after: str = "", *, sid: str = "CA1", token: str = "", **fields: str) -> HttpResponse:
        environment = running.environment
        form = {
            "CallSid": sid,
            "AccountSid": environment["TWILIO_ACCOUNT_SID"],
            "From": CALLER,
            "To": number,
            **fields,
        }
        url = voice_url() + after
        signature = twilio_signature(
            auth_token=token or environment["TWILIO_AUTH_TOKEN"], url=url, params=list(form.items())
        )
        return copy_context().run(
            client.post,
            url[url.index("/hooks/") :],
            urlencode(form),
            content_type="application/x-www-form-urlencoded",
            headers={"X-Twilio-Signature": signature, "Host": "salon.localhost"},
        )

    return send


def verbs(answer: HttpResponse) -> list[str]:
    return [each.tag for each in ET.fromstring(answer.content)]  # noqa: S314


def test_numbers_take_the_way_that_was_published(providers: RunningStandins, number: str) -> None:
    [bought] = providers.standins.twilio.shop.bought.values()
    assert (bought.voice_url, bought.trunk_sid) == (voice_url(), None)
    assert PhoneNumber.objects.get().plays_greeting

    choose_recording(key="", at_once=False, now=MONDAY_8)
    published()

    assert (bought.voice_url, bought.trunk_sid) == ("", "TK1")
    assert not PhoneNumber.objects.get().plays_greeting


def test_a_number_bought_later_takes_it_too(providers: RunningStandins, number: str, salon: Salon) -> None:
    second = free_numbers(country="DE", locality="Köln")[0].number
    order_number(number=second, branch=salon.branch, now=MONDAY_8)
    drain(kind=ORDER_KIND, now=MONDAY_8)
    work(PATH_KIND)

    assert PhoneNumber.objects.get(number=second).plays_greeting


def test_the_greeting_is_played_and_the_receptionist_goes_on(
    providers: RunningStandins, ring: Ring, client: Client
) -> None:
    answer = ring()

    play, dial = ET.fromstring(answer.content)  # noqa: S314
    sip = dial.find("Sip")
    assert sip is not None
    [registered] = providers.standins.retell.calls.newest_first()
    assert sip.text == f"sip:{registered.call_id}@sip.retellai.com"
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    # The first sentence of the voice that is an AI says so; the written words are not spoken too.
    told = (registered.dynamic_variables or {})["greeting"]
    assert told == "Hier ist Mia, die KI-Assistentin vom Salon Haarmonie. Was kann ich für Sie tun?"
    sound = copy_context().run(
        client.get, str(play.text)[str(play.text).index("/hooks/") :], headers={"Host": "salon.localhost"}
    )
    assert (sound.status_code, sound["Content-Type"]) == (200, "audio/wav")
    assert sound.content == read_sound(tone()).content
    call = Call.objects.get()
    assert (call.provider_call_id, call.from_number) == (registered.call_id, CALLER)
    assert call.is_greeted


def test_our_own_brain_does_not_greet_twice(ring: Ring) -> None:
    ring()

    said = brain.open_call(call_id=Call.objects.get().pk, now=MONDAY_8).say

    assert said == "Hier ist Mia, die KI-Assistentin vom Salon Haarmonie. Was kann ich für Sie tun?"


def test_the_same_ring_twice_is_one_call(providers: RunningStandins, ring: Ring) -> None:
    first, again, other = ring(), ring(), ring(sid="CA2")

    # Addresses of the sound are signed anew; everything else is the same.
    def without_address(answer: HttpResponse) -> str:
        return re.sub(r"<Play>.*</Play>", "", answer.content.decode())

    assert without_address(first) == without_address(again) != without_address(other)
    assert Call.objects.count() == 2
    assert len(providers.standins.retell.calls.newest_first()) == 2


def test_blocked_callers_are_turned_away(ring: Ring) -> None:
    block_number(phone=CALLER, reason="", now=MONDAY_8)

    assert verbs(ring()) == ["Reject"]
    assert verbs(ring()) == ["Reject"]
    assert Call.objects.get().state == CallState.REJECTED
    assert BlockedNumber.objects.exists()


def test_with_the_receptionist_away_the_business_rings(providers: RunningStandins, ring: Ring) -> None:
    edit_receptionist(fields={"business_number": "+493022110011"}, now=MONDAY_8)
    published()
    providers.fail(provider="retell", mode="500", count=5)

    answer = ring()

    assert answer.content == b"<Response><Dial>+493022110011</Dial></Response>"
    assert Call.objects.get().state == CallState.FAILED


def test_without_anybody_the_caller_hears_a_sentence(ring: Ring) -> None:
    ring()

    failed = ring("danach/", DialCallStatus="failed")
    ended = ring("danach/", sid="CA9", DialCallStatus="completed")

    assert verbs(failed) == ["Say", "Hangup"]
    assert verbs(ended) == ["Hangup"]
    assert Call.objects.get().state == CallState.FAILED


def test_whoever_leaves_during_the_greeting_has_hung_up(ring: Ring) -> None:
    ring()

    assert verbs(ring("ende/", CallStatus="completed")) == []
    assert verbs(ring("ende/", CallStatus="completed")) == []

    call = Call.objects.get()
    assert (call.state, call.outcome) == (CallState.ENDED, Outcome.HUNG_UP)


def test_the_end_of_a_conversation_is_the_receptionists_to_tell(ring: Ring) -> None:
    ring()
    brain.open_call(call_id=Call.objects.get().pk, now=MONDAY_8)

    ring("ende/", CallStatus="completed")

    assert Call.objects.get().state == CallState.ONGOING


def test_callers_who_leave_a_message_hear_what_happens_at_once(ring: Ring) -> None:
    edit_receptionist(fields={"mode": "holiday", "otherwise": "message"}, now=MONDAY_8)
    published()

    assert verbs(ring()) == ["Dial"]
    assert not Call.objects.get().is_greeted


@pytest.mark.parametrize("forged", [{"token": "other"}, {"AccountSid": "AC9"}])
def test_nobody_else_is_answered(ring: Ring, forged: dict[str, str]) -> None:
    assert ring(**forged).status_code == 401
    assert not Call.objects.exists()


def test_odd_requests_are_refused(ring: Ring, client: Client) -> None:
    assert ring(sid="").status_code == 400
    for path in ("/hooks/twilio/wrong/voice/", "/hooks/ansage/wrong/"):
        method = client.post if "voice" in path else client.get
        answer = copy_context().run(method, path, headers={"Host": "salon.localhost"})
        assert answer.status_code == 404


def test_while_setting_up_nothing_leads_anywhere(salon: Salon) -> None:
    set_voice(fields={"persona_name": "Mia"}, now=MONDAY_8)
    save_recording(sound=read_sound(tone()), at_once=True, now=MONDAY_8)

    assert not OutboxEntry.objects.filter(kind=PATH_KIND).exists()
    assert not PhoneNumber.objects.filter(state=NumberState.ACTIVE).exists()
