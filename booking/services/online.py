"""What the company decides about its booking page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction

from booking.house_values import fingerprint
from booking.models import OnlineBooking, Service
from booking.services.booking_requests import settings_of_online_booking
from booking.services.editing import refuse_stale


def online_stand() -> str:
    """Fingerprint of what is decided about the page: whoever saves shows what they had read."""
    return fingerprint(_decided(settings_of_online_booking()))


@transaction.atomic
def save_online_booking(
    *,
    is_on: bool,
    wants_code: bool,
    origins: Sequence[str],
    imprint_url: str,
    privacy_url: str,
    service_ids: Collection[int],
    expected: str | None = None,
) -> OnlineBooking:
    """Keep the settings, and which services stand on the page.

    :param origins: websites that may embed it, as ``https://www.example.de``.
    :param expected: :func:`online_stand` of what the editor had read; ``None``: it does not matter.
    :raises ChangedMeanwhile: somebody else has saved it since, or sells something else by now.
    """
    known = OnlineBooking.objects.select_for_update(no_key=True).filter(pk=1).first()
    refuse_stale(expected=expected, stored=_decided(known or settings_of_online_booking()))
    settings, _ = OnlineBooking.objects.update_or_create(
        pk=1,
        defaults={
            "is_on": is_on,
            "wants_code": wants_code,
            "origins": list(dict.fromkeys(origins)),
            "imprint_url": imprint_url,
            "privacy_url": privacy_url,
        },
    )
    # Only those that change: each written row counts as a new state of the calendar.
    # What is archived keeps its tick for the day on which it is sold again.
    sold = Service.objects.filter(is_active=True)
    sold.filter(pk__in=service_ids, is_bookable_online=False).update(is_bookable_online=True)
    sold.exclude(pk__in=service_ids).filter(is_bookable_online=True).update(is_bookable_online=False)
    return settings


def _decided(settings: OnlineBooking) -> dict[str, Any]:
    services = Service.objects.filter(is_active=True).order_by("pk")
    return {
        "is_on": settings.is_on,
        "wants_code": settings.wants_code,
        "origins": list(settings.origins),
        "imprint_url": settings.imprint_url,
        "privacy_url": settings.privacy_url,
        "services": list(services.values_list("pk", "is_bookable_online")),
    }
