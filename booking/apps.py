"""Wiring of the booking room."""

from datetime import datetime, timedelta

from django.apps import AppConfig

# Long enough to answer somebody who comes back to an offer of yesterday with "that ran out", not "unknown".
_OFFERS_KEPT_FOR = timedelta(days=2)


class BookingConfig(AppConfig):
    """Company app ``booking``."""

    name = "booking"
    label = "booking"
    verbose_name = "Termine"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from booking import company_file
        from tenants.work import Kind, register_kind

        company_file.register()
        # Nothing wakes this up: the hourly sweep through all companies does.
        register_kind(Kind(name="old_offers", queue="calls", run=_forget_old_offers))


def _forget_old_offers(now: datetime) -> None:
    from booking.services.offers import clear_old_offers

    clear_old_offers(older_than=_OFFERS_KEPT_FOR)
