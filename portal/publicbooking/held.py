"""A held time in words, and the way back from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from askproai.core.errors import AskProError
from booking.enums import OfferState
from booking.models import Offer
from booking.models.services import ServiceOption
from booking.services.slot_ids import parts_of
from portal.publicbooking.gate import Visit
from portal.publicbooking.words import (
    clock_words,
    duration_words,
    join_words,
    long_time_words,
    service_slug,
    total_words,
)


def held_words(offer: Offer) -> dict[str, Any]:
    """What is being booked, and until when it is held."""
    zone, parts = offer.branch.zone, parts_of(offer)
    starts_at, ends_at = offer.period.lower.astimezone(zone), max(part.period.upper for part in parts)
    return {
        "service": _services(parts),
        "when": long_time_words(starts_at),
        "duration": duration_words(ends_at - starts_at),
        "staff": join_words(dict.fromkeys(part.staff.name for part in parts)),
        "price": total_words(parts),
        "until": offer.expires_at,
        "until_words": clock_words(offer.expires_at.astimezone(zone)),
        "is_over": offer.state != OfferState.HELD or offer.expires_at <= timezone.now(),
    }


def _services(parts: Sequence[Offer]) -> str:
    """Everything with its options, what somebody else has done at the end."""
    ids = {each for part in parts for each in (part.variant_id, *part.add_on_ids) if each}
    options = list(ServiceOption.objects.filter(pk__in=ids).order_by("-kind", "position")) if ids else []
    said = []
    for part in sorted(parts, key=lambda each: each.part):
        own = [each.name for each in options if each.pk in (part.variant_id, *part.add_on_ids)]
        name = ", ".join((part.service.name, *own, *_party(part)))
        said.append(_("%(service)s für die zweite Person") % {"service": name} if part.person else name)
    return " + ".join(said)


def _party(offer: Offer) -> tuple[str, ...]:
    """``für 3 Personen``; nothing where somebody comes alone."""
    if offer.party_size == 1:
        return ()
    return (_("für %(count)d Personen") % {"count": offer.party_size},)


def offer_times_url(visit: Visit, offer: Offer, **query: object) -> str:
    """The free times around it, for the same services with the same options."""
    day = offer.period.lower.astimezone(offer.branch.zone).date()
    first, *others = sorted(parts_of(offer), key=lambda each: each.part)
    guest = next((each.service_id for each in others if each.person), "")
    is_at_once = bool(offer.visit_terms and offer.visit_terms["at_once"])
    chosen = {
        "art": first.variant_id,
        "dazu": list(first.add_on_ids),
        "personen": first.party_size if first.party_size != first.service.min_party else "",
        "danach": [each.service_id for each in others if not each.person],
        "zweit": guest,
        "wie": "nacheinander" if guest and not is_at_once else "",
    }
    slug = service_slug(first.service)
    return visit.url("booking-service", offer.branch.slug, slug, **{"tag": day, **chosen, **query})


def offer_back_url(visit: Visit, offer: Offer, error: AskProError, **query: object) -> str:
    """The same, saying why it could not be had."""
    return offer_times_url(visit, offer, hinweis=error.code, **query)
