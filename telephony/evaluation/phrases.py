"""Phrases to train by: drawn from the patterns of ``phrases_de*.txt``, then roughened as on a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

from telephony.evaluation.utterances import DATA

PHRASES = "phrases_de*.txt"
SPOKEN = "spoken_de*.txt"
_CHOICE = re.compile(r"\(([^()]*)\)")
_SLOT = re.compile(r"\{(\w+)\}")
# What is said in one way only was heard enough when it came plainly, framed and roughened.
_PLAIN = 3
_FILLERS = "füll"
_GREETINGS = "gruss"
# How the same word sounds elsewhere, or how a recogniser hears it: each with how often it happens.
_ACCENTS = (
    (r"\bich\b", ("i", "ick", "isch", "ich")),
    (r"\bnicht\b", ("net", "nit", "ned", "nich", "nöd")),
    (r"\bhaben\b", ("ham", "hobn", "hänn", "händ")),
    (r"\bein(en|e)?\b", ("a", "an", "en", "nen", "ne", "n")),
    (r"\bdas\b", ("des", "dat", "dit", "dess")),
    (r"\bist\b", ("is", "isch", "ischt")),
    (r"\bwas\b", ("wos", "wat", "was")),
    (r"\bauf\b", ("uff", "uf", "auf")),
    (r"\bmein(en)?\b", ("mei", "min", "mäi", "mein")),
    (r"\bkommen\b", ("kemma", "komme", "kumma", "cho")),
    (r"\bkann\b", ("ko", "ka", "kann", "cha")),
    (r"\bSie\b", ("Se", "S'", "ihr", "Sie")),
    (r"en\b", ("e", "n", "a", "en")),
    (r"st", ("scht", "sd", "st")),
    (r"([aeiou])t\b", (r"\1d", r"\1t")),
    (r"\bk", ("g", "gg", "k")),
    (r"\bp", ("b", "p")),
    (r"ei", ("oa", "ai", "ee", "ei")),
    (r"au", ("oo", "uu", "au")),
    (r"ü", ("i", "ue", "ü")),
    (r"ö", ("e", "oe", "ö")),
    (r"ch\b", ("sch", "ch", "k")),
)


def read_phrases(folder: Path = DATA) -> tuple[dict[str, list[str]], list[tuple[tuple[str, ...], str]]]:
    """Return the words for each slot, and each pattern with its labels; ``label?`` may be heard.

    The slots of a file serve all of them.
    """
    slots: dict[str, list[str]] = {}
    patterns: list[tuple[tuple[str, ...], str]] = []
    for path in sorted(folder.glob(PHRASES)):
        _read(path.read_text(encoding="utf-8"), slots, patterns)
    return slots, patterns


def _read(text: str, slots: dict[str, list[str]], patterns: list[tuple[tuple[str, ...], str]]) -> None:
    labels: tuple[str, ...] = ()
    slot = ""
    for line in text.splitlines():
        if line.startswith("@"):
            slot = line[1:].strip()
        elif line.startswith("= "):
            labels, slot = tuple(mark for mark in line[2:].split() if mark != "-"), ""
        elif line.strip() and not line.startswith("#"):
            if slot:
                slots.setdefault(slot, []).extend(line.split("|"))
                slot = ""
            else:
                patterns.append((labels, line))


def expand(pattern: str, slots: dict[str, list[str]], dice: Random, *, turn: int | None = None) -> str:
    """Return one way to say a pattern; ``turn`` goes through the longest of its choices one by one."""
    choices = [found.group(1).split("|") for found in _CHOICE.finditer(pattern)]
    longest = max(range(len(choices)), key=lambda at: len(choices[at]), default=0)
    for at, choice in enumerate(choices):
        chosen = choice[turn % len(choice)] if at == longest and turn is not None else dice.choice(choice)
        pattern = _CHOICE.sub(chosen.replace("\\", ""), pattern, count=1)
    while found := _SLOT.search(pattern):
        pattern = pattern[: found.start()] + dice.choice(slots[found.group(1)]) + pattern[found.end() :]
    return " ".join(pattern.split())


def frame(text: str, slots: dict[str, list[str]], dice: Random) -> str:
    """Return the phrase as it comes in a call: with a greeting, a filler or nothing around it."""
    before = dice.choice([slots[_GREETINGS], slots[_FILLERS], [""], [""]])
    return f"{dice.choice(before)} {text}".strip()


def roughen(text: str, dice: Random) -> str:
    """Return the phrase in an accent, or as a recogniser mishears it."""
    for wanted, heard in dice.sample(_ACCENTS, k=dice.randint(1, 5)):
        chosen = dice.choice(heard)
        text = re.sub(wanted, chosen, text)
    for _ in range(dice.randint(0, 2)):
        text = _misheard(text, dice)
    return text


def _misheard(text: str, dice: Random) -> str:
    words = text.split()
    if len(words) < 3:
        return text
    at = dice.randrange(len(words) - 1)
    word = words[at]
    turn = dice.randrange(4)
    if turn == 0:
        del words[at]
    elif turn == 1 and len(word) > 6:
        half = dice.randint(3, len(word) - 3)
        words[at] = f"{word[:half]} {word[half:]}"
    elif turn == 2 and len(word) > 3:
        letter = dice.randrange(1, len(word))
        words[at] = word[:letter] + word[letter + 1 :]
    else:
        words[at : at + 2] = [word + words[at + 1]]
    return " ".join(words)


def several(parts: list[str], dice: Random) -> str:
    """Join what several wishes are into one utterance."""
    joint = dice.choice([" und ", ", und ", " und außerdem ", ", und dann noch, ", ", ach und ", ". ", ", "])
    return joint.join(parts)


def drawn(*, each: int, seed: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give phrases with labels: each pattern so often and once for each choice."""
    dice = Random(seed)  # noqa: S311  # the same phrases at each training
    slots, patterns = read_phrases()
    for labels, pattern in patterns:
        is_plain = "|" not in pattern and "{" not in pattern
        for turn in range(_PLAIN if is_plain else each + pattern.count("|")):
            text = expand(pattern, slots, dice, turn=turn)
            text = text if is_plain and not turn else frame(text, slots, dice)
            yield (roughen(text, dice) if turn % 3 == 2 else text), labels


def spoken(folder: Path = DATA) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the sentences of ``spoken_de*.txt`` with their labels, each as it stands there."""
    sentences: list[tuple[tuple[str, ...], str]] = []
    for path in sorted(folder.glob(SPOKEN)):
        _read(path.read_text(encoding="utf-8"), {}, sentences)
    for labels, text in sentences:
        yield text, labels
