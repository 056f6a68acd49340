"""Wiring of the booking room."""

from django.apps import AppConfig


class BookingConfig(AppConfig):
    """Company app ``booking``."""

    name = "booking"
    label = "booking"
    verbose_name = "Termine"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from booking import company_file

        company_file.register()
