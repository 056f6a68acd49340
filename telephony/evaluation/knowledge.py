"""``evaluate knowledge``: callers' questions against what the demonstration companies have written down.

Two sets: ``tried`` was looked at while the ranking was written; ``knowledge.jsonl`` was only counted, its
mistakes never read. The figures are of the second one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

from telephony.evaluation.report import Report, json_lines
from telephony.knowledge.passages import Piece, pieces_of
from telephony.knowledge.ranking import Candidate, best_answer, weights_of

QUESTIONS: Final = Path(__file__).parent / "data" / "knowledge.jsonl"
TRIED: Final = Path(__file__).parent / "data" / "knowledge_tried.jsonl"
COMPANIES: Final = Path(__file__).resolve().parents[2] / "companies"


def evaluate(report: Report) -> dict[str, Any]:
    """Answered right, answered wrongly, refused rightly, refused though the answer is there."""
    tried = figures_of(TRIED, report, shows_mistakes=True)
    figures = figures_of(QUESTIONS, report, shows_mistakes=False)
    report.table(
        ["", "held out", "tried"], [[name, str(value), str(tried[name])] for name, value in figures.items()]
    )
    return {**figures, "tried": tried}


def figures_of(path: Path, report: Report, *, shows_mistakes: bool) -> dict[str, Any]:
    """The counts of one set of questions."""
    counts = {"right": 0, "wrong": 0, "refused": 0, "missed": 0}
    made_up = answerable = 0
    libraries: dict[tuple[str, str], list[Candidate]] = {}
    for asked in json_lines(path):
        key = (asked["company"], asked["branch"])
        candidates = libraries.setdefault(key, library_of(*key))
        found = best_answer(asked["question"], candidates, weights=weights_of(candidates))
        said = found.say if found else None
        outcome = _outcome(asked["answer"], said)
        counts[outcome] += 1
        answerable += asked["answer"] is not None
        made_up += said is not None and not any(said.split(".")[0] in each.text for each in candidates)
        if shows_mistakes and outcome in {"wrong", "missed"}:
            report.mistake(f"{asked['question']} → {said or '(weitergegeben)'}")
    total = sum(counts.values())
    return {
        "n": total,
        "answerable": answerable,
        **counts,
        "not_in_source": made_up,
        "answered_right": round(counts["right"] / answerable, 3),
        "refused_right": round(counts["refused"] / (total - answerable), 3),
    }


def library_of(company: str, branch: str) -> list[Candidate]:
    """The passages of a demonstration company as callers of one branch hear them."""
    entries = yaml.safe_load((COMPANIES / f"{company}.yaml").read_text(encoding="utf-8"))["knowledge"]
    here = [entry for entry in entries if entry.get("branch") in (None, branch)]
    return [
        Candidate(
            passage_id=place,
            title=entry.get("title") or entry["question"],
            heading=piece.heading,
            text=piece.text,
            is_faq="question" in entry,
        )
        for place, entry in enumerate(here)
        for piece in _pieces(entry)
    ]


def _pieces(entry: dict[str, str]) -> tuple[Piece, ...]:
    if "question" in entry:
        return (Piece(heading=entry["question"], text=entry["answer"]),)
    return pieces_of(entry["text"])


def _outcome(expected: str | None, said: str | None) -> str:
    if expected is None:
        return "refused" if said is None else "wrong"
    if said is None:
        return "missed"
    return "right" if expected.lower() in said.lower() else "wrong"
