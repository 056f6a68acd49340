"""Our own callers: what they say, scenario by scenario, half to tune by and half to judge by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

DATA = Path(__file__).parent / "data"
CALLERS = DATA / "callers_de.txt"
# Written after the training, to judge by only.
FRESH = DATA / "callers_fresh_de.txt"
# Written by somebody who had seen nothing that is trained by.
BLIND = DATA / "callers_blind_de.txt"


@dataclass(frozen=True, kw_only=True, slots=True)
class Utterance:
    """What somebody said and what it means; ``allowed`` may be heard in it but need not."""

    scenario: str
    text: str
    labels: tuple[str, ...]
    allowed: frozenset[str]

    @property
    def is_judged(self) -> bool:
        """Whether it belongs to the half that nothing is tuned by: the scenario's name decides."""
        return is_judged(self.scenario)


def is_judged(scenario: str) -> bool:
    """Whether a scenario belongs to the half that is never looked at while tuning."""
    return sha256(scenario.encode()).digest()[0] % 2 == 1


def callers(path: Path = CALLERS) -> Iterator[Utterance]:
    """Each utterance of a file: ``= scenario`` above, ``labels | text`` below; ``label?`` is allowed."""
    scenario = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            scenario = line[2:].strip()
        elif " | " in line:
            marks, text = line.split(" | ", 1)
            labels = [mark for mark in marks.split() if mark != "-"]
            yield Utterance(
                scenario=scenario,
                text=text.strip(),
                labels=tuple(label for label in labels if not label.endswith("?")),
                allowed=frozenset(label.rstrip("?") for label in labels if label.endswith("?")),
            )
