"""What a person does in their calendar at a provider: the same words for all stand-ins of calendars."""

from datetime import datetime
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field

from askproai.standins.diary import Owners
from askproai.standins.ledger import Json


class CalendarOrder(BaseModel):
    """A person writes an event, or changes what is given of the one named by ``key``.

    ``start`` and ``end`` at midnight with ``all_day`` are whole days; ``rules`` are lines like
    ``RRULE:FREQ=DAILY``.
    """

    model_config = ConfigDict(extra="forbid")

    account: str
    calendar: str = ""
    key: str = ""
    title: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    zone: str = "Europe/Berlin"
    all_day: bool = False
    free: bool | None = None
    private: bool | None = None
    rules: list[str] = Field(default_factory=list)


class CalendarKey(BaseModel):
    """One event of a person."""

    model_config = ConfigDict(extra="forbid")

    account: str
    calendar: str = ""
    key: str


class CalendarStandin(Protocol):
    """What the control interface asks of a stand-in that keeps calendars."""

    owners: Owners

    def put(self, order: CalendarOrder) -> str:
        """Do what the person does; returns the key of the event.

        :raises LookupError: no such calendar or event.
        """

    def remove(self, order: CalendarKey) -> bool:
        """The person removes an event; false when it was not there."""

    def shown(self, account: str, calendar: str = "") -> list[Json]:
        """What the person sees: ``key``, ``title``, ``start``, ``end`` (ISO, UTC), ``mark`` of our own."""

    def expire(self, account: str, what: str) -> None:
        """Let ``changes`` (sync tokens), ``access`` (tokens), ``grant`` or ``watches`` of a person end.

        :raises LookupError: nothing of that name can end here.
        """

    def reset(self) -> None:
        """Forget everything."""
