"""Slot ids: an offer's random id, signed with a key of this company; of no use anywhere else."""

from __future__ import annotations

from uuid import UUID

from askproai.core.crypto import read_token, sign_token
from askproai.core.errors import Malformed
from askproai.core.rows import Prepared
from booking.errors import SlotUnknown
from booking.models import Offer
from tenants.keys import company_key

_BY_ID: Prepared[Offer] = Prepared(
    lambda public_id: Offer.objects.select_related("staff", "branch", "service").filter(public_id=public_id)
)


def slot_id_of(offer: Offer) -> str:
    """What the caller's side gets to know of the offer."""
    return sign_token(company_key(purpose="slots"), offer.public_id.bytes)


def parts_of(offer: Offer) -> list[Offer]:
    """The offer, and the other parts of the visit that it stands for, in the order of time."""
    if offer.visit_terms is None:
        return [offer]
    followers = offer.followers.select_related("staff", "branch", "service")
    return [offer, *sorted(followers, key=lambda each: (each.period.lower, each.pk))]


def offer_of(slot_id: str) -> Offer:
    """The offer that was issued under this id, in whatever state it is.

    :raises SlotUnknown: altered, invented, of another company, or so old that it was cleared away.
    """
    try:
        public_id = UUID(bytes=read_token(company_key(purpose="slots"), slot_id))
    except (Malformed, ValueError) as error:
        raise SlotUnknown from error
    offer = _BY_ID.first(public_id)
    if offer is None:
        raise SlotUnknown
    return offer
