"""Reads a name and a telephone number out of an answer where we only excuse ourselves."""

from __future__ import annotations

import re
from functools import lru_cache

from telephony.dialogue.abroad.sentences import SENTENCES
from telephony.dialogue.phones import read_digits
from telephony.dialogue.text import clean

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SPOKEN = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
_LONGEST_NAME = 4
_FOLDED = str.maketrans({"’": "'", "ʼ": "'", "İ": "i"})


def read_foreign_name(text: str, *, language: str) -> str | None:
    """Return the name in the answer to the question for it; ``None`` for a mere "yes?" or a whole story."""
    said = clean(text)
    introduced = _introduced(language).search(said)
    rest = said[introduced.end() :] if introduced else said
    noise = SENTENCES[language].noise.split()
    parts = [word for word in _WORD.findall(rest) if word.lower().translate(_FOLDED) not in noise]
    if not parts or (introduced is None and len(parts) > _LONGEST_NAME):
        return None
    return " ".join(part[:1].upper() + part[1:] for part in parts[:_LONGEST_NAME])


def read_foreign_digits(text: str, *, language: str) -> str:
    """Return the digits in the answer, written as figures or said one by one."""
    figures = read_digits(text)
    words = {word: str(value) for value, word in enumerate(SENTENCES[language].digits.split())}
    said = (word.lower() for word in _SPOKEN.findall(clean(text).translate(_FOLDED)))
    spoken = "".join(word if word.isdigit() else words.get(word, "") for word in said)
    return spoken if len(spoken) > len(figures) else figures


@lru_cache(maxsize=32)
def _introduced(language: str) -> re.Pattern[str]:
    ways = sorted(SENTENCES[language].introduces.split("|"), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ways))})(?!\w)\s*", re.IGNORECASE)
