"""What the simulated callers answer when they are asked, read as the receptionist reads it at that question.

The scenario says what has to be understood: the service and the person of the one appointment that is booked
in the end, the number that it is booked under, the caller's name. English callers are left to ``calls``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

import yaml
from django.conf import settings

from telephony.dialogue.hearing import Heard, listen
from telephony.dialogue.language.switching import spoken_language
from telephony.dialogue.vocabulary import BranchTerm, ServiceTerm, StaffTerm, Vocabulary
from telephony.evaluation.utterances import is_judged
from telephony.simulation.scenario import CallerFacts, Scenario, Wanted, all_scenarios

# The question at which each kind is told.
_QUESTIONS = {"service": "service", "staff": "person", "branch": "branch", "name": "name", "phone": "phone"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One answer, and what is to be read from it; of a name it is enough to hear the surname expected."""

    scenario: Scenario
    kind: str
    expected: str
    text: str

    @property
    def half(self) -> str:
        """Scenarios are held apart by name."""
        return "judged" if is_judged(self.scenario.name) else "tuning"

    def heard(self) -> str:
        """Return what the receptionist reads from it."""
        vocabulary = vocabulary_of(self.scenario.company)
        now = self.scenario.clock.replace(tzinfo=ZoneInfo("Europe/Berlin"))
        heard = listen(self.text, asked=_QUESTIONS[self.kind], vocabulary=vocabulary, now=now)
        return _READ[self.kind](heard, vocabulary)

    def is_right(self, heard: str) -> bool:
        """Tell whether what was read is what was meant."""
        if self.kind == "name":
            return self.expected.casefold() in heard.casefold()
        return heard == self.expected


def told() -> Iterator[Told]:
    """Give every answer of the suite that the scenario says the meaning of."""
    for scenario in all_scenarios():
        caller = scenario.caller
        if caller is None or scenario.company == "any":
            continue
        if caller.name:
            yield from _if_german(
                Told(scenario=scenario, kind="name", expected=caller.name, text=caller.name)
            )
        if len(scenario.expect.booked) == 1:
            for kind, expected, texts in _facts(caller, scenario.expect.booked[0]):
                for text in texts if expected else ():
                    yield from _if_german(Told(scenario=scenario, kind=kind, expected=expected, text=text))


def _facts(caller: CallerFacts, wanted: Wanted) -> Iterator[tuple[str, str, list[str]]]:
    yield "service", _only(wanted.service), [] if caller.changes_mind else caller.service
    yield "staff", _only(wanted.staff), caller.staff
    yield "branch", wanted.branch, caller.branch
    for kind in ("name", "phone"):
        turns = caller.answers.get(kind, [])
        yield kind, getattr(wanted, kind), [text for turn in turns[-1:] for text in turn if text]


def _only(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ""


def _if_german(one: Told) -> Iterator[Told]:
    said = " ".join([*(one.scenario.caller.opening if one.scenario.caller else ()), one.text])
    if spoken_language(said, current="de") == "de":
        yield one


@cache
def vocabulary_of(company: str) -> Vocabulary:
    """Return the words of one of the demo companies, as its file has them."""
    file = settings.BASE_DIR / "companies" / f"{company}.yaml"
    described = yaml.safe_load(file.read_text(encoding="utf-8"))
    return Vocabulary(
        company_name=described["company"]["name"],
        services=tuple(
            ServiceTerm(id=at, name=one["name"], synonyms=tuple(one.get("spoken_names", ())))
            for at, one in enumerate(described["services"], start=1)
        ),
        staff=tuple(
            StaffTerm(id=at, name=one["name"]) for at, one in enumerate(described["staff"], start=101)
        ),
        branches=tuple(
            BranchTerm(id=at, name=one["name"]) for at, one in enumerate(described["branches"], start=201)
        ),
    )


_READ: dict[str, Callable[[Heard, Vocabulary], str]] = {
    "service": lambda heard, known: _named(heard.service.ids, known.services),
    "staff": lambda heard, known: _named(heard.staff.ids, known.staff),
    "branch": lambda heard, known: _named(heard.branch.ids, known.branches),
    "name": lambda heard, _known: heard.name or "",
    "phone": lambda heard, _known: heard.phone or "",
}


def _named(ids: tuple[int, ...], terms: Sequence[ServiceTerm | StaffTerm | BranchTerm]) -> str:
    return "+".join(term.name for term in terms if term.id in ids)
