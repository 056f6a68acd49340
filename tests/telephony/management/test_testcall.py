from __future__ import annotations

import io
import json
from contextvars import copy_context
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from booking.models import Appointment
from tests.telephony.conftest import Salon

LINES = """
# Frau Krüger ruft an
Ich hätte gern einen Haarschnitt am Dienstag um 10 Uhr bei Anna.
Sabine Krüger
Ja bitte.
Ja bitte.
"""


def call(monkeypatch: pytest.MonkeyPatch, *options: str, lines: str = LINES) -> list[str]:
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    arguments = [
        "testcall",
        "--company",
        "salon",
        "--from",
        "+4915112345678",
        "--now",
        "2026-12-07T09:15",
        *options,
    ]
    copy_context().run(call_command, *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_testcall_speaks_line_by_line_and_sums_up(salon: Salon, monkeypatch: pytest.MonkeyPatch) -> None:
    printed = call(monkeypatch)

    assert "KI-Assistentin" in printed[0]
    assert any(line.startswith("--- booked") for line in printed)
    assert any("Haarschnitt bei Anna" in line for line in printed)


def test_testcall_in_json_ends_with_the_rows(salon: Salon, monkeypatch: pytest.MonkeyPatch) -> None:
    *turns, result = [json.loads(line) for line in call(monkeypatch, "--json", "--branch", salon.branch.slug)]

    acts: list[dict[str, Any]] = [act for turn in turns for act in turn["acts"]]
    assert [act["name"] for act in acts if act["name"] in ("find_times", "book")] == ["find_times", "book"]
    assert turns[0]["state"]["asked"] == "intent"
    assert [one["starts_at"] for one in result["appointments"]] == ["2026-12-08T10:00:00+01:00"]
    assert result["call"]["outcome"] == "booked"
    assert {entry["kind"] for entry in result["queued"]} == {"sms"}
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    "options", [["--company", "niemand"], ["--branch", "nirgends"], ["--now", "irgendwann"]]
)
def test_testcall_says_what_is_wrong(
    salon: Salon, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    with pytest.raises(CommandError):
        call(monkeypatch, *options)
