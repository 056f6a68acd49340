"""Wiring of the watch over all companies."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """Gathers figures of all companies and notices what goes wrong."""

    name = "analytics.ops"
    label = "ops"
    verbose_name = "Lage"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from analytics.ops import chores
        from askproai.core import signs
        from askproai.core.http import register_breaker_listener

        chores.register()
        register_breaker_listener(signs.note_breaker)
