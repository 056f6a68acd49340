"""Utterances that others wrote, with the label a receptionist would give them, if it is her business."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from telephony.dialogue.intents.kinds import (
    BOOK,
    CANCEL,
    CONFIRM,
    DENY,
    GOODBYE,
    HUMAN,
    LOOKUP,
    REPEAT,
    RESCHEDULE,
)
from telephony.evaluation.report import corpora, json_lines
from telephony.simulation.scenario import all_scenarios

_FOLDER = "intents_de"
_ASSISTANTS = {
    "book": BOOK, "reschedule": RESCHEDULE, "cancel": CANCEL, "inquire": LOOKUP, "human": HUMAN,
    "confirm": CONFIRM,
    "deny": DENY, "repeat": REPEAT, "goodbye": GOODBYE,
}  # fmt: skip
# What a receptionist may hear in many ways says nothing about whether she heard it.
_OPEN = frozenset({"availability", "select", "select_none", "help", "abort", "other"})
_GERMAN = ("de", "de-ba", "de-muc", "de-st", "gsw")


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


def scenario_openings() -> Iterator[Foreign]:
    """The first words of simulated callers who want one thing, known from what has to come of their call."""
    for scenario in all_scenarios():
        expected = scenario.expect
        goals = [
            goal
            for goal, wanted in (
                (BOOK, expected.booked),
                (RESCHEDULE, expected.moved),
                (CANCEL, expected.cancelled),
            )
            if wanted
        ]
        if scenario.caller is None or len(goals) != 1 or scenario.company == "any":
            continue
        for wording in scenario.caller.opening:
            if isinstance(wording, str):
                yield Foreign(text=wording, label=goals[0])
