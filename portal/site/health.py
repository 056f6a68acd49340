"""What load balancers ask: is the process alive, and is it ready to serve."""

from __future__ import annotations

import logging

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from portal.access import public_view

logger = logging.getLogger(__name__)


@public_view
def alive(request: HttpRequest) -> JsonResponse:
    """Always 200 while the process can answer; depends on nothing else."""
    return JsonResponse({"status": "ok"})


@public_view
def ready(request: HttpRequest) -> JsonResponse:
    """200 when PostgreSQL and Valkey answer, otherwise 503 with the names of those that do not."""
    away = [name for name, probe in {"postgresql": _postgresql, "valkey": _valkey}.items() if not probe()]
    return JsonResponse(
        {"status": "unavailable" if away else "ok", "away": away}, status=503 if away else 200
    )


def _postgresql() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.warning("health.postgresql_away")
        return False
    return True


def _valkey() -> bool:
    try:
        cache.set("health", 1, timeout=5)
    except OSError:
        logger.warning("health.valkey_away")
        return False
    return True
