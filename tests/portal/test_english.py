"""What customers see is there in English, too."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "portal" / "locale" / "en" / "LC_MESSAGES" / "django.mo"
SURFACES = ("publicbooking", "selfservice")
IN_PYTHON = re.compile(r'\b(?:_|n?gettext|gettext_lazy)\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)')
IN_TEMPLATES = re.compile(
    r"""\{%\s*trans(?:late)?\s+(?:"([^"]*)"|'([^']*)')|\{%\s*blocktrans(?:late)?[^%]*%\}(.*?)(?:\{%\s*plural|\{%\s*endblocktrans)""",
    re.DOTALL,
)


def messages() -> set[str]:
    python = [path.read_text() for name in SURFACES for path in (ROOT / "portal" / name).rglob("*.py")]
    folders = [ROOT / "templates" / "portal" / name for name in ("public", "selfservice")]
    templates = [path.read_text() for folder in folders for path in folder.rglob("*.html")]
    found = {
        "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', each))
        for text in python
        for each in IN_PYTHON.findall(text)
    }
    for text in templates:
        for groups in IN_TEMPLATES.findall(text):
            words = next(filter(None, groups))
            words = re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", words)
            found.add(" ".join(line.strip() for line in words.strip().splitlines()))
    return found


def test_messages_are_found() -> None:
    assert len(messages()) > 100


def test_every_message_has_its_english_twin() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    known = {key[0] if isinstance(key, tuple) else key for key in catalogue._catalog}  # type: ignore[attr-defined]

    assert sorted(messages() - known) == []
