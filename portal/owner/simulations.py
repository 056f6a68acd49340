"""Test callers: made-up people ring at a frozen copy of the calendar before a change is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.access import role_required
from telephony.enums import SimulationState
from telephony.models import SimulationRun
from telephony.services.simulation import request_simulation

_PAGE: Final = "portal/owner/simulations.html"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One turn on screen; ``faults`` show where it went wrong."""

    text: str
    is_caller: bool
    at: int
    faults: tuple[str, ...]
    anchor: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """What came of one caller."""

    name: str
    is_passed: bool
    seconds: int
    booked_after: int | None
    faults: tuple[str, ...]
    lines: tuple[Line, ...]
    # The call that was put right, where this caller says what should have come of it.
    call_id: int | None = None

    @property
    def places(self) -> tuple[Line, ...]:
        """The turns that went wrong."""
        return tuple(line for line in self.lines if line.faults)


@role_required("owner", "manager")
def simulations(request: HttpRequest) -> HttpResponse:
    """The newest run, and the button for another. ``?lauf=7`` shows an earlier one."""
    number = request.GET.get("lauf", "")
    is_id = number.isdecimal() and len(number) < 19
    run = get_object_or_404(SimulationRun, pk=int(number)) if is_id else SimulationRun.objects.first()
    is_part = bool(request.htmx) and not request.htmx.boosted  # type: ignore[attr-defined]
    return render(request, f"{_PAGE}#run" if is_part else _PAGE, _context(run))


@role_required("owner", "manager")
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Let them ring."""
    request_simulation(user_id=request.user.pk, now=timezone.now())
    return redirect("simulations")


def _context(run: SimulationRun | None) -> dict[str, Any]:
    every = (_caller(number, result) for number, result in enumerate(run.results if run else ()))
    callers = sorted(every, key=lambda caller: caller.is_passed)
    return {
        "run": run,
        "is_waiting": run is not None and run.state == SimulationState.WAITING,
        "is_impossible": run is not None and run.state == SimulationState.IMPOSSIBLE,
        "callers": callers,
        "failed": sum(not caller.is_passed for caller in callers),
        "earlier": SimulationRun.objects.filter(state=SimulationState.DONE).exclude(pk=run.pk if run else 0)[
            :5
        ],
    }


def _caller(number: int, result: Mapping[str, Any]) -> Caller:
    faults: Sequence[Mapping[str, Any]] = result["faults"]
    return Caller(
        name=result["name"],
        is_passed=result["passed"],
        seconds=result["seconds"],
        booked_after=result["booked_after"],
        faults=tuple(fault["what"] for fault in faults),
        lines=tuple(
            _line(f"anrufer-{number}-{place}", turn, [fault for fault in faults if fault["turn"] == place])
            for place, turn in enumerate(result["turns"])
        ),
        call_id=result.get("call"),
    )


def _line(anchor: str, turn: Mapping[str, Any], faults: Sequence[Mapping[str, Any]]) -> Line:
    return Line(
        text=turn["text"],
        is_caller=turn["who"] == "caller",
        at=turn["at"],
        faults=tuple(fault["what"] for fault in faults),
        anchor=anchor,
    )
