"""Things break while calls come in: what was promised to a caller is kept, once."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
import redis

from bench.stack import ROOT, Stack, left_behind, start_demo

pytestmark = pytest.mark.failures


def eventually(condition: Callable[[], bool], *, within_s: float, what: str) -> None:
    until = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < until, f"not within {within_s} s: {what}"
        time.sleep(0.2)


def booked_appointments(stack: Stack, *, phone: str) -> int:
    """How many calls of this number ended with a booking, as the database has it."""
    with psycopg.connect(stack.database_url) as database:
        schema = database.execute("SELECT schema_name FROM tenants_company WHERE slug = 'salon'").fetchone()
        assert schema is not None
        count = database.execute(
            psycopg.sql.SQL(
                "SELECT count(*) FROM {schema}.telephony_callact act"
                " JOIN {schema}.telephony_call call ON call.id = act.call_id"
                " WHERE act.code = 'booked' AND call.provider_call_id = ANY(%s)"
            ).format(schema=psycopg.sql.Identifier(schema[0])),
            [call_ids(stack, phone=phone)],
        ).fetchone()
    assert count is not None
    return int(count[0])


def call_ids(stack: Stack, *, phone: str) -> list[str]:
    calls = stack.read("/retell/calls")["calls"]
    return [call["call_id"] for call in calls if call["from_number"] == phone]


def confirmations(stack: Stack, *, phone: str) -> list[str]:
    return [event["body"] for event in events(stack, "sms.accepted") if event["to"] == phone]


def events(stack: Stack, kind: str) -> list[dict[str, Any]]:
    news = stack.read("/events", after=0)["events"]
    return [event for event in news if event["kind"] == kind]


def finish_call(stack: Stack, call_id: str) -> None:
    answer = stack.read(f"/retell/calls/{call_id}", wait=30)
    assert answer["over"], answer


def test_worker_killed_after_twilio_accepted_confirms_exactly_once(stack: Stack) -> None:
    phone = "+491713920081"
    stack.fail("twilio", "slow", seconds=4, match=phone[-8:])
    finish_call(stack, stack.place_call(from_number=phone, pace=0))

    eventually(
        lambda: any(e["provider"] == "twilio" for e in events(stack, "failure")),
        within_s=20,
        what="request at Twilio",
    )
    for pid in stack.processes("celery"):
        os.kill(pid, signal.SIGKILL)

    eventually(lambda: len(confirmations(stack, phone=phone)) == 1, within_s=20, what="Twilio accepted")
    eventually(lambda: stack.open_messages() == 0, within_s=150, what="the outcome is recorded")
    assert len(confirmations(stack, phone=phone)) == 1
    assert booked_appointments(stack, phone=phone) == 1


def test_valkey_wiped_with_work_queued_loses_time_not_messages(stack: Stack) -> None:
    phone = "+491713920082"
    workers = stack.processes("celery")
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    try:
        finish_call(stack, stack.place_call(from_number=phone, pace=0))
        assert confirmations(stack, phone=phone) == []
        redis.Redis.from_url(stack.run["redis_url"]).flushall()
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGCONT)

    eventually(lambda: len(confirmations(stack, phone=phone)) == 1, within_s=90, what="the SMS")
    assert booked_appointments(stack, phone=phone) == 1


def test_postgresql_restarted_under_calls_confirms_each_booking_once(stack: Stack) -> None:
    phones = [f"+4917139200{number}" for number in range(83, 87)]
    calls = [stack.place_call(from_number=phone, pace=0.02) for phone in phones]
    time.sleep(1.5)
    stack.restart_postgres()
    for call_id in calls:
        finish_call(stack, call_id)

    eventually(lambda: stack.open_messages() == 0, within_s=90, what="all messages are out")
    for phone in phones:
        assert len(confirmations(stack, phone=phone)) == booked_appointments(stack, phone=phone) <= 1
    # Nothing had to be restarted: the next call is answered by the same processes.
    after = "+491713920088"
    finish_call(stack, stack.place_call(from_number=after, pace=0))
    eventually(lambda: len(confirmations(stack, phone=after)) == 1, within_s=60, what="the call after it")


def test_ctrl_c_in_the_middle_of_starting_leaves_no_process() -> None:
    data_dir = ROOT / ".data" / "interrupted"
    demo = start_demo(data_dir)
    time.sleep(6)
    demo.send_signal(signal.SIGINT)
    demo.wait(timeout=60)

    assert left_behind(data_dir) == []
