"""What the weighing of an utterance looks at: its words, their pieces, meanings and neighbours."""

from collections.abc import Iterator

from telephony.dialogue.intents.lexicon import groups_of
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
# Words that belong together in a sentence stand at most so far apart: meanings, and the words themselves.
_REACH = 6
_NEAR = 4
_BEGINNING, _END = "^", "$"


def features_of(said: str) -> Iterator[str]:
    """Give each feature of a folded phrase, as often as it occurs."""
    for features in features_by_word(said):
        yield from features


def features_by_word(said: str) -> list[list[str]]:
    """Return the features of a folded phrase by the word at which they end."""
    tokens = ["#" if _is_number(word) else word[:_LONGEST_WORD] for word in said.split()]
    groups = [groups_of(token) for token in tokens]
    classes = [_BEGINNING, *("@t" if token in _DAYS else token for token in tokens)]
    return [
        [
            *_pieces_of(token),
            *_meanings_at(groups, place),
            *_neighbours_at(classes, place + 1),
            *(["n" + classes[place + 1]] if _is_denied(tokens, place) else ()),
        ]
        for place, token in enumerate(tokens)
    ]


def _pieces_of(word: str) -> Iterator[str]:
    yield "w" + word
    if len(word) > _PIECES[0]:
        framed = f"<{word}>"
        for size in _PIECES:
            for start in range(len(framed) - size + 1):
                yield "c" + framed[start : start + size]


def _meanings_at(groups: list[list[str]], place: int) -> Iterator[str]:
    """Give what a word means, and what it means beside those shortly before it."""
    own = groups[place]
    for group in own:
        yield "k" + group
        for earlier in groups[max(0, place - _REACH) : place]:
            for other in earlier:
                yield f"p{other} {group}"
        for other in own:
            if other < group:
                yield f"p{other} {group}"


def _neighbours_at(classes: list[str], place: int) -> Iterator[str]:
    """Give a word with those before it, near and nearest; the last one also with the end."""
    own = classes[place]
    yield f"b{classes[place - 1]} {own}"
    if place > 1:
        yield f"t{classes[place - 2]} {classes[place - 1]} {own}"
    for other in classes[max(0, place - _NEAR) : place]:
        yield f"q{other} {own}"
    if place == len(classes) - 1:
        for other in classes[max(0, place - _NEAR + 1) :]:
            yield f"q{other} {_END}"


def _is_denied(tokens: list[str], place: int) -> bool:
    return not _NEGATIONS.isdisjoint(tokens[max(0, place - 3) : place])


def _is_number(word: str) -> bool:
    return word[:1].isdigit() or (cardinal(word) is not None and not word.startswith("ein"))
