"""Microsoft Graph's words for calendars and events, in ours."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Any

from django.utils.timezone import get_default_timezone
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator
from pydantic.alias_generators import to_camel

from booking.foreign_zones import zone_named
from booking.ports import RemoteCalendar, RemoteEvent

_FREE = frozenset({"free", "workingElsewhere"})
_PRIVATE = frozenset({"private", "confidential"})
_OF_THE_SERIES = (
    "subject",
    "show_as",
    "sensitivity",
    "response_status",
    "ical_uid",
    "original_start_time_zone",
)


class Answer(BaseModel):
    """Something Graph said, its names in our spelling."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class GraphTime(Answer):
    """A wall time in a zone that has an IANA or a Windows name; up to seven digits of a second."""

    date_time: datetime
    time_zone: str = "UTC"

    @field_validator("date_time", mode="before")
    @classmethod
    def _six_digits(cls, value: Any) -> Any:
        return value[:26] if isinstance(value, str) and not value.endswith("Z") else value

    def instant(self) -> datetime | None:
        """``None`` for a zone that nobody knows."""
        if self.date_time.tzinfo is not None:
            return self.date_time.astimezone(UTC)
        zone = zone_named(self.time_zone)
        return self.date_time.replace(tzinfo=zone).astimezone(UTC) if zone else None

    def midnight(self, zone: tzinfo) -> datetime:
        """Whole days are told as midnight of whatever zone was asked for: the day is what counts."""
        return self.date_time.replace(tzinfo=zone).astimezone(UTC)


class Response(Answer):
    """What the calendar's owner answered to an invitation."""

    response: str = "none"


class EventAnswer(Answer):
    """One event. In a delta, a date of a series carries little more than its time."""

    id: str
    etag: str = Field(alias="@odata.etag", default="")
    removed: dict[str, Any] | None = Field(alias="@removed", default=None)
    subject: str | None = None
    start: GraphTime | None = None
    end: GraphTime | None = None
    original_start_time_zone: str | None = None
    is_all_day: bool = False
    is_cancelled: bool = False
    show_as: str | None = None
    sensitivity: str | None = None
    response_status: Response | None = None
    type: str | None = None
    series_master_id: str | None = None
    ical_uid: str | None = Field(alias="iCalUId", default=None)
    transaction_id: str | None = None

    def with_master(self, master: EventAnswer | None) -> EventAnswer:
        """The date with what its series says about all of them."""
        if master is None:
            return self
        told = {name: getattr(master, name) for name in _OF_THE_SERIES if getattr(self, name) is None}
        return self.model_copy(update={**told, "is_all_day": self.is_all_day or master.is_all_day})

    def as_event(self) -> RemoteEvent:
        """The event in our words."""
        starts_at, ends_at = self._period()
        return RemoteEvent(
            id=self.id,
            version=self.etag,
            is_gone=self.removed is not None or self.is_cancelled,
            starts_at=starts_at,
            ends_at=ends_at,
            is_busy=self._is_busy(),
            title="" if self.sensitivity in _PRIVATE else self.subject or "",
            ical_uid=self.ical_uid or "",
            mark=self.transaction_id or "",
        )

    def _period(self) -> tuple[datetime | None, datetime | None]:
        if self.start is None or self.end is None:
            return None, None
        if self.is_all_day:
            zone = zone_named(self.original_start_time_zone or "") or get_default_timezone()
            return self.start.midnight(zone), self.end.midnight(zone)
        return self.start.instant(), self.end.instant()

    def _is_busy(self) -> bool:
        declined = self.response_status is not None and self.response_status.response == "declined"
        return self.show_as not in _FREE and not declined


class EventsAnswer(Answer):
    """One page of events."""

    value: list[EventAnswer] = Field(default_factory=list)
    next_link: str = Field(alias="@odata.nextLink", default="")
    delta_link: str = Field(alias="@odata.deltaLink", default="")


class Owner(Answer):
    """Whose calendar it is."""

    address: str | None = None


class CalendarAnswer(Answer):
    """One calendar of an account."""

    id: str
    name: str = ""
    can_edit: bool = True
    is_default_calendar: bool = False
    owner: Owner | None = None

    def as_calendar(self) -> RemoteCalendar:
        """The calendar in our words."""
        return RemoteCalendar(
            id=self.id,
            name=self.name,
            address=(self.owner.address or "") if self.owner else "",
            is_writable=self.can_edit,
            is_default=self.is_default_calendar,
        )


class CalendarsAnswer(Answer):
    """One page of the list of calendars."""

    value: list[CalendarAnswer] = Field(default_factory=list)
    next_link: str = Field(alias="@odata.nextLink", default="")


class SubscriptionAnswer(Answer):
    """A subscription that was opened."""

    id: str
    expiration_date_time: AwareDatetime

    @field_validator("expiration_date_time", mode="before")
    @classmethod
    def _six_digits(cls, value: Any) -> Any:
        """Graph writes seven digits of a second."""
        if isinstance(value, str) and "." in value:
            whole, _, rest = value.partition(".")
            digits = rest.rstrip("Z")[:6]
            return f"{whole}.{digits}Z"
        return value


class MeAnswer(Answer):
    """Who signed in."""

    id: str
    mail: str | None = None
    user_principal_name: str = ""
