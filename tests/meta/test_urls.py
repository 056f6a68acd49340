"""Every address says who may enter: silence would mean no, and nobody would know why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from portal.access import AccessMiddleware
from portal.permissions import SELF_CHECKED_PREFIXES

URLCONFS = [settings.ROOT_URLCONF, settings.PUBLIC_SCHEMA_URLCONF]


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, entry.callback
        else:
            yield from routes(entry, route)


ALL = [(urlconf, route, view) for urlconf in URLCONFS for route, view in routes(get_resolver(urlconf))]
OURS = [each for each in ALL if not each[1].startswith("admin/")]


def test_each_url_names_its_access() -> None:
    """@role_required(...), @public_view, or a webhook: exactly one of them."""
    wrong = [
        route
        for _, route, view in OURS
        if [
            hasattr(view, "allowed_roles"),
            getattr(view, "is_public", False),
            route.startswith("hooks/"),
        ].count(True)
        != 1
    ]

    assert wrong == []


def test_only_webhooks_do_without_the_csrf_token() -> None:
    """And what needs no cookie: it has no token to compare."""
    wrong = [
        route
        for _, route, view in OURS
        if getattr(view, "csrf_exempt", False)
        is not (getattr(view, "checks_origin", False) or route.startswith("hooks/"))
    ]

    assert wrong == []


def test_doors_that_check_for_themselves_are_the_known_ones() -> None:
    assert set(SELF_CHECKED_PREFIXES) == {"admin/", "hooks/"}
    assert "portal.access.AccessMiddleware" in settings.MIDDLEWARE
    assert AccessMiddleware.process_view is not None


def test_company_pages_do_not_exist_on_the_platforms_host() -> None:
    roles_on_public = [
        route for urlconf, route, view in OURS if urlconf == URLCONFS[1] and hasattr(view, "allowed_roles")
    ]

    assert roles_on_public == []
