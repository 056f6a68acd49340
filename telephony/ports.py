"""What this room wants from others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from telephony.dialogue.port import ActDone, CallerSaid, Silence, Turn
from telephony.dialogue.state import DialogueState
from telephony.dialogue.vocabulary import CallerFacts, Vocabulary
from telephony.values import CallFacts


class Brain(Protocol):
    """Leads a conversation one step at a time. Keeps nothing between steps: all it knows is in the state."""

    def open_call(self, *, vocabulary: Vocabulary, caller: CallerFacts, now: datetime) -> Turn:
        """The greeting; its first sentence says that an AI is speaking."""

    def step(
        self,
        state: DialogueState,
        heard: CallerSaid | ActDone | Silence,
        *,
        vocabulary: Vocabulary,
        now: datetime,
    ) -> Turn:
        """The next sentence, or an act to perform first. ``now`` is aware, in the branch's zone."""


class KnowsCalls(Protocol):
    """A provider that can be asked about its calls."""

    def get_call(self, provider_call_id: str) -> CallFacts | None:
        """What the provider knows of the call by now; ``None``: it knows no such call."""

    def list_call_ids(self, *, since: datetime, until: datetime) -> Iterable[str]:
        """The provider's ids of all calls that started in [since, until)."""
