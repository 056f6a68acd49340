"""Tables of the telephony room; all of them live in the company's schema."""

from telephony.models.calls import Call, CallAct, CallTurn
from telephony.models.consents import Consent
from telephony.models.knowledge import KnowledgeSource, OpenQuestion, Passage
from telephony.models.model_use import ModelUse
from telephony.models.numbers import PhoneNumber
from telephony.models.people import CallbackTicket, CallerMessage
from telephony.models.proof import Statement
from telephony.models.publishing import HostedAgent, Publication
from telephony.models.receptionist import BlockedNumber, Receptionist, ReceptionistVersion
from telephony.models.routing import CallTransfer, TransferTarget
from telephony.models.simulation import SimulationRun
from telephony.models.suggestions import Suggestion

__all__ = [
    "BlockedNumber",
    "Call",
    "CallAct",
    "CallTransfer",
    "CallTurn",
    "CallbackTicket",
    "CallerMessage",
    "Consent",
    "HostedAgent",
    "KnowledgeSource",
    "ModelUse",
    "OpenQuestion",
    "Passage",
    "PhoneNumber",
    "Publication",
    "Receptionist",
    "ReceptionistVersion",
    "SimulationRun",
    "Statement",
    "Suggestion",
    "TransferTarget",
]
