"""The mood of what callers say and their patience over a call: utterances of our own, then film subtitles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from telephony.dialogue.sentiment import Heard, frustration, mood_of
from telephony.dialogue.sentiment.signs import key_of
from telephony.dialogue.sentiment.weighing import LABELS
from telephony.evaluation.report import Report, corpora
from telephony.evaluation.sentiment_training import JUDGED, Utterance, read, utterances

_COURSES = Path(__file__).parent / "data" / "sentiment" / "courses.txt"
_OFFERS_HUMAN = 0.5
# Their eight emotions as ours; what shows only expectation or surprise is neutral. They tell annoyed from
# angry no more than joy from trust, so both sides are compared coarsely.
_THEIRS = {
    "1": "against", "3": "against", "4": "distressed", "6": "distressed", "5": "pleased", "8": "pleased",
    "2": "neutral", "7": "neutral",
}  # fmt: skip
_COARSE = {"annoyed": "against", "angry": "against"}
_CLASSES = ("against", "pleased", "distressed", "neutral")
# What a simple reader looks for: the words of a textbook of feelings.
_POLAR = {
    "pleased": (
        r"\b(?:gut\w*|super|toll\w*|schoen\w*|danke|freu\w*|gluecklich\w*|lieb\w*"
        r"|wunderbar\w*|perfekt\w*|prima|klasse)\b"
    ),
    "annoyed": (
        r"\b(?:schlecht\w*|aerger\w*|nerv\w*|unzufrieden\w*|enttaeusch\w*|bloed\w*"
        r"|schlimm\w*|beschwer\w*)\b"
    ),
    "angry": r"\b(?:scheiss\w*|verdammt\w*|frechheit|unverschaemt\w*|wuetend\w*|idiot\w*|hass\w*)\b",
    "distressed": r"\b(?:angst|hilfe|schmerz\w*|traurig\w*|wein\w*|panik|sorge\w*|verzweifelt)\b",
}

Reader = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class _Course:
    title: str
    is_judging: bool
    is_frustrated: bool
    turns: tuple[Heard, ...]


def evaluate(report: Report) -> dict[str, Any]:
    """Measure what only judges, show what is confused, and set ours beside a reader of polar words."""
    own = list(utterances())
    fresh = list(read(JUDGED))
    tuned = [one for one in own if not one.is_judging]
    earlier = [one for one in own if one.is_judging and one not in fresh]
    report.line(
        f"Cues, words and weights were made with {len(tuned)} utterances ({_scenarios(tuned)} scenarios); "
        f"{len(fresh)} of {_scenarios(fresh)} other scenarios only judge, as do {len(earlier)} earlier ones."
    )
    figures: dict[str, Any] = {"n": len(fresh), "n_tuned_on": len(tuned), "n_earlier": len(earlier)}
    readers = {"ours": _ours, "polar words": _polar, "always neutral": _neutral}
    rows = []
    for called, reader in readers.items():
        name = called.replace(" ", "_")
        figures[name] = _right(fresh, reader)
        figures[f"{name}_coarse"] = _right(fresh, reader, coarse=True)
        heard = [reader(one.text, one.language) for one in fresh]
        figures[f"{name}_f1"] = _macro_f1(heard, [one.label for one in fresh], LABELS)
        figures[f"{name}_earlier"] = _right(earlier, reader)
        shown = ("", "_f1", "_coarse", "_earlier")
        rows.append((called, *(figures[name + part] for part in shown), _right(tuned, reader)))
    report.table(("", "judged %", "macro F1", "annoyed = angry", "earlier judged %", "tuned on %"), rows)
    _confusion(report, fresh)
    figures["frustration"] = _courses(report)
    figures["xed"] = _subtitles(report)
    return figures


def _ours(text: str, language: str = "de") -> str:
    return mood_of(text, language=language).label


def _polar(text: str, language: str = "de") -> str:
    key = key_of(text)
    return next((label for label, pattern in _POLAR.items() if re.search(pattern, key)), "neutral")


def _neutral(text: str, language: str = "de") -> str:
    return "neutral"


def _scenarios(own: Iterable[Utterance]) -> int:
    return len({one.scenario for one in own})


def _right(own: Sequence[Utterance], reader: Reader, *, coarse: bool = False) -> float:
    right = 0
    for one in own:
        found, wanted = reader(one.text, one.language), one.label
        right += found == wanted or (coarse and _coarse(found) == _coarse(wanted))
    return _percent(right, len(own))


def _confusion(report: Report, own: Sequence[Utterance]) -> None:
    found = Counter((one.label, _ours(one.text, one.language)) for one in own)
    report.line()
    report.table(
        ("is \\ heard as", *LABELS), [(was, *(found[was, heard] for heard in LABELS)) for was in LABELS]
    )
    for one in own:
        heard = _ours(one.text, one.language)
        if heard != one.label:
            report.mistake(f"{one.label}, heard as {heard}: {one.text}")


def _courses(report: Report) -> dict[str, Any]:
    """How well the end of a call tells whether a human should be offered."""
    figures: dict[str, Any] = {}
    rows = []
    courses = list(_read_courses())
    for half, is_judging in (("judged", True), ("tuned on", False)):
        chosen = [course for course in courses if course.is_judging == is_judging]
        offered = {course: frustration(course.turns) >= _OFFERS_HUMAN for course in chosen}
        hits = sum(found and course.is_frustrated for course, found in offered.items())
        figures[half.replace(" ", "_")] = measured = {
            "n": len(chosen),
            "precision": _percent(hits, sum(offered.values())),
            "recall": _percent(hits, sum(course.is_frustrated for course in chosen)),
        }
        rows.append((half, *measured.values()))
        for course, found in offered.items():
            if is_judging and found != course.is_frustrated:
                report.mistake(f"{course.title}: {frustration(course.turns)}")
    report.line(f"\nFrustration at the end of a call, from {_OFFERS_HUMAN} a human is offered")
    report.table(("", "calls", "precision %", "recall %"), rows)
    return figures


def _read_courses() -> Iterator[_Course]:
    for block in re.split(r"^## ", _COURSES.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, *lines = block.strip().splitlines()
        half, kind, title = head.split(": ", 2)
        turns = tuple(
            Heard(text=line[2:], understood=line[0] != "?", corrects=line[0] == "!") for line in lines
        )
        yield _Course(title, half == "judge", kind == "frustrated", turns)


def _subtitles(report: Report) -> dict[str, Any]:
    """Lines with one coarse feeling only; nothing of ours was made with them."""
    lines = []
    for line in (corpora() / "sentiment_de" / "xed_de.tsv").read_text(encoding="utf-8").splitlines():
        text, _, emotions = line.rpartition("\t")
        feelings = {_THEIRS[mark] for mark in re.findall(r"[1-8]", emotions)} - {"neutral"} or {"neutral"}
        if len(feelings) == 1:
            lines.append((text, feelings.pop()))
    readers = {"ours": _ours, "polar_words": _polar, "always_neutral": _neutral}
    figures: dict[str, Any] = {"n": len(lines)}
    rows = []
    for name, reader in readers.items():
        heard = [_coarse(reader(text, "de")) for text, _ in lines]
        figures[name] = _percent(sum(a == b for a, (_, b) in zip(heard, lines, strict=True)), len(lines))
        figures[f"{name}_f1"] = _macro_f1(heard, [label for _, label in lines], _CLASSES)
        rows.append((name.replace("_", " "), figures[name], figures[f"{name}_f1"]))
    report.line(f"\nFilm subtitles (XED, projected labels): {len(lines)} lines of one feeling")
    report.table(("", "right %", "macro F1"), rows)
    return figures


def _coarse(label: str) -> str:
    return _COARSE.get(label, label)


def _percent(part: int, whole: int) -> float:
    return round(100 * part / max(whole, 1), 1)


def _macro_f1(heard: Sequence[str], wanted: Sequence[str], classes: Sequence[str]) -> float:
    scores = []
    for label in classes:
        both = sum(a == b == label for a, b in zip(heard, wanted, strict=True))
        scores.append(2 * both / max(heard.count(label) + wanted.count(label), 1))
    return round(100 * sum(scores) / len(scores), 1)
