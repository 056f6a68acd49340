"""The script that websites embed. It stands at an address that never changes."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from portal.access import public_view
from portal.brand import widget_colours
from tenants.context import current_company

_SCRIPT = "dist/widget.js"
_FRESH_FOR_S = 3600


@gzip_page
@require_safe
def _script(request: HttpRequest) -> HttpResponse:
    file = Path(settings.STATIC_ROOT) / _SCRIPT
    found = file if file.is_file() else finders.find(_SCRIPT)
    if not found:
        raise Http404
    return HttpResponse(
        widget_colours(Path(str(found)).read_bytes(), accent=current_company().accent),
        content_type="text/javascript; charset=utf-8",
        headers={
            "Cache-Control": f"public, max-age={_FRESH_FOR_S}",
            "Cross-Origin-Resource-Policy": "cross-origin",
        },
    )


@public_view
def script(request: HttpRequest) -> HttpResponse:
    """``widget.js``, in the company's colour."""
    answer: HttpResponse = _script(request)
    return answer
