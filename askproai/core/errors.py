"""What can go wrong, each with a stable ``code`` that surfaces turn into words for people."""

from __future__ import annotations

from typing import ClassVar


class AskProError(Exception):
    """Root of all named failures. ``context`` holds ids and numbers, never personal data."""

    code: ClassVar[str] = "error"

    def __init__(self, **context: object) -> None:
        self.context = context
        super().__init__(self.code, context)

    def __str__(self) -> str:
        return f"{self.code} {self.context}" if self.context else self.code


class RuleViolated(AskProError):
    """The request can never succeed as it stands; trying again will not help (409/422)."""

    code = "rule_violated"


class NotFound(AskProError):
    """Nothing by that id exists for this actor: "not yours" and "does not exist" are the same (404)."""

    code = "not_found"


class Busy(AskProError):
    """The database was contended beyond the lock timeout; the same request may succeed in a moment (503)."""

    code = "busy"


class Malformed(AskProError):
    """Foreign data that cannot be read (400)."""

    code = "malformed"


class SignatureInvalid(AskProError):
    """A provider's request did not prove where it comes from (401)."""

    code = "signature_invalid"


class ProviderError(AskProError):
    """A provider did not do what we asked."""

    code = "provider_error"


class ProviderUnavailable(ProviderError):
    """Time-out, connection error, 429 or 5xx. ``outcome_unknown``: it may have happened all the same."""

    code = "provider_unavailable"

    def __init__(
        self, *, outcome_unknown: bool = False, retry_after_s: float | None = None, **context: object
    ) -> None:
        self.outcome_unknown = outcome_unknown
        self.retry_after_s = retry_after_s
        super().__init__(**context)


class ProviderRejected(ProviderError):
    """The provider understood and said no: our request was wrong; retrying is pointless."""

    code = "provider_rejected"


class ProviderUnauthorized(ProviderError):
    """Key or token is no longer valid: the connection asks its owner to reconnect."""

    code = "provider_unauthorized"
