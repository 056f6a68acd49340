"""Utterances that others wrote, with the label a receptionist would give them, if it is her business."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from telephony.dialogue.intents.kinds import (
    BOOK,
    CANCEL,
    CONFIRM,
    DENY,
    DIRECTIONS,
    DURATION,
    GOODBYE,
    HOURS,
    HUMAN,
    IDENTITY,
    LOOKUP,
    PRICE,
    QUESTION,
    REPEAT,
    RESCHEDULE,
    SERVICES,
)
from telephony.evaluation.report import corpora, json_lines
from telephony.evaluation.utterances import Utterance
from telephony.simulation.scenario import CallerFacts, Scenario, all_scenarios

_FOLDER = "intents_de"
_ASSISTANTS = {
    "book": BOOK, "reschedule": RESCHEDULE, "cancel": CANCEL, "inquire": LOOKUP, "human": HUMAN,
    "confirm": CONFIRM,
    "deny": DENY, "repeat": REPEAT, "goodbye": GOODBYE,
}  # fmt: skip
# What a receptionist may hear in many ways says nothing about whether she heard it.
_OPEN = frozenset({"availability", "select", "select_none", "help", "abort", "other"})
_GERMAN = ("de", "de-ba", "de-muc", "de-st", "gsw")

# Answers that state a fact: whatever else is heard in them is misheard.
_PLAIN_TOPICS = ("insurance", "plate", "name", "service", "when", "which_service", "several", "person")
_HARMLESS = frozenset({BOOK, PRICE, DURATION, HOURS, DIRECTIONS, QUESTION, SERVICES, IDENTITY})
# Scenarios that were read while the rules were written tell nothing about strangers.
_SEEN = frozenset(
    {
        "Zahnschmerzen, braucht heute noch was",
        "Vater ruft für die Tochter an",
        "Im Februar, wenn sie wieder da ist",
        "Labor will etwas mit der Praxis klären",
        "Sucht den Pizzadienst",
        "Fragt nach der Adresse",
        "Lehnt das Mitschreiben ab und bucht trotzdem",
        "Sehr knapper Anrufer gibt nur Stichworte",
        "Wählt nach Wochentag aus zwei Angeboten",
        "Ronny ist im Urlaub",
    }
)
_TUNING = "seen"


@dataclass(frozen=True, kw_only=True, slots=True)
class Foreign:
    """One utterance; ``label`` is empty where it is none of our business, ``is_open`` if that is unclear."""

    text: str
    label: str = ""
    is_open: bool = False


def assistants() -> Iterator[Foreign]:
    """Requests to Microsoft's assistant skills (MIT), as a receptionist would read them."""
    for one in json_lines(corpora() / _FOLDER / "ms_botframework_skills_de.jsonl"):
        is_open = one["ambiguous"] or one["map"] in _OPEN
        yield Foreign(text=one["text"], label=_ASSISTANTS.get(one["map"], ""), is_open=is_open)


def smart_homes() -> Iterator[Foreign]:
    """Orders to smart homes (home-assistant/intents, CC BY 4.0): none for a receptionist."""
    for one in json_lines(corpora() / _FOLDER / "home_assistant_de.jsonl"):
        yield Foreign(text=one["text"])


def dialects() -> dict[str, list[Foreign]]:
    """Requests by dialect (xSID, van der Goot et al. 2021, CC BY-SA 4.0): tables to book, nothing else."""
    groups: dict[str, list[Foreign]] = {code: [] for code in _GERMAN}
    for one in json_lines(corpora() / _FOLDER / "xsid_de_dialects_en.jsonl"):
        if one["lang"] in groups:
            label = BOOK if one["intent"] == "BookRestaurant" else ""
            groups[one["lang"]].append(Foreign(text=one["text"], label=label))
    return groups


def suite() -> Iterator[Utterance]:
    """What simulated callers say: to begin with, and in answer to a question of ours."""
    for scenario in all_scenarios():
        if scenario.caller is None or scenario.company == "any":
            continue
        goals = _goals(scenario)
        if len(goals) == 1:
            for text in scenario.caller.opening:
                yield _of_suite(scenario, text, goals[0])
        for text in _answers(scenario.caller) if goals else ():
            yield _of_suite(scenario, text)


def _goals(scenario: Scenario) -> list[str]:
    expected = scenario.expect
    wanted = ((BOOK, expected.booked), (RESCHEDULE, expected.moved), (CANCEL, expected.cancelled))
    return [goal for goal, is_wanted in wanted if is_wanted]


def _answers(caller: CallerFacts) -> set[str]:
    """The facts as they are said when they are asked for; other answers may be matters of their own."""
    facts = [caller.service, caller.when, caller.when_instead, caller.changes_mind, caller.staff, caller.day]
    told = {text for fact in facts for text in fact}
    asked = {
        text for topic in _PLAIN_TOPICS for turn in caller.answers.get(topic, ()) for text in turn if text
    }
    return (told | asked | {caller.name, caller.spelled}) - {""}


def _of_suite(scenario: Scenario, text: str, goal: str = "") -> Utterance:
    """A service or a day is a wish to book by itself; a question beside it does no harm."""
    name = scenario.name
    is_wish = goal in {"", BOOK}
    return Utterance(
        scenario=name if name not in _SEEN else _TUNING,
        text=text,
        labels=() if is_wish else (goal,),
        allowed=_HARMLESS if goal else frozenset({BOOK}),
    )
