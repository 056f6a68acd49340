"""Which personal data there is, why, and for how long; here: what the public schema knows of people."""

from datetime import timedelta

from tenants.privacy.registry import Basis, PersonalFields, Since, declare

declare(
    PersonalFields(
        model="tenants.User",
        fields=("email", "name", "pending_email"),
        purpose="Signing in.",
        basis=Basis.CONTRACT,
        keep_for=timedelta(days=30),
        since=Since.LEFT,
        expired_by="tenants.access.leaving.remove_left_users",
    ),
    PersonalFields(
        model="tenants.SignInFactor",
        fields=("sealed", "name"),
        purpose="Proving who signs in.",
        basis=Basis.CONTRACT,
        keep_for=timedelta(days=30),
        since=Since.LEFT,
        expired_by="tenants.access.leaving.remove_left_users",
    ),
    PersonalFields(
        model="tenants.UserSession",
        fields=("address", "device"),
        purpose="Showing people where they are signed in.",
        basis=Basis.INTEREST,
        keep_for=timedelta(days=14),
        since=Since.WRITTEN,
        removed_by="tenants.access.sessions.remove_stale_sessions",
    ),
    PersonalFields(
        model="tenants.Invitation",
        fields=("email",),
        purpose="Inviting somebody into a company.",
        basis=Basis.INTEREST,
        keep_for=timedelta(days=90),
        since=Since.WRITTEN,
        removed_by="tenants.team.invitations.remove_old_invitations",
    ),
    PersonalFields(
        model="privacy.AuditEntry",
        fields=("detail",),
        purpose="Saying afterwards who did what in the company, and from where.",
        basis=Basis.INTEREST,
        keep_for=timedelta(days=365),
        since=Since.WRITTEN,
        removed_by="tenants.privacy.audit.remove_old_entries",
    ),
)
