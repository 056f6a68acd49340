"""How long a call has been going on: by the clock, or by what was spoken where the clock stands still."""

from __future__ import annotations

from datetime import datetime, timedelta

from telephony.enums import CallSource
from telephony.models import Call

# Germans speak about 14 letters a second on the phone; nobody says anything in less than half a second.
LETTERS_PER_SECOND = 14
SHORTEST_MS = 600


def speech_ms(text: str) -> int:
    """How long it takes to say this."""
    return max(SHORTEST_MS, len(text) * 1000 // LETTERS_PER_SECOND) if text else 0


def since_ring_ms(call: Call, now: datetime) -> int:
    """Milliseconds since the phone rang; a test call is typed, so what was spoken counts there."""
    if call.source == CallSource.TEST:
        return call.spoken_ms
    return max(int((now - call.ringing_at) / timedelta(milliseconds=1)), 0)
