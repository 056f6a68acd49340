"""What we send to set a receptionist up fits Retell's document."""

from __future__ import annotations

from typing import Any

import pytest

from telephony.enums import BrainKind
from telephony.hosting import FunctionPlan, HostedUrls, HostedVersion, HostingPlan, Share
from telephony.providers.retell import blueprint

HOOKS = "https://salon.example/hooks/retell/secret"


def plan(brain: BrainKind) -> HostingPlan:
    return HostingPlan(
        marker="askpro-0123456789-1",
        version=3,
        title="Fassung 3",
        company="Zahnarztpraxis Dr. Sommer",
        timezone="Europe/Berlin",
        brain=brain,
        persona_name="Mia",
        greeting="Guten Tag, hier ist Mia, die KI-Assistentin.",
        formal=True,
        instructions="Parkplätze sind hinter dem Haus.",
        industry="dentist",
        functions=(
            FunctionPlan(
                name="transfer",
                description="Stellt durch.",
                parameters={"type": "object", "properties": {"reason": {"type": "string"}}, "required": []},
            ),
        ),
        urls=HostedUrls(
            inbound=f"{HOOKS}/inbound/",
            functions=f"{HOOKS}/functions/",
            events=f"{HOOKS}/events/",
            socket="wss://salon.example/ws/retell/secret",
        ),
        keywords=("Zahnreinigung", "Dr. Sommer"),
        max_seconds=30,
        silence_seconds=5,
    )


def test_llm_fits(fits: Any) -> None:
    fits("retell", "LlmCreateParams", blueprint.llm_body(plan(BrainKind.PROVIDER)))


@pytest.mark.parametrize("brain", BrainKind)
def test_agent_fits(brain: BrainKind, fits: Any) -> None:
    body = blueprint.agent_body(plan(brain), HostedVersion(brain_id="llm_1", brain_version=0))

    fits("retell", "AgentCreateParams", body)
    assert body["max_call_duration_ms"] >= 60_000
    assert body["end_call_after_silence_ms"] >= 10_000


def test_binding_of_a_number_fits(fits: Any) -> None:
    shares = (Share("agent_1", 3, 30), Share("agent_1", 4, 70))
    body = blueprint.number_body(shares, inbound_url=f"{HOOKS}/inbound/")

    fits(
        "retell",
        "PhoneNumberImportParams",
        {**body, "phone_number": "+4930123", "termination_uri": "a.example"},
    )
    assert sum(each["weight"] for each in body["inbound_agents"]) == 1


def test_only_our_answer_says_where_to_connect() -> None:
    tools = {tool["name"]: tool for tool in blueprint.llm_body(plan(BrainKind.PROVIDER))["general_tools"]}

    assert tools["connect_call"]["transfer_destination"] == {
        "type": "predefined",
        "number": "{{transfer_number}}",
    }
    assert tools["transfer"]["response_variables"]["transfer_number"] == "transfer.number"


def test_a_practice_is_told_what_to_say_in_an_emergency() -> None:
    prompt = blueprint.llm_body(plan(BrainKind.PROVIDER))["general_prompt"]

    assert "112" in prompt
    assert "116 117" in prompt
