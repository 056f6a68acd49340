"""What happened on the phone, for the rooms above. Published inside the transaction; ids only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class CallStarted:
    """It rings, or a test call was begun."""

    call_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CallAnswered:
    """The conversation began."""

    call_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CallTurnAdded:
    """Something was said and may be kept; calls without consent never publish this."""

    call_id: int
    turn_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CallActDone:
    """Something was done for the caller, or refused."""

    call_id: int
    act_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CallEnded:
    """The line is down; ``outcome`` and ``intents`` of the call are final."""

    call_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CallAnalysed:
    """Summary and sentiment are there."""

    call_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CallbackRequested:
    """Somebody is owed a call."""

    call_id: int
    ticket_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CallbackChanged:
    """Somebody took a callback over, tried it, settled it, or owes it for another reason than a call."""

    ticket_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageLeft:
    """A caller asked to have something passed on."""

    call_id: int
    message_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CallTransferred:
    """A caller is being put through to a person."""

    call_id: int
    transfer_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionPublished:
    """Another version of the receptionist takes the calls now."""

    receptionist_id: int
    version_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CallDeskChanged:
    """The team has read, marked, noted or shared it."""

    call_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CallShared:
    """A colleague is asked to look at a call."""

    call_id: int
    to_user_id: int
    at: datetime
