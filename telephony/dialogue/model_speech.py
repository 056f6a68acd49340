"""What a language model wants to say, sentence by sentence, and whether it may be said at all."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from telephony.dialogue.claims import Act, Kind, Spoken, claims_of, unproven
from telephony.dialogue.text import fold
from telephony.dialogue.vocabulary import Vocabulary

# Nobody listens to a longer speech; it is an accident or an attack, and each letter costs.
LONGEST_TURN = 700
LONGEST_SENTENCE = 300
# What the caller said longer ago is not what the model answers.
_TURNS_HEARD = 12
# So many words in a row are in nobody's mouth by chance.
_COPIED_WORDS = 6

_ABBREVIATED = r"(?<!\bDr)(?<!\bNr)(?<!\bSt)(?<!\bca)(?<!\bProf)(?<!\bbzw)(?<!\bStr)(?<!\b[A-Za-z])(?<!\d)"
_SENTENCE_END = re.compile(rf"(?:{_ABBREVIATED}\.|[!?…])[\"'“”)]*\s+")
_UNSPEAKABLE = re.compile(
    r"[A-Za-z0-9_\-+/=.:]{28,}|[{}\[\]<>|\\]|https?://|www\.|\w_\w|[\"']\s*[:,]\s*[\"']?"
)
# Behind these words a checker of proofs looks away; a model could hide anything there.
_EXCUSES = re.compile(
    r"\b(?:zum beispiel|z\. ?b\.|beispielsweise|for example|mein(?:t)?en sie|(?:do|did) you mean)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[*#`•]+|\b_+|_+\b")
# "Ja" to a price that the caller has named is a price, "verbindlich bestätigt" to a wish is a promise.
_AGREES = re.compile(
    r"^(?:ja|jawohl|genau|richtig|stimmt|korrekt|yes|right|correct|exactly)\b", re.IGNORECASE
)
_COMMITS = re.compile(
    r"\b(?:bestätigt|zugesagt|zugesichert|versprochen|verbindlich\w*|garantier\w*|erledigt|confirmed|promised?"
    r"|guaranteed?|binding)\b",
    re.IGNORECASE,
)
_AGREED_KINDS = frozenset({Kind.PRICE, Kind.POLICY, Kind.DONE, Kind.DURATION})
_DEEDS = frozenset({"book", "cancel", "reschedule", "callback", "take_message", "transfer"})
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w+")


class Objection(StrEnum):
    """Why a sentence is not said."""

    UNPROVEN = "unproven"
    LEAK = "leak"
    UNSPEAKABLE = "unspeakable"
    TOO_LONG = "too_long"


@dataclass(slots=True)
class Sentences:
    """Cuts a stream of text into sentences, each as soon as it is whole."""

    _open: str = ""

    def feed(self, text: str) -> Iterator[str]:
        """Take in a piece and return the sentences that it completes."""
        self._open += text
        while (end := _SENTENCE_END.search(self._open)) or len(self._open) > LONGEST_SENTENCE:
            at = end.end() if end else self._open.rfind(" ", 0, LONGEST_SENTENCE) + 1 or LONGEST_SENTENCE
            sentence, self._open = self._open[:at], self._open[at:]
            yield from _spoken(sentence)

    def rest(self) -> Iterator[str]:
        """Return what is left at the end."""
        sentence, self._open = self._open, ""
        yield from _spoken(sentence)


@dataclass(slots=True, kw_only=True)
class Judge:
    """Knows the call so far, and what the model was told in confidence."""

    vocabulary: Vocabulary
    now: datetime
    confidential: str
    acts: list[Act] = field(default_factory=list)
    turns: list[Spoken] = field(default_factory=list)
    _before: int = 0
    _letters: int = 0
    _lately: list[str] = field(default_factory=list)

    def objection(self, sentence: str) -> Objection | None:
        """Return why the sentence must not be said, ``None`` if it may."""
        if _UNSPEAKABLE.search(sentence):
            return Objection.UNSPEAKABLE
        if self._letters + len(sentence) > LONGEST_TURN:
            return Objection.TOO_LONG
        if self._is_copied(sentence):
            return Objection.LEAK
        if any(self._is_unproven(text) for text in {sentence, _EXCUSES.sub(" ", sentence)}):
            return Objection.UNPROVEN
        if self._agrees_to_too_much(sentence) or self._commits_to_nothing_done(sentence):
            return Objection.UNPROVEN
        self._letters += len(sentence)
        self._lately = _words(f"{' '.join(self._lately)} {sentence}")[-_COPIED_WORDS:]
        return None

    def hear(self, text: str) -> None:
        """Take in what the caller said; what is done from now on is done for this."""
        self._before = len(self.acts)
        self.turns.append(Spoken(is_caller=True, text=text))

    def _is_unproven(self, text: str) -> bool:
        return bool(self._unproven(text))

    def _unproven(self, text: str) -> list[Kind]:
        if not claims_of(text):
            return []
        turns = [*self.turns[-_TURNS_HEARD:], Spoken(is_caller=False, text=text)]
        found = unproven(turns, self.acts, now=self.now, vocabulary=self.vocabulary)
        return [each.claim.kind for each in found]

    def _agrees_to_too_much(self, sentence: str) -> bool:
        """Whether it says yes to what the caller only claims."""
        if not self.turns or not _AGREES.search(sentence):
            return False
        claimed = _EXCUSES.sub(" ", self.turns[-1].text).replace("?", ".")
        return any(kind in _AGREED_KINDS for kind in self._unproven(claimed))

    def _commits_to_nothing_done(self, sentence: str) -> bool:
        """Whether it confirms something in a turn in which nothing was done."""
        done = self.acts[self._before :]
        return bool(_COMMITS.search(sentence)) and not any(
            act.name in _DEEDS and act.result.get("ok") for act in done
        )

    def _is_copied(self, sentence: str) -> bool:
        """Whether it repeats what was said in confidence, also across the end of the sentence before."""
        words = [*self._lately, *_words(sentence)]
        known = _as_words(self.confidential)
        return any(f" {' '.join(run)} " in known for run in _runs(words))


@lru_cache(maxsize=8)
def _as_words(text: str) -> str:
    return f" {' '.join(_words(text))} "


def _runs(words: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(len(words) - _COPIED_WORDS + 1):
        yield words[start : start + _COPIED_WORDS]


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _spoken(sentence: str) -> Iterator[str]:
    """The sentence as it is read out, if anything is left of it."""
    text = _SPACE.sub(" ", _MARKUP.sub("", sentence)).strip()
    if any(letter.isalnum() for letter in text):
        yield text
