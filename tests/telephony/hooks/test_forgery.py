"""What reaches Retell's addresses and was not meant to: forged, replayed, misdirected, or too much of it."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Mapping
from contextvars import copy_context
from io import BytesIO
from typing import Any

import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from psycopg import sql

from askproai.standins import retell_wire
from booking.models import Appointment, Customer
from telephony.enums import CallState
from telephony.models import Call, CallTurn
from telephony.services.acting import perform_act
from tenants.connections.services import connect
from tenants.context import company_scope
from tenants.enums import DirectoryKind
from tenants.inbox.models import InboundEvent
from tenants.inbox.services import process_due
from tenants.models import Company, DirectoryEntry
from tests.factories.telephony import ANNA_CALLS_FROM
from tests.telephony.conftest import Salon, furnish
from tests.telephony.hooks.conftest import KEY, Post
from tests.telephony.hooks.test_events import example

CALL_ID = "call_8f1f3c0d5f3a4b6f9a1d2e3f4a5b6c7d"
SALON_NUMBER, PRAXIS_NUMBER = "+493012345678", "+493087654321"
MINUTE_MS = 60_000


def call_of(**fields: Any) -> dict[str, Any]:
    return {
        "call_id": CALL_ID,
        "from_number": ANNA_CALLS_FROM,
        "to_number": SALON_NUMBER,
        "agent_id": "agent_1",
        "call_status": "ongoing",
        **fields,
    }


def payload_of(channel: str, **call: Any) -> dict[str, Any]:
    match channel:
        case "inbound":
            return {"event": "call_inbound", "call_inbound": call_of(**call)}
        case "functions":
            return function("opening_hours", **call)
        case _:
            return {"event": "call_started", "call": call_of(**call)}


def function(act: str, args: Mapping[str, Any] | None = None, **call: Any) -> dict[str, Any]:
    return retell_wire.function_payload(name=act, args=dict(args or {}), call=call_of(**call))


@pytest.fixture
def everything(salon: Salon, other_company: Company) -> Callable[[], dict[str, int]]:
    """How many rows each table has, of the platform and of both companies."""

    def count() -> dict[str, int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT schemaname, tablename FROM pg_tables"
                " WHERE schemaname = 'public' OR schemaname = ANY(%s)",
                [list(Company.objects.values_list("schema_name", flat=True))],
            )
            tables = cursor.fetchall()
            counts = sql.SQL(" UNION ALL ").join(
                sql.SQL("SELECT {}, count(*) FROM {}").format(
                    sql.Literal(".".join(table)), sql.Identifier(*table)
                )
                for table in tables
            )
            cursor.execute(counts)
            return dict(cursor.fetchall())

    return count


@pytest.fixture
def praxis_secret(other_company: Company) -> str:
    """The practice's own address, for the very same key: only the path tells the two apart."""
    with company_scope(other_company):
        secret = connect(provider="retell", credentials={"api_key": KEY}, now=timezone.now()).path_secret
    return str(secret)


@pytest.mark.parametrize("channel", ["inbound", "functions", "events"])
def test_address_of_one_company_at_the_host_of_another_leaves_no_row_anywhere(
    post: Post, praxis_secret: str, everything: Callable[[], dict[str, int]], channel: str
) -> None:
    before = everything()

    at_the_wrong_host = post(channel, payload_of(channel), host="praxis.localhost")
    under_the_wrong_secret = post(channel, payload_of(channel), secret=praxis_secret)
    at_the_platform = post(channel, payload_of(channel), host="localhost")

    statuses = [each.status_code for each in (at_the_wrong_host, under_the_wrong_secret, at_the_platform)]
    assert statuses == [404, 404, 404]
    assert everything() == before


@pytest.mark.parametrize("channel", ["functions", "events"])
def test_call_of_another_company_leaves_no_row_anywhere(
    post: Post, other_company: Company, everything: Callable[[], dict[str, int]], channel: str
) -> None:
    before = everything()

    answer = post(channel, payload_of(channel, metadata={"company_id": str(other_company.pk)}))

    assert answer.status_code == 404
    assert everything() == before


@pytest.mark.parametrize("channel", ["inbound", "functions"])
def test_number_of_another_company_leaves_no_row_anywhere(
    post: Post, other_company: Company, everything: Callable[[], dict[str, int]], channel: str
) -> None:
    DirectoryEntry.objects.create(kind=DirectoryKind.PHONE_NUMBER, key=PRAXIS_NUMBER, company=other_company)
    before = everything()

    answer = post(channel, payload_of(channel, to_number=PRAXIS_NUMBER))

    assert answer.status_code == 404
    assert everything() == before


def test_event_about_another_companys_number_makes_no_call(
    post: Post, salon: Salon, other_company: Company
) -> None:
    DirectoryEntry.objects.create(kind=DirectoryKind.PHONE_NUMBER, key=PRAXIS_NUMBER, company=other_company)

    post("events", payload_of("events", to_number=PRAXIS_NUMBER))
    process_due(timezone.now())

    assert not Call.objects.exists()
    with company_scope(other_company):
        assert not Call.objects.exists()
        assert not InboundEvent.objects.exists()


@pytest.mark.parametrize("channel", ["inbound", "functions", "events"])
def test_request_is_good_for_five_minutes_and_not_for_six(post: Post, channel: str) -> None:
    now_ms = int(timezone.now().timestamp() * 1000)

    replayed = post(channel, payload_of(channel), at_ms=now_ms - 6 * MINUTE_MS)
    from_the_future = post(channel, payload_of(channel), at_ms=now_ms + 6 * MINUTE_MS)
    assert [replayed.status_code, from_the_future.status_code] == [401, 401]
    assert not Call.objects.exists()
    assert not InboundEvent.objects.exists()

    assert post(channel, payload_of(channel), at_ms=now_ms - 4 * MINUTE_MS).status_code in (200, 204)


@pytest.mark.parametrize("channel", ["inbound", "functions", "events"])
def test_body_with_one_byte_changed_is_refused_wherever_the_byte_is(
    client: Client, path_secret: str, channel: str
) -> None:
    request = retell_wire.signed(payload_of(channel), api_key=KEY)
    places = range(0, len(request.body), max(1, len(request.body) // 12))
    for place in places:
        body = bytearray(request.body)
        body[place] ^= 0x01
        answer = _send(client, f"/hooks/retell/{path_secret}/{channel}/", bytes(body), request.headers)
        assert answer.status_code == 401

    assert not Call.objects.exists()
    assert not InboundEvent.objects.exists()

    untouched = _send(client, f"/hooks/retell/{path_secret}/{channel}/", request.body, request.headers)
    assert untouched.status_code in (200, 204)


def test_same_events_five_times_in_every_order_end_in_one_state(post: Post, salon: Salon) -> None:
    ends: list[dict[str, Any]] = []
    for number, order in enumerate(itertools.permutations(("call_started", "call_ended", "call_analyzed"))):
        for name in order:
            event = example(name)
            event["call"]["call_id"] = f"call_order_{number}"
            for _ in range(5):
                assert post("events", event).status_code == 204
            # The worker is as likely to come between two deliveries as after all of them.
            if number % 2:
                process_due(timezone.now())
        process_due(timezone.now())
        ends.append(_facts_of(f"call_order_{number}"))

    assert all(end == ends[0] for end in ends)
    assert ends[0]["state"] == CallState.ANALYSED
    assert InboundEvent.objects.count() == 3 * len(ends)
    assert set(InboundEvent.objects.values_list("deliveries", flat=True)) == {5}


def _facts_of(call_id: str) -> dict[str, Any]:
    """What a call ended as, without what is its own by nature."""
    call = Call.objects.get(provider_call_id=call_id)
    own = {"id", "token", "provider_call_id", "ringing_at"}
    return {
        field.attname: getattr(call, field.attname)
        for field in Call._meta.concrete_fields
        if field.attname not in own
    }


class Flood(BytesIO):
    """A body of any length that notes how much of it was taken in."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self.left, self.taken = length, 0

    def read(self, size: int | None = -1, /) -> bytes:
        take = self.left if size is None or size < 0 else min(size, self.left)
        self.left -= take
        self.taken += take
        return b"x" * take


@pytest.mark.parametrize("channel", ["inbound", "functions", "events"])
def test_ten_megabytes_are_refused_unread(client: Client, path_secret: str, channel: str) -> None:
    flood = Flood(10_000_000)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": f"/hooks/retell/{path_secret}/{channel}/",
        "HTTP_HOST": "salon.localhost",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(flood.left),
        "HTTP_X_RETELL_SIGNATURE": "v=1,d=" + "0" * 64,
        "wsgi.input": flood,
    }

    answer = copy_context().run(lambda: client.request(**environ))

    assert answer.status_code in (400, 413)
    # Neither kept nor hashed: whoever cannot sign costs us a look at the length they admit to.
    assert flood.taken == 0
    assert not InboundEvent.objects.exists()


def test_two_companies_may_have_calls_of_the_same_id(
    post: Post, salon: Salon, other_company: Company, praxis_secret: str
) -> None:
    with company_scope(other_company):
        furnish()
    post("inbound", payload_of("inbound"))
    post("inbound", payload_of("inbound"), secret=praxis_secret, host="praxis.localhost")
    post("functions", function("take_message", {"text": "Ich komme später."}))
    post("events", example_with_id("call_ended"), secret=praxis_secret, host="praxis.localhost")
    with company_scope(other_company):
        process_due(timezone.now())
        there = Call.objects.get()
    process_due(timezone.now())
    here = Call.objects.get()

    assert (here.provider_call_id, there.provider_call_id) == (CALL_ID, CALL_ID)
    assert here.token != there.token
    # What was done in one call, and how it ended, is nothing to the other.
    assert (here.state, here.acts_done) == (CallState.ONGOING, 1)
    assert (there.state, there.acts_done) == (CallState.ENDED, 0)


def example_with_id(name: str) -> dict[str, Any]:
    event = example(name)
    event["call"] |= {"call_id": CALL_ID, "to_number": SALON_NUMBER}
    return event


Escaped = Callable[[str, dict[str, Any]], HttpResponse]
# JSON may name characters that neither PostgreSQL nor UTF-8 can hold.
UNHOLDABLE = ["An\x00na", "Anna \ud800", "\udfff Anna", "\x00", "Anna \x1b[31m\x07"]


@pytest.fixture
def post_escaped(client: Client, path_secret: str) -> Escaped:
    """Post JSON that is plain ASCII, all other characters escaped."""

    def send(channel: str, payload: dict[str, Any]) -> HttpResponse:
        body = json.dumps(payload).encode("ascii")
        headers = retell_wire.signed_headers(api_key=KEY, body=body)
        return _send(client, f"/hooks/retell/{path_secret}/{channel}/", body, headers)

    return send


@pytest.mark.parametrize("text", UNHOLDABLE)
def test_functions_take_any_character_in_what_a_caller_says(
    post_escaped: Escaped, salon: Salon, text: str
) -> None:
    post_escaped("inbound", payload_of("inbound"))
    found = post_escaped(
        "functions", function("find_times", {"service": f"Haarschnitt {text}", "when": text})
    )
    message = post_escaped(
        "functions", function("take_message", {"text": f"Bitte {text}", "name": f"Frau {text}"})
    )

    assert (found.status_code, message.status_code) == (200, 200)
    assert message.json()["ok"] is True


@pytest.mark.parametrize("text", UNHOLDABLE)
def test_appointment_of_a_name_with_any_character_is_booked(
    post_escaped: Escaped, salon: Salon, text: str
) -> None:
    post_escaped("inbound", payload_of("inbound"))
    found = post_escaped(
        "functions", function("find_times", {"service": "Haarschnitt", "when": "nächsten Dienstag"})
    )
    slot_id = found.json()["slots"][0]["slot_id"]

    booked = post_escaped(
        "functions", function("book", {"slot_id": slot_id, "name": f"Weber {text}", "note": f"Notiz {text}"})
    )

    assert booked.json()["code"] == "booked"
    appointment = Appointment.objects.get()
    for stored in (appointment.customer.name, appointment.note):
        assert "\x00" not in stored
        stored.encode()  # lone surrogates would not let it


@pytest.mark.parametrize("text", UNHOLDABLE)
def test_events_take_any_character(post_escaped: Escaped, salon: Salon, text: str) -> None:
    started = payload_of("events", metadata={text: text}, from_number=text, disconnection_reason=text)
    assert post_escaped("events", started).status_code == 204
    process_due(timezone.now())
    call = Call.objects.get()
    assert call.started_at is not None or call.ringing_at is not None
    perform_act(call_id=call.pk, name="set_consent", args={"granted": True}, now=call.ringing_at)

    ended = example_with_id("call_analyzed")
    ended["call"]["transcript_object"] = [
        {"role": "user", "content": f"Ja {text}", "words": [{"word": text, "start": 9000.0, "end": 9001.0}]}
    ]
    ended["call"]["call_analysis"]["call_summary"] = text
    assert post_escaped("events", ended).status_code == 204
    process_due(timezone.now())

    assert set(InboundEvent.objects.values_list("state", flat=True)) == {"done"}
    assert "\x00" not in "".join(turn.text for turn in CallTurn.objects.all())


@pytest.mark.parametrize("call_id", ["call\x00", "call_\ud800", "../..", "", "x" * 101])
@pytest.mark.parametrize("channel", ["functions", "events"])
def test_call_ids_of_other_characters_are_refused(post_escaped: Escaped, channel: str, call_id: str) -> None:
    assert post_escaped(channel, payload_of(channel, call_id=call_id)).status_code == 400
    assert not Call.objects.exists()


@pytest.mark.parametrize("path", ["%00", "%ff%fe", "..%2f..", "a" * 5000])
def test_secret_paths_of_any_bytes_are_not_found(client: Client, path_secret: str, path: str) -> None:
    request = retell_wire.signed(payload_of("inbound"), api_key=KEY)

    answer = _send(client, f"/hooks/retell/{path}/inbound/", request.body, request.headers)

    assert answer.status_code == 404


class TestAtTheSameTime:
    """Real commits on several connections."""

    @pytest.fixture
    def secret(self, committed_company: Company) -> str:
        furnish()
        connection_row = connect(provider="retell", credentials={"api_key": KEY}, now=timezone.now())
        return str(connection_row.path_secret)

    def _at_once(self, secret: str, channel: str, payload: dict[str, Any], times: int) -> list[HttpResponse]:
        answers: list[HttpResponse] = []
        start = threading.Barrier(times)

        def send() -> None:
            try:
                request = retell_wire.signed(payload, api_key=KEY)
                start.wait(30)
                url = f"/hooks/retell/{secret}/{channel}/"
                answers.append(_send(Client(), url, request.body, request.headers))
            finally:
                connections.close_all()

        threads = [threading.Thread(target=send) for _ in range(times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    def test_same_booking_from_two_requests_is_one_appointment_and_one_answer(self, secret: str) -> None:
        found = self._at_once(
            secret,
            "functions",
            function("find_times", {"service": "Haarschnitt", "when": "nächsten Dienstag um 10 Uhr"}),
            times=1,
        )
        slot_id = found[0].json()["slots"][0]["slot_id"]

        answers = self._at_once(
            secret, "functions", function("book", {"slot_id": slot_id, "name": "Clara Weber"}), times=4
        )

        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.content for answer in answers}) == 1
        assert answers[0].json()["code"] == "booked"
        assert (Appointment.objects.count(), Customer.objects.count()) == (1, 1)

    def test_first_we_hear_of_a_call_may_be_the_same_function_several_times(self, secret: str) -> None:
        answers = self._at_once(secret, "functions", function("opening_hours"), times=4)

        call = Call.objects.get()
        assert {answer.status_code for answer in answers} == {200}
        assert (call.acts_done, call.acts.count(), call.state) == (4, 1, CallState.ONGOING)


def _send(client: Client, url: str, body: bytes, headers: Mapping[str, str]) -> HttpResponse:
    signature = {"X-Retell-Signature": headers["X-Retell-Signature"], "Host": "salon.localhost"}
    answer: HttpResponse = copy_context().run(
        client.post, url, data=body, content_type="application/json", headers=signature
    )
    return answer


def test_signature_of_another_body_is_worth_nothing(client: Client, path_secret: str) -> None:
    """Proof and body each from a real request, but not from the same one."""
    one, other = (
        retell_wire.signed(payload_of("inbound", call_id=f"call_{each}"), api_key=KEY) for each in "ab"
    )

    answer = _send(client, f"/hooks/retell/{path_secret}/inbound/", one.body, other.headers)

    assert answer.status_code == 401
    assert json.loads(one.body)["call_inbound"]["call_id"] == "call_a"
