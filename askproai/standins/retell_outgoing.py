"""Somebody picks up when Retell dials: waits a few rings, then books as a usual customer would, or is out."""

import asyncio

from askproai.standins.failures import Mode
from askproai.standins.player import CallOrder, CallPlayer
from askproai.standins.retell_calls import Call
from askproai.standins.retell_script import Step, booking_script
from askproai.standins.world import World

RINGS_STEPS = 6
# How a call that nobody takes ends, by the failure that was ordered.
_UNANSWERED = {
    Mode.NO_ANSWER: "dial_no_answer",
    Mode.BUSY: "dial_busy",
    Mode.DIAL_FAILED: "dial_failed",
}


class Household:
    """Everybody whom Retell rings up. With ``step_seconds`` of the world 0 they are very quick."""

    def __init__(self, *, world: World, player: CallPlayer) -> None:
        self._world = world
        self._player = player

    def ring(self, call: Call) -> None:
        """Let the phone of the person ring who was called."""
        self._world.courier.start(self._ring(call))

    async def _ring(self, call: Call) -> None:
        failure = self._world.failures.take(
            provider="retell", modes=frozenset(_UNANSWERED), text=call.to_number
        )
        await asyncio.sleep(self._world.step_seconds * RINGS_STEPS)
        if call.status != "registered" or call.is_over:
            return
        unanswered = None if failure is None else _UNANSWERED[failure.mode]
        self._player.start(
            CallOrder(
                call_id=call.call_id,
                from_number=call.from_number,
                to_number=call.to_number,
                unanswered=unanswered,
                pace=min(self._world.step_seconds, 1.0),
                script=None if unanswered or self._player.speaks_over_socket(call) else _script(call),
            )
        )


def _script(call: Call) -> list[Step]:
    """What Retell's own model would do with such a caller, greeted in the words that came with the order."""
    told = call.dynamic_variables or {}
    service = told.get("services", "").split(",")[0].strip() or "Termin"
    steps = booking_script(service=service, when="nächste Woche vormittags", name="Sabine Krüger")
    if told.get("greeting"):
        steps[0] = {"agent": f"{told['greeting']} {told.get('consent_question', '')}".strip()}
    return [Step.model_validate(step) for step in steps]
