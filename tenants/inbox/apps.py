"""Wiring of the inbox."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    """The one door for provider webhooks."""

    name = "tenants.inbox"
    label = "inbox"
    verbose_name = "Eingang"

    def ready(self) -> None:
        from tenants.inbox import personal_rows
        from tenants.inbox.services import process_due
        from tenants.work import Kind, register_kind

        personal_rows.register()
        register_kind(Kind(name="inbox", queue="calls", run=process_due))
