"""Cal.com's API v2: event types, bookings that get a new uid when they move, teams, webhooks, limits."""

import json
import time
from collections import defaultdict, deque
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import count

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from askproai.standins.answers import Endpoint, Refused, failing
from askproai.standins.calcom_hooks import CalcomHooks
from askproai.standins.calcom_wire import (
    PAST,
    TAKEN,
    TAKEN_IN_TEAM,
    CalBooking,
    CalEventType,
    CalUser,
    error_answer,
    iso,
    success,
)
from askproai.standins.ledger import Json, Shelf
from askproai.standins.oauth import OAuthServer
from askproai.standins.world import World

KEPT_BOOKINGS = 20_000
BOOKINGS_VERSION, EVENT_TYPES_VERSION = "2024-08-13", "2024-06-14"
TEAM = 11
ANNA = CalUser(id=101, name="Anna Berger", email="anna@salon.example", username="anna")
BEN = CalUser(id=102, name="Ben R.", email="ben@salon.example", username="ben")
CLARA = CalUser(id=103, name="Clara Vogt", email="clara@salon.example", username="clara")
USERS = {user.id: user for user in (ANNA, BEN, CLARA)}
EVENT_TYPES = {
    each.id: each
    for each in (
        CalEventType(id=201, title="Beratung", slug="beratung", minutes=15, host_ids=(101,)),
        CalEventType(
            id=301,
            title="Haarschnitt Damen",
            slug="haarschnitt-damen",
            minutes=45,
            host_ids=(101, 102, 103),
            team_id=TEAM,
            price_cents=4900,
        ),
        CalEventType(
            id=302,
            title="Herrenhaarschnitt",
            slug="haarschnitt-herren",
            minutes=30,
            host_ids=(101, 102, 103),
            team_id=TEAM,
        ),
        CalEventType(
            id=303, title="Olaplex-Kur", slug="olaplex", minutes=60, host_ids=(101, 103), team_id=TEAM
        ),
    )
}


class Calcom:
    """One Cal.com with the account of a salon: a team of three, and what can be booked with them."""

    def __init__(self, world: World) -> None:
        self.bookings: Shelf[CalBooking] = Shelf(limit=KEPT_BOOKINGS)
        self.hooks = CalcomHooks(world)
        # Requests a minute: of an API key, and of an OAuth token.
        self.limits = (120, 500)
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.oauth = OAuthServer(
            world=world,
            provider="calcom",
            title="Cal.com",
            client=lambda: world.accounts.calcom,
            rotates=True,
        )
        self._world = world
        self._numbers = count(91)
        self._asked: dict[str, deque[float]] = defaultdict(deque)

    def routes(self) -> list[Route]:
        """Return the endpoints below the base URL, and the consent page of the app."""
        booking = "/v2/bookings/{uid}"
        team_type = "/v2/teams/{team_id:int}/event-types"
        hooks = {"/v2/webhooks": "user", f"{team_type}/{{event_type_id:int}}/webhooks": "event_type"}
        return [
            Route("/auth/oauth2/authorize", self.oauth.authorize),
            Route("/v2/auth/oauth2/token", self._token, methods=["POST"]),
            self._route("/v2/me", self._me),
            self._route("/v2/teams", self._teams),
            self._route("/v2/teams/{team_id:int}/memberships", self._memberships),
            self._route("/v2/event-types", self._event_types),
            self._route(team_type, self._team_event_types),
            self._route("/v2/bookings", self._list),
            self._route("/v2/bookings", self._create, "POST"),
            self._route(booking, self._read),
            self._route(f"{booking}/reschedule", self._reschedule, "POST"),
            self._route(f"{booking}/cancel", self._cancel, "POST"),
            self._route(f"{booking}/confirm", self._confirm, "POST"),
            self._route(f"{booking}/mark-absent", self._mark_absent, "POST"),
            *[self._route(path, self.hooks.list) for path in hooks],
            *[self._route(path, self.hooks.create, "POST") for path in hooks],
            self._route("/v2/webhooks/{webhook_id}", self.hooks.delete, "DELETE"),
        ]

    def reset(self) -> None:
        """Forget bookings and webhooks; who agreed to what stays known."""
        self.bookings.clear()
        self.hooks.clear()
        self._asked.clear()

    def shown(self) -> dict[str, list[Json]]:
        """Return what each host sees: ``title``, ``start``, ``end``, and ``mark`` of what is ours."""
        seen: dict[str, list[Json]] = {}
        for booking in sorted(self.bookings, key=lambda each: each.starts_at):
            if booking.is_alive:
                seen.setdefault(booking.host.email, []).append(
                    {
                        "key": booking.uid,
                        "title": booking.title,
                        "start": booking.starts_at.isoformat(),
                        "end": booking.ends_at.isoformat(),
                        "mark": str(booking.metadata.get("askpro_idem", "")),
                    }
                )
        return seen

    # --- what people do on Cal.com itself ---

    def book(
        self,
        *,
        event_type_id: int,
        host_id: int,
        starts_at: datetime,
        name: str,
        email: str = "kundin@example.org",
        phone: str = "",
    ) -> CalBooking:
        """Let somebody book on the page of the event type."""
        attendee: Json = {"name": name, "email": email, "timeZone": "Europe/Berlin", "language": "de"}
        if phone:
            attendee["phoneNumber"] = phone
        event_type = EVENT_TYPES[event_type_id]
        return self._add(event_type, USERS[host_id], starts_at, attendee=attendee, metadata={}, responses={})

    def move(self, uid: str, starts_at: datetime) -> CalBooking:
        """Give a booking another time: a new booking, the old one is cancelled."""
        old = self._booking(uid)
        moved = CalBooking(
            id=next(self._numbers),
            event_type=old.event_type,
            host=old.host,
            starts_at=starts_at,
            attendee=old.attendee,
            metadata=old.metadata,
            responses=old.responses,
            moved_from=old.uid,
        )
        old.status, old.moved_to, old.updated_at = "cancelled", moved.uid, datetime.now(UTC)
        self.bookings.put(moved.uid, moved)
        self._record("booking.moved", moved)
        self.hooks.tell(
            moved,
            moved.as_webhook(
                "BOOKING_RESCHEDULED",
                rescheduleUid=old.uid,
                rescheduleId=old.id,
                rescheduleStartTime=iso(old.starts_at),
                rescheduleEndTime=iso(old.ends_at),
            ),
        )
        return moved

    def cancel(self, uid: str, reason: str = "") -> CalBooking:
        """Take a booking back."""
        booking = self._booking(uid)
        booking.status, booking.reason, booking.updated_at = "cancelled", reason or None, datetime.now(UTC)
        self._record("booking.cancelled", booking)
        self.hooks.tell(booking, booking.as_webhook("BOOKING_CANCELLED", cancellationReason=reason))
        return booking

    def mark_absent(self, uid: str, *, absent: bool) -> CalBooking:
        """Note that the customer did not come."""
        booking = self._booking(uid)
        booking.absent, booking.updated_at = absent, datetime.now(UTC)
        payload = {
            "bookingUid": uid,
            "bookingId": booking.id,
            "attendees": [{"email": booking.attendee["email"], "noShow": absent}],
            "message": "",
        }
        told = {"triggerEvent": "BOOKING_NO_SHOW_UPDATED", "createdAt": iso(datetime.now(UTC))}
        self.hooks.tell(booking, {**told, "payload": payload})
        return booking

    # --- the API ---

    def _route(self, path: str, endpoint: Endpoint, method: str = "GET") -> Route:
        async def authenticated(request: Request) -> Response:
            request.state.user = self._authenticate(request)
            return await endpoint(request)

        guarded = failing(authenticated, provider="calcom", world=self._world, error_answer=error_answer)
        return Route(path, guarded, methods=[method])

    async def _token(self, request: Request) -> Response:
        """Take JSON as well as forms; the errors are those of OAuth, without Cal.com's envelope."""
        return await self.oauth.token(request)

    def _authenticate(self, request: Request) -> CalUser:
        _, _, token = request.headers.get("authorization", "").partition(" ")
        email = self._world.accounts.calcom_keys.get(token) or self.oauth.email_of(request)
        user = next((each for each in USERS.values() if each.email == email), None)
        if user is None:
            raise Refused(error_answer(401, "Invalid API Key or access token"))
        self._count(token, limit=self.limits[0] if token.startswith("cal_") else self.limits[1])
        return user

    def _count(self, token: str, *, limit: int) -> None:
        asked, now = self._asked[token], time.monotonic()
        while asked and asked[0] < now - 60:
            asked.popleft()
        if len(asked) >= limit:
            refusal = error_answer(429)
            refusal.headers["X-RateLimit-Reset-Default"] = str(int(61 - (now - asked[0])))
            raise Refused(refusal)
        asked.append(now)

    async def _me(self, request: Request) -> Response:
        user = request.state.user
        return success(
            {
                "id": user.id,
                "username": user.username,
                "email": user.email,
                "name": user.name,
                "avatarUrl": None,
                "bio": None,
                "timeFormat": 24,
                "defaultScheduleId": 1,
                "weekStart": "Monday",
                "timeZone": "Europe/Berlin",
                "organizationId": None,
            }
        )

    async def _teams(self, request: Request) -> Response:
        return success([{"id": TEAM, "name": "Salon Haarmonie", "slug": "salon", "isOrganization": False}])

    async def _memberships(self, request: Request) -> Response:
        self._own_team(request)
        take, skip = _paging(request, most=250)
        found = [
            {
                "id": 1000 + user.id,
                "userId": user.id,
                "teamId": TEAM,
                "accepted": True,
                "role": "OWNER" if user is ANNA else "MEMBER",
                "disableImpersonation": False,
                "user": {"email": user.email, "name": user.name, "username": user.username},
            }
            for user in USERS.values()
        ]
        return success(found[skip : skip + take])

    async def _event_types(self, request: Request) -> Response:
        own = [
            each.as_json(USERS)
            for each in EVENT_TYPES.values()
            if each.team_id is None and request.state.user.id in each.host_ids
        ]
        if request.headers.get("cal-api-version") != EVENT_TYPES_VERSION:
            # The older version of the endpoint: another shape, and no warning.
            return success({"eventTypeGroups": [{"eventTypes": own}], "profiles": []})
        return success(own)

    async def _team_event_types(self, request: Request) -> Response:
        self._own_team(request)
        return success([each.as_json(USERS) for each in EVENT_TYPES.values() if each.team_id == TEAM])

    async def _list(self, request: Request) -> Response:
        found = self._asked_for(request)
        if request.headers.get("cal-api-version") != BOOKINGS_VERSION:
            return success({"bookings": [each.as_json() for each in found], "nextCursor": None})
        take, skip = _paging(request, most=100)
        page = found[skip : skip + take]
        pages = max(1, -(-len(found) // take))
        pagination = {
            "totalItems": len(found),
            "remainingItems": max(0, len(found) - skip - len(page)),
            "returnedItems": len(page),
            "itemsPerPage": take,
            "currentPage": skip // take + 1,
            "totalPages": pages,
            "hasNextPage": skip + take < len(found),
            "hasPreviousPage": skip > 0,
        }
        return success([each.as_json() for each in page], pagination=pagination)

    def _asked_for(self, request: Request) -> list[CalBooking]:
        query = request.query_params
        after, before = _instant(query.get("afterStart")), _instant(query.get("beforeEnd"))
        updated = _instant(query.get("afterUpdatedAt"))
        team_id = query.get("teamId")
        found = [
            each
            for each in self.bookings
            if (each.event_type.team_id == int(team_id) if team_id else each.host.id == request.state.user.id)
            and (after is None or each.starts_at >= after)
            and (before is None or each.ends_at <= before)
            and (updated is None or each.updated_at >= updated)
            and self._has_status(each, query.get("status"))
            and query.get("attendeeEmail") in {None, each.attendee["email"]}
        ]
        if "sortUpdatedAt" in query:
            return sorted(found, key=lambda each: each.updated_at, reverse=query["sortUpdatedAt"] == "desc")
        return sorted(found, key=lambda each: each.starts_at)

    def _has_status(self, booking: CalBooking, asked: str | None) -> bool:
        if not asked:
            return True
        if not booking.is_alive:
            state = "cancelled"
        elif booking.status == "pending":
            state = "unconfirmed"
        else:
            state = "upcoming" if booking.ends_at > self.clock() else "past"
        return state in asked.split(",")

    async def _create(self, request: Request) -> Response:
        self._check_version(request)
        body = await _body(request)
        event_type = EVENT_TYPES.get(body.get("eventTypeId", 0))
        if event_type is None:
            raise Refused(error_answer(404, "Event type not found"))
        attendee = body.get("attendee")
        if not isinstance(attendee, dict) or not {"name", "timeZone", "email"} <= attendee.keys():
            raise Refused(error_answer(400, "attendee must have name, email and timeZone"))
        start = _utc(body.get("start"))
        booking = self._add(
            event_type,
            self._host(event_type, body, start),
            start,
            attendee=attendee,
            metadata=dict(body.get("metadata") or {}),
            responses=dict(body.get("bookingFieldsResponses") or {}),
        )
        return success(booking.as_json(), status=HTTPStatus.CREATED)

    def _host(self, event_type: CalEventType, body: Json, start: datetime) -> CalUser:
        wanted = (body.get("routing") or {}).get("teamMemberIds") or list(event_type.host_ids)
        possible = [each for each in event_type.host_ids if each in wanted]
        for host_id in possible:
            if self._is_free(host_id, start, event_type):
                return USERS[host_id]
        raise Refused(error_answer(400, TAKEN_IN_TEAM if event_type.team_id else TAKEN))

    def _is_free(
        self, host_id: int, start: datetime, event_type: CalEventType, *, moving: CalBooking | None = None
    ) -> bool:
        if start < self.clock():
            raise Refused(error_answer(400, PAST))
        fresh = CalBooking(
            id=0,
            event_type=event_type,
            host=USERS[host_id],
            starts_at=start,
            attendee={"name": "", "email": ""},
        )
        return not any(
            each.is_alive
            and each is not moving
            and each.host.id == host_id
            and each.starts_at < fresh.ends_at
            and start < each.ends_at
            for each in self.bookings
        )

    def _add(
        self,
        event_type: CalEventType,
        host: CalUser,
        start: datetime,
        *,
        attendee: Json,
        metadata: Json,
        responses: Json,
    ) -> CalBooking:
        booking = CalBooking(
            id=next(self._numbers),
            event_type=event_type,
            host=host,
            starts_at=start,
            attendee=attendee,
            metadata=metadata,
            responses=responses,
            status="pending" if event_type.confirms else "accepted",
        )
        self.bookings.put(booking.uid, booking)
        self._record("booking.created", booking)
        trigger = "BOOKING_REQUESTED" if event_type.confirms else "BOOKING_CREATED"
        self.hooks.tell(booking, booking.as_webhook(trigger))
        return booking

    async def _read(self, request: Request) -> Response:
        self._check_version(request)
        return success(self._booking(request.path_params["uid"]).as_json())

    async def _reschedule(self, request: Request) -> Response:
        self._check_version(request)
        booking, body = self._booking(request.path_params["uid"]), await _body(request)
        if not booking.is_alive:
            raise Refused(error_answer(400, f"Can't reschedule booking with uid={booking.uid}: cancelled"))
        start = _utc(body.get("start"))
        if not self._is_free(booking.host.id, start, booking.event_type, moving=booking):
            raise Refused(error_answer(400, TAKEN_IN_TEAM if booking.event_type.team_id else TAKEN))
        return success(self.move(booking.uid, start).as_json(), status=HTTPStatus.CREATED)

    async def _cancel(self, request: Request) -> Response:
        self._check_version(request)
        booking, body = self._booking(request.path_params["uid"]), await _body(request)
        if not booking.is_alive:
            raise Refused(
                error_answer(400, f"Can't cancel booking with uid={booking.uid}: cancelled already")
            )
        return success(self.cancel(booking.uid, str(body.get("cancellationReason") or "")).as_json())

    async def _confirm(self, request: Request) -> Response:
        self._check_version(request)
        booking = self._booking(request.path_params["uid"])
        booking.status, booking.updated_at = "accepted", datetime.now(UTC)
        self.hooks.tell(booking, booking.as_webhook("BOOKING_CREATED"))
        return success(booking.as_json())

    async def _mark_absent(self, request: Request) -> Response:
        self._check_version(request)
        body = await _body(request)
        absent = any(each.get("absent") for each in body.get("attendees") or [])
        return success(self.mark_absent(request.path_params["uid"], absent=absent).as_json())

    def _booking(self, uid: str) -> CalBooking:
        booking = self.bookings.get(uid)
        if booking is None:
            raise Refused(error_answer(404, f"Booking with uid={uid} was not found"))
        return booking

    def _own_team(self, request: Request) -> None:
        if request.path_params["team_id"] != TEAM:
            raise Refused(error_answer(403, "User is not a member of the team"))

    def _check_version(self, request: Request) -> None:
        """These endpoints exist in one version only; another one finds nothing."""
        if request.headers.get("cal-api-version") != BOOKINGS_VERSION:
            raise Refused(error_answer(404, f"Cannot {request.method} {request.url.path}"))

    def _record(self, kind: str, booking: CalBooking) -> None:
        self._world.ledger.record(
            provider="calcom",
            kind=kind,
            uid=booking.uid,
            title=booking.title,
            start=iso(booking.starts_at),
            status=booking.status,
        )


async def _body(request: Request) -> Json:
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refused(error_answer(400, "Unexpected token in JSON"))
    return body


def _utc(text: object) -> datetime:
    found = _instant(text if isinstance(text, str) else None)
    if found is None:
        raise Refused(error_answer(400, "start must be a valid ISO 8601 date in UTC"))
    return found


def _instant(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(error_answer(400, "must be a valid ISO 8601 date string")) from None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _paging(request: Request, *, most: int) -> tuple[int, int]:
    query = request.query_params
    try:
        return max(1, min(int(query.get("take", most)), most)), max(0, int(query.get("skip", 0)))
    except ValueError:
        raise Refused(error_answer(400, "take must not be less than 1")) from None
