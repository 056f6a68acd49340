"""The door itself: verify, store, answer. Everything else happens afterwards."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from askproai.core.errors import Malformed, NotFound, SignatureInvalid
from tenants.connections.services import connection_by_path, hooks_url
from tenants.inbox.ports import Delivery
from tenants.inbox.registry import receiver_for
from tenants.inbox.services import accept

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def receive(request: HttpRequest, provider: str, path_secret: str, channel: str) -> HttpResponse:
    """204 once the events are committed (new or known), 401 unproven, 404 not our path, 400 unreadable."""
    now = timezone.now()
    receiver = receiver_for(provider)
    if receiver is None:
        return HttpResponse(status=404)
    try:
        connection = connection_by_path(provider=provider, path_secret=path_secret)
        delivery = Delivery(
            body=request.body,
            headers=request.headers,
            url=_configured_url(request, hooks_url(provider, connection=connection), channel),
            channel=channel,
        )
        envelopes = receiver.open(delivery=delivery, connection=connection, now=now)
    except NotFound:
        return HttpResponse(status=404)
    except SignatureInvalid:
        count_unverified(provider)
        return HttpResponse(status=401)
    except Malformed:
        logger.warning("inbox.malformed", extra={"provider": provider})
        return HttpResponse(status=400)
    fresh = accept(provider=provider, envelopes=envelopes, now=now)
    logger.info("inbox.accepted", extra={"provider": provider, "fresh": fresh, "events": len(envelopes)})
    return HttpResponse(status=204)


def _configured_url(request: HttpRequest, base: str, channel: str) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"{base}/{channel}/" + (f"?{query}" if query else "")


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
