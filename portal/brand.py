"""The company's own colour on everything that its customers open, as one small stylesheet."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from functools import lru_cache
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from askproai.core.colour import Palette, dark_palette, light_palette
from portal.access import public_view
from tenants.context import current_company

# Buttons and the dialog's close button in ``static/js/widget.js``, on pages that are not ours.
WIDGET_STRONG: Final = "#155e56"
WIDGET_DEEP: Final = "#1d3b39"
_CSS: Final = "text/css; charset=utf-8"
_TOKENS: Final = {
    "strong": "--color-primary",
    "on_strong": "--color-primary-content",
    "soft": "--color-secondary",
    "on_soft": "--color-secondary-content",
    "deep": "--deep",
    "chosen": "--chosen",
}


@lru_cache(maxsize=1000)
def stylesheet_of(accent: str) -> str:
    """The tokens of ``static/css/theme.css`` that the colour takes the place of."""
    light, dark = _tokens(light_palette(accent)), _tokens(dark_palette(accent))
    return (
        f":root{{{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme]){{{dark}}}}}\n"
        f'[data-theme="askpro-dark"]{{{dark}}}\n'
    )


@lru_cache(maxsize=1000)
def brand_key(accent: str) -> str:
    """Part of the stylesheet's address: whatever changes it makes it another address."""
    return hashlib.sha256(stylesheet_of(accent).encode()).hexdigest()[:16]


def widget_colours(script: bytes, *, accent: str) -> bytes:
    """The script for other people's websites, with this colour on its buttons."""
    if not accent:
        return script
    palette = light_palette(accent)
    return script.replace(WIDGET_STRONG.encode(), palette.strong.encode()).replace(
        WIDGET_DEEP.encode(), palette.deep.encode()
    )


@public_view
@require_safe
def stylesheet(request: HttpRequest, key: str) -> HttpResponse:
    """The company's stylesheet; under an address from before what holds now, to be asked for again."""
    accent = current_company().accent
    text, now_known = (stylesheet_of(accent), brand_key(accent)) if accent else ("", "none")
    tag = f'"{now_known}"'
    is_known = request.headers.get("If-None-Match") == tag
    answer = HttpResponseNotModified() if is_known else HttpResponse(text, content_type=_CSS)
    is_current = key == now_known
    answer.headers["ETag"] = tag
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_current else "no-cache"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _tokens(palette: Palette) -> str:
    told = asdict(palette)
    return ";".join(f"{token}:{told[name]}" for name, token in _TOKENS.items())
