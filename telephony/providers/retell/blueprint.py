"""A version of a receptionist in Retell's words: LLM, agent, binding of a number."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.conf import settings

from telephony.enums import BrainKind
from telephony.hosting import FunctionPlan, HostedVersion, HostingPlan, Share
from telephony.providers.retell.prompt import prompt_of

JsonObject = dict[str, Any]

# Longer than we ever take; Retell then tells its model that the call failed.
TIMEOUT_MS: Final = 4_000
# Set explicitly: documentation and practice disagree about the default. Our acts may be repeated.
MAX_RETRY: Final = 2
RINGS_FOR_MS: Final = 25_000
MARKER_KEY: Final = "askpro_marker"
EVENTS: Final = (
    "call_started",
    "call_ended",
    "call_analyzed",
    "transfer_started",
    "transfer_bridged",
    "transfer_cancelled",
    "transfer_ended",
)
# Retell leaves what it does not know in the text as it is, so each variable has a value from the start.
_VARIABLES: Final = (
    "today",
    "time_of_day",
    "services",
    "staff",
    "consent_question",
    "transfer_number",
    "transfer_summary",
)
_MOST_KEYWORDS: Final = 100


def version_marker(plan: HostingPlan) -> str:
    """By this a version's LLM is known again."""
    return f"{plan.marker}-v{plan.version}"


def agent_name(plan: HostingPlan) -> str:
    """By its end the agent is known again: agents are listed with their name and nothing else of ours."""
    return f"{plan.company[:60]} · Empfang [{plan.marker}]"


def llm_body(plan: HostingPlan) -> JsonObject:
    """``POST /create-retell-llm``."""
    return {
        "model": settings.RETELL["model"],
        "start_speaker": "agent",
        "begin_message": "{{greeting}} {{consent_question}}",
        "general_prompt": prompt_of(plan),
        "general_tools": [*custom_functions(plan.functions, url=plan.urls.functions), _CONNECT, _END],
        "default_dynamic_variables": {
            **dict.fromkeys(_VARIABLES, ""),
            "greeting": plan.greeting,
            "route": "answer",
            MARKER_KEY: version_marker(plan),
        },
    }


def agent_body(plan: HostingPlan, known: HostedVersion) -> JsonObject:
    """``POST /create-agent`` and ``PATCH /update-agent``."""
    return {
        "agent_name": agent_name(plan),
        "response_engine": _engine(plan, known),
        "voice_id": settings.RETELL["voice_id"],
        "language": ["de-DE", "en-GB"],
        # The default is Los Angeles.
        "timezone": plan.timezone,
        "webhook_url": plan.urls.events,
        "webhook_events": list(EVENTS),
        "max_call_duration_ms": max(60, plan.max_seconds) * 1000,
        "end_call_after_silence_ms": max(10, plan.silence_seconds) * 1000,
        # Asked again twice, then the silence ends the call.
        "reminder_trigger_ms": max(4, plan.silence_seconds // 3) * 1000,
        "reminder_max_count": 2,
        "ring_duration_ms": RINGS_FOR_MS,
        "boosted_keywords": list(plan.keywords[:_MOST_KEYWORDS]),
        # Neither sound nor words stay at Retell; what may be kept comes to us by webhook.
        "data_storage_setting": "basic_attributes_only",
        "version_title": plan.title,
    }


def number_body(shares: Iterable[Share], *, inbound_url: str) -> JsonObject:
    """``PATCH /update-phone-number``. The agents speak when our own answer does not arrive in time."""
    return {
        "inbound_agents": [
            {"agent_id": each.agent_id, "agent_version": each.agent_version, "weight": each.percent / 100}
            for each in shares
        ],
        "inbound_webhook_url": inbound_url,
    }


def custom_functions(functions: Iterable[FunctionPlan], *, url: str) -> list[JsonObject]:
    """Tool definitions for a model whose functions are answered at this address."""
    return [
        {
            "type": "custom",
            "name": function.name,
            "description": function.description,
            "url": url,
            "method": "POST",
            "args_at_root": False,
            "parameters": dict(function.parameters),
            "speak_during_execution": False,
            "speak_after_execution": True,
            "timeout_ms": TIMEOUT_MS,
            "max_retry": MAX_RETRY,
            **({"response_variables": _FROM_TRANSFER} if function.name == "transfer" else {}),
        }
        for function in functions
    ]


def seals_of(resource: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, str]:
    """A short digest of each setting that we set, as the provider wrote it down."""
    return {name: _digest(resource.get(name)) for name in wanted}


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _engine(plan: HostingPlan, known: HostedVersion) -> JsonObject:
    if plan.brain != BrainKind.PROVIDER:
        return {"type": "custom-llm", "llm_websocket_url": plan.urls.socket}
    return {"type": "retell-llm", "llm_id": known.brain_id, "version": known.brain_version or 0}


# The number to connect to comes out of our answer; the model can neither see a list nor choose.
_FROM_TRANSFER: Final = {
    "transfer_number": "transfer.number",
    "transfer_summary": "transfer.summary",
}
_CONNECT: Final[JsonObject] = {
    "type": "transfer_call",
    "name": "connect_call",
    "description": "Verbindet. Nur direkt nach transfer mit transferring, oder wenn der Weg pass_on ist.",
    "transfer_destination": {"type": "predefined", "number": "{{transfer_number}}"},
    "transfer_option": {
        "type": "warm_transfer",
        "agent_detection_timeout_ms": RINGS_FOR_MS,
        "transfer_ring_duration_ms": RINGS_FOR_MS,
        "on_hold_music": "ringtone",
        # Only the person who picks up hears it.
        "private_handoff_option": {"type": "static_message", "message": "{{transfer_summary}}"},
    },
    "speak_during_execution": False,
}
_END: Final[JsonObject] = {
    "type": "end_call",
    "name": "hang_up",
    "description": "Legt auf, nachdem end aufgerufen und der Abschied gesprochen wurde.",
}
