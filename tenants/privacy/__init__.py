"""Which personal data there is, why, and for how long; here: what the public schema knows of people."""

from datetime import timedelta

from tenants.privacy.registry import Basis, PersonalFields, Since, declare

declare(
    PersonalFields(
        model="tenants.User",
        fields=("email", "name"),
        purpose="Signing in.",
        basis=Basis.CONTRACT,
        keep_for=timedelta(0),
        since=Since.LEFT,
    ),
)
