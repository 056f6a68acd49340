"""The control interface of Cal.com: what customers and hosts do there themselves."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from askproai.standins.answers import Refused
from askproai.standins.calcom import EVENT_TYPES, USERS, Calcom
from askproai.standins.calcom_wire import CalBooking


class BookingOrder(BaseModel):
    """Somebody books on a page of Cal.com, or (with ``uid``) the booking gets another time."""

    model_config = ConfigDict(extra="forbid")

    start: datetime
    uid: str = ""
    event_type_id: int = 302
    host_id: int = 101
    name: str = "Kundin von Cal.com"
    email: str = "kundin@example.org"
    phone: str = ""

    def done(self, calcom: Calcom) -> CalBooking:
        """Do it."""
        if self.uid:
            return calcom.move(self.uid, self.start)
        if self.event_type_id not in EVENT_TYPES or self.host_id not in USERS:
            raise Refused(JSONResponse({"error": "unknown event type or host"}, status_code=404))
        return calcom.book(
            event_type_id=self.event_type_id,
            host_id=self.host_id,
            starts_at=self.start,
            name=self.name,
            email=self.email,
            phone=self.phone,
        )


class CancelOrder(BaseModel):
    """Somebody takes a booking back there."""

    model_config = ConfigDict(extra="forbid")

    uid: str

    def done(self, calcom: Calcom) -> CalBooking:
        """Do it."""
        return calcom.cancel(self.uid)


class AbsentOrder(CancelOrder):
    """The host notes there that nobody came."""

    def done(self, calcom: Calcom) -> CalBooking:
        return calcom.mark_absent(self.uid, absent=True)


class CalcomControl:
    """The endpoints below ``/_control/calcom``."""

    def __init__(self, calcom: Calcom) -> None:
        self._calcom = calcom

    def routes(self) -> list[Route]:
        """Return the endpoints."""
        return [
            Route("/calcom/bookings", self._list, methods=["GET"]),
            Route("/calcom/bookings", self._ordered(BookingOrder), methods=["POST"]),
            Route("/calcom/cancel", self._ordered(CancelOrder), methods=["POST"]),
            Route("/calcom/absent", self._ordered(AbsentOrder), methods=["POST"]),
        ]

    async def _list(self, request: Request) -> Response:
        return JSONResponse({"bookings": [each.as_json() for each in self._calcom.bookings]})

    def _ordered(self, order: type[BookingOrder | CancelOrder]) -> Callable[[Request], object]:
        async def obey(request: Request) -> Response:
            try:
                wanted = order.model_validate_json(await request.body())
                booking = wanted.done(self._calcom)
            except ValidationError as error:
                return JSONResponse({"error": str(error)}, status_code=HTTPStatus.UNPROCESSABLE_ENTITY)
            except Refused as refused:
                return refused.response
            return JSONResponse(booking.as_json(), status_code=HTTPStatus.CREATED)

        return obey
