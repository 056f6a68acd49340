"""Who picks up when Retell is told to dial."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from askproai.standins.retell_calls import Call
from askproai.standins.retell_outgoing import Household
from askproai.standins.testing import RunningStandins, running_standins

OURS, THEIRS = "+493012345678", "+4915112345678"


@pytest.fixture(scope="module")
def running() -> Iterator[RunningStandins]:
    with running_standins() as running:
        world, player = running.standins.world, running.standins.player
        running.standins.retell.ring = Household(world=world, player=player).ring
        yield running


def dialled(running: RunningStandins) -> Call:
    """A call that an agent was told to make, once it is over."""
    with httpx.Client(
        base_url=running.retell_url,
        headers={"Authorization": f"Bearer {running.environment['RETELL_API_KEY']}"},
        trust_env=False,
    ) as api:
        engine = {"type": "retell-llm", "llm_id": api.post("/create-retell-llm", json={}).json()["llm_id"]}
        agent = api.post("/create-agent", json={"response_engine": engine, "voice_id": "v"}).json()
        api.post("/import-phone-number", json={"phone_number": OURS, "termination_uri": "salon.example"})
        order = {
            "from_number": OURS,
            "to_number": THEIRS,
            "override_agent_id": agent["agent_id"],
            "retell_llm_dynamic_variables": {"greeting": "Guten Tag, hier ist die KI-Assistentin."},
        }
        call_id = api.post("/v2/create-phone-call", json=order).json()["call_id"]
    call = running.standins.retell.calls.get(call_id)
    assert call is not None
    running.wait_for(lambda: call.is_over)
    return call


def test_somebody_picks_up_and_hears_the_greeting(running: RunningStandins) -> None:
    call = dialled(running)

    assert call.utterances()[0]["content"] == "Guten Tag, hier ist die KI-Assistentin."


@pytest.mark.parametrize(
    ("mode", "reason"),
    [("no_answer", "dial_no_answer"), ("busy", "dial_busy"), ("dial_failed", "dial_failed")],
)
def test_nobody_picks_up_when_that_was_ordered(running: RunningStandins, mode: str, reason: str) -> None:
    running.fail(provider="retell", mode=mode, match=THEIRS)

    call = dialled(running)

    assert (call.disconnection_reason, call.started_at_ms) == (reason, None)
