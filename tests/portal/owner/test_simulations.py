"""The page on which made-up callers ring."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from booking.models import StaffMember
from telephony.enums import SimulationState
from telephony.models import SimulationRun
from telephony.services.simulation import simulate
from tenants.models import Company
from tests.factories.booking import MONDAY_8

pytestmark = pytest.mark.usefixtures("company")

FAILED = {
    "name": "Sagt den Termin ab", "passed": False, "faults": [{"what": "nicht abgesagt", "turn": 1}],
    "unproven": [], "seconds": 31, "booked_after": None,
    "turns": [
        {"who": "receptionist", "text": "Guten Tag, hier ist die KI-Assistentin.", "at": 0, "acts": []},
        {"who": "receptionist", "text": "Wie bitte?", "at": 9, "acts": []},
    ],
}  # fmt: skip


def text(page: object) -> str:
    return page.content.decode()  # type: ignore[attr-defined]


def test_simulations_page_waits_for_the_first_run(owner: Client) -> None:
    assert "Noch niemand hat angerufen" in text(owner.get(reverse("simulations")))


def test_start_asks_for_a_run_and_the_page_follows_it(owner: Client) -> None:
    page = owner.post(reverse("simulations-start"), follow=True)

    assert SimulationRun.objects.get().state == SimulationState.WAITING
    assert "sprechen gerade" in text(page)
    assert 'hx-trigger="every 2s"' in text(page)


def test_simulations_page_shows_what_went_wrong_and_where(owner: Client) -> None:
    SimulationRun.objects.create(
        state=SimulationState.DONE, requested_at=MONDAY_8, finished_at=MONDAY_8, callers=2, passed=1,
        results=[{**FAILED, "name": "Hat sich verwählt", "passed": True, "faults": []}, FAILED],
    )  # fmt: skip

    page = text(owner.get(reverse("simulations")))

    assert "1 von 2 Anrufern" in page
    assert page.index("Sagt den Termin ab") < page.index("Hat sich verwählt")
    assert page.index("Wie bitte?") < page.rindex("Nicht abgesagt")
    assert page.count('anrufer-1-1"') == 2


def test_simulations_page_shows_an_earlier_run(owner: Client) -> None:
    earlier, _ = (
        SimulationRun.objects.create(
            state=SimulationState.DONE, requested_at=MONDAY_8, finished_at=MONDAY_8, callers=1, results=[each]
        )
        for each in ({**FAILED, "name": "Der frühere"}, FAILED)
    )

    assert "Der frühere" in text(owner.get(reverse("simulations"), {"lauf": earlier.pk}))
    assert owner.get(reverse("simulations"), {"lauf": earlier.pk + 99}).status_code == 404


def test_simulations_page_shows_a_real_run(owner: Client, anna: StaffMember, company: Company) -> None:
    run = SimulationRun.objects.create(requested_at=MONDAY_8)
    simulate(run=run, now=MONDAY_8)

    assert "Anrufern sind gut bedient worden" in text(owner.get(reverse("simulations")))


def test_simulations_page_tells_when_nothing_is_free(owner: Client) -> None:
    SimulationRun.objects.create(
        state=SimulationState.IMPOSSIBLE, requested_at=MONDAY_8, finished_at=MONDAY_8
    )

    assert "nichts zu fragen" in text(owner.get(reverse("simulations")))
