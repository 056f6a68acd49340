"""The stand-ins as one ASGI application: a provider per path, the control interface, and the pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Mount, Route

from askproai.standins.calcom import Calcom
from askproai.standins.calcom_control import CalcomControl
from askproai.standins.caldav import CalDav
from askproai.standins.calendar_control import CalendarControl
from askproai.standins.control import Control
from askproai.standins.google_calendar import GoogleCalendar
from askproai.standins.openai import OpenAI
from askproai.standins.outlook import Outlook
from askproai.standins.pages import Pages
from askproai.standins.player import CallPlayer
from askproai.standins.retell import Retell
from askproai.standins.retell_outgoing import Household
from askproai.standins.sendgrid import SendGrid
from askproai.standins.twilio import Twilio
from askproai.standins.twilio_voice import VoiceCalls
from askproai.standins.webpush import WebPush
from askproai.standins.world import Accounts, World


class Standins:
    """All stand-ins of one process."""

    def __init__(
        self,
        *,
        app_url: str = "http://127.0.0.1:8000",
        accounts: Accounts | None = None,
        step_seconds: float = 0.4,
        retry_seconds: float = 1.0,
        picks_up: bool = False,
    ) -> None:
        self.world = World(
            accounts=accounts or Accounts.from_environment(),
            app_url=app_url,
            step_seconds=step_seconds,
            retry_seconds=retry_seconds,
        )
        self.twilio = Twilio(self.world)
        self.sendgrid = SendGrid(self.world)
        self.retell = Retell(self.world)
        self.openai = OpenAI(self.world)
        self.google_calendar = GoogleCalendar(self.world)
        self.outlook = Outlook(self.world)
        self.caldav = CalDav(self.world)
        self.calcom = Calcom(self.world)
        self.webpush = WebPush(self.world)
        self.player = CallPlayer(world=self.world, retell=self.retell)
        self.voice = VoiceCalls(world=self.world, shop=self.twilio.shop, player=self.player)
        if picks_up:
            self.retell.ring = Household(world=self.world, player=self.player).ring

    def application(self) -> Starlette:
        """Return the ASGI application that serves them."""
        calendars = CalendarControl(
            {"google_calendar": self.google_calendar, "outlook": self.outlook, "caldav": self.caldav}
        )
        control = Control(
            world=self.world,
            twilio=self.twilio,
            sendgrid=self.sendgrid,
            retell=self.retell,
            openai=self.openai,
            calcom=self.calcom,
            player=self.player,
            voice=self.voice,
            calendars=calendars,
        )
        pages = Pages(
            world=self.world,
            twilio=self.twilio,
            sendgrid=self.sendgrid,
            retell=self.retell,
            calendars=calendars,
            calcom=self.calcom,
        )
        calcom = CalcomControl(self.calcom)
        routes = [
            Mount("/twilio", routes=self.twilio.routes()),
            Mount("/sendgrid", routes=self.sendgrid.routes()),
            Mount("/retell", routes=self.retell.routes()),
            Mount("/openai", routes=self.openai.routes()),
            Mount("/google_calendar", routes=self.google_calendar.routes()),
            Mount("/outlook", routes=self.outlook.routes()),
            Mount("/caldav", routes=self.caldav.routes()),
            # The well-known address lies at the root of the host, wherever the calendars are.
            Route("/.well-known/caldav", self.caldav.well_known, methods=["GET", "PROPFIND"]),
            Mount("/webpush", routes=self.webpush.routes()),
            Mount("/calcom", routes=self.calcom.routes()),
            Mount(
                "/_control",
                routes=[
                    *control.routes(),
                    *calendars.routes(),
                    *calcom.routes(),
                    *self.webpush.control_routes(),
                ],
            ),
            *pages.routes(),
        ]
        return Starlette(routes=routes, lifespan=self._lifespan)

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        yield
        await self.world.courier.close()
