"""What was decided while it rang reaches Retell, and what became of a transfer reaches us."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from telephony.enums import Outcome, Route, TransferState
from telephony.models import Call, CallbackTicket, CallTransfer, Receptionist, ReceptionistVersion
from telephony.services.versions import activate, edit_receptionist, publish
from tenants.inbox.services import process_due
from tests.factories.telephony import ANNA_CALLS_FROM, ReceptionistFactory
from tests.telephony.hooks.conftest import Post
from tests.telephony.hooks.test_views import CALL_ID, function, inbound

BUSINESS = "+493022334455"


@pytest.fixture
def passes_on(post: Post) -> Receptionist:
    """Never ours by the clock: public holidays only, and today is none that matters."""
    return ReceptionistFactory(mode="holiday", business_number=BUSINESS, persona_name="Mia")


def answer_of(post: Post) -> dict[str, Any]:
    found: dict[str, Any] = post("inbound", inbound()).json()["call_inbound"]
    return found


@pytest.fixture(autouse=True)
def _no_holiday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("telephony.services.routing.is_holiday_at", lambda **_: False)


def test_call_that_is_passed_on_is_told_where_and_says_who_speaks(
    post: Post, passes_on: Receptionist
) -> None:
    variables = answer_of(post)["dynamic_variables"]

    assert (variables["route"], variables["transfer_number"]) == ("pass_on", BUSINESS)
    assert "KI-Assistentin" in variables["greeting"].split(". ")[0]
    assert "verbinde Sie mit dem Team" in variables["greeting"]
    assert Call.objects.get().route == Route.PASS_ON
    assert CallTransfer.objects.get().state == TransferState.STARTED


def test_repeated_request_is_passed_on_once(post: Post, passes_on: Receptionist) -> None:
    answer_of(post)
    answer_of(post)

    assert (Call.objects.count(), CallTransfer.objects.count()) == (1, 1)


def test_call_for_a_message_asks_for_it(post: Post, passes_on: Receptionist) -> None:
    Receptionist.objects.update(otherwise="message")

    variables = answer_of(post)["dynamic_variables"]

    assert (variables["route"], variables["transfer_number"]) == ("message", "")
    assert "KI-Assistentin" in variables["greeting"].split(". ")[0]
    assert "Was darf ich ausrichten" in variables["greeting"]


def test_ordinary_call_gets_no_number_to_connect_to(post: Post) -> None:
    ReceptionistFactory(business_number=BUSINESS)

    variables = answer_of(post)["dynamic_variables"]

    assert (variables["route"], variables["transfer_number"], variables["transfer_summary"]) == (
        "answer",
        "",
        "",
    )


def test_hidden_number_is_turned_away_where_that_is_wanted(post: Post) -> None:
    ReceptionistFactory(turns_hidden_away=True)

    assert post("inbound", inbound(from_number="anonymous")).json() == {"call_inbound": {"reject": True}}
    assert Call.objects.get().route == Route.TURNED_AWAY


def test_version_is_kept_on_the_call_and_told_to_retell(post: Post) -> None:
    edit_receptionist(fields={"persona_name": "Lea"}, now=timezone.now())
    activate(publish(note="", by_user_id=None, now=timezone.now()), now=timezone.now())
    ReceptionistVersion.objects.filter(weight=100).update(
        provider_agent_id="agent_1", provider_agent_version=4
    )

    answer = answer_of(post)

    assert (answer["override_agent_id"], answer["override_agent_version"]) == ("agent_1", 4)
    assert Call.objects.get().version == ReceptionistVersion.objects.get(weight=100)


def tell(post: Post, event: str) -> None:
    call = {
        "call_id": CALL_ID,
        "call_status": "ongoing",
        "from_number": ANNA_CALLS_FROM,
        "to_number": "+493012345678",
    }
    sent = post("events", {"event": event, "call": call, "transfer_destination": {"number": BUSINESS}})
    assert sent.status_code == 204
    process_due(timezone.now())


def test_transfer_that_nobody_picked_up_leaves_a_ticket(post: Post, passes_on: Receptionist) -> None:
    answer_of(post)

    tell(post, "transfer_started")
    tell(post, "transfer_cancelled")

    assert CallTransfer.objects.get().state == TransferState.FAILED
    assert CallbackTicket.objects.get().phone == ANNA_CALLS_FROM
    assert Call.objects.get().outcome == Outcome.CALLBACK


def test_transfer_that_was_bridged_owes_nothing(post: Post, passes_on: Receptionist) -> None:
    answer_of(post)

    tell(post, "transfer_bridged")
    tell(post, "transfer_cancelled")

    assert CallTransfer.objects.get().state == TransferState.BRIDGED
    assert not CallbackTicket.objects.exists()


def test_function_answers_with_number_and_summary(post: Post) -> None:
    from telephony.services.transfer_targets import save_target

    save_target(target_id=None, fields={"name": "Jens", "phone": "+493022110011", "reach": "always"})
    post("inbound", inbound())

    answer = post("functions", function("transfer", {"reason": "Beschwerde"})).json()

    assert answer["transfer"]["number"] == "+493022110011"
    assert "Beschwerde" in answer["transfer"]["summary"]
