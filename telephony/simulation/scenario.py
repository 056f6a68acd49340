"""What a scenario says: who rings, what the calendar holds, how they talk, what has to come of it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

FOLDER = Path(__file__).parent / "scenarios"
# Tuesday; everything in the scenarios is counted from here.
DEFAULT_CLOCK = datetime(2026, 11, 24, 10, 12)  # noqa: DTZ001  the wall clock of the branch
WEEKDAYS = ("mo", "di", "mi", "do", "fr", "sa", "so")


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) or value is None else [value]


def _as_sequence(value: Any) -> Any:
    """One sentence, several ways to say it, or one such list for each time it is asked."""
    if not isinstance(value, list):
        return [[value]]
    if any(isinstance(each, list) for each in value):
        return [_as_list(each) for each in value]
    return [value]


def _as_day(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _as_minute(value: Any) -> Any:
    """YAML reads 14:00 as the number 840, which is just what is meant."""
    if isinstance(value, str):
        at = time.fromisoformat(value)
        return at.hour * 60 + at.minute
    return value


class Model(BaseModel):
    """One mapping of the file: every key is known, nothing is guessed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Wordings = Annotated[list[str], BeforeValidator(_as_list)]
Sequence = Annotated[list[list[str | None]], BeforeValidator(_as_sequence)]
# 2026-12-01, "di" or "+3" (days from the call).
Day = Annotated[
    str, BeforeValidator(_as_day), Field(pattern=r"^(?:\d{4}-\d{2}-\d{2}|mo|di|mi|do|fr|sa|so|\+\d+)$")
]
Days = Annotated[list[Day], BeforeValidator(_as_list)]
Minute = Annotated[int, BeforeValidator(_as_minute), Field(ge=0, le=1440)]
Names = Annotated[list[str], BeforeValidator(_as_list)]


class When(Model):
    """A set of starts: on one of the days (any without), not before ``from`` and not after ``until``."""

    day: Days = Field(default_factory=list)
    not_day: Days = Field(default_factory=list)
    at: Annotated[list[Minute], BeforeValidator(_as_list)] = Field(default_factory=list)
    from_: Minute = Field(default=0, alias="from")
    until: Minute = 1440
    within: int | None = None  # days from the call

    def holds(self, start: datetime, *, now: datetime) -> bool:
        """Whether a start on the branch's wall clock is one of them."""
        minute = start.hour * 60 + start.minute
        is_day = not self.day or any(_is_on(day, start, now) for day in self.day)
        is_other_day = any(_is_on(day, start, now) for day in self.not_day)
        is_near = self.within is None or (start.date() - now.date()).days <= self.within
        is_time = minute in self.at if self.at else self.from_ <= minute <= self.until
        return is_day and not is_other_day and is_near and is_time


def _is_on(day: str, start: datetime, now: datetime) -> bool:
    if day in WEEKDAYS:
        return start.weekday() == WEEKDAYS.index(day)
    if day.startswith("+"):
        return (start.date() - now.date()).days == int(day)
    return start.date().isoformat() == day


class Existing(Model):
    """An appointment that stands before the call; ``as`` names it for what is expected."""

    as_: str = Field(default="", alias="as")
    customer: str
    phone: str = ""
    service: str
    staff: str
    branch: str = ""
    at: datetime


class Busy(Model):
    """Somebody has no time."""

    staff: str
    from_: datetime = Field(alias="from")
    until: datetime


class CallerFacts(Model):
    """A person with a goal. Facts are said when they are asked for; ``answers`` go before them.

    Keys of ``answers`` are topics (see ``ear.Topic``). A list holds several wordings of which the seed picks
    one; a list of lists is one answer for each time it is asked, the last one repeated; ``null`` is silence.
    """

    opening: Wordings = Field(default_factory=list)
    service: Wordings = Field(default_factory=list)
    when: Wordings = Field(default_factory=list)
    when_instead: Wordings = Field(default_factory=list)  # once, when nothing is free
    changes_mind: Wordings = Field(default_factory=list)  # a wish they come up with at the first offer
    name: str = ""
    spelled: str = ""
    phone: str = ""
    staff: Wordings = Field(default_factory=list)
    branch: Wordings = Field(default_factory=list)
    day: Wordings = Field(default_factory=list)  # of the appointment they have
    takes: Literal["first", "second", "last"] = "first"
    can: When | None = None
    consents: bool = True
    is_known: bool = True  # says yes when greeted by name
    wants_callback: bool = False
    reason: Wordings = Field(default_factory=list)
    message: Wordings = Field(default_factory=list)
    manner: Literal["plain", "polite", "brief", "casual", "rambling", "old", "lower"] = "plain"
    more: Wordings = Field(default_factory=list)  # what they come up with when asked for more, one by one
    answers: dict[str, Sequence] = Field(default_factory=dict)


class Wanted(Model):
    """An appointment that has to be there in the end."""

    service: Names = Field(default_factory=list)
    staff: Names = Field(default_factory=list)
    branch: str = ""
    name: str = ""
    phone: str = ""
    when: When = Field(default_factory=When)


class Waits(Model):
    """A place on the waitlist that has to be there in the end: the services of the visit, in their order."""

    service: Names
    name: str = ""
    at_once: bool | None = False
    day: date | None = None  # the only day that would suit them


class Expected(Model):
    """What has to come of it. Whatever is not named here must not have happened.

    ``callbacks``, ``messages``: how many; ``human``: at least one callback, transfer or message.
    ``says``, ``never``: regular expressions over what the receptionist says. ``questions``: how many at most.
    """

    booked: list[Wanted] = Field(default_factory=list)
    cancelled: Names = Field(default_factory=list)
    moved: dict[str, When] = Field(default_factory=dict)
    waiting: list[Waits] = Field(default_factory=list)
    callbacks: int = 0
    messages: int = 0
    human: bool = False
    may: list[Literal["callback", "message"]] = Field(default_factory=list)
    says: Wordings = Field(default_factory=list)
    never: Wordings = Field(default_factory=list)
    questions: int | None = None
    seconds: int | None = None
    hangs_up: bool = False  # the receptionist ends the call


class Scenario(Model):
    """One caller. ``company: any`` is played by every company on its own calendar."""

    name: str
    company: Literal["salon", "praxis", "werkstatt", "any"]
    tags: list[str] = Field(default_factory=list)
    clock: datetime = DEFAULT_CLOCK
    branch: str = ""
    number: str = Field(default="", alias="from")  # empty: hidden
    given: list[Existing] = Field(default_factory=list)
    busy: list[Busy] = Field(default_factory=list)
    caller: CallerFacts | None = None
    script: list[str | list[str] | None] = Field(default_factory=list)
    expect: Expected = Field(default_factory=Expected)

    @model_validator(mode="after")
    def _has_one_caller(self) -> Scenario:
        if (self.caller is None) == (not self.script):
            raise ValueError("a scenario has a caller or a script")
        return self

    @property
    def seed(self) -> int:
        """The same for this scenario in every run and on every machine."""
        return zlib.crc32(self.name.encode())


def read_scenarios(text: str) -> list[Scenario]:
    """The scenarios of one file.

    :raises pydantic.ValidationError: with the place of what is wrong.
    """
    return [Scenario.model_validate(entry) for entry in yaml.safe_load(text)]


@lru_cache(maxsize=1)
def all_scenarios() -> tuple[Scenario, ...]:
    """The suite of this repository, in the order of its files."""
    return tuple(_read_folder(FOLDER))


def _read_folder(folder: Path) -> Iterator[Scenario]:
    for path in sorted(folder.glob("*.yaml")):
        yield from read_scenarios(path.read_text(encoding="utf-8"))
