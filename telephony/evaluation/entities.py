"""``manage.py evaluate entities``: services, people, names, numbers and the like, each read exactly or not.

Handwritten cases lie in ``data/entities_de.txt``, half of them judged and never tuned by; names, telephone
numbers, addresses and plates are also drawn at random and said in the ways people say them. Beside them
stands what the suite's simulated callers answer, read at the question at which they are asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from telephony.dialogue.emails import read_email
from telephony.dialogue.insurance import read_insurance
from telephony.dialogue.matching import match_branch, match_service, match_staff
from telephony.dialogue.names import read_name
from telephony.dialogue.persons import staff_wish
from telephony.dialogue.phones import read_phone
from telephony.dialogue.plates import read_plate
from telephony.dialogue.vocabulary import Vocabulary
from telephony.evaluation.companies import COMPANIES
from telephony.evaluation.dictated import drawn_cases
from telephony.evaluation.entities_suite import told
from telephony.evaluation.report import Report
from telephony.evaluation.utterances import DATA, is_judged

CASES = DATA / "entities_de.txt"
NONE = "-"
HALVES = ("tuning", "judged", "drawn")


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """What was said, and what has to be read from it."""

    kind: str
    expected: str
    text: str
    vocabulary: Vocabulary
    half: str


def evaluate(report: Report) -> dict[str, object]:
    """Print how many of each kind were read exactly; return the figures."""
    cases = [*written_cases(), *(_drawn(kind, expected, text) for kind, expected, text in drawn_cases())]
    right: Counter[tuple[str, str]] = Counter()
    every: Counter[tuple[str, str]] = Counter()
    for done, case in enumerate(cases, start=1):
        got = READERS[case.kind](case.text, case.vocabulary)
        every[case.kind, case.half] += 1
        right[case.kind, case.half] += got == case.expected
        if got != case.expected and case.half != "judged":
            report.mistake(f"{case.kind}: {case.text} → {got}, not {case.expected}")
        report.progress(done, len(cases), what="entities")
    report.table(
        ("exact", *HALVES),
        [(kind, *(_share(right[kind, half], every[kind, half]) for half in HALVES)) for kind in READERS],
    )
    figures: dict[str, object] = {
        half: {
            "n": sum(count for (_, one), count in every.items() if one == half),
            "exact": _rate(right, every, half),
            "kinds": {kind: _rate(right, every, half, kind) for kind in READERS if every[kind, half]},
        }
        for half in HALVES
    }
    return {**figures, "suite": _suite(report)}


def _suite(report: Report) -> dict[str, dict[str, float]]:
    right: Counter[tuple[str, str]] = Counter()
    every: Counter[tuple[str, str]] = Counter()
    for one in told():
        heard = one.heard()
        every[one.kind, one.half] += 1
        right[one.kind, one.half] += one.is_right(heard)
        if not one.is_right(heard) and one.half == "tuning":
            report.mistake(f"suite, {one.kind}: {one.text} → {heard}, not {one.expected}")
    halves = ("tuning", "judged")
    kinds = sorted({kind for kind, _ in every})
    report.table(
        ("simulated callers", *halves),
        [(kind, *(_share(right[kind, half], every[kind, half]) for half in halves)) for kind in kinds],
    )
    return {
        half: {
            "n": sum(count for (_, one), count in every.items() if one == half),
            "exact": _rate(right, every, half),
        }
        for half in halves
    }


def written_cases() -> Iterator[Case]:
    """Give the handwritten cases."""
    scenario, vocabulary = "", COMPANIES["salon"]
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            scenario, *company = line[2:].split()
            vocabulary = COMPANIES[company[0][1:]] if company else vocabulary
        elif not line.startswith("#") and line.count(" | ") == 2:
            kind, expected, text = line.split(" | ")
            half = "judged" if is_judged(scenario) else "tuning"
            yield Case(kind=kind, expected=expected, text=text, vocabulary=vocabulary, half=half)


def _drawn(kind: str, expected: str, text: str) -> Case:
    return Case(kind=kind, expected=expected, text=text, vocabulary=COMPANIES["salon"], half="drawn")


def _services(text: str, vocabulary: Vocabulary) -> str:
    return _named(match_service(text, vocabulary).ids, [(term.id, term.name) for term in vocabulary.services])


def _staff(text: str, vocabulary: Vocabulary) -> str:
    ids = staff_wish(text, vocabulary).named.ids or match_staff(text, vocabulary).ids
    return _named(ids, [(term.id, term.name) for term in vocabulary.staff])


def _branch(text: str, vocabulary: Vocabulary) -> str:
    return _named(match_branch(text, vocabulary).ids, [(term.id, term.name) for term in vocabulary.branches])


def _named(ids: tuple[int, ...], terms: list[tuple[int, str]]) -> str:
    return "+".join(name for term_id, name in terms if term_id in ids) or NONE


def _insurance(text: str, _vocabulary: Vocabulary) -> str:
    found = read_insurance(text)
    return found.kind if found else NONE


def _yes(found: object) -> str:
    return "yes" if found else NONE


READERS: dict[str, Callable[[str, Vocabulary], str]] = {
    "service": _services,
    "staff": _staff,
    "gender": lambda text, vocabulary: staff_wish(text, vocabulary).gender or NONE,
    "usual": lambda text, vocabulary: _yes(staff_wish(text, vocabulary).is_usual),
    "boss": lambda text, vocabulary: _yes(staff_wish(text, vocabulary).is_boss),
    "branch": _branch,
    "name": lambda text, _: read_name(text) or NONE,
    "spelled": lambda text, _: read_name(text) or NONE,
    "phone": lambda text, _: read_phone(text) or NONE,
    "email": lambda text, _: read_email(text) or NONE,
    "plate": lambda text, _: read_plate(text) or NONE,
    "insurance": _insurance,
}


def _rate(
    right: Counter[tuple[str, str]], every: Counter[tuple[str, str]], half: str, kind: str | None = None
) -> float:
    keys = [key for key in every if key[1] == half and kind in {None, key[0]}]
    return round(sum(right[key] for key in keys) / max(1, sum(every[key] for key in keys)), 4)


def _share(right: int, every: int) -> str:
    return f"{right}/{every} {100 * right / every:.0f} %" if every else ""
