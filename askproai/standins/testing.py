"""For tests: the stand-ins on a free port in a thread of their own, with a handle to look at them."""

import base64
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx

from askproai.standins.app import Standins
from askproai.standins.ledger import Event, Json
from askproai.standins.retell_calls import Call
from askproai.standins.sendgrid import Mail
from askproai.standins.server import StandinServer
from askproai.standins.signing import sendgrid_public_key
from askproai.standins.twilio import Message
from askproai.standins.world import Accounts

START_SECONDS = 10.0


class NothingHappened(AssertionError):
    """What a test waited for did not come."""


class RunningStandins:
    """A handle to stand-ins that run in a thread: what arrived, in plain objects, and what shall go wrong."""

    def __init__(self, standins: Standins, *, url: str) -> None:
        self.standins = standins
        self.url = url
        self.twilio_url = f"{url}/twilio"
        self.sendgrid_url = f"{url}/sendgrid"
        self.retell_url = f"{url}/retell"
        self.openai_url = f"{url}/openai/v1"
        self.webpush_url = f"{url}/webpush"
        self.calcom_url = f"{url}/calcom"
        self.google_calendar_url = f"{url}/google_calendar"
        self.outlook_url = f"{url}/outlook"
        self.caldav_url = f"{url}/caldav"
        self._client = httpx.Client(base_url=f"{url}/_control", timeout=40, trust_env=False)

    @property
    def app_url(self) -> str:
        """Where the application is; relative webhook URLs are completed with it."""
        return self.standins.world.app_url

    @app_url.setter
    def app_url(self, url: str) -> None:
        self.standins.world.app_url = url

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables with which the application talks to these stand-ins."""
        accounts = self.standins.world.accounts
        sid, token = next(iter(accounts.twilio.items()))
        return {
            "RETELL_BASE_URL": self.retell_url,
            "RETELL_API_KEY": min(accounts.retell),
            "TWILIO_BASE_URL": self.twilio_url,
            "TWILIO_ACCOUNT_SID": sid,
            "TWILIO_AUTH_TOKEN": token,
            "SENDGRID_BASE_URL": self.sendgrid_url,
            "SENDGRID_API_KEY": min(accounts.sendgrid),
            "SENDGRID_WEBHOOK_PUBLIC_KEY": sendgrid_public_key(accounts.sendgrid_scalar),
        }

    @property
    def twilio_authorization(self) -> str:
        """The Authorization header of the Twilio account."""
        sid, token = next(iter(self.standins.world.accounts.twilio.items()))
        return "Basic " + base64.b64encode(f"{sid}:{token}".encode()).decode()

    @property
    def sms(self) -> list[Message]:
        """The messages sent by the application, oldest first."""
        return [message for message in self.standins.twilio.messages if message.direction != "inbound"]

    @property
    def mails(self) -> list[Mail]:
        """The mails sent by the application, oldest first."""
        return list(self.standins.sendgrid.mails)

    @property
    def calls(self) -> list[Call]:
        """The calls, oldest first."""
        return list(self.standins.retell.calls)

    @property
    def events(self) -> list[Event]:
        """The ledger, oldest first."""
        return list(self.standins.world.ledger.events)

    def webhooks(self, *, provider: str) -> list[Json]:
        """Return each attempt to deliver a webhook of the provider: event, url, attempt, outcome, status."""
        return [
            event.fields for event in self.events if event.kind == "webhook" and event.provider == provider
        ]

    def fail(
        self,
        provider: str,
        mode: str,
        *,
        count: int = 1,
        match: str = "",
        seconds: float = 5.0,
        error_code: int = 30003,
        share: float = 1.0,
    ) -> None:
        """Let a provider fail from now on; the modes are in ``failures.Mode``."""
        order = {"provider": provider, "mode": mode, "count": count, "match": match, "seconds": seconds}
        self._post("/failures", {**order, "error_code": error_code, "share": share})

    def write_event(self, provider: str, **order: object) -> str:
        """Let a person write into their calendar, with the fields of ``CalendarOrder``; returns the key."""
        key: str = self._post(f"/calendars/{provider}/events", order)["key"]
        return key

    def remove_event(self, provider: str, **key: str) -> None:
        """Let a person remove an event from their calendar."""
        self._post(f"/calendars/{provider}/remove", key)

    def expire(self, provider: str, what: str, *, account: str) -> None:
        """Let tokens or subscriptions of a person end at a provider of calendars."""
        self._post(f"/calendars/{provider}/expire", {"account": account, "what": what})

    def shown(self, provider: str, *, account: str, calendar: str = "") -> list[Json]:
        """What a person sees in their calendar: key, title, start, end, mark."""
        where = {"account": account, "calendar": calendar}
        answer = self._client.get(f"/calendars/{provider}/events", params=where)
        events: list[Json] = answer.raise_for_status().json()["events"]
        return events

    def receive_sms(self, *, sender: str, to: str, body: str, url: str | None = None) -> None:
        """Let somebody send an SMS to one of our numbers."""
        self._post("/twilio/inbound", {"from": sender, "to": to, "body": body, "url": url})

    def start_call(self, **order: object) -> str:
        """Let the phone ring and return the id of the call; the arguments are the fields of ``CallOrder``."""
        call_id: str = self._post("/retell/call", order)["call_id"]
        return call_id

    def play_call(self, **order: object) -> Call:
        """Play a whole call and return it after its last webhook was sent.

        :raises NothingHappened: the call did not end in time.
        """
        call_id = self.start_call(**order)
        answer = self._client.get(f"/retell/calls/{call_id}", params={"wait": 30}).json()
        if not answer["over"]:
            raise NothingHappened(f"call {call_id} goes on")
        return next(call for call in self.calls if call.call_id == call_id)

    def wait_for(self, condition: Callable[[], object], *, seconds: float = 10.0) -> None:
        """Wait until the condition holds.

        :raises NothingHappened: it did not in time.
        """
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise NothingHappened("the condition did not come true")
            time.sleep(0.01)

    def reset(self) -> None:
        """Forget what happened and what shall fail; accounts, numbers and webhooks stay."""
        self._client.post("/reset", json={}).raise_for_status()

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def _post(self, path: str, body: Json) -> Json:
        answer = self._client.post(path, json=body)
        if answer.is_error:
            raise ValueError(answer.text)
        found: Json = answer.json()
        return found


@contextmanager
def running_standins(
    *, app_url: str = "http://127.0.0.1:8000", accounts: Accounts | None = None
) -> Iterator[RunningStandins]:
    """Run the stand-ins while the block runs. States follow at once, retries after milliseconds."""
    standins = Standins(
        app_url=app_url, accounts=accounts or Accounts(), step_seconds=0.0, retry_seconds=0.01
    )
    server = StandinServer(standins)
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    handle = RunningStandins(standins, url=f"http://127.0.0.1:{listener.getsockname()[1]}")
    try:
        handle.wait_for(lambda: server.started, seconds=START_SECONDS)
        yield handle
    finally:
        handle.close()
        server.should_exit = True
        thread.join(START_SECONDS)
        listener.close()
