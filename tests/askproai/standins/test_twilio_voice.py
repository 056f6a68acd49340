"""A number whose address is asked: TwiML is followed as Twilio follows it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from askproai.standins.testing import RunningStandins

NUMBER = "+493023125801"
Told = list[tuple[str, dict[str, list[str]]]]


class Office:
    """Answers with TwiML and sound, and writes down what it was asked."""

    def __init__(self) -> None:
        self.twiml: Callable[[str], str] = lambda _: "<Response/>"
        self.sound = (200, "audio/wav")
        self.asked: Told = []
        self.url = ""


@pytest.fixture
def office() -> Iterator[Office]:
    told = Office()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            told.asked.append((self.path, parse_qs(body)))
            self._send(200, "text/xml", told.twiml(self.path).encode())

        def do_GET(self) -> None:
            self._send(*told.sound, b"RIFF")

        def _send(self, status: int, kind: str, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    told.url = f"http://salon.localhost:{server.server_port}"
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def ring(standins: RunningStandins, office: Office) -> Callable[[], list[dict[str, Any]]]:
    """Buy the number, lead it to the office, let it ring, and return what the ledger tells of it."""
    standins.standins.twilio.shop.bought.clear()
    account = standins.environment["TWILIO_ACCOUNT_SID"]
    numbers = f"{standins.twilio_url}/2010-04-01/Accounts/{account}/IncomingPhoneNumbers"
    credentials = (account, standins.environment["TWILIO_AUTH_TOKEN"])
    with httpx.Client(auth=credentials, trust_env=False) as api:
        form = {"PhoneNumber": NUMBER, "BundleSid": "BU1", "TrunkSid": "TK1"}
        sid = api.post(f"{numbers}.json", data=form).json()["sid"]
        wish = {"VoiceUrl": f"{office.url}/voice/", "StatusCallback": f"{office.url}/over/", "TrunkSid": ""}
        changed = api.post(f"{numbers}/{sid}.json", data=wish)
        assert changed.json()["trunk_sid"] is None
        assert api.post(f"{numbers}/PN0.json", data={}).status_code == 404

    def let_ring() -> list[dict[str, Any]]:
        standins.start_call(to_number=NUMBER, from_number="+4915112345678", script=[{"hang_up": "user"}])
        standins.wait_for(lambda: any(each.kind == "voice.over" for each in standins.events))
        return [each.as_json() for each in standins.events if each.kind.startswith("voice.")]

    return let_ring


def kinds(events: list[dict[str, Any]]) -> list[str]:
    return [str(each["kind"]).removeprefix("voice.") for each in events]


def test_greeting_is_fetched_and_the_registered_call_played(
    standins: RunningStandins, office: Office, ring: Callable[[], list[dict[str, Any]]]
) -> None:
    with httpx.Client(
        base_url=standins.retell_url,
        headers={"Authorization": f"Bearer {standins.environment['RETELL_API_KEY']}"},
        trust_env=False,
    ) as api:
        llm = api.post("/create-retell-llm", json={}).json()["llm_id"]
        engine = {"type": "retell-llm", "llm_id": llm}
        agent = api.post("/create-agent", json={"response_engine": engine, "voice_id": "v"}).json()[
            "agent_id"
        ]
        call = api.post("/v2/register-phone-call", json={"agent_id": agent, "to_number": NUMBER}).json()
    sip = f"<Dial action='{office.url}/after/'><Sip>sip:{call['call_id']}@sip.retellai.com</Sip></Dial>"
    office.twiml = lambda path: (
        "<Response><Hangup/></Response>"
        if path == "/after/"
        else f"<Response><Play>{office.url}/greeting</Play>{sip}</Response>"
    )

    assert kinds(ring()) == ["played", "connected", "hangup", "over"]
    assert call["direction"] == "inbound"
    (_, first), (after, last), (over, _) = office.asked
    assert over == "/over/"
    assert (first["To"], first["From"]) == ([NUMBER], ["+4915112345678"])
    assert (after, last["DialCallStatus"]) == ("/after/", ["completed"])


def test_unknown_call_is_told_as_failed(office: Office, ring: Callable[[], list[dict[str, Any]]]) -> None:
    dial = f"<Dial action='{office.url}/after/'><Sip>sip:call_x@sip.retellai.com</Sip></Dial>"
    office.twiml = lambda path: f"<Response>{'<Say>Leider</Say>' if path == '/after/' else dial}</Response>"

    assert kinds(ring()) == ["connected", "say", "over"]
    assert office.asked[-2][1]["DialCallStatus"] == ["failed"]


@pytest.mark.parametrize("sound", [(404, "audio/wav"), (200, "text/html"), (200, "audio/webm")])
def test_what_twilio_cannot_play_is_noted(
    office: Office, ring: Callable[[], list[dict[str, Any]]], sound: tuple[int, str]
) -> None:
    office.sound = sound
    office.twiml = lambda _: f"<Response><Play>{office.url}/greeting</Play><Reject/></Response>"

    assert kinds(ring()) == ["unplayable", "reject", "over"]


def test_caller_who_leaves_during_the_greeting_never_arrives(
    standins: RunningStandins, office: Office, ring: Callable[[], list[dict[str, Any]]]
) -> None:
    standins.fail(provider="twilio", mode="no_answer", match="+4915112345678")
    office.twiml = lambda _: f"<Response><Play>{office.url}/greeting</Play><Reject/></Response>"

    assert kinds(ring()) == ["played", "left", "over"]
    assert office.asked[-1][0] == "/over/"
