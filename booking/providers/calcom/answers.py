"""What Cal.com answers, as far as we read it: new fields and values appear there without notice."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from askproai.core.errors import ProviderUnavailable
from booking.ports import RemoteBooking, RemoteEvent

Answer = TypeVar("Answer", bound=BaseModel)

# The key in a booking's metadata under which our mark travels.
MARK = "askpro_idem"
_GONE = frozenset({"cancelled", "rejected"})


class _Lenient(BaseModel):
    # Numbers are sometimes texts here (ids of webhooks), and texts numbers.
    model_config = ConfigDict(coerce_numbers_to_str=True, extra="ignore")


class Host(_Lenient):
    """Who gives the time. In event types the id is called otherwise."""

    id: str = ""
    user_id: str = Field(default="", alias="userId")

    @property
    def key(self) -> str:
        return self.id or self.user_id


class Attendee(_Lenient):
    """Who comes."""

    name: str = ""
    email: str = ""
    phone: str | None = Field(default=None, alias="phoneNumber")
    language: str | None = None
    absent: bool | None = False
    seat: str | None = Field(default=None, alias="seatUid")


class EventTypeRef(_Lenient):
    """What was booked."""

    id: str


class Booking(_Lenient):
    """One booking."""

    uid: str
    status: str
    title: str | None = ""
    start: datetime
    end: datetime
    hosts: list[Host] = Field(default_factory=list)
    event_type: EventTypeRef | None = Field(default=None, alias="eventType")
    event_type_id: str | None = Field(default=None, alias="eventTypeId")
    attendees: list[Attendee] = Field(default_factory=list)
    metadata: dict[str, Any] | None = None
    responses: dict[str, Any] | None = Field(default=None, alias="bookingFieldsResponses")
    updated_at: str | None = Field(default=None, alias="updatedAt")
    ics_uid: str | None = Field(default=None, alias="icsUid")
    moved_from: str | None = Field(default=None, alias="rescheduledFromUid")
    moved_to: str | None = Field(default=None, alias="rescheduledToUid")

    def is_of_host(self, host_id: str) -> bool:
        """Whether this host is among those who give their time."""
        return any(host.key == host_id for host in self.hosts)

    def as_event(self) -> RemoteEvent:
        """The booking in our words."""
        is_gone = self.status in _GONE
        return RemoteEvent(
            id=self.uid,
            version=self.updated_at or "",
            is_gone=is_gone,
            starts_at=self.start,
            ends_at=self.end,
            title=self.title or "",
            ical_uid=self.ics_uid or "",
            mark=str((self.metadata or {}).get(MARK, "")),
            booking=self._booking(),
            is_absent=bool(self.attendees and self.attendees[0].absent),
            previous_id=self.moved_from or "",
            next_id=(self.moved_to or "") if is_gone else "",
        )

    def _booking(self) -> RemoteBooking | None:
        """Seats of a group have no single customer: such a booking only takes time."""
        if len(self.attendees) != 1 or self.attendees[0].seat:
            return None
        attendee, note = self.attendees[0], (self.responses or {}).get("notes")
        event_type = self.event_type.id if self.event_type else self.event_type_id
        return RemoteBooking(
            event_type_id=event_type or "",
            name=attendee.name,
            email=attendee.email,
            phone=attendee.phone or "",
            language=attendee.language or "",
            note=note if isinstance(note, str) else "",
            is_pending=self.status == "pending",
        )


class Pagination(_Lenient):
    """Whether there is more."""

    has_next: bool = Field(default=False, alias="hasNextPage")


class BookingPage(_Lenient):
    """One page of bookings; seated and recurring ones may lack what we need, and are left out."""

    data: list[Booking]
    pagination: Pagination = Field(default_factory=Pagination)


class OneBooking(_Lenient):
    """A single one; of a recurring booking all are given, the first stands for the uid that was asked for."""

    data: Booking

    @field_validator("data", mode="before")
    @classmethod
    def _first(cls, value: object) -> object:
        return value[0] if isinstance(value, list) and value else value


class Me(_Lenient):
    """Whose key it is."""

    id: str
    email: str
    name: str | None = ""
    username: str | None = ""
    zone: str | None = Field(default="", alias="timeZone")


class OneMe(_Lenient):
    """The account, in its envelope."""

    data: Me


class Team(_Lenient):
    """A team of the account."""

    id: str
    name: str = ""


class Teams(_Lenient):
    """All of them."""

    data: list[Team]


class Person(_Lenient):
    """Whom a membership is about."""

    name: str | None = ""
    email: str = ""


class Membership(_Lenient):
    """Somebody in a team."""

    user_id: str = Field(alias="userId")
    accepted: bool = True
    user: Person = Field(default_factory=Person)


class Memberships(_Lenient):
    """One page of a team."""

    data: list[Membership]


class EventType(_Lenient):
    """Something that can be booked."""

    id: str
    title: str
    minutes: int = Field(alias="lengthInMinutes")
    scheduling: str | None = Field(default=None, alias="schedulingType")
    hidden: bool | None = False
    before: int | None = Field(default=0, alias="beforeEventBuffer")
    after: int | None = Field(default=0, alias="afterEventBuffer")
    notice: int | None = Field(default=None, alias="minimumBookingNotice")
    hosts: list[Host] = Field(default_factory=list)
    metadata: dict[str, Any] | None = None

    @field_validator("hosts", mode="before")
    @classmethod
    def _objects(cls, value: object) -> object:
        """Documented as texts, sent as objects; a text would be nobody we could name."""
        return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


class EventTypes(_Lenient):
    """All of one owner."""

    data: list[EventType]


class Webhook(_Lenient):
    """A subscription of ours or somebody else's."""

    id: str
    url: str = Field(alias="subscriberUrl")


class Webhooks(_Lenient):
    """All of one owner."""

    data: list[Webhook]


class OneWebhook(_Lenient):
    """The one that was made."""

    data: Webhook


def read(model: type[Answer], response: httpx.Response) -> Answer:
    """The answer; half of one means that it may have happened all the same."""
    try:
        return model.model_validate_json(response.content)
    except ValidationError as error:
        raise ProviderUnavailable(provider="calcom", why="unreadable answer", outcome_unknown=True) from error
