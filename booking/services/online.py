"""What the company decides about its booking page."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction

from booking.models import OnlineBooking, Service


@transaction.atomic
def save_online_booking(
    *,
    is_on: bool,
    wants_code: bool,
    origins: Sequence[str],
    imprint_url: str,
    privacy_url: str,
    service_ids: Collection[int],
) -> OnlineBooking:
    """Keep the settings, and which services stand on the page.

    :param origins: websites that may embed it, as ``https://www.example.de``.
    """
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
    Service.objects.filter(pk__in=service_ids, is_bookable_online=False).update(is_bookable_online=True)
    Service.objects.exclude(pk__in=service_ids).filter(is_bookable_online=True).update(
        is_bookable_online=False
    )
    return settings
