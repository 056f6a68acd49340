"""Frames of Retell's custom-LLM socket. A field of a wrong type is ignored there, so types decide here."""

from __future__ import annotations

import json
import re
import time
from typing import Any

from telephony.values import ActOutcome

Frame = dict[str, Any]

# What Retell writes where it heard something and understood nothing.
_UNINTELLIGIBLE = re.compile(r"^\s*\((?:unintelligible|inaudible)[^)]*\)\s*$", re.IGNORECASE)


def config() -> Frame:
    """The first frame: come back after a loss, tell us about the call; our own acts we know ourselves."""
    wanted = {"auto_reconnect": True, "call_details": True, "transcript_with_tool_calls": False}
    return {"response_type": "config", "config": wanted}


def ping_pong() -> Frame:
    """Still there."""
    return {"response_type": "ping_pong", "timestamp": time.time_ns() // 1_000_000}


def piece(*, response_id: int, content: str) -> Frame:
    """A sentence of a reply that goes on."""
    return {
        "response_type": "response",
        "response_id": response_id,
        "content": content,
        "content_complete": False,
    }


def response(
    *, response_id: int, content: str, end_call: bool, transfer_number: str | None, is_protected: bool = False
) -> Frame:
    """The end of a reply, and what happens when it was spoken. Hanging up beats putting through."""
    frame: Frame = {
        "response_type": "response",
        "response_id": response_id,
        "content": content,
        "content_complete": True,
        "end_call": end_call,
    }
    if is_protected:
        frame["no_interruption_allowed"] = True
    if transfer_number is not None and not end_call:
        frame |= {"transfer_number": transfer_number, "show_transferee_as_caller": False}
    return frame


def interrupt(*, interrupt_id: int, content: str, end_call: bool) -> Frame:
    """Said without having been asked."""
    return {
        "response_type": "agent_interrupt",
        "interrupt_id": interrupt_id,
        "content": content,
        "content_complete": True,
        "no_interruption_allowed": True,
        "end_call": end_call,
    }


def patience(*, reminder_ms: int, reminders: int) -> Frame:
    """How long Retell waits before it tells us of a silence, and how often."""
    wanted = {"reminder_trigger_ms": reminder_ms, "reminder_max_count": reminders}
    return {"response_type": "update_agent", "agent_config": wanted}


def tool_call(act: ActOutcome, *, tool_call_id: str) -> tuple[Frame, Frame]:
    """What was done, for the transcript."""
    invocation = {
        "response_type": "tool_call_invocation",
        "tool_call_id": tool_call_id,
        "name": act.name,
        "arguments": json.dumps(act.args, ensure_ascii=False),
    }
    result = {
        "response_type": "tool_call_result",
        "tool_call_id": tool_call_id,
        "content": json.dumps(act.result, ensure_ascii=False),
        "successful": bool(act.result.get("ok")),
    }
    return invocation, result


def progress(acts: tuple[ActOutcome, ...]) -> Frame:
    """What was done, for the page of a caller in the browser: names and codes, nothing about people."""
    done = [{"act": act.name, "code": str(act.result.get("code", ""))} for act in acts]
    return {"response_type": "metadata", "metadata": {"done": done}}


def last_utterance(frame: Frame) -> tuple[int, str]:
    """The how-manieth utterance of the caller the last one is, and its words."""
    transcript = frame.get("transcript")
    turns = [turn for turn in transcript if isinstance(turn, dict)] if isinstance(transcript, list) else []
    said = [str(turn.get("content") or "") for turn in turns if turn.get("role") == "user"]
    text = said[-1] if said else ""
    return len(said), "" if _UNINTELLIGIBLE.match(text) else text


def transfer_number(acts: tuple[ActOutcome, ...]) -> str | None:
    """Whom the caller is put through to, if an act has said so; a model never says it."""
    for act in reversed(acts):
        if act.name == "transfer" and act.result.get("ok"):
            number = (act.result.get("transfer") or {}).get("number")
            return number if isinstance(number, str) else None
    return None
