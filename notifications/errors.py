"""Refusals of the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from askproai.core.errors import ProviderRejected, RuleViolated
from notifications.enums import Reason

if TYPE_CHECKING:
    from notifications.wording.own import Flaws


class MessageRefused(ProviderRejected):
    """The provider will not carry this message; ``reason`` says on whose account."""

    code = "message_refused"

    def __init__(self, *, provider: str, reason: Reason, error_code: str) -> None:
        self.reason = reason
        self.error_code = error_code
        super().__init__(provider=provider, reason=reason.value, error_code=error_code)


class DeviceGone(ProviderRejected):
    """The browser behind this address takes nothing any more: removed, reset, or the permission is gone."""

    code = "device_gone"


class TextUnusable(RuleViolated):
    """A text of the company's own cannot be sent like that; ``flaws`` says why."""

    code = "text_unusable"

    def __init__(self, *, flaws: Flaws) -> None:
        self.flaws = flaws
        super().__init__()


class TooManyTests(RuleViolated):
    """Enough test messages for now."""

    code = "too_many_tests"
