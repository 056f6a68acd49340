"""Light or dark: the device decides unless somebody chose, and then the server says so in the first byte."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest

COOKIE: Final = "theme"
# What the switch calls it, and the theme in ``static/css/theme.css``; empty: as the device has it.
THEMES: Final = {"light": "askpro", "dark": "askpro-dark", "system": ""}
_CANVAS: Final = {"askpro": "#f5f6f2", "askpro-dark": "#0e1f1e"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Theme:
    """The look of one page."""

    choice: str

    @property
    def name(self) -> str:
        """For ``data-theme``; empty where the device decides."""
        return THEMES[self.choice]

    @property
    def canvas(self) -> str:
        """The colour of the browser's own bars; empty where the device decides."""
        return _CANVAS.get(self.name, "")


def appearance(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``theme``."""
    chosen = request.COOKIES.get(COOKIE, "")
    return {"theme": Theme(choice=chosen if chosen in THEMES else "system")}
