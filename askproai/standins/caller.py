"""The person on the line: fixed sentences, or somebody with a goal who answers the receptionist's questions.

They know only what the receptionist says aloud, and nothing is left to chance: same seed, same call.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field

_SPELLING = (
    "Anton Berta Cäsar Dora Emil Friedrich Gustav Heinrich Ida Julius Kaufmann Ludwig Martha Nordpol Otto"
    " Paula Quelle Richard Samuel Theodor Ulrich Viktor Wilhelm Xanthippe Ypsilon Zacharias Ärger Ökonom"
    " Übermut"
)
_LETTERS = {word[0]: word for word in _SPELLING.split()}
_DIGITS = "null eins zwei drei vier fünf sechs sieben acht neun".split()
_CLOCK = re.compile(
    r"\b(?:\d{1,2}|ein|eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)\s+Uhr", re.IGNORECASE
)
_REQUEST = re.compile(r"\b(?:nennen|sagen|geben) sie\b", re.IGNORECASE)
_PATIENCE = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """What the caller does next; no text and not hanging up means silence."""

    text: str | None = None
    hangs_up: bool = False
    interrupts: bool = False


class Caller(Protocol):
    """Somebody on the line."""

    def hear(self, said: str) -> Move:
        """Return what the caller does after hearing this."""

    def interrupts_next(self) -> bool:
        """Tell whether the caller will break into the next answer."""


class Line(BaseModel):
    """One fixed utterance; ``text: null`` is a silence long enough to be asked about."""

    model_config = ConfigDict(extra="forbid")

    text: str | None = None
    interrupts: bool = False


class FixedCaller:
    """Says the same sentences whatever is answered, then hangs up."""

    def __init__(self, lines: Sequence[Line | str | None]) -> None:
        self._left = [line if isinstance(line, Line) else Line(text=line) for line in lines]

    def hear(self, said: str) -> Move:
        """Return the next sentence."""
        if not self._left:
            return Move(hangs_up=True)
        line = self._left.pop(0)
        return Move(text=line.text, interrupts=line.interrupts)

    def interrupts_next(self) -> bool:
        """Tell whether the next sentence breaks in."""
        return bool(self._left) and self._left[0].interrupts


class Goal(BaseModel):
    """What the caller wants and how they are.

    ``picks`` is the offered time they take (1 is the first); ``changes_mind`` is a wish they come up with
    when times are offered; ``brief`` callers do not say everything at once.
    """

    model_config = ConfigDict(extra="forbid")

    opening: str | None = None
    service: str = "Haarschnitt"
    when: str = "nächste Woche vormittags"
    name: str = "Sabine Krüger"
    phone: str | None = None
    staff: str | None = None
    branch: str | None = None
    picks: int = Field(default=1, ge=1, le=5)
    changes_mind: str | None = None
    fallback_when: str = "irgendwann in den nächsten zwei Wochen"
    brief: bool = False
    records: bool = False
    seed: int = 0


class GoalCaller:
    """A person with a goal. They listen to the last question and answer only that."""

    def __init__(self, goal: Goal) -> None:
        self._goal = goal
        self._dice = random.Random(goal.seed)  # noqa: S311 - variety of wording, not a secret
        self._opened = False
        self._chosen = False
        self._changed = False
        self._fell_back = False
        self._last = ""
        self._lost = 0

    def interrupts_next(self) -> bool:
        """A polite person lets others finish."""
        return False

    def hear(self, said: str) -> Move:
        """Return the answer to what was asked last."""
        if _matches(said, r"auf wieder(hören|sehen|schauen)|tschüss|schönen tag"):
            return self._bye(said)
        if not self._opened:
            return self._open(said)
        question = _last_question(said)
        answer = self._answer(said, question)
        if answer is None:
            return self._puzzled(said)
        self._lost = 0
        self._last = answer
        return Move(text=answer, hangs_up=_matches(answer, r"auf wiederhören"))

    def _open(self, said: str) -> Move:
        self._opened = True
        goal = self._goal
        question = _last_question(said)
        if _matches(question, r"aufzeichn|aufgezeichnet|aufnehmen|mitschn|mitschreib"):
            self._opened = False
            return Move(text="Ja, das ist in Ordnung." if goal.records else "Nein, lieber nicht.")
        if _matches(question, r"spreche ich mit"):
            self._opened = False
            return Move(
                text=self._name(question) if self._is_named_in(question) else f"Nein, hier ist {goal.name}."
            )
        greeting = self._one_of("Guten Tag", "Hallo", "Guten Tag zusammen", "Grüß Gott")
        wish = self._one_of(
            "ich hätte gern einen Termin", "ich bräuchte einen Termin", "ich möchte einen Termin"
        )
        if goal.opening is not None:
            text = goal.opening
        elif goal.brief:
            text = f"{greeting}, {wish}."
        else:
            with_whom = f" bei {goal.staff}" if goal.staff else ""
            text = f"{greeting}, {wish} für {goal.service}{with_whom}, {goal.when}."
        self._last = text
        return Move(text=text)

    def _answer(self, said: str, question: str) -> str | None:
        """Return the answer, or None when nothing fits. The most specific question comes first."""
        if _matches(question, r"noch etwas|noch was|noch einen wunsch|weiterhelfen|weitere fragen"):
            return self._one_of(
                "Nein, das war alles. Vielen Dank, auf Wiederhören.", "Nein danke, auf Wiederhören."
            )
        if _matches(question, r"aufzeichn|aufgezeichnet|aufnehmen|mitschn|mitschreib"):
            return "Ja, das ist in Ordnung." if self._goal.records else "Nein, lieber nicht."
        if _matches(
            said, r"nichts (mehr )?frei|ausgebucht|kein(en)? (freien? )?termin"
        ) and not _CLOCK.search(said):
            return self._fall_back()
        answer = (
            self._about_the_person(question)
            or self._about_the_time(said, question)
            or self._about_the_wish(question)
        )
        if answer is None and _matches(said, r"verstanden|wiederholen|akustisch|angekommen"):
            return self._last
        if (
            answer is None
            and _matches(said, r"eingetragen|gebucht|bestätigt|steht fest|notiert")
            and not question
        ):
            return "Vielen Dank, auf Wiederhören."
        return answer

    def _about_the_person(self, question: str) -> str | None:
        if _matches(question, r"buchstabier"):
            return _spelled(self._goal.name.split()[-1])
        if _matches(question, r"name|heißen|wie heiß|wer spricht|auf wen|wen darf ich"):
            return self._name(question)
        if _matches(question, r"nummer|erreichen|vorwahl|und weiter"):
            return self._phone(question)
        if _matches(question, r"e-?mail|mailadresse"):
            return "Nein danke, eine SMS genügt."
        if self._chosen and _matches(
            question, r"eintragen|stimmt|richtig|korrekt|fest|verbindlich|einverstanden"
        ):
            return self._one_of("Ja, genau.", "Ja, das stimmt.", "Ja, bitte.")
        return None

    def _about_the_time(self, said: str, question: str) -> str | None:
        if _CLOCK.search(said) and _matches(
            question, r"frei|passt|passen|möglich|oder|welche|lieber|davon|wäre|ginge"
        ):
            return self._choose(said)
        dates = re.findall(r"den \d{1,2}\. \w+", question)
        if len(dates) > 1:
            return f"D{dates[0][1:]}, bitte."
        if _matches(question, r"\bwann|welche[rnm]? (tag|zeit)|uhrzeit|welches datum|nennen sie mir"):
            return self._goal.when[0].upper() + self._goal.when[1:] + "."
        return None

    def _about_the_wish(self, question: str) -> str | None:
        goal = self._goal
        if _matches(question, r"filiale|standort|welches geschäft|welche praxis"):
            return goal.branch or "Das ist mir gleich, die nächste."
        if _matches(question, r"bei wem|mitarbeiter|kolleg|zu wem|bei (einer )?bestimmte"):
            return goal.staff or "Das ist mir gleich."
        if _matches(question, r"leistung|behandlung|was (darf|dürfen|soll|davon|genau)|wofür|worum|davon"):
            return self._service(question)
        if _matches(question, r" oder "):
            return self._service(question)
        if _matches(question, r"meinen sie|soll ich|darf ich|möchten sie|passt|in ordnung|recht"):
            return self._one_of("Ja, genau.", "Ja, bitte.", "Ja, gern.")
        return None

    def _service(self, question: str) -> str:
        """Return the wish; between several that sound like it, the one named first."""
        wish = self._goal.service
        named = re.findall(r"[A-ZÄÖÜ][\wäöüß-]+(?: [A-ZÄÖÜ][\wäöüß-]+)*", question)
        alike = [option for option in named if option != wish and wish.lower() in option.lower()]
        return f"{alike[0] if alike else wish}, bitte."

    def _choose(self, said: str) -> str:
        goal = self._goal
        if goal.changes_mind and not self._changed:
            self._changed = True
            return f"Hm, ginge es auch {goal.changes_mind}?"
        self._chosen = True
        offered = len(_CLOCK.findall(said))
        if offered <= 1:
            return self._one_of("Ja, das passt.", "Ja, gern.", "Das passt gut.")
        pick = min(goal.picks, offered)
        ordinal = ("ersten", "zweiten", "dritten", "vierten", "fünften")[pick - 1]
        return self._one_of(f"Ich nehme den {ordinal}.", f"Dann bitte den {ordinal} Termin.")

    def _fall_back(self) -> str:
        if self._fell_back:
            return "Dann versuche ich es später wieder, auf Wiederhören."
        self._fell_back = True
        when = self._goal.fallback_when
        return f"Dann {when}, ich bin da flexibel."

    def _name(self, question: str) -> str:
        name = self._goal.name
        if self._is_named_in(question):
            return "Ja, genau."
        return self._one_of(f"{name}.", f"Mein Name ist {name}.", f"Auf {name}, bitte.")

    def _is_named_in(self, question: str) -> bool:
        return self._goal.name.split()[-1].lower() in question.lower()

    def _phone(self, question: str) -> str:
        if self._goal.phone is None or _matches(question, r"diese[r]?\b|von der sie|mit der sie|aktuell"):
            return "Ja, unter dieser Nummer."
        digits = [_DIGITS[int(digit)] for digit in self._goal.phone if digit.isdigit()]
        pairs = [" ".join(digits[start : start + 2]) for start in range(0, len(digits), 2)]
        return ", ".join(pairs) + "."

    def _puzzled(self, said: str) -> Move:
        self._lost += 1
        if self._lost > _PATIENCE:
            return Move(text="Ich rufe lieber noch einmal an. Auf Wiederhören.", hangs_up=True)
        if not said:
            return Move(text="Hallo? Sind Sie noch da?")
        return Move(text="Ja." if said.rstrip().endswith("?") else "Wie meinen Sie das?")

    def _bye(self, said: str) -> Move:
        # Who is asked something in the same breath still answers it.
        if said.rstrip().endswith("?"):
            return Move(text="Nein, danke. Auf Wiederhören.", hangs_up=True)
        return Move(text="Danke, auf Wiederhören.", hangs_up=True)

    def _one_of(self, *sentences: str) -> str:
        return self._dice.choice(sentences)


def _matches(text: str, pattern: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None


def _last_question(said: str) -> str:
    """Return the last question or request, or nothing when there is none."""
    sentences = re.split(r"(?<=[.!?])(?<!\d\.)\s+", said.strip())
    asked = [sentence for sentence in sentences if sentence.endswith("?") or _REQUEST.search(sentence)]
    return asked[-1] if asked else ""


def _spelled(name: str) -> str:
    return (
        ", ".join(f"{letter} wie {_LETTERS[letter]}" for letter in name.upper() if letter in _LETTERS) + "."
    )
