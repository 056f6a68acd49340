from __future__ import annotations

import json
from contextvars import copy_context
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from askproai.standins import retell_wire
from booking.models import Appointment
from telephony.enums import CallState
from telephony.models import Call
from tenants.connections.services import _remembered, connect
from tenants.context import company_scope
from tenants.enums import DirectoryKind
from tenants.inbox.models import InboundEvent
from tenants.models import Company, DirectoryEntry
from tests.factories.booking import CustomerFactory
from tests.factories.telephony import ANNA_CALLS_FROM, BlockedNumberFactory, ReceptionistFactory
from tests.telephony.hooks.conftest import KEY, Post

CALL_ID = "call_8f1f3c0d5f3a4b6f9a1d2e3f4a5b6c7d"


def inbound(**fields: Any) -> dict[str, Any]:
    call = {"call_id": CALL_ID, "from_number": ANNA_CALLS_FROM, "to_number": "+493012345678", **fields}
    return {"event": "call_inbound", "call_inbound": {name: value for name, value in call.items() if value}}


def function(name: str, args: dict[str, Any], **call: Any) -> dict[str, Any]:
    known = {
        "call_id": CALL_ID,
        "from_number": ANNA_CALLS_FROM,
        "to_number": "+493012345678",
        "agent_id": "agent_1",
    }
    return retell_wire.function_payload(
        name=name, args=args, call={**known, "call_status": "ongoing", **call}
    )


def test_inbound_greets_with_strings_only_and_links_the_call(post: Post, company: Company) -> None:
    ReceptionistFactory(persona_name="Mia", agent_id="agent_salon")

    answer = post("inbound", inbound()).json()["call_inbound"]

    call = Call.objects.get()
    assert answer["override_agent_id"] == "agent_salon"
    assert answer["metadata"] == {"company_id": str(company.pk), "call_token": str(call.token)}
    assert all(isinstance(value, str) for value in answer["dynamic_variables"].values())
    first_sentence = answer["dynamic_variables"]["greeting"].split(". ")[0]
    assert "Mia" in first_sentence
    assert "KI-Assistentin" in first_sentence
    assert (call.provider_call_id, call.state, call.from_number) == (
        CALL_ID,
        CallState.RINGING,
        ANNA_CALLS_FROM,
    )


def test_inbound_says_nothing_about_the_person_behind_a_number(post: Post) -> None:
    CustomerFactory(name="Clara Weber", phone=ANNA_CALLS_FROM)

    answer = post("inbound", inbound())

    assert answer.json()["call_inbound"]["dynamic_variables"]["is_known_customer"] == "true"
    assert "Clara" not in answer.content.decode()


def test_inbound_repeated_while_it_rings_is_one_call(post: Post) -> None:
    first, again = post("inbound", inbound()).json(), post("inbound", inbound()).json()

    assert again["call_inbound"]["metadata"] == first["call_inbound"]["metadata"]
    assert Call.objects.count() == 1


def test_inbound_turns_a_blocked_number_away(post: Post) -> None:
    BlockedNumberFactory(phone=ANNA_CALLS_FROM)

    assert post("inbound", inbound()).json() == {"call_inbound": {"reject": True}}
    assert Call.objects.get().state == CallState.REJECTED


def test_inbound_without_call_id_is_linked_by_the_first_function(post: Post) -> None:
    metadata = post("inbound", inbound(call_id=None)).json()["call_inbound"]["metadata"]

    post("functions", function("opening_hours", {}, metadata=metadata))

    assert Call.objects.get().provider_call_id == CALL_ID


def test_inbound_for_another_companys_number_is_not_found(post: Post, other_company: Company) -> None:
    DirectoryEntry.objects.create(kind=DirectoryKind.PHONE_NUMBER, key="+493012345678", company=other_company)

    assert post("inbound", inbound()).status_code == 404
    assert not Call.objects.exists()


def test_functions_book_a_haircut(post: Post) -> None:
    post("inbound", inbound())
    found = post(
        "functions", function("find_times", {"service": "Haarschnitt", "when": "nächsten Dienstag um 10 Uhr"})
    )
    slot_id = found.json()["slots"][0]["slot_id"]

    held = post("functions", function("hold", {"slot_id": slot_id}))
    booked = post("functions", function("book", {"slot_id": slot_id, "name": "Clara Weber"}))

    assert held.json()["code"] == "held"
    assert booked.json()["code"] == "booked"
    assert Appointment.objects.get().reference
    assert Call.objects.get().state == CallState.ONGOING


def test_functions_answer_in_the_language_that_is_spoken(post: Post) -> None:
    heard = ["Hello, could I book a haircut for tomorrow morning please?", "At ten if you can."]
    spoken = [{"role": "user", "content": text} for text in heard]
    wish = {"service": "Haarschnitt", "when": "tomorrow at ten"}

    english = post("functions", function("find_times", wish, transcript_object=spoken)).json()
    without = post("functions", function("quote_price", {"service": "Haarschnitt"})).json()
    wrong = post("functions", function("find_times", {"people": "two"})).json()

    assert " with Anna" in english["say"]
    assert without["say"].startswith("Haircut is")
    assert wrong["say"] == "I'm afraid that didn't work just now."
    assert Call.objects.get().language == "en"


def test_functions_answer_business_refusals_with_200(post: Post) -> None:
    answer = post("functions", function("book", {"slot_id": "erfundene-kennung", "name": "Clara Weber"}))

    assert answer.status_code == 200
    assert (answer.json()["ok"], answer.json()["code"]) == (False, "slot_unknown")


def test_functions_for_a_call_that_nobody_announced_make_it(post: Post) -> None:
    post("functions", function("opening_hours", {}))

    call = Call.objects.get()
    assert (call.provider_call_id, call.from_number, call.state) == (
        CALL_ID,
        ANNA_CALLS_FROM,
        CallState.ONGOING,
    )


def test_functions_answers_stay_below_what_retell_cuts(post: Post) -> None:
    answer = post("functions", function("opening_hours", {}))

    assert len(answer.content.decode()) < 15_000


def test_functions_of_another_companys_call_are_not_found(post: Post, other_company: Company) -> None:
    metadata = {"company_id": str(other_company.pk)}

    assert post("functions", function("opening_hours", {}, metadata=metadata)).status_code == 404
    assert not Call.objects.exists()


@pytest.mark.parametrize("channel", ["inbound", "functions", "events"])
@pytest.mark.parametrize(
    ("forged", "status"),
    [
        ({"key": "key_of_somebody_else"}, 401),
        ({"at_ms": 1_700_000_000_000}, 401),
        ({"secret": "geraten-und-falsch"}, 404),
        ({"host": "praxis.localhost"}, 404),
    ],
)
def test_what_is_not_proven_leaves_no_row(
    post: Post, channel: str, forged: dict[str, Any], status: int
) -> None:
    payloads = {
        "inbound": inbound(),
        "functions": function("opening_hours", {}),
        "events": {"event": "call_started", "call": {"call_id": CALL_ID}},
    }
    with CaptureQueriesContext(connection) as queries:
        answer = post(channel, payloads[channel], **forged)

    assert answer.status_code == status
    assert not Call.objects.exists()
    assert not InboundEvent.objects.exists()
    assert not [query for query in queries if query["sql"].startswith(("INSERT", "UPDATE"))]


def test_the_path_of_one_company_opens_nothing_at_another(
    post: Post, other_company: Company, path_secret: str
) -> None:
    with company_scope(other_company):
        connect(provider="retell", credentials={"api_key": KEY}, now=timezone.now())

    assert post("inbound", inbound(), host="praxis.localhost").status_code == 404


def test_an_old_key_still_opens_during_rotation(post: Post) -> None:
    connect(
        provider="retell", credentials={"api_key": "key_new", "previous_api_key": KEY}, now=timezone.now()
    )
    _remembered.cache_clear()

    assert post("inbound", inbound()).status_code == 200
    assert post("inbound", inbound(), key="key_new").status_code == 200


@pytest.mark.parametrize(
    "body", [[], {"call_inbound": 7}, {"name": "book"}, {"call": {"call_id": "x y"}, "name": "book"}]
)
def test_unreadable_requests_are_refused_as_such(post: Post, body: Any) -> None:
    assert post("functions", body).status_code == 400


def test_a_body_changed_on_the_way_is_refused(client: Any, path_secret: str) -> None:
    request = retell_wire.signed(inbound(), api_key=KEY)

    answer = copy_context().run(
        client.post,
        f"/hooks/retell/{path_secret}/inbound/",
        data=json.dumps(json.loads(request.body)),
        content_type="application/json",
        headers={"X-Retell-Signature": request.headers["X-Retell-Signature"], "Host": "salon.localhost"},
    )

    assert answer.status_code == 401
