"""Rows of the public schema: who a company is, who may sign in to it, and what of it is due."""

from tenants.models.access import Invitation, SignInFactor, UserSession
from tenants.models.company import Company, DirectoryEntry, Domain
from tenants.models.onboarding import Branding, Onboarding, SignInTicket
from tenants.models.support import SupportGrant
from tenants.models.user import Membership, User
from tenants.models.voice import VoiceRecording
from tenants.models.wakeup import Wakeup

__all__ = [
    "Branding",
    "Company",
    "DirectoryEntry",
    "Domain",
    "Invitation",
    "Membership",
    "Onboarding",
    "SignInFactor",
    "SignInTicket",
    "SupportGrant",
    "User",
    "UserSession",
    "VoiceRecording",
    "Wakeup",
]
