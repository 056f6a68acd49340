"""What Cal.com sends: bookings in the shape of the API and in the other one of its webhooks, and errors."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from starlette.responses import JSONResponse, Response

from askproai.standins.ledger import Json

TAKEN = "User either already has booking at this time or is not available"
TAKEN_IN_TEAM = "One of the hosts either already has booking at this time or is not available"
PAST = "Attempting to book a meeting in the past."

_CODES = {
    400: "BadRequestException",
    401: "UnauthorizedException",
    403: "ForbiddenException",
    404: "NotFoundException",
    409: "ConflictException",
    429: "ThrottlerException",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class CalUser:
    """Somebody with an account."""

    id: int
    name: str
    email: str
    username: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CalEventType:
    """Something that can be booked; with a team, one of the hosts is taken."""

    id: int
    title: str
    slug: str
    minutes: int
    host_ids: tuple[int, ...]
    team_id: int | None = None
    price_cents: int | None = None
    confirms: bool = False

    def as_json(self, users: dict[int, CalUser]) -> Json:
        """Return the resource; users and hosts are objects, whatever the document says."""
        apps = {"stripe": {"enabled": True, "price": self.price_cents, "currency": "eur"}}
        shared: Json = {
            "id": self.id,
            "title": self.title,
            "slug": self.slug,
            "lengthInMinutes": self.minutes,
            "description": "",
            "locations": [{"type": "address", "address": "Torstraße 1, Berlin", "public": True}],
            "bookingFields": [],
            "minimumBookingNotice": 60,
            "beforeEventBuffer": 0,
            "afterEventBuffer": 0,
            "scheduleId": 1,
            "hidden": False,
            "metadata": {"apps": apps} if self.price_cents else {},
            "recurrence": None,
            "seatsPerTimeSlot": None,
        }
        if self.team_id is None:
            owner = users[self.host_ids[0]]
            shown = {"id": owner.id, "name": owner.name, "username": owner.username}
            return {
                **shared,
                "ownerId": owner.id,
                "users": [{**shown, "weekStart": "Monday", "metadata": {}}],
                "bookingUrl": f"https://cal.com/{owner.username}/{self.slug}",
            }
        hosts = [{"userId": each, "name": users[each].name} for each in self.host_ids]
        return {
            **shared,
            "teamId": self.team_id,
            "ownerId": None,
            "parentEventTypeId": None,
            "schedulingType": "roundRobin",
            "hosts": hosts,
            "team": {"id": self.team_id, "slug": "salon", "name": "Salon"},
        }


@dataclass(kw_only=True, slots=True)
class CalBooking:
    """One booking. Moving it makes a new one."""

    id: int
    event_type: CalEventType
    host: CalUser
    starts_at: datetime
    attendee: Json
    metadata: Json = field(default_factory=dict)
    responses: Json = field(default_factory=dict)
    minutes: int = 0
    status: str = "accepted"
    uid: str = field(default_factory=lambda: secrets.token_urlsafe(16).replace("_", "a").replace("-", "b"))
    absent: bool = False
    moved_from: str | None = None
    moved_to: str | None = None
    reason: str | None = None
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    updated_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes or self.event_type.minutes)

    @property
    def is_alive(self) -> bool:
        """Whether it takes the host's time."""
        return self.status in {"accepted", "pending"}

    @property
    def title(self) -> str:
        """As Cal.com puts it together."""
        return f"{self.event_type.title} zwischen {self.host.name} und {self.attendee['name']}"

    def as_json(self) -> Json:
        """Return the resource of API version 2024-08-13."""
        attendee = {
            "name": self.attendee["name"],
            "email": self.attendee["email"],
            "displayEmail": self.attendee["email"],
            "timeZone": self.attendee.get("timeZone", "Europe/Berlin"),
            "language": self.attendee.get("language", "de"),
            "absent": self.absent,
        }
        if phone := self.attendee.get("phoneNumber"):
            attendee["phoneNumber"] = phone
        known = {
            "cancellationReason": self.reason,
            "rescheduledFromUid": self.moved_from,
            "rescheduledToUid": self.moved_to,
        }
        return {
            "id": self.id,
            "uid": self.uid,
            "title": self.title,
            "description": "",
            "hosts": [
                {
                    "id": self.host.id,
                    "name": self.host.name,
                    "email": self.host.email,
                    "displayEmail": self.host.email,
                    "username": self.host.username,
                    "timeZone": "Europe/Berlin",
                }
            ],
            "status": self.status,
            "start": iso(self.starts_at),
            "end": iso(self.ends_at),
            "duration": int((self.ends_at - self.starts_at).total_seconds() // 60),
            "eventTypeId": self.event_type.id,
            "eventType": {"id": self.event_type.id, "slug": self.event_type.slug},
            "location": "Torstraße 1, Berlin",
            "absentHost": False,
            "createdAt": iso(self.created_at),
            "updatedAt": iso(self.updated_at),
            "metadata": self.metadata,
            "icsUid": f"{self.uid}@Cal.com",
            "attendees": [attendee],
            "guests": [],
            "bookingFieldsResponses": {
                "name": self.attendee["name"],
                "email": self.attendee["email"],
                **self.responses,
            },
            **{key: value for key, value in known.items() if value is not None},
        }

    def as_webhook(self, trigger: str, **extra: object) -> Json:
        """Return the body of a webhook: other names, and the status in capitals."""
        language = {"locale": self.attendee.get("language", "de")}
        return {
            "triggerEvent": trigger,
            "createdAt": iso(datetime.now(UTC)),
            "payload": {
                "uid": self.uid,
                "bookingId": self.id,
                "type": self.event_type.slug,
                "eventTypeId": self.event_type.id,
                "title": self.title,
                "eventTitle": self.event_type.title,
                "startTime": iso(self.starts_at),
                "endTime": iso(self.ends_at),
                "length": self.event_type.minutes,
                "status": self.status.upper(),
                "organizer": {
                    "id": self.host.id,
                    "name": self.host.name,
                    "email": self.host.email,
                    "username": self.host.username,
                    "timeZone": "Europe/Berlin",
                    "language": {"locale": "de"},
                },
                "attendees": [{**self.attendee, "language": language}],
                "responses": {},
                "iCalUID": f"{self.uid}@Cal.com",
                "metadata": self.metadata,
                **extra,
            },
        }


def iso(at: datetime) -> str:
    """Return the instant as Cal.com writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def success(data: object, *, status: int = HTTPStatus.OK, **more: object) -> Response:
    """Return an answer in its envelope."""
    return JSONResponse({"status": "success", "data": data, **more}, status_code=status)


def error_answer(status: int, message: str = "") -> Response:
    """Return an error in Cal.com's shape."""
    code = _CODES.get(status, "InternalServerErrorException")
    body = {
        "status": "error",
        "timestamp": iso(datetime.now(UTC)),
        "path": "/v2",
        "error": {"code": code, "message": message or code},
    }
    headers = {}
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        headers = {
            "X-RateLimit-Limit-Default": "120",
            "X-RateLimit-Remaining-Default": "0",
            "X-RateLimit-Reset-Default": "1",
        }
    return JSONResponse(body, status_code=status, headers=headers)
