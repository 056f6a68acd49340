"""A place among tokens, and what every reader needs there: numbers, lengths of time, what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from telephony.dialogue.times.reading.span import Convention, Length, Stretch, length_of
from telephony.dialogue.times.reading.tokens import Token

_NOTHING = Token("end", None, "")
# What may stand between words that belong together: "am Freitag in der nächsten Woche".
GLUE = ("article", "on", "in", "from")

Found = tuple[Stretch, int] | None


@dataclass(frozen=True, slots=True)
class Text:
    """The tokens of an utterance, with the clock and the convention they are read by."""

    tokens: Sequence[Token]
    now: datetime
    convention: Convention = "next"
    region: str = ""

    def __len__(self) -> int:
        return len(self.tokens)

    def at(self, place: int) -> Token:
        """Return the token at this place, an empty one beyond the ends."""
        return self.tokens[place] if 0 <= place < len(self.tokens) else _NOTHING

    def kind(self, place: int) -> str:
        """Return what kind of token stands here."""
        return self.at(place).kind

    def word(self, place: int) -> str:
        """Return the word that stands here."""
        return self.at(place).word

    def is_mark(self, place: int, *marks: str) -> bool:
        """Tell whether one of these signs stands here."""
        token = self.at(place)
        return token.kind == "mark" and token.value in marks

    def skip(self, place: int, *kinds: str) -> int:
        """Return the first place from here whose token is of none of these kinds."""
        while self.kind(place) in kinds:
            place += 1
        return place


def count_at(text: Text, place: int) -> tuple[float, int] | None:
    """Read a count: ``drei``, ``2,5``, ``einer halben``, ``ein paar``, ``neun einhalb``."""
    token = text.at(place)
    if token.kind in {"several", "both"}:
        return float(token.value), place + 1
    if token.kind == "half":
        return 0.5, place + 1
    if token.kind == "quarter":
        return 0.25, place + 1
    if token.kind == "threequarter":
        return 0.75, place + 1
    if token.kind == "dotted":
        return float(f"{token.value[0]}.{token.value[1]}"), place + 1
    if token.kind != "number":
        return None
    following = text.at(place + 1)
    if token.value == 1 and following.kind in {"half", "quarter", "threequarter", "several"}:
        return count_at(text, place + 1)
    if following.kind == "number" and following.value == 0.5:
        return token.value + 0.5, place + 2
    return float(token.value), place + 1


def length_at(text: Text, place: int) -> tuple[Length, int] | None:
    """Read a length of time: ``anderthalb Stunden``, ``8 Wochen und 2 Tage``."""
    found = _single_length(text, place)
    while found is not None:
        ahead = text.skip(found[1], "and")
        while text.is_mark(ahead, ",", "."):
            ahead = text.skip(ahead + 1, "and")
        more = _single_length(text, ahead)
        if more is None:
            return found
        found = found[0] + more[0], more[1]
    return None


def _single_length(text: Text, place: int) -> tuple[Length, int] | None:
    counted = count_at(text, place)
    if counted is None:
        return None
    count, ahead = counted
    if text.is_mark(ahead, "-") and text.kind(ahead + 1) == "unit":
        ahead += 1
    if text.kind(ahead) == "uhr" and text.at(ahead).glued:
        return length_of(count, "hour"), ahead + 1
    if text.kind(ahead) != "unit":
        return None
    return length_of(count, text.at(ahead).value), ahead + 1
