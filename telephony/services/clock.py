"""How long a call has been going on: by the clock, or by what was spoken where the clock stands still."""

from __future__ import annotations

from datetime import datetime, timedelta

from telephony.models import Call
from telephony.speech import speech_ms

__all__ = ["since_ring_ms", "speech_ms"]


def since_ring_ms(call: Call, now: datetime) -> int:
    """Milliseconds since the phone rang; a test call is typed, so what was spoken counts there."""
    if call.is_typed:
        return call.spoken_ms
    return max(int((now - call.ringing_at) / timedelta(milliseconds=1)), 0)
