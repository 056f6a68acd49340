"""Wiring of the connections."""

from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    """The company's own credentials at its providers."""

    name = "tenants.connections"
    label = "connections"
    verbose_name = "Verbindungen"
