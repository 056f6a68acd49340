"""German sentences of the acts, by name: ``act_wording.refusal(code)``."""

from typing import Any

from telephony.dialogue.wording import CONSENT_WORDING, GERMAN

__all__ = ["CONSENT_WORDING"]


def __getattr__(name: str) -> Any:
    return getattr(GERMAN, name)
