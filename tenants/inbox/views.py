"""The door itself: verify, store, answer. Everything else happens afterwards."""

from __future__ import annotations

import logging
from datetime import datetime
from itertools import groupby

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from askproai.core.errors import AskProError, Malformed, NotFound, SignatureInvalid
from tenants.connections.models import Connection
from tenants.connections.services import connection_by_path, hooks_url
from tenants.context import in_company
from tenants.errors import CompanyUnavailable
from tenants.inbox.ports import Delivery, Envelope
from tenants.inbox.registry import handshake_for, receiver_for
from tenants.inbox.services import accept

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def receive(request: HttpRequest, provider: str, path_secret: str, channel: str) -> HttpResponse:
    """204 once the events are committed (new or known), 401 unproven, 404 not our path, 400 unreadable.

    A provider that only asks whether somebody listens here gets back what it wants to hear.
    """
    now = timezone.now()
    try:
        connection = connection_by_path(provider=provider, path_secret=path_secret)
        delivery = _delivery(request, channel, base=hooks_url(provider, connection=connection))
        if (wanted := _wanted_back(provider, delivery)) is not None:
            return HttpResponse(wanted, content_type="text/plain; charset=utf-8")
        envelopes = _open(provider, delivery, connection=connection, now=now)
    except AskProError as error:
        return _refuse(error, provider)
    _accept(provider, envelopes, now=now)
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
def receive_for_account(request: HttpRequest, provider: str, channel: str) -> HttpResponse:
    """The same for an account that companies share: each event goes to the inbox of its own company.

    An event of a company that is gone or suspended is dropped. When storing fails half-way, the provider
    sends the whole delivery again, and what is stored already is only counted.
    """
    now = timezone.now()
    try:
        delivery = _delivery(request, channel, base=f"{settings.PUBLIC_URL}/hooks/{provider}")
        envelopes = _open(provider, delivery, connection=None, now=now)
    except AskProError as error:
        return _refuse(error, provider)
    by_company = groupby(sorted(envelopes, key=_company_of), key=_company_of)
    for company_id, own in by_company:
        try:
            with in_company(company_id):
                _accept(provider, list(own), now=now)
        except CompanyUnavailable:
            logger.warning("inbox.company_unavailable", extra={"provider": provider, "company": company_id})
    return HttpResponse(status=204)


def _delivery(request: HttpRequest, channel: str, *, base: str) -> Delivery:
    query = request.META.get("QUERY_STRING", "")
    url = f"{base}/{channel}/" + (f"?{query}" if query else "")
    return Delivery(body=request.body, headers=request.headers, url=url, channel=channel)


def _wanted_back(provider: str, delivery: Delivery) -> str | None:
    """What the provider wants to hear before it tells us anything: only under a path that we gave to it."""
    handshake = handshake_for(provider)
    return handshake(delivery) if handshake else None


def _open(
    provider: str, delivery: Delivery, *, connection: Connection | None, now: datetime
) -> list[Envelope]:
    receiver = receiver_for(provider)
    if receiver is None:
        raise NotFound(provider=provider)
    return receiver.open(delivery=delivery, connection=connection, now=now)


def _refuse(error: AskProError, provider: str) -> HttpResponse:
    match error:
        case NotFound():
            return HttpResponse(status=404)
        case SignatureInvalid():
            count_unverified(provider)
            return HttpResponse(status=401)
        case Malformed():
            logger.warning("inbox.malformed", extra={"provider": provider})
            return HttpResponse(status=400)
    raise error


def _accept(provider: str, envelopes: list[Envelope], *, now: datetime) -> None:
    fresh = accept(provider=provider, envelopes=envelopes, now=now)
    logger.info("inbox.accepted", extra={"provider": provider, "fresh": fresh, "events": len(envelopes)})


def _company_of(envelope: Envelope) -> int:
    return envelope.company_id or 0


def count_unverified(provider: str) -> None:
    """A request without proof leaves a counter and a warning, and no other trace."""
    from django.core.cache import cache

    logger.warning("inbox.signature_invalid", extra={"provider": provider})
    key = f"unverified:{provider}"
    try:
        cache.add(key, 0, timeout=24 * 3600)
        cache.incr(key)
    except (OSError, ValueError):
        logger.warning("inbox.counter_unavailable", extra={"provider": provider})
