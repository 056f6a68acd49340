"""What a browser needs to install the portal: manifest, icons, service worker, and a page for no connection.

None of it holds anything of a person, so all of it is public and may be kept.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Final

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from portal.access import public_view
from portal.offline.icons import KINDS, SIZES, draw, icon_key
from tenants.models import Company

# What the page for no connection is made of; kept by the worker under the version of their contents.
_SHELL: Final = (
    "dist/app.css",
    "dist/offline.js",
    "dist/icons.svg",
    "dist/fonts/figtree.woff2",
    "dist/fonts/bricolage.woff2",
    "img/logo.svg",
)
_WORKER: Final = "dist/worker.js"


@public_view
@cache_control(no_cache=True)
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest of this host's company."""
    company = _company(request)
    body = {
        "id": "/",
        "name": f"{company.name} · AskProAI",
        "short_name": company.name[:24],
        "description": _("Telefon, Termine und Kunden im Blick."),
        "lang": get_language() or "de",
        "start_url": "/?app",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f5f6f2",
        "theme_color": "#0d5c54",
        "categories": ["business", "productivity"],
        "icons": [
            {
                "src": _icon_url(company, kind, size),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": kind,
            }
            for kind in KINDS
            for size in (192, 512)
        ],
        "shortcuts": [
            _shortcut(company, _("Kalender"), reverse("calendar")),
            _shortcut(company, _("Neuer Termin"), reverse("diary-new")),
            _shortcut(company, _("Rückrufe"), reverse("callbacks")),
        ],
    }
    return JsonResponse(body, content_type="application/manifest+json")


@public_view
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker of this origin; its bytes change with every build, by which browsers find a new version."""
    _company(request)
    shell = {
        "version": _version(),
        "page": reverse("offline"),
        "files": [static(name) for name in _SHELL],
    }
    script = f"self.SHELL = {json.dumps(shell)};\n{_source(_WORKER).decode()}"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@public_view
@cache_control(public=True, max_age=7 * 24 * 3600)
def app_icon(request: HttpRequest, kind: str, size: int) -> HttpResponse:
    """The company's logo on a square, or ours where it has none."""
    company = _company(request)
    if kind not in KINDS or size not in SIZES:
        raise Http404
    return HttpResponse(draw(company, kind=kind, size=size), content_type="image/png")


@public_view
@cache_control(no_cache=True)
def offline(request: HttpRequest) -> HttpResponse:
    """The page that stands in for all others while there is no connection; its script fills it."""
    return render(request, "portal/offline/offline.html", {"company_name": _company(request).name})


def _company(request: HttpRequest) -> Company:
    company: Company | None = getattr(request, "company", None)
    if company is None:
        raise Http404
    return company


def _icon_url(company: Company, kind: str, size: int) -> str:
    # With a new logo the address changes, and so the icon on the home screen.
    return f"{reverse('app-icon', args=[kind, size])}?v={icon_key(company)}"


def _shortcut(company: Company, name: str, url: str) -> dict[str, object]:
    icon = {"src": _icon_url(company, "any", 96), "sizes": "96x96", "type": "image/png"}
    return {"name": name, "url": url, "icons": [icon]}


@cache
def _version() -> str:
    digest = hashlib.sha256()
    for name in (*_SHELL, _WORKER):
        digest.update(_source(name))
    return digest.hexdigest()[:16]


def _source(name: str) -> bytes:
    found = finders.find(name)
    if found is None:
        raise Http404  # not built yet: a browser asks again later
    return Path(found).read_bytes()
