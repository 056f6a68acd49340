"""Refusals of the room."""

from __future__ import annotations

from askproai.core.errors import ProviderRejected
from notifications.enums import Reason


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
