"""What people say who are annoyed, angry, in distress or glad: the patterns of ``cues_<language>.txt``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zlib import crc32

HEAT, DISTRESS, JOY = "heat", "distress", "joy"
_FOLDER = Path(__file__).parent
# "<many>" puts in a part; "(?<un" looks back.
_PART = re.compile(r"(?<!\?)<([a-z]+)>")


@dataclass(frozen=True, slots=True)
class Cue:
    """Something that shows a feeling, and how strongly; ``name`` is what its trained weight is kept under."""

    feeling: str
    weight: float
    pattern: re.Pattern[str]
    name: str


@lru_cache(maxsize=2)
def cues_of(language: str) -> tuple[Cue, ...]:
    """Return the cues of a language; whatever is not English is read as German."""
    return tuple(_read(_FOLDER / f"cues_{'en' if language == 'en' else 'de'}.txt"))


def _read(file: Path) -> Iterator[Cue]:
    parts: dict[str, str] = {}
    feeling, weight = "", 0.0
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            _, feeling, strength = line.split()
            weight = float(strength)
        elif line.startswith("= "):
            _, name, part = line.split(" ", 2)
            parts[name] = part
        elif line and not line.startswith("#"):
            pattern = _PART.sub(lambda found: parts[found[1]], line)
            yield Cue(feeling, weight, re.compile(pattern), f"{crc32(pattern.encode()):08x}")
