"""What the weighing of an utterance looks at: its words, their pieces and neighbours, and the rules' cues."""

from collections.abc import Iterator

from telephony.dialogue.intents.rules import cues
from telephony.dialogue.numbers import cardinal

_NEGATIONS = frozenset("nicht kein keine keinen keiner nie niemals statt anstatt nix nichts ohne".split())
_DAYS = frozenset(
    "montag dienstag mittwoch donnerstag freitag samstag sonntag montags dienstags mittwochs donnerstags "
    "freitags samstags sonntags sonnabend heute morgen uebermorgen vormittag nachmittag vormittags "
    "nachmittags "
    "abends frueh abend mittag januar februar maerz april mai juni juli august september oktober november "
    "dezember woche monat wochenende".split()
)
_LONGEST_WORD = 24
_PIECES = (3, 4, 5)
PIECE_VALUE = 0.4
PAIR_VALUE = 0.6
# Words that belong together in a sentence stand at most so far apart.
_REACH = 6


def tokens_of(said: str) -> list[str]:
    """Return the words of a folded phrase, numbers as one sign."""
    return ["#" if _is_number(word) else word[:_LONGEST_WORD] for word in said.split()]


def features_at(tokens: list[str], groups: list[list[str]], place: int) -> Iterator[tuple[str, float]]:
    """Give each feature that ends at a word, with its value; ``groups`` are those of each word."""
    yield from _groups_at(groups, place)
    yield from _neighbours_at(tokens, place)
    word = tokens[place]
    yield "w" + word, 1.0
    if len(word) > _PIECES[0]:
        framed = f"<{word}>"
        for size in _PIECES:
            for start in range(len(framed) - size + 1):
                yield "c" + framed[start : start + size], PIECE_VALUE


def _groups_at(groups: list[list[str]], place: int) -> Iterator[tuple[str, float]]:
    """Give what a word means, and what it means beside those shortly before it."""
    for group in groups[place]:
        yield "k" + group, 1.0
        for earlier in groups[max(0, place - _REACH) : place]:
            for other in earlier:
                yield f"p{other} {group}", PAIR_VALUE
        for other in groups[place]:
            if other < group:
                yield f"p{other} {group}", PAIR_VALUE


def _neighbours_at(tokens: list[str], place: int) -> Iterator[tuple[str, float]]:
    before = _class(tokens[place - 1]) if place else "^"
    second = _class(tokens[place - 2]) if place > 1 else "^"
    own = _class(tokens[place])
    yield f"b{before} {own}", 1.0
    yield f"s{second} {own}", 0.7
    yield f"t{second} {before} {own}", 1.0
    if place == len(tokens) - 1:
        yield "$" + own, 0.7
    if not _NEGATIONS.isdisjoint(tokens[max(0, place - 3) : place]):
        yield "n" + own, 0.7


def cues_at(said: str) -> dict[int, list[str]]:
    """Return the rules' cues by the word at which each begins."""
    found: dict[int, list[str]] = {}
    for intent, start in cues(said).items():
        place = said[: start + (said[start] == " ")].count(" ") - 1
        found.setdefault(max(0, place), []).append("r" + intent)
    return found


def _is_number(word: str) -> bool:
    return word[:1].isdigit() or (cardinal(word) is not None and not word.startswith("ein"))


def _class(word: str) -> str:
    return "@t" if word in _DAYS else word
