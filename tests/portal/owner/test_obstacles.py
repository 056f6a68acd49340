from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from booking.enums import RefusalCode
from booking.models import Branch
from portal.owner import words
from portal.owner.call_page import page_of
from portal.owner.conversation import done
from portal.owner.obstacles import every_why_not, why_not
from telephony.dialogue.times.grammar import understand_time
from telephony.enums import CallSource, Outcome
from telephony.models import Call, CallAct
from telephony.services.testcall import start_test_call
from telephony.services.vocabulary import company_vocabulary

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=BERLIN)
NOBODY_FREE = [
    {
        "staff": "Anna Berger",
        "branch": "Mitte",
        "code": "slot_taken",
        "until": "2026-11-24T10:40:00+00:00",
        "thing": "",
    },
    {
        "staff": "Ben Richter",
        "branch": "Mitte",
        "code": "staff_not_working",
        "until": "2026-11-24T11:00:00+00:00",
        "thing": "",
    },
    {
        "staff": "Clara Vogt",
        "branch": "Mitte",
        "code": "resource_taken",
        "until": "2026-11-24T10:30:00+00:00",
        "thing": "Stuhl",
    },
    {
        "staff": "Dora Lenz",
        "branch": "Mitte",
        "code": "too_short_notice",
        "until": "2026-11-24T10:15:00+00:00",
        "thing": "",
    },
]


@pytest.fixture
def call(branch: Branch) -> Call:
    return start_test_call(branch_id=branch.pk, from_number=None, source=CallSource.PHONE, now=MONDAY)


def search(call: Call, obstacles: list[dict[str, Any]], **args: Any) -> CallAct:
    return CallAct.objects.create(
        call=call,
        position=call.acts.count(),
        name="find_times",
        fingerprint=str(call.acts.count()).encode(),
        args=args,
        result={"slots": [], "why_not": obstacles},
        ok=False,
        code="nothing_free",
        at=MONDAY,
        duration_ms=7,
    )


def test_why_not_names_everybody_who_could_have_done_it(call: Call) -> None:
    assert why_not(search(call, NOBODY_FREE, when="morgen um 10 Uhr")) == (
        "Di, 24.11., 10:00 Uhr: Anna belegt bis 11:40 · Ben arbeitet erst ab 12:00 · "
        "Stuhl: alle belegt bis 11:30 · Vorlauf: frühestens 11:15"
    )


def test_why_not_names_the_things_and_who_waits_for_a_colour(call: Call) -> None:
    processing = NOBODY_FREE[0] | {"processing_until": "2026-11-24T10:10:00+00:00"}
    chairs = [NOBODY_FREE[2] | {"things": ["Stuhl 1", "Stuhl 3"]}, NOBODY_FREE[2] | {"things": ["a"] * 4}]

    assert why_not(search(call, [processing, *chairs], when="morgen um 10 Uhr")) == (
        "Di, 24.11., 10:00 Uhr: Anna: Einwirkzeit bis 11:10, dann belegt bis 11:40 · "
        "Stuhl 1, Stuhl 3 belegt bis 11:30 · Stuhl: alle belegt bis 11:30"
    )


def test_why_not_reads_a_wish_of_our_own_engine_too(call: Call) -> None:
    wish = understand_time("morgen um 10 Uhr", now=MONDAY, subdivision="BE")
    assert wish is not None

    assert why_not(search(call, NOBODY_FREE[:1], wish=wish.to_json())) == (
        "Di, 24.11., 10:00 Uhr: Anna belegt bis 11:40"
    )


def test_why_not_does_without_words_that_were_not_kept(call: Call) -> None:
    assert why_not(search(call, NOBODY_FREE[:1])) == "Zur Wunschzeit: Anna belegt bis 11:40"


def test_why_not_names_no_time_of_another_day(call: Call) -> None:
    later = NOBODY_FREE[0] | {"until": "2026-11-25T08:00:00+00:00"}

    assert why_not(search(call, [later], when="morgen um 10 Uhr")).endswith(": Anna belegt")


def test_why_not_tells_two_of_the_same_first_name_apart(call: Call) -> None:
    namesake = NOBODY_FREE[0] | {"staff": "Anna Köhler", "until": None}

    assert why_not(search(call, [NOBODY_FREE[0], namesake])) == (
        "Zur Wunschzeit: Anna Berger belegt bis 11:40 · Anna Köhler belegt"
    )


def test_why_not_says_once_what_holds_for_everybody(call: Call) -> None:
    closed = [{**each, "code": "branch_closed", "until": None} for each in NOBODY_FREE]

    assert why_not(search(call, closed, when="morgen um 10 Uhr")) == (
        "Di, 24.11., 10:00 Uhr: Mitte hat an dem Tag geschlossen"
    )


@pytest.mark.parametrize("until", ["2026-11-24T11:00:00+00:00", None])
@pytest.mark.parametrize("code", list(RefusalCode))
def test_every_refusal_has_words(call: Call, code: RefusalCode, until: str | None) -> None:
    obstacle = NOBODY_FREE[2] | {"code": code.value, "until": until}

    text = why_not(search(call, [obstacle]))

    assert text.startswith("Zur Wunschzeit: ")
    assert "%" not in text
    assert code in words.WHY_NOT


def test_search_without_obstacles_says_nothing(call: Call) -> None:
    acts = [search(call, []), search(call, [NOBODY_FREE[0] | {"code": "of_a_newer_version"}])]

    assert every_why_not(acts) == ()


def test_act_shows_what_was_in_the_way(call: Call) -> None:
    details = {each.label: each.value for each in done(search(call, NOBODY_FREE[:1])).details}

    assert details["Im Weg"] == "Zur Wunschzeit: Anna belegt bis 11:40"


def test_call_page_lists_each_time_that_could_not_be_had(owner: Client, call: Call) -> None:
    search(call, NOBODY_FREE[:1], when="morgen um 10 Uhr")
    search(call, NOBODY_FREE[1:2], when="morgen um 11 Uhr")
    search(call, NOBODY_FREE[:1], when="morgen um 10 Uhr")
    ended = timezone.now() - timedelta(minutes=1)
    Call.objects.filter(pk=call.pk).update(state="ended", outcome=Outcome.NOTHING_FREE, ended_at=ended)

    assert page_of(Call.objects.select_related("branch").get(pk=call.pk), company_vocabulary()).obstacles == (
        "Di, 24.11., 10:00 Uhr: Anna belegt bis 11:40",
        "Di, 24.11., 11:00 Uhr: Ben arbeitet erst ab 12:00",
    )
    assert "Anna belegt bis 11:40" in owner.get(f"/anrufe/{call.pk}/").content.decode()
