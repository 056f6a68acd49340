"""Whatever goes wrong in whatever order: in the end each message is at the provider once."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest

from askproai.core import http
from askproai.standins.testing import RunningStandins
from notifications.enums import Channel
from notifications.models import Notification
from notifications.services import ways
from tests.factories.booking import MONDAY_8
from tests.factories.notifications import Outbox, Salon

TROUBLE = ("accept_then_drop", "malformed", "429", "500")


@pytest.mark.parametrize(
    "seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.thorough) for seed in range(4, 20))]
)
def test_trouble_at_twilio_ends_in_one_sms_each(
    salon: Salon,
    outbox: Outbox,
    standins: RunningStandins,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
) -> None:
    chance = random.Random(seed)
    record = ways.record_receipt

    def record_or_die(**arguments: object) -> None:
        if chance.random() < 0.3:
            raise SystemExit
        record(**arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(ways, "record_receipt", record_or_die)
    appointments = [salon.book() for _ in range(4)]
    for round_number in range(6):
        for _ in range(chance.randrange(3)):
            standins.fail("twilio", chance.choice(TROUBLE), match=chance.choice(("POST", "GET", "")))
        work_until_nobody_dies(outbox, minutes=round_number)

    standins.standins.world.failures.clear()
    monkeypatch.setattr(ways, "record_receipt", record)
    for minutes in range(10, 14):
        work_until_nobody_dies(outbox, minutes=minutes)

    # Each text carries the appointment's own link, so no two are alike.
    sent = Counter(sms.body for sms in standins.sms)
    assert sorted(sent.values()) == [1] * len(appointments)
    ids = Notification.objects.filter(channel=Channel.SMS).values_list("provider_id", flat=True)
    assert sorted(ids) == sorted(sms.sid for sms in standins.sms)


def work_until_nobody_dies(outbox: Outbox, *, minutes: int) -> None:
    http._breaker_for.cache_clear()
    try:
        outbox.work(now=MONDAY_8 + timedelta(minutes=minutes))
    except SystemExit:
        outbox.lose_worker()
