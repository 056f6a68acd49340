"""Tables of the telephony room; all of them live in the company's schema."""

from telephony.models.calls import Call, CallAct, CallTurn
from telephony.models.people import CallbackTicket, CallerMessage, TranscriptConsent
from telephony.models.receptionist import BlockedNumber, Receptionist

__all__ = [
    "BlockedNumber",
    "Call",
    "CallAct",
    "CallTurn",
    "CallbackTicket",
    "CallerMessage",
    "Receptionist",
    "TranscriptConsent",
]
