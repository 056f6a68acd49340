"""What messages hold of people, and for how long."""

from datetime import timedelta

from tenants.privacy.registry import Basis, PersonalFields, Since, declare

declare(
    PersonalFields(
        model="notifications.Notification",
        fields=("recipient", "recipient_index", "subject", "body"),
        purpose="Sending the message and proving that and what was sent.",
        basis=Basis.CONTRACT,
        keep_for=timedelta(days=180),
        since=Since.LAST_VISIT,
        expired_by="notifications.services.retention.blank_messages",
    ),
    PersonalFields(
        model="notifications.PushSubscription",
        fields=("endpoint", "endpoint_index", "keys", "device"),
        purpose="Telling members of the team on their own devices what happened.",
        basis=Basis.CONSENT,
        keep_for=timedelta(0),
        since=Since.LEFT,
        removed_by="notifications.alerts.devices.remove_device",
        expired_by="notifications.services.retention.delete_devices_of_left",
    ),
    PersonalFields(
        model="notifications.Suppression",
        fields=("address_index",),
        purpose="Never writing again to an address that said stop; says nothing without the company's key.",
        basis=Basis.DUTY,
        keep_for=timedelta(days=10 * 365),
        since=Since.HANDLED,
        expired_by="notifications.services.retention.delete_suppressions",
    ),
)
