"""Wiring of the room."""

from django.apps import AppConfig


class TelephonyConfig(AppConfig):
    """Phone calls: who calls, what is said, and what gets done."""

    name = "telephony"
    verbose_name = "Telefon"

    def ready(self) -> None:
        from telephony import company_file, subscribers  # noqa: F401  subscribing is what importing does
        from telephony.hooks.events import may_store_words, process
        from telephony.knowledge.reading import settle_reading
        from telephony.knowledge.sources import READ_KIND
        from telephony.prompts.receptionist import parts
        from telephony.providers.openai.client import connected_model
        from telephony.providers.retell.client import connected_calls, connected_dialler
        from telephony.providers.retell.hosting import connected_hosting
        from telephony.providers.retell.keys import PROVIDER
        from telephony.providers.retell.webhook import RetellReceiver
        from telephony.providers.twilio.numbers import connected_market
        from telephony.services import personal_rows
        from telephony.services.brain import register_model_source
        from telephony.services.calls import CHECK_KIND
        from telephony.services.dialling import register_dialler
        from telephony.services.number_paths import settle_path
        from telephony.services.numbers import ORDER_KIND, PATH_KIND, register_market, settle_order
        from telephony.services.phone_tests import PHONE_TEST_KIND, settle_phone_test
        from telephony.services.proof import REVIEW_KIND, SECOND_REVIEW_KIND, settle_review
        from telephony.services.provisioning import CHECK_KIND as HOSTING_CHECK
        from telephony.services.provisioning import check_hosted, register_host, settle_publication
        from telephony.services.reconcile import check_call, register_call_source
        from telephony.services.simulation import SIMULATION_KIND, settle_simulation
        from telephony.services.suggestions import LEARN_KIND, learn
        from telephony.services.versions import PUBLISH_KIND, functions, knowledge, register_part
        from tenants.inbox.registry import register_provider
        from tenants.outbox.services import register_handler
        from tenants.work import Kind, register_kind

        register_provider(
            PROVIDER, receiver=RetellReceiver(may_store_words=may_store_words), processor=process
        )
        register_call_source(PROVIDER, connected_calls)
        register_model_source(connected_model)
        register_handler(kind=CHECK_KIND, queue="calls", handler=check_call)
        register_handler(kind=REVIEW_KIND, queue="calls", handler=settle_review)
        register_handler(kind=READ_KIND, queue="sync", handler=settle_reading)
        register_handler(kind=SECOND_REVIEW_KIND, queue="calls", handler=settle_review)
        register_host(connected_hosting)
        register_market(connected_market)
        register_dialler(connected_dialler)
        register_handler(kind=PHONE_TEST_KIND, queue="calls", handler=settle_phone_test)
        register_handler(kind=ORDER_KIND, queue="sync", handler=settle_order)
        register_handler(kind=PATH_KIND, queue="sync", handler=settle_path)
        register_handler(kind=PUBLISH_KIND, queue="sync", handler=settle_publication)
        register_kind(Kind(name=HOSTING_CHECK, queue="sync", run=check_hosted))
        register_kind(Kind(name=LEARN_KIND, queue="calls", run=learn))
        register_handler(kind=SIMULATION_KIND, queue="calls", handler=settle_simulation)
        register_part("functions", functions)
        register_part("knowledge", knowledge, holds_at_once=True)
        register_part("prompt", parts)
        company_file.register()
        personal_rows.register()
