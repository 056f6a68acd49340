"""How names are found as they are typed, heard and mistyped, without any extension of the database.

A name gets keys once, when it is written: the beginnings of its words, their sound, and what is left of them
when one letter is missing. A search makes keys of the same kinds and looks for rows that share some.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from rapidfuzz import fuzz

_NOT_A_NAME: Final = frozenset("dr med dent vet prof frau herr hr fr fam familie dipl ing mag".split())
_SPECIAL: Final = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "a", "œ": "o"})
# Müller, Mueller and Muller are one name; so are Groß and Gross.
_WRITTEN_OUT: Final = re.compile(r"(?<=[aou])e")
_WORD: Final = re.compile(r"[^\W_]+")
_LONGEST_BEGINNING: Final = 12
_MOST_WORDS: Final = 6
# Shorter words differ from too many others by one letter.
_SHORTEST_MISTYPED: Final = 4
_CLOSE_ENOUGH: Final = 72.0
_TELLING_SOUND: Final = 3


def folded(text: str) -> str:
    """Small letters without accents; umlauts as if they had none, however they are written."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_SPECIAL))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _WRITTEN_OUT.sub("", bare)


def words_of(name: str) -> list[str]:
    """The folded words of a name without titles; the titles only when there is nothing else."""
    words = _WORD.findall(folded(name))[:_MOST_WORDS]
    return [word for word in words if word not in _NOT_A_NAME] or words


def sort_key(name: str) -> str:
    """``weber clara``, ``groß-gerau sönke`` folded: the family name first, as lists of names are read."""
    parts = [part for part in (" ".join(words_of(each)) for each in name.split()) if part not in _NOT_A_NAME]
    return " ".join([*parts[-1:], *parts[:-1]])[:200] or folded(name)[:200]


def search_keys(name: str) -> list[str]:
    """Everything under which this name is found."""
    words = words_of(name)
    keys = {word[:length] for word in words for length in range(1, min(len(word), _LONGEST_BEGINNING) + 1)}
    return sorted(keys.union(*(alike_keys(word) for word in words)))


def beginning_key(word: str) -> str:
    """The key of names in which a word begins like this folded one."""
    return word[:_LONGEST_BEGINNING]


def alike_keys(word: str) -> set[str]:
    """Keys that a folded word shares with words that sound like it or differ from it by a slip."""
    keys = {f"={word}"}
    if sound := cologne(word):
        keys.add(f"~{sound}")
    if len(word) >= _SHORTEST_MISTYPED:
        short = word[:_LONGEST_BEGINNING]
        keys |= {f"={short[:place]}{short[place + 1 :]}" for place in range(len(short))}
    return keys


def likeness(wanted: str, name: str) -> float:
    """How well a name fits what was typed, 0 to 100; 0 where nobody would see a likeness."""
    words = words_of(name)
    scores = [max((_alike(each, word) for word in words), default=0.0) for each in words_of(wanted)]
    worst = min(scores, default=0.0)
    return sum(scores) / len(scores) if worst >= _CLOSE_ENOUGH else 0.0


def _alike(wanted: str, word: str) -> float:
    sound = cologne(wanted)
    # Short sounds are shared by too many: Anna and Emma are both 06.
    if sound == cologne(word) and (wanted[:1] == word[:1] or len(sound) >= _TELLING_SOUND):
        return max(90.0, fuzz.ratio(wanted, word))
    return max(fuzz.ratio(wanted, word), 0.95 * fuzz.ratio(wanted, word[: len(wanted)]))


def cologne(word: str) -> str:
    """The sound of a folded word by the Kölner Phonetik: Meier, Mayer and Maier are ``67``."""
    codes = [_code(word, place) for place in range(len(word))]
    digits = "".join(codes)
    single = re.sub(r"(\d)\1+", r"\1", digits)
    return single[:1] + single[1:].replace("0", "")


_SIMPLE: Final = (
    dict.fromkeys("aeijouy", "0")
    | dict.fromkeys("fvw", "3")
    | dict.fromkeys("gkq", "4")
    | dict.fromkeys("mn", "6")
    | dict.fromkeys("sz", "8")
    | {"b": "1", "l": "5", "r": "7"}
)


def _code(word: str, place: int) -> str:
    letter, before, after = word[place], word[place - 1 : place], word[place + 1 : place + 2]
    if letter in "dt":
        return "8" if after in {"c", "s", "z"} else "2"
    if letter == "p":
        return "3" if after == "h" else "1"
    if letter == "x":
        return "8" if before in {"c", "k", "q"} else "48"
    if letter == "c":
        return _code_of_c(before, after, is_first=place == 0)
    return _SIMPLE.get(letter, "")


def _code_of_c(before: str, after: str, *, is_first: bool) -> str:
    if is_first:
        return "4" if after and after in "ahkloqrux" else "8"
    if before in {"s", "z"}:
        return "8"
    return "4" if after and after in "ahkoqux" else "8"
