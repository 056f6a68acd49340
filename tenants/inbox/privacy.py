"""What provider webhooks bring of people."""

from datetime import timedelta

from tenants.privacy.registry import Basis, PersonalFields, Since, declare

declare(
    PersonalFields(
        model="inbox.InboundEvent",
        fields=("payload",),
        purpose="Working on what a provider reported; emptied with it, kept only in quarantine.",
        basis=Basis.CONTRACT,
        keep_for=timedelta(0),
        since=Since.HANDLED,
        removed_by="tenants.inbox.services.process_due",
    ),
)
