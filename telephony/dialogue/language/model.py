"""How costly each piece of a word is for each language, read once from the file that training wrote."""

from __future__ import annotations

import json
import lzma
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LONGEST_PIECE = 5
# Two bytes per language: a word has far fewer pieces than would overflow them.
LANE = 2
_FILE = Path(__file__).parent / "model.xz"


@dataclass(frozen=True, slots=True)
class Model:
    """What each piece of a word costs in each language.

    ``costs`` holds them for all languages side by side in one number: adding pieces is adding numbers,
    which makes a guess take microseconds in plain Python.
    """

    columns: tuple[str, ...]
    costs: dict[str, int]
    steps_per_unit: float


@lru_cache(maxsize=1)
def model() -> Model:
    """Return the model; the first call takes half a second, so a process makes it before calls come."""
    raw = lzma.decompress(_FILE.read_bytes())
    head, _, table = raw.partition(b"\n\n")
    header, *pieces = head.decode().split("\n")
    facts = json.loads(header)
    columns, rows = len(facts["languages"]), facts["pieces"]
    lanes = bytearray(rows * columns * LANE)
    for column in range(columns):
        lanes[column * LANE :: columns * LANE] = table[column * rows : (column + 1) * rows]
    width = columns * LANE
    costs = {
        piece: int.from_bytes(lanes[at * width : (at + 1) * width], "little")
        for at, piece in enumerate(pieces)
    }
    return Model(tuple(facts["languages"]), costs, facts["steps_per_unit"])
