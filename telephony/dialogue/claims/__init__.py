"""Proof-carrying calls: what the receptionist claimed, and what each claim rests on."""

from telephony.dialogue.claims.evidence import ProofSource
from telephony.dialogue.claims.proof import (
    Act,
    Checked,
    Proof,
    Spoken,
    UnprovenClaim,
    check,
    unproven,
)
from telephony.dialogue.claims.statements import Claim, Kind, Mood, claims_of

__all__ = [
    "Act",
    "Checked",
    "Claim",
    "Kind",
    "Mood",
    "Proof",
    "ProofSource",
    "Spoken",
    "UnprovenClaim",
    "check",
    "claims_of",
    "unproven",
]
