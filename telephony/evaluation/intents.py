"""``manage.py evaluate intents``: what callers want, by rules alone, by weights alone, and as it is shipped.

Our own callers come in two halves by scenario: weights are trained on the tuning half and on sentences
written for it and never see the judged half; the suite's simulated callers are held apart in the same way.
Two more sets of callers were written by people who had seen nothing of either. Beside them stand a keyword
list and a linear model trained on third-party utterances; and the third-party material itself: requests to
assistants, dialects, smart homes.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from telephony.dialogue import english
from telephony.dialogue.intents import read_intents, read_move
from telephony.dialogue.intents import weighing as shipped
from telephony.dialogue.intents.kinds import DETAIL, MATTERS, MOVES
from telephony.dialogue.intents.reading import matters_in, move_in
from telephony.dialogue.intents.rules import cues
from telephony.dialogue.intents.weighing import Weights
from telephony.dialogue.language.switching import spoken_language
from telephony.dialogue.text import phrase
from telephony.evaluation.intent_corpora import (
    Foreign,
    assistants,
    dialects,
    smart_homes,
    suite,
)
from telephony.evaluation.keywords import by_keywords
from telephony.evaluation.report import Report
from telephony.evaluation.training import Example, TrainerMissing, train
from telephony.evaluation.utterances import BLIND, FRESH, Utterance, callers

_KNOWN = frozenset(MATTERS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Understood:
    """What a reader heard: the matters, and what else the utterance does if there is none."""

    matters: frozenset[str]
    move: str | None


Reader = Callable[[str], Understood]


def evaluate(report: Report) -> dict[str, object]:
    """Print the tables and return the figures."""
    readers = _readers(report)
    ours = list(callers())
    figures: dict[str, object] = {"own": _own(report, ours, readers)}
    figures["matters"] = _by_matter(report, [one for one in ours if one.is_judged])
    figures["baselines"] = _shared_labels(report, [one for one in ours if one.is_judged], readers)
    figures |= _strangers(report, readers)
    figures["suite"] = _suite(report, readers)
    figures["third_party"] = _foreign(report, readers)
    figures["ms_per_utterance"] = _speed(report, [one.text for one in ours])
    return figures


def _readers(report: Report) -> dict[str, Reader]:
    return {
        "keywords": lambda text: Understood(matters=by_keywords(text), move=None),
        **_third_party(report),
        "rules": lambda text: Understood(matters=frozenset(cues(phrase(text))) & _KNOWN, move=None),
        "weights": _weighing(shipped.trained()),
        "shipped": shipped_reader,
    }


def _third_party(report: Report) -> dict[str, Reader]:
    labels = (*MATTERS, *MOVES, DETAIL)
    foreign_examples = [
        Example(text=one.text, labels=frozenset({one.label or DETAIL}))
        for one in assistants()
        if not one.is_open
    ]
    try:
        return {"third-party model": _weighing(train(foreign_examples, labels=labels))}
    except TrainerMissing:
        report.line("The model of third-party material is left out: scikit-learn is not installed.")
        return {}


def shipped_reader(text: str) -> Understood:
    """What the receptionist hears; she listens in English to whoever speaks English."""
    if spoken_language(text, current="de") == "en":
        return Understood(
            matters=frozenset(english.read_matters(text)) & _KNOWN, move=english.read_move(text)
        )
    return Understood(matters=frozenset(read_intents(text)) & _KNOWN, move=read_move(text))


def _weighing(weights: Weights) -> Reader:
    return lambda text: Understood(matters=frozenset(matters_in(text, weights)), move=move_in(text, weights))


def is_exact(one: Utterance, heard: Understood) -> bool:
    """Whether exactly the wanted matters were heard, or where there are none, what the utterance does."""
    wanted = frozenset(one.labels) & _KNOWN
    if wanted or heard.matters:
        return wanted <= heard.matters <= wanted | one.allowed
    return (heard.move in one.labels) if one.labels else heard.move is None


def _is_first(one: Utterance, heard: Understood) -> bool:
    """Whether every wanted matter was heard, whatever else was."""
    return frozenset(one.labels) & _KNOWN <= heard.matters


def _own(report: Report, ours: list[Utterance], readers: dict[str, Reader]) -> dict[str, dict[str, float]]:
    figures: dict[str, dict[str, float]] = {}
    rows = []
    for name, read in readers.items():
        row: list[object] = [name]
        for half in (False, True):
            chosen = [one for one in ours if one.is_judged is half]
            heard = [read(one.text) for one in chosen]
            wanting = [(one, it) for one, it in zip(chosen, heard, strict=True) if set(one.labels) & _KNOWN]
            exact = sum(is_exact(one, it) for one, it in zip(chosen, heard, strict=True)) / len(chosen)
            exact_matters = sum(is_exact(one, it) for one, it in wanting) / len(wanting)
            missed = 1 - sum(_is_first(one, it) for one, it in wanting) / len(wanting)
            key = "judged" if half else "tuning"
            figures.setdefault(key, {"n": len(chosen)}).update(
                {
                    name: round(exact, 4),
                    f"{name}: matters": round(exact_matters, 4),
                    f"{name}: missed": round(missed, 4),
                }
            )
            row += [_percent(exact), _percent(exact_matters), _percent(missed)]
            if name == "shipped" and not half:
                _show_mistakes(report, chosen, heard)
        rows.append(row)
    head = (
        "our callers",
        *(f"{half} {what}" for half in ("tuning", "judged") for what in ("exact", "matters", "missed")),
    )
    report.table(head, rows)
    report.line()
    return figures


def _show_mistakes(report: Report, chosen: list[Utterance], heard: list[Understood]) -> None:
    for one, it in zip(chosen, heard, strict=True):
        if not is_exact(one, it):
            report.mistake(f"{one.text} → {sorted(it.matters) or it.move}, not {list(one.labels)}")


def _by_matter(report: Report, judged: list[Utterance]) -> dict[str, dict[str, int]]:
    """Counts only: the judged half is not looked at one by one."""
    wanted: Counter[str] = Counter()
    heard: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for one in judged:
        truth, got = frozenset(one.labels) & _KNOWN, shipped_reader(one.text).matters
        wanted.update(truth)
        heard.update(truth & got)
        wrong.update(got - truth - one.allowed)
    report.table(
        ("judged, shipped", "wanted", "heard", "heard wrongly"),
        [(matter, wanted[matter], heard[matter], wrong[matter]) for matter in MATTERS],
    )
    report.line()
    return {
        matter: {"wanted": wanted[matter], "heard": heard[matter], "wrong": wrong[matter]}
        for matter in MATTERS
    }


def _shared_labels(report: Report, judged: list[Utterance], readers: dict[str, Reader]) -> dict[str, float]:
    """Judged utterances with one label that the third-party material knows too, by reader."""
    labels = {one.label for one in assistants() if one.label}
    chosen = [one for one in judged if len(one.labels) == 1 and one.labels[0] in labels]
    figures = {}
    for name, read in readers.items():
        right = sum(one.labels[0] in {*(heard := read(one.text)).matters, heard.move} for one in chosen)
        figures[name] = round(right / len(chosen), 4)
    report.table(
        (f"labels that all know ({len(chosen)} judged)", "right"),
        [(name, _percent(rate)) for name, rate in figures.items()],
    )
    report.line()
    return figures


def _strangers(report: Report, readers: dict[str, Reader]) -> dict[str, dict[str, float]]:
    """Callers who were written when everything was done, or by somebody who had not seen any of it."""
    sets = {"fresh": list(callers(FRESH)), "blind": list(callers(BLIND))}
    figures: dict[str, dict[str, float]] = {}
    for name, chosen in sets.items():
        figures[name] = {"n": len(chosen)}
        for reader, read in readers.items():
            right = sum(is_exact(one, read(one.text)) for one in chosen)
            figures[name][reader] = round(right / len(chosen), 4)
    rows = [(reader, *(_percent(figures[name][reader]) for name in sets)) for reader in readers]
    report.table(("exact", *(f"{name} callers ({len(sets[name])})" for name in sets)), rows)
    report.line()
    return figures


def _suite(report: Report, readers: dict[str, Reader]) -> dict[str, dict[str, float]]:
    """What the simulated callers say, held apart by scenario: the matter they rang for and no other."""
    figures: dict[str, dict[str, float]] = {}
    rows = []
    for half in (False, True):
        chosen = [one for one in suite() if one.is_judged is half]
        key = "judged" if half else "tuning"
        rates = {
            name: sum(_is_of_suite(one, read(one.text)) for one in chosen) / len(chosen)
            for name, read in readers.items()
        }
        figures[key] = {"n": len(chosen), **{name: round(rate, 4) for name, rate in rates.items()}}
        rows.append((f"suite, {key}", len(chosen), *(_percent(rate) for rate in rates.values())))
        if not half:
            heard = [shipped_reader(one.text) for one in chosen]
            wrong = [(one, it) for one, it in zip(chosen, heard, strict=True) if not _is_of_suite(one, it)]
            for one, it in wrong:
                report.mistake(f"suite: {one.text} → {sorted(it.matters)}, not {list(one.labels)}")
    report.table(("simulated callers", "n", *readers), rows)
    report.line()
    return figures


def _is_of_suite(one: Utterance, heard: Understood) -> bool:
    wanted = frozenset(one.labels)
    return wanted <= heard.matters <= wanted | one.allowed


def _foreign(report: Report, readers: dict[str, Reader]) -> dict[str, dict[str, float]]:
    corpora: dict[str, Sequence[Foreign]] = {
        "assistants (ms_botframework)": [one for one in assistants() if one.label and not one.is_open],
        "smart homes (home_assistant): nothing for us": list(smart_homes()),
        **{f"dialects (xsid {code})": group for code, group in dialects().items()},
    }
    shown = [name for name in readers if name != "third-party model"]
    figures = {}
    rows = []
    for corpus, group in corpora.items():
        rates = {name: _agreement(group, readers[name]) for name in shown}
        figures[corpus] = {"n": float(len(group)), **{name: round(rate, 4) for name, rate in rates.items()}}
        rows.append((corpus, len(group), *(_percent(rates[name]) for name in shown)))
    report.table(("third-party and simulated", "n", *shown), rows)
    report.line()
    return figures


def _agreement(group: Iterable[Foreign], read: Reader) -> float:
    group = list(group)
    right = 0
    for one in group:
        heard = read(one.text)
        said = {*heard.matters, heard.move} - {None}
        right += one.label in said if one.label else not heard.matters
    return right / max(1, len(group))


def _speed(report: Report, texts: list[str]) -> float:
    shipped.trained()
    started = time.perf_counter()
    for text in texts:
        read_intents(text)
    each = (time.perf_counter() - started) * 1000 / len(texts)
    report.line(f"{each:.2f} ms for an utterance, {len(shipped.trained().rows)} features")
    return round(each, 3)


def _percent(rate: float) -> str:
    return f"{100 * rate:.1f} %"
