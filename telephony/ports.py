"""What this room wants from others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from telephony.dialogue.port import ActDone, CallerSaid, Silence, Turn
from telephony.dialogue.state import DialogueState
from telephony.dialogue.vocabulary import CallerFacts, Vocabulary
from telephony.prompts.messages import Answer, Tool
from telephony.prompts.watch import Watch
from telephony.values import CallerUtterance, CallFacts, Hear, JsonObject, Reply


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


class Leads(Protocol):
    """Whoever leads a call: takes what the caller said and answers it, whatever happens underneath."""

    def respond(self, utterance: CallerUtterance, *, hear: Hear) -> Reply:
        """What the receptionist says: all of it, and what may be spoken early to ``hear`` already.

        :raises CallOver: the call has ended.
        :raises Superseded: the caller spoke again; what was not said yet is not said any more.
        """


class Talks(Protocol):
    """A language model."""

    name: str

    def answer(
        self, *, messages: list[JsonObject], tools: Sequence[Tool], watch: Watch
    ) -> Iterator[str | Answer]:
        """Pieces of text as they arrive, and the whole answer last.

        :raises ModelFailed: no, late, refused, cut off or unreadable.
        :raises Superseded: the caller spoke again.
        """


@dataclass(frozen=True, kw_only=True, slots=True)
class FreeNumber:
    """A number that can be had (E.164), and where it seems to be."""

    number: str
    locality: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnNumber:
    """A number that was bought, by the seller's name of it."""

    provider_id: str


class SellsNumbers(Protocol):
    """A shop for phone numbers; raises what :class:`~askproai.core.http.ProviderHttp` raises."""

    def search(self, *, country: str, locality: str, limit: int) -> list[FreeNumber]:
        """A few numbers for calls; of that town, or from anywhere without one."""

    def find(self, number: str) -> OwnNumber | None:
        """The number, if it was bought before."""

    def buy(self, number: str, *, country: str, title: str) -> OwnNumber:
        """Buy it.

        :raises ~telephony.errors.NumberGone: somebody else was faster.
        """

    def lead(self, provider_id: str, *, voice_url: str) -> None:
        """Have calls to the number asked about at this address; empty: they go over the trunk."""


class KnowsCalls(Protocol):
    """A provider that can be asked about its calls."""

    def get_call(self, provider_call_id: str) -> CallFacts | None:
        """What the provider knows of the call by now; ``None``: it knows no such call."""

    def list_call_ids(self, *, since: datetime, until: datetime) -> Iterable[str]:
        """The provider's ids of all calls that started in [since, until)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OutgoingCall:
    """A call that a provider is to make or to wait for (E.164). The same ``key`` twice is one call made."""

    key: str
    from_number: str
    to_number: str
    agent_id: str
    agent_version: int | None
    metadata: Mapping[str, str]
    variables: Mapping[str, str]


class PlacesCalls(Protocol):
    """A provider that dials for us; raises what :class:`~askproai.core.http.ProviderHttp` raises."""

    def place_call(self, order: OutgoingCall) -> str:
        """Let the number ring; the provider's id of the call."""

    def expect_call(self, order: OutgoingCall) -> str:
        """Wait for a call that is put through to it; the id under which it has to arrive."""

    def lend_number(self, number: str) -> bool:
        """See to it that calls may go out from our number; false: it cannot be brought there."""
