"""Google's words for calendars and events, in ours."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from booking.foreign_zones import zone_named
from booking.ports import RemoteCalendar, RemoteEvent

MARK = "askproai_mark"
_NOT_BUSY = frozenset({"workingLocation", "birthday"})
_PRIVATE = frozenset({"private", "confidential"})


class Answer(BaseModel):
    """Something Google said, its names in our spelling."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class EventTime(Answer):
    """A moment, or a whole day."""

    day: date | None = Field(alias="date", default=None)
    date_time: AwareDatetime | None = None

    def instant(self, zone: ZoneInfo) -> datetime | None:
        """A day begins at midnight of the calendar's own zone."""
        if self.date_time is not None:
            return self.date_time.astimezone(UTC)
        if self.day is None:
            return None
        return datetime(self.day.year, self.day.month, self.day.day, tzinfo=zone).astimezone(UTC)


class Attendee(Answer):
    """One of those invited; of interest is only the owner of the calendar."""

    is_self: bool = Field(alias="self", default=False)
    response_status: str = ""


class Properties(Answer):
    """What programs keep with an event."""

    private: dict[str, str] = Field(default_factory=dict)


class EventAnswer(Answer):
    """One event, or the stub of one that is gone: its id and nothing else."""

    id: str
    etag: str = ""
    status: str = "confirmed"
    summary: str = ""
    start: EventTime | None = None
    end: EventTime | None = None
    transparency: str = "opaque"
    visibility: str = "default"
    event_type: str = "default"
    ical_uid: str = Field(alias="iCalUID", default="")
    attendees: list[Attendee] = Field(default_factory=list)
    extended_properties: Properties = Field(default_factory=Properties)

    def as_event(self, zone: ZoneInfo) -> RemoteEvent:
        """The event in our words."""
        starts_at = self.start.instant(zone) if self.start else None
        ends_at = self.end.instant(zone) if self.end else None
        return RemoteEvent(
            id=self.id,
            version=self.etag,
            is_gone=self.status == "cancelled",
            starts_at=starts_at,
            ends_at=ends_at,
            is_busy=self._is_busy(),
            title="" if self.visibility in _PRIVATE else self.summary,
            # Each date of a series has an id of its own and is told by itself, also when it is gone.
            ical_uid=self.ical_uid,
            mark=self.extended_properties.private.get(MARK, ""),
        )

    def _is_busy(self) -> bool:
        declined = any(each.is_self and each.response_status == "declined" for each in self.attendees)
        return self.transparency != "transparent" and self.event_type not in _NOT_BUSY and not declined


class EventsAnswer(Answer):
    """One page of a listing; the last page has the token for the next time."""

    items: list[EventAnswer] = Field(default_factory=list)
    time_zone: str = "UTC"
    next_page_token: str = ""
    next_sync_token: str = ""

    @property
    def zone(self) -> ZoneInfo:
        """The calendar's own zone: in it whole days are whole."""
        return zone_named(self.time_zone) or ZoneInfo("UTC")


class CalendarAnswer(Answer):
    """One calendar of an account."""

    id: str
    summary: str = ""
    summary_override: str = ""
    time_zone: str = ""
    access_role: str = "reader"
    primary: bool = False
    deleted: bool = False

    def as_calendar(self) -> RemoteCalendar:
        """The calendar in our words."""
        return RemoteCalendar(
            id=self.id,
            name=self.summary_override or self.summary,
            # The main calendar is named by its owner's address; others by ids that only look like one.
            address=self.id if self.primary else "",
            zone=self.time_zone,
            is_writable=self.access_role in {"owner", "writer"},
            is_default=self.primary,
        )


class CalendarsAnswer(Answer):
    """One page of the list of calendars."""

    items: list[CalendarAnswer] = Field(default_factory=list)
    next_page_token: str = ""


class ChannelAnswer(Answer):
    """A channel that was opened."""

    id: str
    resource_id: str
    expiration: int  # milliseconds since 1970
