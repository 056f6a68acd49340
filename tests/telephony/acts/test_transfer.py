from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from askproai.core.phones import InvalidPhone
from telephony.enums import Outcome, Reach, Route, TransferState
from telephony.errors import TargetUnknown, TransferNumberRefused
from telephony.models import CallbackTicket, CallerMessage, CallTransfer, TransferTarget
from telephony.services.transfer_numbers import transfer_number
from telephony.services.transfer_targets import remove_target, save_target
from telephony.services.transfers import MOST_PER_CALL, settle_transfer
from tenants.context import current_company
from tenants.enums import DirectoryKind
from tenants.models import DirectoryEntry
from tests.factories.booking import MONDAY_8, BranchFactory, CustomerFactory, berlin
from tests.factories.telephony import ANNA_CALLS_FROM, CallFactory, ReceptionistFactory
from tests.telephony.conftest import Salon
from tests.telephony.phone import act

pytestmark = pytest.mark.usefixtures("salon")
NOON = berlin("2026-03-30", "12:00")
JENS, SABINE = "+493022110011", "+491701234567"


def target(name: str, phone: str = JENS, **fields: Any) -> TransferTarget:
    return save_target(target_id=None, fields={"name": name, "phone": phone, "reach": Reach.ALWAYS, **fields})


def test_transfer_puts_through_to_whoever_knows_about_it() -> None:
    target("Jens Krüger")
    target("Sabine Sommer", SABINE, topics=["Rechnung", "Reklamation"])
    call = CallFactory(now=NOON)

    result = act(call, "transfer", reason="Ich habe eine Frage zu meiner Rechnung", now=NOON)

    assert (result["ok"], result["code"], result["transfer"]["number"]) == (True, "transferring", SABINE)
    assert "Sabine Sommer" in result["say"]
    assert call.outcome == Outcome.TRANSFERRED


def test_transfer_without_a_topic_goes_to_whoever_does_everything() -> None:
    target("Sabine Sommer", SABINE, topics=["Rechnung"])
    target("Jens Krüger")

    assert (
        act(CallFactory(now=NOON), "transfer", reason="Einen Menschen bitte", now=NOON)["transfer"]["number"]
        == JENS
    )


def test_any_person_is_better_than_none() -> None:
    target("Sabine Sommer", SABINE, topics=["Rechnung"])

    assert (
        act(CallFactory(now=NOON), "transfer", reason="Beschwerde", now=NOON)["transfer"]["number"] == SABINE
    )


def test_person_who_picks_up_hears_who_it_is_and_what_about() -> None:
    target("Jens Krüger")
    CustomerFactory(name="Clara Weber", phone=ANNA_CALLS_FROM)

    result = act(
        CallFactory(now=NOON),
        "transfer",
        reason="Frage",
        summary="Haarfarbe ist zu dunkel geworden",
        now=NOON,
    )

    assert "Clara Weber" in result["transfer"]["summary"]
    assert "Haarfarbe ist zu dunkel geworden" in result["transfer"]["summary"]


@pytest.mark.parametrize(
    ("fields", "now", "reachable"),
    [
        ({"reach": Reach.OPENING_HOURS}, NOON, True),
        ({"reach": Reach.OPENING_HOURS}, berlin("2026-03-30", "20:00"), False),
        ({"reach": Reach.OPENING_HOURS}, berlin("2026-04-03", "12:00"), False),
        ({"reach": Reach.ALWAYS}, berlin("2026-03-30", "23:00"), True),
        (
            {"weekdays": [0, 1], "from_time": time(19), "until_time": time(21)},
            berlin("2026-03-30", "20:00"),
            True,
        ),
        (
            {"weekdays": [1], "from_time": time(19), "until_time": time(21)},
            berlin("2026-03-30", "20:00"),
            False,
        ),
        (
            {"weekdays": [0], "from_time": time(19), "until_time": time(21)},
            berlin("2026-03-30", "21:00"),
            False,
        ),
    ],
)
def test_people_are_reached_at_their_hours(fields: dict[str, Any], now: datetime, reachable: bool) -> None:
    target("Jens Krüger", **{"reach": Reach.OWN_HOURS, **fields})

    result = act(CallFactory(now=now), "transfer", reason="Beschwerde", now=now)

    assert result["code"] == ("transferring" if reachable else "nobody_reachable")


def test_nobody_there_is_an_answer_with_a_way_out() -> None:
    result = act(CallFactory(now=NOON), "transfer", reason="Beschwerde", now=NOON)

    assert (result["ok"], result["code"]) == (False, "nobody_reachable")
    assert "zurückrufen" in result["say"]
    assert "transfer" not in result


def test_people_of_another_branch_are_left_alone() -> None:
    target("Jens Krüger", branch=BranchFactory(name="West", slug="west"))

    assert act(CallFactory(now=NOON), "transfer", reason="Beschwerde", now=NOON)["code"] == "nobody_reachable"


def test_model_cannot_choose_the_number() -> None:
    target("Jens Krüger")

    result = act(
        CallFactory(now=NOON),
        "transfer",
        reason="Beschwerde",
        number="+499001234567",
        phone="+499001234567",
        now=NOON,
    )

    assert result["transfer"]["number"] == JENS


def test_asked_again_it_is_the_same_attempt() -> None:
    target("Jens Krüger")
    target("Sabine Sommer", SABINE)
    call = CallFactory(now=NOON)
    first = act(call, "transfer", reason="Beschwerde", now=NOON)

    again = act(call, "transfer", reason="Beschwerde", now=NOON)

    assert again == first
    assert CallTransfer.objects.count() == 1


def test_failed_attempt_leads_to_the_next_person() -> None:
    target("Jens Krüger")
    target("Sabine Sommer", SABINE)
    call = CallFactory(now=NOON)
    act(call, "transfer", reason="Beschwerde", now=NOON)
    settle_transfer(call_id=call.pk, bridged=False, now=NOON)

    again = act(call, "transfer", reason="Beschwerde", now=NOON)

    assert again["transfer"]["number"] == SABINE


def test_failed_transfer_leaves_a_ticket_with_deadline_and_owner() -> None:
    jens = target("Jens Krüger")
    call = CallFactory(now=NOON)
    act(call, "transfer", reason="Beschwerde über den Schnitt", now=NOON)

    settle_transfer(call_id=call.pk, bridged=False, now=NOON)
    settle_transfer(call_id=call.pk, bridged=False, now=NOON)

    ticket = CallbackTicket.objects.get()
    assert (ticket.target, ticket.phone, ticket.due_at) == (
        jens,
        ANNA_CALLS_FROM,
        berlin("2026-03-30", "14:00"),
    )
    assert "Beschwerde über den Schnitt" in ticket.reason
    call.refresh_from_db()
    assert call.outcome == Outcome.CALLBACK


def test_failed_transfer_of_a_hidden_number_leaves_a_message() -> None:
    target("Jens Krüger")
    call = CallFactory(from_number=None, now=NOON)
    act(call, "transfer", reason="Beschwerde", now=NOON)

    settle_transfer(call_id=call.pk, bridged=False, now=NOON)

    assert not CallbackTicket.objects.exists()
    assert "Beschwerde" in CallerMessage.objects.get().text


def test_transfer_that_was_put_through_owes_nothing() -> None:
    target("Jens Krüger")
    call = CallFactory(now=NOON)
    act(call, "transfer", reason="Beschwerde", now=NOON)

    settle_transfer(call_id=call.pk, bridged=True, now=NOON)
    settle_transfer(call_id=call.pk, bridged=False, now=NOON)

    assert CallTransfer.objects.get().state == TransferState.BRIDGED
    assert not CallbackTicket.objects.exists()


def test_callback_is_owed_by_whoever_knows_about_it() -> None:
    target("Jens Krüger")
    sabine = target("Sabine Sommer", SABINE, topics=["Rechnung"])

    act(CallFactory(now=NOON), "callback", reason="Es geht um eine Rechnung")

    assert CallbackTicket.objects.get().target == sabine


def test_transfers_of_a_call_are_limited() -> None:
    for number in range(MOST_PER_CALL + 1):
        target(f"Person {number}", f"+4930221100{number:02d}")
    call = CallFactory(now=NOON)
    for attempt in range(MOST_PER_CALL):
        assert act(call, "transfer", reason=f"Versuch {attempt}", now=NOON)["ok"]
        settle_transfer(call_id=call.pk, bridged=False, now=NOON)

    assert act(call, "transfer", reason="noch einer", now=NOON)["code"] == "nobody_reachable"


def test_transfers_of_an_hour_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("telephony.services.transfers.MOST_PER_HOUR", 1)
    target("Jens Krüger")
    act(CallFactory(now=NOON), "transfer", reason="Beschwerde", now=NOON)

    assert act(CallFactory(now=NOON), "transfer", reason="Beschwerde", now=NOON)["code"] == "nobody_reachable"
    later = NOON + timedelta(hours=1, minutes=1)
    assert act(CallFactory(now=later), "transfer", reason="Beschwerde", now=later)["ok"]


def test_caller_is_not_put_through_to_the_own_phone() -> None:
    target("Anna", ANNA_CALLS_FROM)

    assert act(CallFactory(now=NOON), "transfer", reason="Beschwerde", now=NOON)["code"] == "nobody_reachable"


def test_call_that_is_passed_on_goes_to_the_business() -> None:
    ReceptionistFactory(business_number="+493022334455")
    target("Jens Krüger")
    call = CallFactory(route=Route.PASS_ON, now=NOON)

    first = act(call, "transfer", reason="Durchgestellt", now=NOON)
    settle_transfer(call_id=call.pk, bridged=False, now=NOON)
    second = act(call, "transfer", reason="Durchgestellt", now=NOON)

    assert first["transfer"]["number"] == "+493022334455"
    assert second["transfer"]["number"] == JENS


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("0900 1234567", "class"),
        ("0180 5 123456", "class"),
        ("0700 12345678", "class"),
        ("0137 1234567", "class"),
        ("+1 202 555 0123", "country"),
        ("+44 20 7946 0018", "country"),
        ("+375 29 1234567", "country"),
    ],
)
def test_expensive_and_foreign_numbers_are_refused(number: str, why: str) -> None:
    with pytest.raises(TransferNumberRefused) as refused:
        transfer_number(number, country="DE")

    assert refused.value.context["why"] == why


@pytest.mark.parametrize("number", ["0900", "110", "030", "abc", "+49 1234"])
def test_what_is_no_number_is_refused(number: str) -> None:
    with pytest.raises((InvalidPhone, TransferNumberRefused)):
        transfer_number(number, country="DE")


@pytest.mark.parametrize("number", ["030 22110011", "0170 1234567", "+43 1 5123456", "+41 44 668 18 00"])
def test_ordinary_numbers_of_the_neighbours_are_fine(number: str) -> None:
    assert transfer_number(number, country="DE").startswith("+")


def test_our_own_lines_are_refused() -> None:
    DirectoryEntry.objects.create(
        kind=DirectoryKind.PHONE_NUMBER, key="+493012345678", company=current_company()
    )

    with pytest.raises(TransferNumberRefused):
        transfer_number("030 12345678", country="DE")


def test_number_that_became_forbidden_is_not_dialled_any_more(settings: Any) -> None:
    target("Jens Krüger", "+41446681800")
    settings.TRANSFER_COUNTRIES = frozenset({"DE"})

    assert act(CallFactory(now=NOON), "transfer", reason="Beschwerde", now=NOON)["code"] == "nobody_reachable"


def test_person_who_was_removed_gets_no_calls() -> None:
    jens = target("Jens Krüger")

    remove_target(target_id=jens.pk)

    assert act(CallFactory(now=NOON), "transfer", reason="Beschwerde", now=NOON)["code"] == "nobody_reachable"
    with pytest.raises(TargetUnknown):
        remove_target(target_id=jens.pk)


def test_people_keep_the_order_in_which_they_were_added(salon: Salon) -> None:
    first, second = target("Jens Krüger"), target("Sabine Sommer", SABINE)

    assert (first.position, second.position) == (0, 1)
    assert MONDAY_8 < NOON
