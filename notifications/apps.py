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
        from notifications.alerts import devices, owing, telling  # noqa: F401  owing registers by being imported
        from notifications.alerts.kinds import AlertKind
        from notifications.enums import Channel
        from notifications.providers.sendgrid.webhook import SendGridReceiver
        from notifications.providers.twilio.webhook import TwilioReceiver
        from notifications.services import account_mails, personal_rows
        from notifications.services.codes import CODE, send_code
        from notifications.services.follow_up import FOLLOW_UP, follow_up_sms
        from notifications.services.incoming import process_twilio
        from notifications.services.reports import process_report
        from notifications.services.sending import send_message
        from notifications.services.share_mails import CALL_SHARE, send_share_mails
        from tenants.access import links
        from tenants.access.support import SUPPORT_ASKED
        from tenants.inbox.registry import register_provider
        from tenants.outbox.services import register_handler
        from tenants.signup.services import CONFIRM_EMAIL
        from tenants.team.invitations import INVITATION

        personal_rows.register()
        register_handler(kind=Channel.SMS, queue="messages", handler=send_message)
        register_handler(kind=Channel.EMAIL, queue="messages", handler=send_message)
        register_handler(kind=CODE, queue="messages", handler=send_code)
        register_handler(kind=INVITATION, queue="messages", handler=account_mails.send_invitation)
        register_handler(
            kind=links.PASSWORD_RESET, queue="messages", handler=account_mails.send_password_link
        )
        register_handler(kind=links.EMAIL_CHANGE, queue="messages", handler=account_mails.send_address_link)
        register_handler(kind=links.SECURITY_NOTE, queue="messages", handler=account_mails.send_security_note)
        register_handler(kind=SUPPORT_ASKED, queue="messages", handler=account_mails.send_support_question)
        register_handler(kind=CONFIRM_EMAIL, queue="messages", handler=account_mails.send_confirmation)
        for alert in AlertKind:
            register_handler(kind=telling.kind_of(alert), queue="messages", handler=telling.spread)
        register_handler(kind=telling.DEVICE, queue="messages", handler=telling.tell_device)
        register_handler(kind=devices.TEST, queue="messages", handler=telling.tell_test)
        register_handler(kind=CALL_SHARE, queue="messages", handler=send_share_mails)
        register_handler(kind=FOLLOW_UP, queue="messages", handler=follow_up_sms)
        register_provider("twilio", receiver=TwilioReceiver(), processor=process_twilio)
        register_provider("sendgrid", receiver=SendGridReceiver(), processor=process_report)
