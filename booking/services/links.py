"""Secret addresses for customers: 128 random bits open one thing, for a while, without a login.

The secret is not stored. It is made of a random nonce and a key of the company, so that a later message about
the same thing can carry the same address; the table alone opens nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from enum import StrEnum

from django.db.models import F
from django.db.models.functions import Greatest

from askproai.core.rows import insert_new
from booking.errors import LinkExpired, LinkUnknown
from booking.models import Link
from tenants.keys import company_key

_SECRET_BYTES = 16
# 22 letters: short enough for an SMS.
SECRET_LENGTH = 22


class LinkPurpose(StrEnum):
    """What a link opens; ``subject_id`` is the primary key of it."""

    APPOINTMENT = "appointment"
    WAITLIST_ENTRY = "waitlist-entry"
    INVITATION = "invitation"
    OUTAGE_MOVE = "outage-move"
    # The calendar of a person or branch, without and with the names of customers.
    STAFF_FEED = "staff-feed"
    STAFF_FEED_NAMED = "staff-feed-named"
    BRANCH_FEED = "branch-feed"
    BRANCH_FEED_NAMED = "branch-feed-named"


def link_secret(*, purpose: LinkPurpose, subject_id: int, expires_at: datetime, now: datetime) -> str:
    """What stands in the address that opens the subject until ``expires_at``; asked again, it is the same.

    Asking with a later end prolongs it, an earlier one changes nothing.
    """
    nonce = secrets.token_bytes(_SECRET_BYTES)
    fresh = Link(
        purpose=purpose,
        subject_id=subject_id,
        nonce=nonce,
        digest=_digest(_secret(nonce)),
        created_at=now,
        expires_at=expires_at,
    )
    if insert_new([fresh], known_by="digest"):
        return _secret(nonce)
    known = Link.objects.filter(purpose=purpose, subject_id=subject_id)
    known.update(expires_at=Greatest(F("expires_at"), expires_at))
    return _secret(bytes(known.get().nonce))


def subject_of(*, secret: str, purpose: LinkPurpose, now: datetime) -> int:
    """What the address opens: the primary key of the subject.

    :raises LinkUnknown: altered, invented, closed, of another company, or for something else.
    :raises LinkExpired: it was one of ours, and its time is over.
    """
    if len(secret) != SECRET_LENGTH or not secret.isascii():
        raise LinkUnknown
    link = Link.objects.filter(digest=_digest(secret), purpose=purpose).first()
    if link is None:
        raise LinkUnknown
    if link.expires_at <= now:
        raise LinkExpired
    return link.subject_id


def close_link(*, purpose: LinkPurpose, subject_id: int) -> None:
    """The address opens nothing any more; the next one for the subject will be another."""
    Link.objects.filter(purpose=purpose, subject_id=subject_id).delete()


def clear_old_links(*, before: datetime, limit: int = 5_000) -> int:
    """Forget links that ended before; returns how many."""
    old = Link.objects.filter(expires_at__lt=before).order_by("expires_at")
    return Link.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:limit])).delete()[0]


def _secret(nonce: bytes) -> str:
    """128 bits, as random as the nonce for everybody without the company's key."""
    raw = hmac.digest(company_key(purpose="links"), nonce, hashlib.sha256)[:_SECRET_BYTES]
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
