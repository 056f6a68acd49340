"""What a team does with its calls."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from telephony.enums import ConsentPurpose, ConsentState, Speaker
from telephony.errors import ColleagueUnknown, CorrectionInvalid
from telephony.models import Call, SimulationRun
from telephony.services import desk
from telephony.services.calls import end_call
from telephony.services.consents import record_consent, withdraw_consent
from telephony.services.simulation import simulate
from telephony.services.transcripts import add_turn
from telephony.simulation.calendar import never_committed
from telephony.simulation.corrected import corrected_cases, empty_calendar
from telephony.simulation.playing import play, with_the_engine
from telephony.simulation.suite import Result, run_one
from telephony.values import Correction
from tenants.enums import Role
from tenants.models import Company, Membership, User
from tests.factories.booking import MONDAY_8
from tests.factories.telephony import CallFactory
from tests.telephony.conftest import Salon

pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture
def call(salon: Salon) -> Call:
    """Somebody wanted their hair coloured, and agreed that it is written down."""
    rung = CallFactory()
    record_consent(call=rung, granted=True, wording_version="1", now=MONDAY_8)
    add_turn(
        call=rung,
        speaker=Speaker.CALLER,
        text="Ich bräuchte einmal Färben bei Anna, egal wann.",
        offset_ms=900,
    )
    rung.save(update_fields=["turns", "trace"])
    end_call(call_id=rung.pk, reason="user_hangup", now=MONDAY_8)
    return Call.objects.get(pk=rung.pk)


def colleague(company: Company, **membership: Any) -> User:
    user = User.objects.create_user("ben@haarmonie.example", name="Ben Adler")
    Membership.objects.create(user=user, company=company, role=Role.STAFF, **membership)
    return user


def test_call_is_new_until_somebody_has_looked(call: Call) -> None:
    desk.mark_seen(call_id=call.pk, by_user_id=1, now=MONDAY_8)
    call.refresh_from_db()
    assert call.seen_at == MONDAY_8

    desk.mark_unseen(call_id=call.pk)
    call.refresh_from_db()
    assert call.seen_at is None


def test_call_is_shown_to_a_colleague_until_they_have_looked(
    call: Call, company: Company, heard_desk: list[object]
) -> None:
    ben = colleague(company)
    for _ in range(2):
        desk.share_call(call_id=call.pk, from_user_id=1, to_user_id=ben.pk, text="Schau mal.", now=MONDAY_8)

    call.refresh_from_db()
    assert call.shared_with == [ben.pk]
    assert [type(event).__name__ for event in heard_desk].count("CallShared") == 1

    desk.mark_seen(call_id=call.pk, by_user_id=ben.pk, now=MONDAY_8)
    call.refresh_from_db()
    assert call.shared_with == []
    assert [share["text"] for share in call.shares] == ["Schau mal.", "Schau mal."]


@pytest.fixture
def heard_desk(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    heard: list[object] = []
    monkeypatch.setattr(desk, "publish", heard.append)
    return heard


def test_call_is_shown_to_nobody_who_may_not_see_it(
    call: Call, company: Company, other_company: Company
) -> None:
    elsewhere = colleague(company, branch_ids=[call.branch_id + 1])
    stranger = colleague_of(other_company)

    for user in (elsewhere, stranger):
        with pytest.raises(ColleagueUnknown):
            desk.share_call(call_id=call.pk, from_user_id=1, to_user_id=user.pk, text="", now=MONDAY_8)
    with pytest.raises(ColleagueUnknown):
        desk.give_to(call_id=call.pk, user_id=stranger.pk)


def colleague_of(company: Company) -> User:
    user = User.objects.create_user("dr@sommer.example")
    Membership.objects.create(user=user, company=company, role=Role.OWNER)
    return user


def test_one_callback_is_owed_however_often_it_is_asked_for(call: Call) -> None:
    first = desk.owe_call_back(call_id=call.pk, reason="Farbe besprechen", now=MONDAY_8)
    again = desk.owe_call_back(call_id=call.pk, reason="noch einmal", now=MONDAY_8)

    assert first == again
    assert first.phone == call.from_number
    assert first.due_at > MONDAY_8


@pytest.mark.parametrize("correction", [Correction(), Correction(turn=1), Correction(service_id=999)])
def test_correction_has_to_put_something_right(call: Call, correction: Correction) -> None:
    with pytest.raises(CorrectionInvalid):
        desk.correct_call(call_id=call.pk, correction=correction, by_user_id=1, now=MONDAY_8)


def played() -> list[Result]:
    """The cases alone, as a run plays them."""
    with never_committed():
        empty_calendar()
        return [
            run_one(partial(play, case.scenario, way=with_the_engine, now=MONDAY_8))
            for case in corrected_cases(now=MONDAY_8)
        ]


def test_corrected_call_is_played_with_the_callers_words_and_leaves_none(call: Call, salon: Salon) -> None:
    correction = Correction(service_id=salon.colour.pk, staff_id=salon.anna.pk, turn=0)
    desk.correct_call(call_id=call.pk, correction=correction, by_user_id=1, now=MONDAY_8)

    run = SimulationRun.objects.create(requested_at=MONDAY_8)
    simulate(run=run, now=MONDAY_8)

    case = run.results[-1]
    assert (case["passed"], case["call"], case["turns"]) == (True, call.pk, [])
    desk.take_correction_back(call_id=call.pk)
    assert played() == []


def test_corrected_call_fails_while_the_receptionist_understands_something_else(
    call: Call, salon: Salon
) -> None:
    wrong = Correction(service_id=salon.cut.pk, turn=0)
    desk.correct_call(call_id=call.pk, correction=wrong, by_user_id=1, now=MONDAY_8)

    [case] = played()

    assert not case.is_passed


@pytest.mark.parametrize("intent", ["book", "cancel", "reschedule", "price", "hours", "callback"])
def test_corrected_call_is_played_without_words_that_were_taken_back(
    call: Call, salon: Salon, intent: str
) -> None:
    correction = Correction(intent=intent, service_id=salon.cut.pk, turn=0)
    desk.correct_call(call_id=call.pk, correction=correction, by_user_id=1, now=MONDAY_8)
    withdraw_consent(call_id=call.pk, purpose=ConsentPurpose.TRANSCRIPT, by_user_id=1, now=MONDAY_8)

    [case] = played()

    assert Call.objects.get(pk=call.pk).consent == ConsentState.WITHDRAWN
    assert case.is_passed, case.faults
    assert "Färben" not in case.played.talk.turns[1].text


def test_corrected_time_is_played_on_its_day_of_the_week(call: Call, salon: Salon) -> None:
    correction = Correction(service_id=salon.cut.pk, at="2026-03-26T17:00")
    desk.correct_call(call_id=call.pk, correction=correction, by_user_id=1, now=MONDAY_8)

    [case] = played()

    assert case.is_passed, case.faults
