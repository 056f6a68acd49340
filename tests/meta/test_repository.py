"""Rules about files: locks without addresses, a help that names every command, words that are up to date."""

from __future__ import annotations

import gettext
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = sorted(set(re.findall(r"^([a-z][a-z%-]*):", MAKEFILE, re.MULTILINE)))


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements/*.txt")), ids=lambda path: path.name)
def test_python_lock_has_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    packages = re.findall(r"^[a-zA-Z0-9].*==", text, re.MULTILINE)

    assert "://" not in text
    assert packages
    assert text.count("--hash=sha256:") >= len(packages)


def test_node_lock_has_no_address() -> None:
    text = (ROOT / "package-lock.json").read_text()

    assert '"resolved"' not in text
    assert "://" not in text
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text()


@pytest.mark.parametrize("target", TARGETS)
def test_help_names_every_command(target: str) -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607

    assert re.search(rf"make {re.escape(target)}\s+\S", shown.stdout)


def test_every_declared_command_exists() -> None:
    phony = re.findall(r"^\.PHONY:(.*)$", MAKEFILE, re.MULTILINE)

    assert {name for line in phony for name in line.split()} - set(TARGETS) == set()


def test_compiled_words_are_those_of_the_source() -> None:
    folder = ROOT / "portal" / "locale" / "de" / "LC_MESSAGES"
    source = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', (folder / "django.po").read_text(), re.MULTILINE)
    with (folder / "django.mo").open("rb") as compiled:
        catalog = gettext.GNUTranslations(compiled)

    assert source
    assert {msgid: catalog.gettext(msgid) for msgid, _ in source} == dict(source)


def test_no_file_has_marks_of_a_merge() -> None:
    """Templates and texts are read by no compiler that would stumble over them."""
    marks = ["git", "grep", "-lIE", r"^(<<<<<<<|>>>>>>>) ", "--", "*.html", "*.md", "*.txt", "*.css", "*.js"]
    found = subprocess.run([*marks, "*.yaml", "*.svg"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603

    assert found.stdout.split() == []
