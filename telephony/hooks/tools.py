"""Our acts as Retell's custom functions."""

from __future__ import annotations

from typing import Any

from telephony.acts import all_acts

# Longer than we ever take; Retell then tells its model that the call failed.
TIMEOUT_MS = 4_000
# Set explicitly: documentation and practice disagree about the default. Our acts may be repeated.
MAX_RETRY = 2


def custom_functions(*, url: str) -> list[dict[str, Any]]:
    """Tool definitions for an agent whose functions are answered at this address."""
    return [
        {
            "type": "custom",
            "name": act.name,
            "description": act.description,
            "url": url,
            "method": "POST",
            "args_at_root": False,
            "parameters": act.parameters(),
            "speak_during_execution": False,
            "speak_after_execution": True,
            "timeout_ms": TIMEOUT_MS,
            "max_retry": MAX_RETRY,
        }
        for act in all_acts()
    ]
