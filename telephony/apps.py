"""Wiring of the room."""

from django.apps import AppConfig


class TelephonyConfig(AppConfig):
    """Phone calls: who calls, what is said, and what gets done."""

    name = "telephony"
    verbose_name = "Telefon"

    def ready(self) -> None:
        from telephony import company_file
        from telephony.hooks.events import may_store_words, process
        from telephony.providers.retell.client import connected_calls
        from telephony.providers.retell.keys import PROVIDER
        from telephony.providers.retell.webhook import RetellReceiver
        from telephony.services.calls import CHECK_KIND
        from telephony.services.reconcile import check_call, register_call_source
        from tenants.inbox.registry import register_provider
        from tenants.outbox.services import register_handler

        register_provider(
            PROVIDER, receiver=RetellReceiver(may_store_words=may_store_words), processor=process
        )
        register_call_source(PROVIDER, connected_calls)
        register_handler(kind=CHECK_KIND, queue="calls", handler=check_call)
        company_file.register()
