"""Wiring of the room."""

from django.apps import AppConfig


class TelephonyConfig(AppConfig):
    """Phone calls: who calls, what is said, and what gets done."""

    name = "telephony"
    verbose_name = "Telefon"
