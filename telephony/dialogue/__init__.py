"""The German dialogue engine: plain Python, deterministic, the same words in give the same words out."""

from telephony.dialogue.engine import open_call, step
from telephony.dialogue.matching import Match, match_branch, match_service, match_staff
from telephony.dialogue.names import read_name
from telephony.dialogue.phones import read_phone
from telephony.dialogue.port import ActDone, ActRequest, CallerSaid, Silence, Turn
from telephony.dialogue.state import DialogueState
from telephony.dialogue.times.grammar import understand_time
from telephony.dialogue.times.wish import TimeWish, Window
from telephony.dialogue.vocabulary import (
    BranchTerm,
    CallerFacts,
    OptionTerm,
    ServiceTerm,
    StaffTerm,
    Vocabulary,
)

__all__ = [
    "ActDone",
    "ActRequest",
    "BranchTerm",
    "CallerFacts",
    "CallerSaid",
    "DialogueState",
    "Match",
    "OptionTerm",
    "ServiceTerm",
    "Silence",
    "StaffTerm",
    "TimeWish",
    "Turn",
    "Vocabulary",
    "Window",
    "match_branch",
    "match_service",
    "match_staff",
    "open_call",
    "read_name",
    "read_phone",
    "step",
    "understand_time",
]
