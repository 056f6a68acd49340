"""Who does the due work of calendars, sends what is owed to them and hears what they say."""

from __future__ import annotations

from booking.providers.calcom import account as calcom
from booking.providers.calcom.client import oauth_app as calcom_app
from booking.providers.calcom.webhook import CalcomReceiver
from booking.providers.google_calendar import account as google
from booking.providers.google_calendar.webhook import GoogleReceiver
from booking.providers.outlook import account as outlook
from booking.providers.outlook.webhook import OutlookReceiver, handshake
from booking.services.sync.accounts import PROVIDERS, outbox_kind
from booking.services.sync.looking import KIND, hear, sync_due
from booking.services.sync.sending import send_entry
from booking.services.sync.watching import watched_calendars
from tenants.connections.oauth import register_oauth
from tenants.inbox.registry import register_provider
from tenants.outbox.services import register_handler
from tenants.work import Kind, register_kind


def register() -> None:
    """Called once, when the room is wired."""
    register_kind(Kind(name=KIND, queue="sync", run=sync_due))
    for provider in PROVIDERS:
        register_handler(kind=outbox_kind(provider), queue="sync", handler=send_entry)
    register_provider("calcom", receiver=CalcomReceiver(), processor=hear)
    register_oauth("calcom", app=calcom_app, identify=calcom.identify)
    register_provider("google_calendar", receiver=GoogleReceiver(watched_calendars), processor=hear)
    register_provider(
        "outlook", receiver=OutlookReceiver(watched_calendars), processor=hear, handshake=handshake
    )
    register_oauth("google_calendar", app=google.oauth_app, identify=google.identify)
    register_oauth("outlook", app=outlook.oauth_app, identify=outlook.identify)
