"""All that people read is there in English, too."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "portal" / "locale" / "en" / "LC_MESSAGES" / "django.mo"
ROOMS = ("portal", "booking", "tenants", "telephony", "notifications", "analytics")
IN_PYTHON = re.compile(r'\b(?:_|n?gettext|gettext_lazy)\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)')
IN_TEMPLATES = re.compile(
    r"""\{%\s*trans(?:late)?\s+(?:"([^"]*)"|'([^']*)')|\{%\s*blocktrans(?:late)?[^%]*%\}(.*?)(?:\{%\s*plural|\{%\s*endblocktrans)""",
    re.DOTALL,
)


def messages() -> set[str]:
    python = [
        text
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if "migrations" not in path.parts and "gettext" in (text := path.read_text())
    ]
    templates = [path.read_text() for path in (ROOT / "templates").rglob("*.html")]
    found = {
        "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', each)).replace("\\\\", "\\")
        for text in python
        for each in IN_PYTHON.findall(text)
    }
    for text in templates:
        for groups in IN_TEMPLATES.findall(text):
            words = next(filter(None, groups))
            words = words.replace("%", "%%")
            words = re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", words)
            found.add(" ".join(line.strip() for line in words.strip().splitlines()))
    return found


def test_messages_are_found() -> None:
    assert len(messages()) > 2000


def test_every_message_has_its_english_twin() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    known = {key[0] if isinstance(key, tuple) else key for key in catalogue._catalog}  # type: ignore[attr-defined]

    assert sorted(messages() - known) == []
