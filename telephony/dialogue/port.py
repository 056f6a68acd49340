"""What goes into the engine and what comes out of it."""

from dataclasses import dataclass, field
from typing import Any

from telephony.dialogue.state import DialogueState

JSON = Any


@dataclass(frozen=True, slots=True)
class CallerSaid:
    """One utterance of the caller."""

    text: str


@dataclass(frozen=True, slots=True)
class ActDone:
    """The result of an act that a turn asked for."""

    name: str
    result: dict[str, JSON]


@dataclass(frozen=True, slots=True)
class Silence:
    """The caller said nothing for a while."""

    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class ActRequest:
    """An act to perform before the conversation goes on."""

    name: str
    args: dict[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """What the engine does next: say something, have an act done, end the call.

    With an act, ``say`` is only a filler: perform the act and step on with its result.
    """

    state: DialogueState
    say: str | None = None
    act: ActRequest | None = None
    ends_call: bool = False
