"""What people see where no company is served: unknown address, suspended, not ready, all alike.

Nothing of the company may be read here, and no other page or file is served at such a host: it stands alone.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound

_STYLE: Final = (
    "body{margin:0;min-height:100dvh;display:grid;place-content:center;padding:2rem;box-sizing:border-box;"
    "font:1.125rem/1.5 system-ui,sans-serif;color-scheme:light dark}"
    "main{max-width:32rem}h1{font-size:1.75rem;line-height:1.2;margin:0 0 .75rem}"
    "p{margin:0 0 2.5rem;opacity:.8}"
)
_PAGE: Final = f"""<!doctype html>
<html lang="de">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>Gerade nicht erreichbar</title><style>{_STYLE}</style></head>
<body><main>
<h1>Diese Seite ist gerade nicht erreichbar</h1>
<p>Haben Sie einen Termin, oder möchten Sie einen? Rufen Sie bitte direkt im Betrieb an.</p>
<div lang="en"><h1>This page is not available right now</h1>
<p>Do you have an appointment, or would you like one? Please call the business directly.</p></div>
</main></body></html>
""".encode()
_DIGEST: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS: Final = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_DIGEST}'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


def unserved(request: HttpRequest) -> HttpResponse:
    """404: words for people, nothing for machines."""
    if "text/html" not in request.headers.get("Accept", ""):
        return HttpResponseNotFound()
    return HttpResponseNotFound(_PAGE, headers=_HEADERS)
