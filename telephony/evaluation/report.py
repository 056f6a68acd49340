"""What an evaluation shows while it runs, and where its material lies."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.core.management.base import CommandError


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """Where progress and tables go, and whether each mistake is wanted."""

    out: TextIO
    shows_mistakes: bool = False

    def progress(self, done: int, total: int, *, what: str) -> None:
        """One line that grows on a terminal, and is quiet in a log but for its end."""
        if self.out.isatty():
            self.out.write(f"\r{what}: {done}/{total}")
        if done == total:
            self.out.write(("\r" if self.out.isatty() else "") + f"{what}: {total}\n")
        self.out.flush()

    def line(self, text: str = "") -> None:
        """One line."""
        self.out.write(text + "\n")

    def table(self, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Columns as wide as they need; the first to the left, figures to the right."""
        cells = [[str(cell) for cell in head], *([str(cell) for cell in row] for row in rows)]
        widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
        for row in cells:
            first, *rest = (
                cell.ljust(width) if column == 0 else cell.rjust(width)
                for column, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            self.line("  ".join([first, *rest]).rstrip())

    def mistake(self, text: str) -> None:
        """One wrong answer, shown with ``--mistakes``."""
        if self.shows_mistakes:
            self.line(f"    {text}")


def corpora() -> Path:
    """The folder of third-party material: ``ASKPROAI_CORPORA``, or ``shared/corpora`` beside the checkout.

    :raises CommandError: it is not there; the material belongs to others and is no part of the repository.
    """
    folder = Path(os.environ.get("ASKPROAI_CORPORA") or settings.BASE_DIR.parent / "shared" / "corpora")
    if not folder.is_dir():
        raise CommandError(f"No test material in {folder.name}/: set ASKPROAI_CORPORA to its folder.")
    return folder


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Each line of the file as one object."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())
