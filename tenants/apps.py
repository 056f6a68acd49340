"""Wiring of the room."""

from django.apps import AppConfig


class TenantsConfig(AppConfig):
    """Companies, domains, users and what every company needs before it does any business."""

    name = "tenants"
    verbose_name = "Betriebe"

    def ready(self) -> None:
        from tenants.company_file import own_sections

        own_sections.register()
