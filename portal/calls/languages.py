"""Names of languages as people say them."""

from __future__ import annotations

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext


def language_name(code: str) -> str:
    """``tr`` → ``Türkisch``; a code that nobody has named stays a code."""
    info = LANG_INFO.get(code)
    return gettext(info["name"]).capitalize() if info and "name" in info else code.upper()
