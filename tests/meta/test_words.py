"""German on screen: short, Sie, without "erfolgreich", with the marks a careful typesetter would use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
IN_PYTHON = re.compile(r"""\b(?:_|gettext|gettext_lazy|ngettext)\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)""")
IN_TEMPLATES = re.compile(
    r"""\{%\s*trans(?:late)?\s+(?:"([^"]*)"|'([^']*)')|\{%\s*blocktrans(?:late)?[^%]*%\}(.*?)\{%\s*endblocktrans""",
    re.DOTALL,
)
ROOMS = ("askproai", "tenants", "booking", "telephony", "notifications", "analytics", "portal")
FAULTS = {
    "erfolgreich": re.compile(r"erfolgreich", re.IGNORECASE),
    "three dots instead of an ellipsis": re.compile(r"\.\.\."),
    "a hyphen instead of a dash": re.compile(r"\w - \w"),
    "a space before a mark": re.compile(r"\w [,;:!?](?:\s|$)"),
    "two spaces": re.compile(r"\S  +\S"),
    "more than one exclamation mark": re.compile(r"!!"),
    "du instead of Sie": re.compile(r"\b(?:du|dein\w*|dich|dir)\b", re.IGNORECASE),
    "straight quotation marks": re.compile(r"\"|\\\""),
}


def message_ids() -> list[tuple[str, str]]:
    sources = [
        path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts
    ]
    templates = list((ROOT / "templates").rglob("*.html"))
    found = [
        (path, _joined(literals)) for path in sources for literals in IN_PYTHON.findall(path.read_text())
    ]
    found += [
        (path, _only(groups)) for path in templates for groups in IN_TEMPLATES.findall(path.read_text())
    ]
    return [(str(path.relative_to(ROOT)), text) for path, text in found]


def _joined(literals: str) -> str:
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', literals))


def _only(groups: tuple[str, ...]) -> str:
    return re.sub(r"\s*\n\s*", " ", next(filter(None, groups), "")).strip()


def test_words_are_found() -> None:
    assert len(message_ids()) > 100


@pytest.mark.parametrize("fault", FAULTS)
def test_no_message_has_this_fault(fault: str) -> None:
    assert [(where, text) for where, text in message_ids() if FAULTS[fault].search(text)] == []
