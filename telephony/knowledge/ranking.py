"""Which sentence of the sources answers a question, and whether any does. Plain Python, no database."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from telephony.knowledge.passages import sentences_of
from telephony.knowledge.terms import Terms, closeness, terms_of

# What a caller can take in at once.
MOST_WORDS = 30
# Below this share of what was asked about, a sentence is about something else.
LEAST_COVER = 0.58
# How much nearness counts: what is said around a sentence may be about something else.
_HEADING = 0.85
# What an entry answers besides its own question.
_ANSWER = 0.92
_AROUND = 0.35
_AROUND_IDEA = 0.7
# Words of a question that no source has. A thing that nobody wrote about says that the question is another;
# a verb or an adjective only says how somebody speaks. Where nothing is capitalised, both look alike.
_UNKNOWN_IDEA = 2.0
_UNKNOWN_THING = 1.5
_UNKNOWN_WORD = 0.45
_KNOWN_WORD = 0.55
_UNKNOWN_LOWER_CASE = 0.8
_NUMBER = 0.2
# The weight of what many passages speak of, as "Auto" in a garage.
_SAID_OFTEN = 1.5
# A sentence that says this much less of what was asked about is not said after the best one.
_MUCH_LESS = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that may hold the answer. In an FAQ entry ``heading`` asks, ``text`` answers."""

    passage_id: int
    title: str
    heading: str
    text: str
    is_faq: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The answer: sentences of one passage, word for word."""

    candidate: Candidate
    say: str
    score: float


def _says(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# Who asks for a price wants a price: what a question asks for, and by what an answer to it is known.
_NEEDS = {
    "price": (
        _says(
            r" (?:was|wie viel|wieviel|how much)\b.*\b(?:kost\w*|zahl\w*|gebuhr|teuer|cost)\b"
            r"|\bwie teuer\b|\bpreis"
        ),
        _says(
            r"€|\beuro\b|\bkostenlos|\bkostenfrei|\bgratis|ohne aufpreis|pauschale|\d+ ?%|prozent|umsonst"
            r"|gebühr|\bnichts\b|zuzahlung|\bfree\b"
        ),
    ),
    "duration": (
        _says(r"\bwie lange\b|\bhow long\b"),
        _says(r"\d+|minute|stunde|\btag|woche|monat|jahr|halbe|\b(?:zwei|drei|vier|sechs)\b"),
    ),
    "time": (
        _says(r"\b(?:wann|um wie ?viel uhr|when)\b"),
        _says(
            r"\buhr\b|\d|tag\b|tags\b|morgen|abend|stunde|woche|vorher|spätestens|\bnach |sobald|jederzeit"
            r"|immer|mittag"
        ),
    ),
    "age": (_says(r"\bwie alt\b|\bab welchem alter\b"), _says(r"jahr|alter|\d")),
    "number": (_says(r"\b(?:telefonnummer|nummer|faxnummer)\b"), _says(r"\d{3,}")),
    "mail": (_says(r"\b(?:e mail adresse|mail ?adresse|emailadresse)\b"), _says(r"@")),
    "amount": (
        _says(r"\bwie (?:hoch|viele?)\b"),
        _says(r"\d|\b(?:ein|eine|zwei|drei|vier|fünf|sechs|acht|zehn)\b|hälfte"),
    ),
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question: how much each of its terms matters, and what an answer to it must hold."""

    weights: dict[str, float]
    needs: tuple[re.Pattern[str], ...]


def best_answer(question: str, candidates: Sequence[Candidate], *, weights: dict[str, float]) -> Found | None:
    """The sentences that answer the question; ``None`` where none of the candidates does."""
    asked = _asked(question, weights)
    if not any(term in weights for term in asked.weights):
        return None
    found = (_in_passage(asked, candidate) for candidate in candidates)
    best = max((each for each in found if each), key=lambda answer: answer.score, default=None)
    is_it = best is not None and best.score >= LEAST_COVER and is_telling(question, best, weights)
    return best if is_it else None


def is_telling(
    question: str, found: Found, weights: dict[str, float], *, by_idea_alone: bool = False
) -> bool:
    """Tell whether more than one everyday word is what question and answer have in common.

    ``by_idea_alone``: of a single word, only what has a name of its own ("Parken", "Gutschein") counts.
    """
    candidate = found.candidate
    known = terms_of(f"{candidate.title}. {candidate.heading}. {candidate.text}").all
    asked = (term for term in terms_of(question).all if not (term.isdigit() or term in _UNITS | _AMOUNTS))
    shared = [term for term in asked if closeness(term, known)]
    # Of few passages, none says anything often.
    often = min(_SAID_OFTEN, max(weights.values(), default=0))
    names_one = any(term[0] == "#" and term[1:] not in _WIDE_IDEAS for term in shared)
    return (
        len(shared) > 1
        or names_one
        or (not by_idea_alone and any(weights.get(term, often) >= often for term in shared))
    )


def spoken_part(text: str) -> str:
    """As much of a passage as can be taken in at once."""
    return _within(sentences_of(text))


def weights_of(candidates: Iterable[Candidate]) -> dict[str, float]:
    """How much each term tells passages apart: rare ones much, common ones little."""
    seen: dict[str, int] = {}
    count = 0
    for candidate in candidates:
        count += 1
        for term in terms_of(f"{candidate.heading}. {candidate.text}").all:
            seen[term] = seen.get(term, 0) + 1
    return {
        term: 1 + math.log((count + 1) / (times + 1)) / math.log(count + 2) for term, times in seen.items()
    }


def cover(asked: dict[str, float], *, spoken: Terms, heading: Terms, around: Terms) -> float:
    """Which share of what was asked about is spoken of here; nearer counts more."""
    total = sum(asked.values())
    got = sum(
        weight
        * max(
            closeness(term, spoken.all),
            _HEADING * closeness(term, heading.all),
            (_AROUND_IDEA if term.startswith("#") else _AROUND) * closeness(term, around.all),
        )
        for term, weight in asked.items()
    )
    return got / total if total else 0.0


def _asked(question: str, weights: dict[str, float]) -> _Asked:
    bare = _bare(question)
    needs = {kind: answer for kind, (asking, answer) in _NEEDS.items() if asking.search(bare)}
    terms = terms_of(question).all
    # "Was zahle ich für …" asks for a price, not for ways to pay; "wie lange dauert" for a duration.
    implied = {"price": "#zahlen", "duration": "#dauer", "mail": "#mail"}
    asked = terms - {implied[kind] for kind in needs if kind in implied} or terms
    things = _things(question)
    return _Asked({term: _weight(term, weights, things) for term in asked}, tuple(needs.values()))


def _weight(term: str, weights: dict[str, float], things: frozenset[str] | None) -> float:
    if term.startswith("#"):
        return weights.get(term, _UNKNOWN_IDEA)
    if term.isdigit() or term in _UNITS:
        return _NUMBER
    is_thing = things is not None and term in things
    if term in weights:
        return weights[term] * (1 if is_thing or things is None else _KNOWN_WORD)
    if things is None:
        return _UNKNOWN_LOWER_CASE
    return _UNKNOWN_THING if is_thing else _UNKNOWN_WORD


def _things(question: str) -> frozenset[str] | None:
    """The stems of the nouns, by their capital letter; ``None`` where the recogniser writes none."""
    words = re.findall(r"[^\W\d_]+", question)
    inside = [word for before, word in pairwise(words) if word[0].isupper() and word not in _POLITE]
    if not inside and not words[0][0].isupper():
        return None
    return frozenset(stem for word in inside for stem in terms_of(word).stems)


_UNITS = frozenset("tage woche stund minut jahr monat uhr zeit".split()) | {"tag", "minu"}
_AMOUNTS = frozenset("zwei drei vier funf sech sieb acht neun zehn halb stund".split())
# Alone they tell too little of what is asked.
_WIDE_IDEAS = frozenset("zahlen warten kind auto abgeben raeder eigene ausserhalb dauer privat".split())
# Alone they tell too little of what is asked.
_WIDE_IDEAS = frozenset("zahlen warten kind auto abgeben raeder eigene ausserhalb dauer privat".split())
_POLITE = frozenset("Sie Ihnen Ihr Ihre Ihren Ihrem Ihrer Ihres".split())


def _in_passage(asked: _Asked, candidate: Candidate) -> Found | None:
    heading = terms_of(f"{candidate.title}. {candidate.heading}")
    around = terms_of(candidate.text)
    sentences = sentences_of(candidate.text)
    if candidate.is_faq:
        if not all(need.search(candidate.text) for need in asked.needs):
            return None
        score = max(
            cover(asked.weights, spoken=heading, heading=heading, around=around),
            _ANSWER * cover(asked.weights, spoken=heading | around, heading=heading, around=around),
        )
        return Found(candidate=candidate, say=_within(sentences), score=score)
    scored = [
        (cover(asked.weights, spoken=terms_of(sentence), heading=heading, around=around), -place, sentence)
        for place, sentence in enumerate(sentences)
        if all(need.search(sentence) for need in asked.needs)
    ]
    if not scored:
        return None
    score, place, sentence = max(scored)
    following = [each for each in sentences[1 - place :] if score - _score_of(each, scored) < _MUCH_LESS]
    return Found(candidate=candidate, say=_within([sentence, *following[:1]]), score=score)


def _score_of(sentence: str, scored: Sequence[tuple[float, int, str]]) -> float:
    return next((score for score, _, each in scored if each == sentence), 0.0)


def _within(sentences: Sequence[str]) -> str:
    """As many whole sentences as can be taken in; a longer first one ends at a comma."""
    said: list[str] = []
    words = 0
    for sentence in sentences:
        words += len(sentence.split())
        if said and words > MOST_WORDS:
            break
        said.append(sentence)
    return " ".join(said) if len(said) > 1 else _shortened(said[0]) if said else ""


def _shortened(sentence: str) -> str:
    words = sentence.split()
    if len(words) <= MOST_WORDS + 10:
        return sentence
    head = " ".join(words[:MOST_WORDS])
    cut = max(head.rfind(", "), head.rfind("; "), head.rfind(": "))
    return f"{head[:cut]}." if cut > len(head) // 2 else f"{head} …"


def _bare(question: str) -> str:
    return (
        " "
        + " ".join(
            re.findall(r"[^\W_]+", question.lower().translate({0xE4: "a", 0xF6: "o", 0xFC: "u", 0xDF: "ss"}))
        )
        + " "
    )
