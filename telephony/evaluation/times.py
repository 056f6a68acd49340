"""Time expressions of eight foreign corpora beside the readers that install here, then our own wishes.

Every reader gets the same texts, the same clock and the same rule for incomplete dates, and the answers of
all go through the same conventions of the sources (``times_conventions``) before they are compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from time import process_time
from typing import Any

from telephony.evaluation import times_wishes
from telephony.evaluation.report import Report
from telephony.evaluation.times_cases import Answer, Case, cases_of
from telephony.evaluation.times_conventions import as_written
from telephony.evaluation.times_disputed import DISPUTED
from telephony.evaluation.times_ours import answer
from telephony.evaluation.times_peers import PEERS, PeerMissing, answers_of

_CORPORA = (
    "recognizers", "ctparse", "chrono", "ovos", "sepia", "dateparser", "rustling_extra", "ctparse-en",
)  # fmt: skip
_US = "AskProAI"


def evaluate(report: Report) -> dict[str, Any]:
    """Print figures per corpus and reader, then those of our own sets; return them all."""
    corpora = {name: cases_of(name) for name in _CORPORA}
    took: list[float] = []
    ours = {name: [_timed(case, took) for case in cases] for name, cases in corpora.items()}
    read = {_US: ours, **_peers(corpora, report)}
    answers = {reader: _as_written(corpora, found) for reader, found in read.items()}
    ours = answers[_US]
    figures = {name: _figures(cases, name, answers) for name, cases in corpora.items()}
    _tables(corpora, answers, report)
    for name, cases in corpora.items():
        _mistakes(cases, ours[name], report)
    figures["appointments"] = _appointments(corpora, ours, report)
    figures["wishes"] = times_wishes.measure(report, took)
    took.sort()
    p50, p99 = (took[int(len(took) * share)] * 1000 for share in (0.5, 0.99))
    report.line(f"Answer time of {len(took)} expressions: p50 {p50:.2f} ms, p99 {p99:.2f} ms")
    figures["answer_ms"] = {"p50": round(p50, 3), "p99": round(p99, 3)}
    return figures


def _timed(case: Case, took: list[float]) -> Answer:
    started = process_time()
    found = answer(case)
    took.append(process_time() - started)
    return found


def _peers(corpora: dict[str, tuple[Case, ...]], report: Report) -> dict[str, dict[str, list[Answer]]]:
    answers: dict[str, dict[str, list[Answer]]] = {}
    for peer in PEERS:
        every = [case for cases in corpora.values() for case in cases]
        try:
            found = iter(answers_of(peer, every))
        except PeerMissing:
            report.line(f"{peer}: not installed or it stopped; left out")
            continue
        answers[peer] = {name: [next(found) for _ in cases] for name, cases in corpora.items()}
        report.progress(len(every), len(every), what=peer)
    return answers


def _as_written(
    corpora: dict[str, tuple[Case, ...]], found: dict[str, list[Answer]]
) -> dict[str, list[Answer]]:
    return {
        name: [as_written(case, each) for case, each in zip(cases, found[name], strict=True)]
        for name, cases in corpora.items()
    }


def _share(count: int, total: int) -> float:
    return round(100 * count / total, 1) if total else 0.0


def _measures(cases: Sequence[Case], found: Sequence[Answer]) -> tuple[float, float, float]:
    pairs = list(zip(cases, found, strict=True))
    return (
        _share(sum(case.is_exact(each) for case, each in pairs), len(pairs)),
        _share(sum(case.starts_right(each) for case, each in pairs), len(pairs)),
        _share(sum(case.fits_slot(each) for case, each in pairs), len(pairs)),
    )


def _figures(cases: Sequence[Case], name: str, answers: dict[str, dict[str, list[Answer]]]) -> dict[str, Any]:
    exact, start, slot = _measures(cases, answers[_US][name])
    peers = {peer: _measures(cases, found[name]) for peer, found in answers.items() if peer != _US}
    best = max(peers, key=lambda peer: peers[peer], default="")
    return {
        "n": len(cases),
        "exact": exact,
        "start": start,
        "slot": slot,
        "best_peer": best,
        "best_peer_exact": max((each[0] for each in peers.values()), default=None),
        "best_peer_start": max((each[1] for each in peers.values()), default=None),
        "best_peer_slot": max((each[2] for each in peers.values()), default=None),
    }


def _tables(
    corpora: dict[str, tuple[Case, ...]], answers: dict[str, dict[str, list[Answer]]], report: Report
) -> None:
    readers = list(answers)
    for index, title in enumerate(("Exactly right, %", "Start right, %", "Right day, overlapping window, %")):
        report.line(f"\n{title}")
        rows = [
            [name, len(cases), *(_measures(cases, answers[reader][name])[index] for reader in readers)]
            for name, cases in corpora.items()
        ]
        report.table(["corpus", "n", *readers], rows)
    report.line()


def _mistakes(cases: Sequence[Case], found: Sequence[Answer], report: Report) -> None:
    for case, each in zip(cases, found, strict=True):
        if not case.is_exact(each):
            mark = (
                "disputed" if case.id in DISPUTED else "appointment" if case.is_for_appointments else "other"
            )
            report.mistake(
                f"{case.id} [{mark}] {case.now:%a %Y-%m-%d %H:%M} | {case.text} | "
                f"{_shown(each)}, not {_shown(case.expected)}"
            )


def _shown(answer: Answer) -> str:
    if answer.kind in {"instant", "interval"}:
        return f"{_moment(answer.start)}–{_moment(answer.end)}"
    return f"{answer.kind} {answer.seconds or answer.rule or ''}".strip()


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "…"


def _appointments(
    corpora: dict[str, tuple[Case, ...]], ours: dict[str, list[Answer]], report: Report
) -> dict[str, Any]:
    """Of all German cases that an appointment could contain, with and without the disputed ones."""
    pairs = [
        (case, each)
        for name, cases in corpora.items()
        for case, each in zip(cases, ours[name], strict=True)
        if case.is_for_appointments
    ]
    agreed = [(case, each) for case, each in pairs if case.id not in DISPUTED]
    figures = {"n": len(pairs), "disputed": len(pairs) - len(agreed)}
    rows = []
    for label, chosen in (("all", pairs), ("without disputed", agreed)):
        exact, start, slot = _measures([case for case, _ in chosen], [each for _, each in chosen])
        rows.append([label, len(chosen), exact, start, slot])
        suffix = "" if label == "all" else "_agreed"
        figures |= {f"exact{suffix}": exact, f"start{suffix}": start, f"slot{suffix}": slot}  # type: ignore[dict-item]
    report.line("German cases that an appointment could contain, %")
    report.table(["cases", "n", "exact", "start", "slot"], rows)
    report.line()
    return figures
