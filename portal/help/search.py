"""Finds the article for a question as people type it. All articles are in memory; no database is asked.

A word counts the more the fewer articles have it, and where it stands: in the title more than in the text.
Words that mean the same without looking alike ("krank", "Ausfall") are keywords of the article.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from portal.help.library import Article, articles
from portal.help.markup import Kind, plain
from telephony.dialogue.text import fold
from telephony.knowledge.terms import closeness, stem

LONGEST: Final = 200
MOST: Final = 8
# What a word is worth by where it stands.
_TITLE, _KEYWORD, _HEADING, _LEAD, _TEXT = 1.3, 1.0, 0.8, 0.65, 0.4
# An everyday word that is there as somebody typed it, whole, says more than its parts.
_WHOLE_KEYWORD: Final = 0.5
# Below this share of what was asked an article is about something else; so it is this far behind the best.
_LEAST_COVER: Final = 0.3
_FAR_BEHIND: Final = 0.3
# A word that no article has: people tell more than they ask.
_UNKNOWN: Final = 1.0
# The last word may be half typed.
_BEGUN: Final = 0.8
_EXCERPT: Final = 170
_WORD: Final = re.compile(r"[^\W_]+")
_SAY_NOTHING: Final = frozenset(
    (
        "aber alle als also am an auch auf aus bei beim bin bitte da dann das dass dem den der des die dir "
        "doch du ein eine einem einen einer eines er es etwas fuer geht gibt habe haben hat ich ihm ihn ihr "
        "ihre ihren im in ins ist ja jetzt kann kein keine keinen koennen man mein meine meinem meinen "
        "meiner mich mir mit moechte muss nach nicht noch nun nur ob oder schon sein sich sie sind so soll "
        "sollen um und uns unser unsere unseren vom von vor wann warum was weil wenn wer werden wie wieder "
        "will wird wo wohin wollen zu zum zur man machen mache macht tun finde finden askproai portal hilfe "
        "mal denn eigentlich immer selbst a about am an and are at be by can could do does for from get has "
        "have how i if in into is it me my no not of on or our please so someone that the their them then "
        "there this to us want we what when where which who why will with would you your help"
    ).split()
)
_ENGLISH_ENDINGS: Final = ("ings", "ing", "ies", "ed", "es", "s", "y")


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """An article that answers, and the words in it that say so."""

    article: Article
    passage: SafeString
    # Where in the article the passage stands; empty at its beginning.
    anchor: str
    score: float


@dataclass(frozen=True, kw_only=True, slots=True)
class _Passage:
    text: str
    anchor: str
    terms: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Entry:
    """An article as it is looked through: its terms by the most that they are worth here, the best first."""

    article: Article
    worth: dict[float, frozenset[str]]
    keywords: tuple[frozenset[str], ...]
    passages: tuple[_Passage, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Index:
    entries: tuple[_Entry, ...]
    # How much a term tells articles apart.
    weights: dict[str, float]


def search(asked: str, language: str) -> list[Hit]:
    """The articles that answer, best first, at most eight."""
    terms = _asked(asked[:LONGEST], language)
    if not terms:
        return []
    index = _index(language)
    scored = [(entry, _score(entry, terms, index)) for entry in index.entries]
    best = max(score for _entry, score in scored)
    least = max(_LEAST_COVER, _FAR_BEHIND * best)
    found = sorted((each for each in scored if each[1] >= least), key=lambda each: -each[1])
    return [_hit(entry, score, terms, language) for entry, score in found[:MOST]]


def _asked(asked: str, language: str) -> tuple[str, ...]:
    words = _WORD.findall(fold(asked))
    telling = [word for word in words if word not in _SAY_NOTHING]
    return tuple(dict.fromkeys(_stem(word, language) for word in telling if len(word) > 1))


def _score(entry: _Entry, terms: tuple[str, ...], index: _Index) -> float:
    """Which share of what was asked the article speaks of, more where it does so prominently."""
    weights = [index.weights.get(term, _UNKNOWN) for term in terms]
    got = sum(
        weight * _worth(entry, term, is_last=term == terms[-1])
        for term, weight in zip(terms, weights, strict=True)
    )
    known = frozenset(terms)
    bonus = _WHOLE_KEYWORD * sum(1 for words in entry.keywords if len(words) > 1 and words <= known)
    return got / sum(weights) + bonus


def _worth(entry: _Entry, term: str, *, is_last: bool) -> float:
    best = 0.0
    for value, terms in entry.worth.items():
        if value <= best:
            break
        best = max(best, value * _closeness(term, terms, is_last=is_last))
    return best


def _closeness(term: str, terms: frozenset[str], *, is_last: bool) -> float:
    is_begun = is_last and any(other.startswith(term) for other in terms)
    return max(closeness(term, terms), _BEGUN if is_begun else 0.0)


@lru_cache(maxsize=2)
def _index(language: str) -> _Index:
    entries = tuple(_entry(article, language) for article in articles(language))
    seen = Counter(term for entry in entries for terms in entry.worth.values() for term in terms)
    weights = {term: 1 + math.log(len(entries) / times) for term, times in seen.items()}
    return _Index(entries=entries, weights=weights)


def _entry(article: Article, language: str) -> _Entry:
    best: dict[str, float] = {}
    for text, value in _fields(article):
        for term in _terms(text, language):
            best[term] = max(best.get(term, 0.0), value)
    return _Entry(
        article=article,
        worth={
            value: frozenset(term for term, most in best.items() if most == value)
            for value in sorted(set(best.values()), reverse=True)
        },
        keywords=tuple(_terms(keyword, language) for keyword in article.keywords),
        passages=tuple(_passages(article, language)),
    )


def _fields(article: Article) -> Iterator[tuple[str, float]]:
    yield article.title, _TITLE
    yield article.lead, _LEAD
    yield from ((keyword, _KEYWORD) for keyword in article.keywords)
    for block in article.blocks:
        yield block.plain, _HEADING if block.kind is Kind.HEADING else _TEXT


def _passages(article: Article, language: str) -> Iterator[_Passage]:
    yield _Passage(text=article.lead, anchor="", terms=_terms(article.lead, language))
    anchor = ""
    for block in article.blocks:
        anchor = block.name if block.kind is Kind.HEADING else anchor
        if block.kind in (Kind.HEADING, Kind.PICTURE):
            continue
        for line in block.lines:
            text = plain(line)
            yield _Passage(text=text, anchor=anchor, terms=_terms(text, language))


def _hit(entry: _Entry, score: float, terms: tuple[str, ...], language: str) -> Hit:
    best = max(entry.passages, key=lambda passage: sum(_is_said(term, passage.terms) for term in terms))
    words = _marked(_excerpt(best.text, terms, language), terms, language)
    return Hit(article=entry.article, passage=words, anchor=best.anchor, score=score)


def _is_said(term: str, terms: frozenset[str]) -> bool:
    return _closeness(term, terms, is_last=True) > 0


def _excerpt(text: str, terms: tuple[str, ...], language: str) -> str:
    """As much of a passage as fits on two lines, around the first word that was asked for."""
    if len(text) <= _EXCERPT:
        return text
    first = next((mark.start() for mark in _said(text, terms, language)), 0)
    start = 0 if first < _EXCERPT // 2 else text.rfind(" ", 0, first - _EXCERPT // 4) + 1
    end = text.rfind(" ", 0, start + _EXCERPT) if len(text) - start > _EXCERPT else len(text)
    return ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")


def _marked(text: str, terms: tuple[str, ...], language: str) -> SafeString:
    pieces: list[str] = []
    end = 0
    for word in _said(text, terms, language):
        pieces += [conditional_escape(text[end : word.start()]), format_html("<mark>{}</mark>", word[0])]
        end = word.end()
    pieces.append(conditional_escape(text[end:]))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _said(text: str, terms: tuple[str, ...], language: str) -> Iterator[re.Match[str]]:
    """The words of a text that were asked for."""
    for word in _WORD.finditer(text):
        said = _terms(word[0], language)
        if said and any(_is_said(term, said) for term in terms):
            yield word


def _terms(text: str, language: str) -> frozenset[str]:
    return frozenset(_stem(word, language) for word in _WORD.findall(fold(text)) if word not in _SAY_NOTHING)


def _stem(word: str, language: str) -> str:
    if language == "de":
        return stem(word)
    ending = next(
        (each for each in _ENGLISH_ENDINGS if word.endswith(each) and len(word) > len(each) + 2), ""
    )
    return word.removesuffix(ending)
