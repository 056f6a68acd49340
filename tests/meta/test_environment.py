"""Every variable that is read has a line in .env.example, and every line there is read."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("askproai", "tenants", "booking", "telephony", "notifications", "analytics", "portal")
READ = re.compile(
    r"""(?:environ(?:ment)?(?:\.get|\.setdefault)?\s*[\[(]|env\.\w+\()\s*["']([A-Z][A-Z0-9_]+)["']"""
)
# Set by the Makefile for one run of the demo, so that it can say how long everything took, and by pytest for
# each of its processes.
INTERNAL = {"STARTED_AT", "PYTEST_XDIST_WORKER"}


def variables_read() -> set[str]:
    sources = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    found = {name for path in sources for name in READ.findall(path.read_text())}
    return found | set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))


def variables_explained() -> list[str]:
    return re.findall(r"^#?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)


def test_every_variable_that_is_read_is_explained() -> None:
    assert variables_read() - INTERNAL - set(variables_explained()) == set()


def test_every_variable_that_is_explained_is_read() -> None:
    assert set(variables_explained()) - variables_read() == set()


def test_no_variable_is_explained_twice() -> None:
    assert len(variables_explained()) == len(set(variables_explained()))


def test_example_holds_no_secret() -> None:
    filled = dict(
        re.findall(
            r"^([A-Z_]*(?:KEY|TOKEN|SECRET)[A-Z_]*)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE
        )
    )

    assert {name: value for name, value in filled.items() if value} == {}
