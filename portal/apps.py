"""Wiring of the surfaces."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Everything that people look at."""

    name = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        """Tell the live line what it has to follow, and write sessions down."""
        from portal.account import entering  # noqa: F401  receiving is what importing it does
        from portal.live import subscribers  # noqa: F401  subscribing is what importing it does
