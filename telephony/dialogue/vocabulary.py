"""What the company offers and whom the engine talks to: everything it may name without asking an act."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionTerm:
    """Something that has to be asked before a service is booked; ``kind`` is text, choice or yes_no.

    Whoever gives the answer ``alert_on`` is told ``alert``; with ``refuses`` they cannot book it like this.
    """

    key: str
    text: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    alert_on: str = ""
    alert: str = ""
    refuses: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionTerm:
    """One way to have a service, with the time of the whole; or an add-on, with what it takes on top."""

    id: int
    name: str
    synonyms: tuple[str, ...] = ()
    duration_minutes: int = 0
    price_cents: int | None = None

    def is_noun(self, key: str) -> bool:
        """Tell whether a short name is a thing by its capital letter: ``SUV``, not ``lang``."""
        return any(
            said[:1].isupper() and said.lower().startswith(key) for said in (self.name, *self.synonyms)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTerm:
    """A service that can be booked. ``price_from`` marks an "ab" price."""

    id: int
    name: str
    synonyms: tuple[str, ...] = ()
    duration_minutes: int = 30
    price_cents: int | None = None
    price_from: bool = False
    questions: tuple[QuestionTerm, ...] = ()
    variants: tuple[OptionTerm, ...] = ()
    add_ons: tuple[OptionTerm, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffTerm:
    """A person who can be asked for; empty id sets mean every service and every branch."""

    id: int
    name: str
    synonyms: tuple[str, ...] = ()
    service_ids: frozenset[int] = frozenset()
    branch_ids: frozenset[int] = frozenset()
    gender: str = ""

    @property
    def called(self) -> str:
        """Return what callers say behind "bei": the first everyday name that is part of the full one."""
        parts = set(self.name.split())
        return next((said for said in self.synonyms if set(said.split()) <= parts), self.name)

    def offers(self, service_id: int | None) -> bool:
        """Tell whether the person does the service."""
        return service_id is None or not self.service_ids or service_id in self.service_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchTerm:
    """A place with its everyday names."""

    id: int
    name: str
    synonyms: tuple[str, ...] = ()


class Sources(Protocol):
    """What the house has written down, as far as the engine must know of it."""

    def covers(self, question: str) -> float:
        """Return how surely the sources answer a question: 0 for not at all, 1 for in so many words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The company as the engine knows it during one call."""

    company_name: str
    branches: tuple[BranchTerm, ...] = ()
    services: tuple[ServiceTerm, ...] = ()
    staff: tuple[StaffTerm, ...] = ()
    timezone: str = "Europe/Berlin"
    subdivision: str = "BE"
    country: str = "DE"
    formal: bool = True
    persona_name: str = ""
    recording: bool = False
    max_horizon_days: int = 90
    industry: str = ""
    emergency_words: tuple[str, ...] = ()
    offers_add_ons: bool = False
    taxi_number: str = ""
    sources: Sources | None = field(default=None, compare=False)

    @property
    def region(self) -> str:
        """Country and Land or Kanton, by which spoken times are read: ``CH-BE`` is Bern."""
        return f"{self.country}-{self.subdivision}"

    def service(self, service_id: int | None) -> ServiceTerm | None:
        """Return the service with this id, if the company has it."""
        return next((term for term in self.services if term.id == service_id), None)

    def person(self, staff_id: int | None) -> StaffTerm | None:
        """Return the staff member with this id, if the company has them."""
        return next((term for term in self.staff if term.id == staff_id), None)

    def branch(self, branch_id: int | None) -> BranchTerm | None:
        """Return the branch with this id, if the company has it."""
        return next((term for term in self.branches if term.id == branch_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerFacts:
    """What is known about the line. A number is no proof of who speaks, so the name is only used to ask."""

    known_name: str | None = None
    number: str | None = None
    greet_by_name: bool = False
    # What they had last, and from whom: for "wie immer", once they said who they are.
    usual_service_id: int | None = None
    usual_staff_id: int | None = None
