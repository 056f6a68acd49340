"""Wiring of the outbox."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Effects on the outside world, written as rows in the transaction that causes them."""

    name = "tenants.outbox"
    label = "outbox"
    verbose_name = "Ausgang"
