"""Wiring of the notifications."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Messages to people: confirmations, reminders, changes, cancellations."""

    name = "notifications"
    label = "notifications"
    verbose_name = "Nachrichten"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from notifications import subscribers  # noqa: F401  registers by being imported
        from notifications.enums import Channel
        from notifications.providers.sendgrid.webhook import SendGridReceiver
        from notifications.providers.twilio.webhook import TwilioReceiver
        from notifications.services.codes import CODE, send_code
        from notifications.services.follow_up import FOLLOW_UP, follow_up_sms
        from notifications.services.incoming import process_twilio
        from notifications.services.reports import process_report
        from notifications.services.sending import send_message
        from tenants.inbox.registry import register_provider
        from tenants.outbox.services import register_handler

        register_handler(kind=Channel.SMS, queue="messages", handler=send_message)
        register_handler(kind=Channel.EMAIL, queue="messages", handler=send_message)
        register_handler(kind=CODE, queue="messages", handler=send_code)
        register_handler(kind=FOLLOW_UP, queue="messages", handler=follow_up_sms)
        register_provider("twilio", receiver=TwilioReceiver(), processor=process_twilio)
        register_provider("sendgrid", receiver=SendGridReceiver(), processor=process_report)
