"""The mood of what callers say: our own utterances by scenario, then film subtitles that others labelled."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from telephony.dialogue.sentiment import mood_of
from telephony.dialogue.sentiment.mood import key_of
from telephony.dialogue.sentiment.weighing import LABELS
from telephony.evaluation.report import Report, corpora
from telephony.evaluation.sentiment_training import Utterance, utterances

# Their eight emotions as ours; what shows only expectation or surprise is neutral. They tell annoyed from
# angry no
# more than joy from trust, so both sides are compared coarsely.
_THEIRS = {
    "1": "against", "3": "against", "4": "distressed", "6": "distressed", "5": "pleased", "8": "pleased",
    "2": "neutral", "7": "neutral",
}  # fmt: skip
_COARSE = {"annoyed": "against", "angry": "against"}
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


def evaluate(report: Report) -> dict[str, Any]:
    """Measure the judging half, show what is confused, and set ours beside a reader of polar words."""
    own = list(utterances())
    judging = [one for one in own if one.is_judging]
    tuned = [one for one in own if not one.is_judging]
    report.line(
        f"{len(own)} utterances of our own; cues, words and weights were made with {len(tuned)} of them "
        f"({_scenarios(tuned)} scenarios), the other {len(judging)} ({_scenarios(judging)}) only judge."
    )
    figures: dict[str, Any] = {"n": len(judging), "n_tuned_on": len(tuned)}
    rows = []
    for called, reader in (("ours", _ours), ("polar words", _polar), ("always neutral", _neutral)):
        name = called.replace(" ", "_")
        figures[name] = _right(judging, reader)
        figures[f"{name}_coarse"] = _right(judging, reader, coarse=True)
        rows.append(
            (
                called,
                *(
                    f"{value} %"
                    for value in (figures[name], figures[f"{name}_coarse"], _right(tuned, reader))
                ),
            )
        )
    report.table(("", "judged", "judged, annoyed = angry", "tuned on"), rows)
    _confusion(report, judging)
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


def _right(own: Sequence[Utterance], reader: Callable[[str, str], str], *, coarse: bool = False) -> float:
    right = 0
    for one in own:
        found, wanted = reader(one.text, one.language), one.label
        right += found == wanted or (coarse and _COARSE.get(found, found) == _COARSE.get(wanted, wanted))
    return round(100 * right / max(len(own), 1), 1)


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
    classes = ("against", "pleased", "distressed", "neutral")
    rows = []
    for name, reader in readers.items():
        heard = [_coarse(reader(text, "de")) for text, _ in lines]
        figures[name] = round(
            100 * sum(a == b for a, (_, b) in zip(heard, lines, strict=True)) / len(lines), 1
        )
        figures[f"{name}_f1"] = round(100 * _macro_f1(heard, [label for _, label in lines], classes), 1)
        rows.append((name.replace("_", " "), f"{figures[name]} %", figures[f"{name}_f1"]))
    report.line(f"\nFilm subtitles (XED, projected labels): {len(lines)} lines of one feeling")
    report.table(("", "right", "macro F1"), rows)
    return figures


def _coarse(label: str) -> str:
    return _COARSE.get(label, label)


def _macro_f1(heard: Sequence[str], wanted: Sequence[str], classes: Sequence[str]) -> float:
    scores = []
    for label in classes:
        both = sum(a == b == label for a, b in zip(heard, wanted, strict=True))
        scores.append(2 * both / max(heard.count(label) + wanted.count(label), 1))
    return sum(scores) / len(scores)
