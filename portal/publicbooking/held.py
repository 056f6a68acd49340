"""A held time in words, and the way back from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from askproai.core.errors import AskProError
from booking.enums import OfferState
from booking.models import Offer
from portal.publicbooking.gate import Visit
from portal.publicbooking.words import (
    clock_words,
    duration_words,
    long_time_words,
    price_words,
    service_slug,
)


def held_words(offer: Offer, *, options: Sequence[str] = ()) -> dict[str, Any]:
    """What is being booked, and until when it is held."""
    zone = offer.branch.zone
    starts_at, ends_at = offer.period.lower.astimezone(zone), offer.period.upper.astimezone(zone)
    return {
        "service": ", ".join((offer.service.name, *options, *_party(offer))),
        "when": long_time_words(starts_at),
        "duration": duration_words(ends_at - starts_at),
        "staff": offer.staff.name,
        "price": price_words(offer.price_cents, offer.price_kind, offer.currency),
        "until": offer.expires_at,
        "until_words": clock_words(offer.expires_at.astimezone(zone)),
        "is_over": offer.state != OfferState.HELD or offer.expires_at <= timezone.now(),
    }


def _party(offer: Offer) -> tuple[str, ...]:
    """``für 3 Personen``; nothing where somebody comes alone."""
    if offer.party_size == 1:
        return ()
    return (_("für %(count)d Personen") % {"count": offer.party_size},)


def offer_times_url(visit: Visit, offer: Offer, **query: object) -> str:
    """The free times around it, for the same service with the same options."""
    day = offer.period.lower.astimezone(offer.branch.zone).date()
    size = offer.party_size if offer.party_size != offer.service.min_party else ""
    chosen = {"art": offer.variant_id, "dazu": list(offer.add_on_ids), "personen": size}
    slug = service_slug(offer.service)
    return visit.url("booking-service", offer.branch.slug, slug, **{"tag": day, **chosen, **query})


def offer_back_url(visit: Visit, offer: Offer, error: AskProError, **query: object) -> str:
    """The same, saying why it could not be had."""
    return offer_times_url(visit, offer, hinweis=error.code, **query)
