"""The code that proves a number on the booking page: sent as rarely as it can be, tried only a few times."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, QuerySet

from askproai.core.crypto import blind_index, constant_time_equal
from askproai.core.events import publish
from booking.enums import CodeState
from booking.errors import CodeEnded, CodeWrong, RequestUnknown, TooManyCodes
from booking.events import CodeWanted
from booking.models import BookingRequest
from tenants.keys import company_key

CODE_DIGITS = 6
CODE_VALID_FOR = timedelta(minutes=10)
MOST_TRIES = 5
# A device that has proved a number lately is believed again.
PROOF_VALID_FOR = timedelta(hours=1)
NEXT_CODE_AFTER = timedelta(seconds=30)
# Who goes back to mend a name, or sends the form twice, types in the code that is on its way already.
SAME_CODE_FOR = timedelta(minutes=4)
# How many codes may go out: (within, to one number, for one address, of one company).
CODE_LIMITS = (
    (timedelta(hours=1), 4, 15, 200),
    (timedelta(days=1), 8, 60, 1000),
)
_DIGEST_BYTES = 32


def demand_code(request: BookingRequest, *, now: datetime) -> None:
    """Save the request, with the code that its device got for the number just now, else with a new one.

    :raises TooManyCodes: see ``CODE_LIMITS``; nothing was saved.
    """
    _wait_for_turn()  # a form that is sent twice finds what the first one sent
    earlier = _same_number(request).filter(
        proved_at=None, code_sent_at__gt=now - SAME_CODE_FOR, tries__lt=MOST_TRIES
    )
    sent = earlier.exclude(code_state=CodeState.FAILED).order_by("-pk").first()
    if sent is None:
        _send_code(request, now=now)
        return
    request.nonce, request.code_sent_at = sent.nonce, sent.code_sent_at
    request.code_state, request.tries = sent.code_state, sent.tries
    request.save()


def is_proved(request: BookingRequest, *, now: datetime) -> bool:
    """Whether this device has proved this number lately, by a code."""
    proved = _same_number(request).filter(proved_at__gt=now - PROOF_VALID_FOR, code_sent_at__isnull=False)
    return proved.exists()


def code_of(request: BookingRequest) -> str:
    """The six digits that prove the request's number."""
    proof = blind_index(company_key(purpose="booking-codes"), bytes(request.nonce).hex())
    return f"{int.from_bytes(proof) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def with_same_code(request: BookingRequest) -> QuerySet[BookingRequest]:
    """All requests that this one code proves, itself among them."""
    return BookingRequest.objects.filter(holder=request.holder, nonce=request.nonce)


def prove_number(*, request: BookingRequest, code: str, now: datetime) -> None:
    """Compare the code; right once is right for good.

    :raises CodeWrong: with what is left of ``MOST_TRIES``.
    :raises CodeEnded: too old, or tried too often.
    """
    tries_left = _tried(request, now=now)
    if tries_left is not None and not constant_time_equal(code, code_of(request)):
        raise CodeWrong(tries_left=tries_left)
    BookingRequest.objects.filter(pk=request.pk, proved_at=None).update(proved_at=now)
    request.proved_at = request.proved_at or now


@transaction.atomic
def send_new_code(*, request: BookingRequest, now: datetime) -> BookingRequest:
    """The same request with a new code, under the same token; the old code proves nothing any more.

    :raises TooManyCodes: too many, or too soon after the last one.
    :raises RequestUnknown: it is settled already.
    """
    _wait_for_turn()
    request = BookingRequest.objects.select_for_update().get(pk=request.pk)
    if request.code_sent_at and now < request.code_sent_at + NEXT_CODE_AFTER:
        raise TooManyCodes
    if request.appointment_id or not request.details:
        raise RequestUnknown
    fresh = BookingRequest(
        digest=request.digest,
        holder=request.holder,
        offer=request.offer,
        details=request.details,
        phone_index=request.phone_index,
        address_index=request.address_index,
        nonce=os.urandom(16),
        created_at=now,
    )
    # The old row goes on counting as a code that went out; nobody finds it any more.
    with_same_code(request).update(tries=MOST_TRIES)
    request.digest, request.details = os.urandom(_DIGEST_BYTES), {}
    request.save(update_fields=["digest", "details"])
    _send_code(fresh, now=now)
    return fresh


@transaction.atomic
def _tried(request: BookingRequest, *, now: datetime) -> int | None:
    """Count a try, committed before anything is compared; what is left, ``None`` if it is proved already."""
    rows = list(with_same_code(request).select_for_update().order_by("pk"))
    if any(row.proved_at for row in rows):
        return None
    tries = max(row.tries for row in rows)
    if tries >= MOST_TRIES or request.code_sent_at is None or now > request.code_sent_at + CODE_VALID_FOR:
        raise CodeEnded
    with_same_code(request).update(tries=F("tries") + 1)
    return MOST_TRIES - tries - 1


def _same_number(request: BookingRequest) -> QuerySet[BookingRequest]:
    return BookingRequest.objects.filter(holder=request.holder, phone_index=request.phone_index)


def _wait_for_turn() -> None:
    """Until the transaction ends, nobody else of this company counts or sends codes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '/booking-codes', 0))"
        )


def _send_code(request: BookingRequest, *, now: datetime) -> None:
    for within, to_number, from_address, of_company in CODE_LIMITS:
        sent = BookingRequest.objects.filter(code_sent_at__gt=now - within).values("nonce").distinct()
        if (
            sent.filter(phone_index=request.phone_index).count() >= to_number
            or sent.filter(address_index=request.address_index).count() >= from_address
            or sent.count() >= of_company
        ):
            raise TooManyCodes
    request.code_sent_at, request.code_state = now, CodeState.QUEUED
    request.save()
    publish(CodeWanted(request_id=request.pk))
