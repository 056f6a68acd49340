from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from booking.models import Appointment, Resource
from telephony.acts import all_acts
from telephony.events import CallActDone
from telephony.models import Call
from telephony.services import acting
from telephony.services.acting import perform_act
from tenants.context import company_scope
from tenants.models import Company
from tests.factories.booking import MONDAY_8
from tests.factories.telephony import CallFactory
from tests.telephony.conftest import Salon, furnish
from tests.telephony.phone import act, booked, offered


def test_perform_act_answers_even_when_nothing_fits(salon: Salon) -> None:
    call = CallFactory()

    answers = [act(call, "make_coffee"), act(call, "book"), act(call, "cancel", appointment_id="x")]

    assert [answer["code"] for answer in answers] == ["act_unknown", "invalid_arguments", "invalid_arguments"]
    assert all(answer["ok"] is False and answer["say"] for answer in answers)
    assert answers[2]["fields"] == ["appointment_id"]
    assert not call.acts.exists()


def test_perform_act_ignores_nulls_and_unknown_arguments(salon: Salon) -> None:
    found = act(CallFactory(), "find_times", service="Haarschnitt", when=None, staff=None, mood="heiter")

    assert found["ok"] is True


def test_perform_act_keeps_the_callers_own_words_only_with_consent(salon: Salon) -> None:
    silent, agreed = CallFactory(), CallFactory()
    act(agreed, "set_consent", granted=True)

    for call in (silent, agreed):
        act(call, "find_times", service="Haarschnitt", when="morgen um zehn, da hat mein Hund frei")

    kept = {
        "service": "Haarschnitt",
        "exclude_slot_ids": [],
        "exclude_staff_ids": [],
        "people": 1,
        "add_on_ids": [],
    }
    assert silent.acts.get(name="find_times").args == kept
    assert "mein Hund" in agreed.acts.get(name="find_times").args["when"]


def test_perform_act_stops_at_the_limits_of_the_call(salon: Salon) -> None:
    call = CallFactory()
    Call.objects.filter(pk=call.pk).update(max_acts=1)
    act(call, "opening_hours")

    assert act(call, "quote_price", service="Färben")["code"] == "call_limit"


def test_perform_act_stops_after_the_longest_time(salon: Salon) -> None:
    call = CallFactory()

    late = act(call, "opening_hours", now=MONDAY_8 + timedelta(seconds=call.max_seconds + 1))

    assert late["code"] == "call_limit"
    assert "Mensch" in late["say"]


def test_perform_act_does_nothing_in_a_call_that_is_over(salon: Salon) -> None:
    call = CallFactory()
    slot = offered(call)
    Call.objects.filter(pk=call.pk).update(state="ended")

    assert act(call, "book", slot_id=slot["slot_id"], name="Clara Weber")["code"] == "call_over"
    assert not Appointment.objects.exists()


def test_perform_act_publishes_what_was_done(salon: Salon, heard_events: list[object]) -> None:
    call = CallFactory()

    act(call, "opening_hours")

    assert CallActDone(call_id=call.pk, act_id=call.acts.get().pk) in heard_events


def test_every_act_has_a_schema_that_a_model_can_follow() -> None:
    for each in all_acts():
        schema = each.parameters()
        assert set(schema["required"]) <= set(schema["properties"])
        assert "$ref" not in str(schema), each.name
        assert all("type" in spec for spec in schema["properties"].values()), each.name
        assert len(each.description) > 30


@pytest.mark.parametrize(("name", "most"), [("find_times", 24), ("hold", 20), ("book", 45)])
def test_acts_need_few_statements(salon: Salon, name: str, most: int) -> None:
    """Not to be exceeded unnoticed: each statement costs a part of the 100 ms that an answer may take."""
    call = CallFactory()
    booked(CallFactory(), name="Doris Lang")  # caches are warm in a process that works
    slot = offered(call, "am Mittwoch um 10 Uhr") if name != "find_times" else {}
    args = {
        "find_times": {"service": "Haarschnitt", "when": "morgen um 12 Uhr"},
        "hold": {"slot_id": slot.get("slot_id")},
        "book": {"slot_id": slot.get("slot_id"), "name": "Clara Weber"},
    }[name]

    with CaptureQueriesContext(connection) as queries:
        assert act(call, name, **args)["ok"]

    counted = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(counted) <= most, "\n".join(counted)


class TestAtTheSameTime:
    """Real commits on several connections."""

    @pytest.fixture
    def salon(self, committed_company: Company) -> Salon:
        self.company = committed_company
        return furnish()

    def _at_once(self, *works: object) -> None:
        def run(work: object) -> None:
            try:
                with company_scope(self.company):
                    work()  # type: ignore[operator]
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=(work,)) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def test_the_same_booking_sent_five_times_at_once_is_one(self, salon: Salon) -> None:
        call = CallFactory()
        args = {"slot_id": offered(call)["slot_id"], "name": "Clara Weber"}
        answers: list[dict[str, object]] = []

        def send() -> None:
            answers.append(perform_act(call_id=call.pk, name="book", args=args, now=MONDAY_8))

        self._at_once(*[send] * 5)

        assert [answer["code"] for answer in answers] == ["booked"] * 5
        assert len({str(answer) for answer in answers}) == 1
        assert Appointment.objects.count() == 1

    def test_an_act_that_waits_too_long_answers_with_a_way_out_and_can_be_repeated(
        self, salon: Salon, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(acting, "STATEMENT_MS", 150)
        call = CallFactory()
        args = {"slot_id": offered(call, staff="Anna")["slot_id"], "name": "Clara Weber"}
        release, answers = threading.Event(), []

        def block() -> None:
            with transaction.atomic():
                Resource.objects.lock([salon.anna.resource_id])
                release.wait(10)

        def book() -> None:
            time.sleep(0.1)
            answers.append(perform_act(call_id=call.pk, name="book", args=args, now=MONDAY_8))
            release.set()

        self._at_once(block, book)

        assert answers[0]["code"] == "busy"
        assert "zurückrufen" in answers[0]["say"]
        assert perform_act(call_id=call.pk, name="book", args=args, now=MONDAY_8)["code"] == "booked"

    def test_two_callers_who_want_the_same_time_get_one_appointment(self, salon: Salon) -> None:
        calls = [CallFactory(from_number=f"+4915100000{number}") for number in range(4)]
        slots = [offered(call, staff="Anna") for call in calls]

        def booking(call: Call, slot: dict[str, object]) -> object:
            args = {"slot_id": slot["slot_id"], "name": f"Familie {call.pk}"}
            return lambda: perform_act(call_id=call.pk, name="book", args=args, now=MONDAY_8)

        self._at_once(*[booking(call, slot) for call, slot in zip(calls, slots, strict=True)])

        starts = list(Appointment.objects.values_list("staff_id", "period"))
        assert len(starts) == len(set(map(str, starts))) == 4
