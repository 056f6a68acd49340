"""What somebody has told already, so that nobody types it twice; and the ways back to mend it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from askproai.core.phones import format_phone
from booking.errors import RequestUnknown
from booking.models import BookingRequest, Branch, Offer, Service
from booking.services.booking_requests import request_of, waited_for
from booking.services.slot_ids import slot_id_of
from portal.publicbooking.gate import Visit
from portal.publicbooking.words import service_slug

_TOLD = ("name", "phone", "email", "note", "companion")


def told_before(visit: Visit, *, region: str) -> dict[str, Any]:
    """What was typed a moment ago, before the time was gone or the number had to be mended.

    :param region: the country in which numbers are written without its code.
    """
    earlier = earlier_request(visit)
    if earlier is None:
        return {}
    answers = {f"frage-{key}": answer for key, answer in earlier.details["answers"].items()}
    told = {key: earlier.details.get(key, "") for key in _TOLD}
    return {**told, "phone": format_phone(told["phone"], region=region), **answers}


def earlier_request(visit: Visit) -> BookingRequest | None:
    """The request that is named in the address, if it is this browser's own and still tells who they are."""
    if not visit.request_token:
        return None
    try:
        earlier = request_of(token=visit.request_token, now=timezone.now())
    except RequestUnknown:
        return None
    return earlier if earlier.holder == visit.holder and "name" in earlier.details else None


def details_url(visit: Visit, wanted: BookingRequest, token: str) -> str:
    """Back to name and number, as they were typed; nowhere if what was wanted is not there any more."""
    if wanted.offer is not None:
        return _held_url(visit, wanted.offer, token)
    wish = waited_for(wanted)
    service = Service.objects.filter(pk__in=wish.service_ids).first()
    branch = Branch.objects.filter(pk=wish.branch_id).first() if wish.branch_id else None
    if service is None or branch is None:
        return ""
    guest = next((each.service_id for each in wish.others if each.person), "")
    return visit.url(
        "booking-wait",
        branch.slug,
        service_slug(service),
        bei=next(iter(wish.staff_ids), ""),
        art=wish.variant_id,
        dazu=list(wish.add_on_ids),
        personen=wish.party_size if wish.party_size > 1 else "",
        danach=[each.service_id for each in wish.others if not each.person],
        zweit=guest,
        wie="nacheinander" if guest and not wish.at_once else "",
        anfrage=token,
    )


def _held_url(visit: Visit, offer: Offer, token: str) -> str:
    slug = service_slug(offer.service)
    return visit.url("booking-details", offer.branch.slug, slug, zeit=slot_id_of(offer), anfrage=token)
