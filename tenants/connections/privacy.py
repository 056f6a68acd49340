"""Credentials are no personal data; as they are encrypted like it, their end is declared too."""

from datetime import timedelta

from tenants.privacy.registry import Basis, PersonalFields, Since, declare

declare(
    PersonalFields(
        model="connections.Connection",
        fields=("credentials", "path_secret"),
        purpose="Talking to the company's providers.",
        basis=Basis.CONTRACT,
        keep_for=timedelta(0),
        since=Since.LEFT,
        removed_by="booking.services.sync.linking.disconnect",
    ),
)
