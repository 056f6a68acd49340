"""Pictures of the product in the articles; ``make help-pictures`` takes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

SIZES: Final = Path(__file__).parent / "articles" / "pictures.json"
# Under ``static/``.
FOLDER: Final = "img/help"
# The looks that are photographed in each language; what is missing is shown in the light one.
LOOKS: Final = {"de": ("light", "dark"), "en": ("light",)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """Where it lies in both looks, and its size in CSS pixels, so that nothing jumps while it loads."""

    light: str
    dark: str
    width: int
    height: int


def picture_of(name: str, language: str) -> Picture:
    """The picture of that name.

    :raises KeyError: nobody took it.
    """
    key = f"{name}.{language}"
    width, height = _sizes()[key]
    return Picture(
        light=f"{FOLDER}/{key}.{LOOKS[language][0]}.webp",
        dark=f"{FOLDER}/{key}.{LOOKS[language][-1]}.webp",
        width=width,
        height=height,
    )


@lru_cache(maxsize=1)
def _sizes() -> dict[str, tuple[int, int]]:
    sizes: dict[str, tuple[int, int]] = json.loads(SIZES.read_text(encoding="utf-8"))
    return sizes
