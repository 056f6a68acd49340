"""Which language is spoken: short utterances in 40 languages, and German as it is spoken at home."""

from __future__ import annotations

import json
import subprocess
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from telephony.dialogue.language import detect
from telephony.dialogue.language.model import model
from telephony.evaluation.report import Report, corpora, json_lines

_PEERS = settings.BASE_DIR / ".data" / "peers" / "venv" / "bin" / "python"
_SCRIPT = Path(__file__).parent / "peers" / "guess_language.py"
_DIALECTS = {
    "de": "German (standard)",
    "de-ba": "Bavarian",
    "de-muc": "Bavarian (Munich)",
    "de-st": "South Tyrolean",
    "gsw": "Swiss German",
}
_SHORT_LETTERS = 25


@dataclass(frozen=True, slots=True)
class _Line:
    source: str
    language: str
    text: str


@dataclass(slots=True)
class _Score:
    """How many lines of each group each reader got right."""

    lines: Counter[str]
    right: dict[str, Counter[str]]

    def share(self, reader: str, group: str) -> float:
        return round(100 * self.right[reader][group] / max(self.lines[group], 1), 1)


def evaluate(report: Report) -> dict[str, Any]:
    """Measure ours in a German call and with nothing known, beside py3langid among the same languages."""
    lines = list(_utterances())
    spoken_at_home = list(_dialects())
    languages = sorted({line.language for line in lines})
    texts = [line.text for line in (*lines, *spoken_at_home)]
    started = time.perf_counter()
    model()
    loading = time.perf_counter() - started
    readers = {
        "ours": _ours(report, texts, languages, current="de"),
        "no call": _ours(report, texts, languages),
    }
    readers["py3langid"], cost = _theirs(texts, languages)
    score = _scored(lines, {name: found[: len(lines)] for name, found in readers.items()})
    home = _scored(spoken_at_home, {name: found[len(lines) :] for name, found in readers.items()})
    _tables(report, score, home, languages)
    _mistakes(report, lines, readers["ours"])
    figures = {
        "n": len(lines),
        "ours": score.share("ours", "all"),
        "ours_nothing_known": score.share("no call", "all"),
        "py3langid": score.share("py3langid", "all") if readers["py3langid"] else None,
        "short": {name: score.share(name, "short") for name in readers if readers[name]},
        "dialects": {
            name: {reader: home.share(reader, name) for reader in readers if readers[reader]}
            for name in _DIALECTS
        },
        "ms_per_text": _spent(texts[:2000], languages),
        "loading_s": round(loading, 2),
        "py3langid_cost": cost,
    }
    report.line(f"ours: {figures['ms_per_text']} ms per text; py3langid: {cost or 'not installed'}")
    return figures


def _utterances() -> Iterable[_Line]:
    with (corpora() / "langid" / "short_utterances_dev.tsv").open(encoding="utf-8") as lines:
        for line in lines:
            source, language, text = line.rstrip("\n").split("\t", 2)
            yield _Line(source, language, text)


def _dialects() -> Iterable[_Line]:
    for row in json_lines(corpora() / "intents_de" / "xsid_de_dialects_en.jsonl"):
        if row["lang"] in _DIALECTS:
            yield _Line(row["lang"], "de", row["text"])


def _ours(
    report: Report, texts: Sequence[str], languages: Sequence[str], *, current: str | None = None
) -> list[str]:
    found = [detect(text, current=current, allowed=languages).language for text in texts]
    report.progress(
        len(texts), len(texts), what="ours, in a German call" if current else "ours, nothing known"
    )
    return found


def _theirs(texts: Sequence[str], languages: Sequence[str]) -> tuple[list[str], dict[str, float] | None]:
    """Ask py3langid in a process of its own; nothing where it is not installed."""
    asked = "\n".join(json.dumps(line) for line in [list(languages), *texts])
    try:
        done = subprocess.run(  # noqa: S603  # our own script
            [str(_PEERS), str(_SCRIPT)], input=asked, capture_output=True, text=True, timeout=600, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return [], None
    *guesses, cost = (json.loads(line) for line in done.stdout.splitlines())
    return guesses, cost


def _scored(lines: Sequence[_Line], readers: dict[str, list[str]]) -> _Score:
    score = _Score(Counter(), {name: Counter() for name in readers})
    for at, line in enumerate(lines):
        groups = ["all", line.source, line.language, f"{line.source} {line.language}"]
        if sum(char.isalpha() for char in line.text) <= _SHORT_LETTERS:
            groups.append("short")
        score.lines.update(dict.fromkeys(groups, 1))
        for name, found in readers.items():
            if found and found[at] == line.language:
                score.right[name].update(dict.fromkeys(groups, 1))
    return score


def _tables(report: Report, score: _Score, home: _Score, languages: Sequence[str]) -> None:
    head = ("", "n", "in a German call", "nothing known", "py3langid")
    groups = ("all", "short", "xed", "ha", "xsid", *languages)
    rows = [(group, score.lines[group], *_shares(score, group)) for group in groups]
    report.table(head, rows)
    report.line()
    report.table(
        ("German at home", *head[1:]),
        [(called, home.lines[name], *_shares(home, name)) for name, called in _DIALECTS.items()],
    )


def _shares(score: _Score, group: str) -> list[str]:
    readers = ("ours", "no call", "py3langid")
    return [f"{score.share(reader, group)} %" if score.right[reader] else "–" for reader in readers]


def _mistakes(report: Report, lines: Sequence[_Line], found: Sequence[str]) -> None:
    confused = Counter(
        (line.language, guess) for line, guess in zip(lines, found, strict=False) if guess != line.language
    )
    told = ", ".join(f"{was}→{taken} {often}" for (was, taken), often in confused.most_common(12))
    report.line(f"most often confused: {told}")
    for line, guess in zip(lines, found, strict=False):
        if guess != line.language:
            report.mistake(f"{line.language} taken for {guess}: {line.text}")


def _spent(texts: Sequence[str], languages: Sequence[str]) -> float:
    started = time.perf_counter()
    for text in texts:
        detect(text, allowed=languages)
    return round(1000 * (time.perf_counter() - started) / max(len(texts), 1), 3)
