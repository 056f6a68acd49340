"""Which alphabet a letter belongs to: that alone settles many languages."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable

LATIN = "latin"
_BLOCKS: tuple[tuple[int, str], ...] = (
    (0x0000, LATIN),
    (0x0370, "greek"),
    (0x0400, "cyrillic"),
    (0x0530, LATIN),
    (0x0590, "hebrew"),
    (0x0600, "arabic"),
    (0x0780, LATIN),
    (0x0900, "devanagari"),
    (0x0980, LATIN),
    (0x0E00, "thai"),
    (0x0E80, LATIN),
    (0x1100, "hangul"),
    (0x1200, LATIN),
    (0x1F00, "greek"),
    (0x2000, LATIN),
    (0x3040, "kana"),
    (0x3100, LATIN),
    (0x3400, "han"),
    (0xA000, LATIN),
    (0xAC00, "hangul"),
    (0xD7B0, LATIN),
    (0xFB1D, "hebrew"),
    (0xFB50, "arabic"),
    (0xFF00, LATIN),
)
_STARTS = [start for start, _ in _BLOCKS]
_WRITTEN = {
    "greek": "el",
    "cyrillic": "bg kk mk ru sr uk",
    "hebrew": "he",
    "arabic": "ar fa",
    "devanagari": "hi ne",
    "thai": "th",
    "hangul": "ko",
    "kana": "ja",
    "han": "ja zh",
}
LANGUAGES = {script: frozenset(names.split()) for script, names in _WRITTEN.items()}
# A sign of these stands for a syllable or a word.
_DENSE = frozenset({"kana", "han", "hangul"})


def script_of(letter: str) -> str:
    """Return the alphabet of a letter."""
    return _BLOCKS[bisect_right(_STARTS, ord(letter)) - 1][1]


def script_of_text(words: Iterable[str]) -> str:
    """Return the alphabet in which the words are written; foreign names in Latin letters do not decide it."""
    found: Counter[str] = Counter()
    for word in words:
        for letter in word:
            script = script_of(letter)
            found[script] += 3 if script in _DENSE else 1
    whole = found.total()
    if found["kana"] * 10 >= whole > 0:
        return "kana"
    others = [(share, script) for script, share in found.items() if script != LATIN]
    share, script = max(others, default=(0, LATIN))
    return script if whole and share * 4 >= whole else LATIN
