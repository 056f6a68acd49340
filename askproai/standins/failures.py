"""Failures on request: what a provider does wrong, how often, and for which requests."""

import random
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Mode(StrEnum):
    """The ways in which real providers have failed."""

    SLOW = "slow"
    RATE_LIMITED = "429"
    SERVER_ERROR = "500"
    MALFORMED = "malformed"
    ACCEPT_THEN_DROP = "accept_then_drop"
    DUPLICATE = "duplicate"
    OUT_OF_ORDER = "out_of_order"
    NO_WEBHOOKS = "no_webhooks"
    UNDELIVERED = "undelivered"
    BOUNCE = "bounce"
    STALL = "stall"
    CUT_OFF = "cut_off"
    REFUSAL = "refusal"
    TOOL_LOOP = "tool_loop"
    UNKNOWN_TOOL = "unknown_tool"
    BAD_ARGUMENTS = "bad_arguments"
    EMPTY = "empty"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    DIAL_FAILED = "dial_failed"


ANSWER_MODES = frozenset(
    {Mode.SLOW, Mode.RATE_LIMITED, Mode.SERVER_ERROR, Mode.MALFORMED, Mode.ACCEPT_THEN_DROP}
)
# What only a model does wrong.
MODEL_MODES = frozenset(
    {
        Mode.STALL,
        Mode.CUT_OFF,
        Mode.REFUSAL,
        Mode.TOOL_LOOP,
        Mode.UNKNOWN_TOOL,
        Mode.BAD_ARGUMENTS,
        Mode.EMPTY,
    }
)
WEBHOOK_MODES = frozenset({Mode.DUPLICATE, Mode.OUT_OF_ORDER, Mode.NO_WEBHOOKS})


class FailureOrder(BaseModel):
    """What somebody asks for, e.g. ``{"provider": "twilio", "mode": "500", "count": 2, "match": "POST"}``.

    ``match`` is looked for in method, path and body of a request, or in URL and body of a webhook; of those
    that fit, the ``share`` is hit.
    """

    model_config = ConfigDict(extra="forbid")

    provider: str = Field(
        pattern="^(twilio|sendgrid|retell|openai|google_calendar|outlook|caldav|calcom|webpush)$"
    )
    mode: Mode
    count: int = Field(default=1, ge=1, le=1_000_000)
    match: str = ""
    share: float = Field(default=1.0, gt=0, le=1)
    seconds: float = Field(default=5.0, ge=0, le=300)
    error_code: int = 30003


@dataclass(slots=True)
class Failure:
    """An order and how many times it is still to happen."""

    order: FailureOrder
    left: int


class Failures:
    """The failures waiting to happen, oldest order first."""

    def __init__(self) -> None:
        self._waiting: list[Failure] = []
        # Chance that is the same in every run.
        self._chance = random.Random(0)  # noqa: S311

    def add(self, order: FailureOrder) -> None:
        """Let the provider fail ``count`` times from now on."""
        self._waiting.append(Failure(order=order, left=order.count))

    def take(self, *, provider: str, modes: frozenset[Mode], text: str) -> FailureOrder | None:
        """Return the failure that hits this request or webhook, and count it, or None."""
        for failure in self._waiting:
            order = failure.order
            if (
                order.provider == provider
                and order.mode in modes
                and order.match in text
                and self._hits(order)
            ):
                failure.left -= 1
                self._waiting = [waiting for waiting in self._waiting if waiting.left > 0]
                return order
        return None

    def _hits(self, order: FailureOrder) -> bool:
        return order.share >= 1 or self._chance.random() < order.share

    def waiting(self) -> list[dict[str, object]]:
        """Return what is still to happen."""
        return [{**failure.order.model_dump(mode="json"), "left": failure.left} for failure in self._waiting]

    def clear(self) -> None:
        """Let every provider behave again."""
        self._waiting.clear()
