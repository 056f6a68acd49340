"""Writes the model of ``telephony.dialogue.language``; runs in the peers' environment, which has py3langid.

    .data/peers/venv/bin/python telephony/evaluation/peers/train_language.py
    .venv/lib/python3.11/site-packages

Three sources, none of them a test corpus: words and sentences written for this project (``data/language``),
Django's own translations (BSD-3-Clause) for the letters of each language, and the weights of py3langid
(BSD-3-Clause), reduced to our languages and to the pieces of words in the other two.
"""

import collections
import gettext
import json
import lzma
import math
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from py3langid.langid import _get_identifier

TEXTS = Path(__file__).parent.parent / "data" / "language"
MODEL = Path(__file__).parents[2] / "dialogue" / "language" / "model.xz"
DJANGO_NAMES = {"zh": "zh_Hans", "sr-latn": "sr_Latn"}
THEIR_NAMES = {"nb": "no", "de-dialects": "de"}

LONGEST = 5
TAIL = 3
OWN_WEIGHT = 8.0  # one line of ours is worth this many of the translations: it is how people talk
SMOOTHING = 0.3
EXPONENT = 0.5  # pieces of one word overlap, so each counts for less
SINGLE_LETTERS = 0.3
THEIR_SHARE = 1.0
ONCE = math.log1p(1)  # py3langid weighs a piece by log1p of its count
STEPS = 40
RANGE = 8.0
LEAST_COUNT = 9.0
LEAST_SPREAD = 0.6

FOLDED = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ё": "е", "’": "'"})
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
MARKUP = re.compile(r"%\([a-z_0-9]+\)[sd]|%[sd]|<[^>]*>|&\w+;|\{[^}]*\}|https?\S+")


def words_of(text: str) -> list[str]:
    """Return the folded words; the engine folds what it hears in the same way."""
    return WORD.findall(unicodedata.normalize("NFC", text.lower()).translate(FOLDED))


def pieces(word: str, before: str) -> Iterator[str]:
    """Return each run of up to five letters that holds one of the word, and the whole word.

    Runs may begin in the word before: what follows "mogu da" tells Serbian from Croatian.
    """
    framed = f"{before[-TAIL:]} {word} "
    first = len(framed) - len(word) - 1
    for size in range(1, LONGEST + 1):
        for at in range(max(first - size + 1, 0), len(framed) - size + 1):
            yield framed[at : at + size]
    if len(word) + 2 > LONGEST:
        yield f" {word} "


def translations(name: str, packages: Path) -> Iterator[str]:
    """Return Django's texts in a language, without what is no language."""
    source = "de" if name == "en" else DJANGO_NAMES.get(name, name)
    found = set()
    for path in sorted(packages.glob(f"django/**/locale/{source}/LC_MESSAGES/*.mo")):
        with path.open("rb") as file:
            catalog = gettext.GNUTranslations(file)._catalog  # noqa: SLF001  # it has no other way to list its texts
        for key, value in catalog.items():
            english = key[0] if isinstance(key, tuple) else key
            found.add(MARKUP.sub("", english if name == "en" else value) if key else "")
    yield from sorted(found)


def counted(name: str, packages: Path) -> dict[str, float]:
    """Return how often each piece occurs in our own lines and in the translations of a language."""
    found: dict[str, float] = collections.Counter()
    own = (TEXTS / f"{name}.txt").read_text(encoding="utf-8")
    for text, weight in [(own, OWN_WEIGHT), *((text, 1.0) for text in translations(name, packages))]:
        words = words_of(text)
        for before, word in zip(["", *words], words, strict=False):
            for piece in pieces(word, before):
                found[piece] += weight
    return found


def their_weights(names: list[str]) -> dict[str, np.ndarray]:
    """Return py3langid's weights of each piece for our languages, found by walking its automaton."""
    identifier = _get_identifier()
    labels = list(identifier.nb_classes)
    # Their second column of one name is the same language in Latin letters.
    latin = len(labels) - 1 - labels[::-1].index("sr")
    columns = [latin if name == "sr-latn" else labels.index(THEIR_NAMES.get(name, name)) for name in names]
    table = np.asarray(identifier.nb_ptc)[:, columns].astype(np.float32)
    reached, queue, found = {0: b""}, collections.deque([0]), {}
    while queue:
        state = queue.popleft()
        feature = identifier.tk_output[state]
        if feature >= 0:
            try:
                text = reached[state].decode()
            except UnicodeDecodeError:
                text = ""
            if text and text == text.lower():
                folded = text.translate(FOLDED)
                found[folded] = np.maximum(found.get(folded, table[feature]), table[feature])
        if len(reached[state]) < 10:
            row = identifier._rowbase[state]  # noqa: SLF001  # the table of the automaton
            for byte in range(256):
                following = identifier.tk_nextmove[row + byte]
                if following not in reached:
                    reached[following] = reached[state] + bytes([byte])
                    queue.append(following)
    return found


def size_of(piece: str) -> int:
    """Return the size class of a piece: whole words are one of their own."""
    return min(len(piece), LONGEST + 1)


def trained(names: list[str], packages: Path) -> dict[str, bytes]:
    """Return each piece with its cost per language: 0 for the likeliest, more for the others."""
    counts = [counted(name, packages) for name in names]
    totals = [collections.Counter() for _ in names]
    for total, count in zip(totals, counts, strict=True):
        for piece, often in count.items():
            total[size_of(piece)] += often
    theirs = their_weights(names)
    every = sorted(set().union(*counts))
    kinds = collections.Counter(size_of(piece) for piece in every)
    model = {}
    for piece in every:
        often = np.array([count.get(piece, 0.0) for count in counts])
        their = theirs.get(piece)
        if often.max() < LEAST_COUNT and their is None:
            continue
        size = size_of(piece)
        all_of_size = np.array([total[size] for total in totals])
        weight = SINGLE_LETTERS if size == 1 else EXPONENT
        scores = weight * np.log((often + SMOOTHING) / (all_of_size + SMOOTHING * kinds[size]))
        if their is not None:
            scores = scores + THEIR_SHARE * ONCE * their
        cost = scores.max() - scores
        if cost.max() < LEAST_SPREAD:
            continue
        model[piece] = np.minimum(np.rint(cost * STEPS / RANGE), STEPS).astype(np.uint8).tobytes()
    return model


def main() -> None:
    """Train on the texts and write the model."""
    packages = Path(sys.argv[1])
    names = sorted(path.stem for path in TEXTS.glob("*.txt"))
    model = trained(names, packages)
    header = json.dumps({"languages": names, "pieces": len(model), "steps_per_unit": STEPS / RANGE})
    # One byte per language, column by column: neighbouring pieces resemble each other and pack well.
    costs = np.frombuffer(b"".join(model.values()), dtype=np.uint8).reshape(len(model), len(names)).T
    body = "\n".join([header, *model]).encode() + b"\n\n" + costs.tobytes()
    MODEL.write_bytes(lzma.compress(body, preset=9 | lzma.PRESET_EXTREME))
    sys.stdout.write(f"{len(model)} pieces, {MODEL.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
