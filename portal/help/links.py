"""The way from a page of the portal to what explains it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from portal.help.library import LANGUAGES, articles_for


def speaks() -> str:
    """The language in which articles are shown on this page."""
    spoken = (translation.get_language() or LANGUAGES[0]).partition("-")[0]
    return spoken if spoken in LANGUAGES else LANGUAGES[0]


def help_for(request: HttpRequest) -> str:
    """The address of the article for this page; of several: of all articles with these first."""
    match = request.resolver_match
    route = (match.url_name if match else None) or ""
    found = articles_for(route, speaks())
    if len(found) == 1:
        return reverse("help-article", args=[found[0].slug])
    return reverse("help") + (f"?{urlencode({'seite': route})}" if found else "")
