"""Refusals of the room."""

from __future__ import annotations

from askproai.core.errors import AskProError, NotFound, ProviderError, RuleViolated


class CallUnknown(NotFound):
    """No such call in this company."""

    code = "call_unknown"


class CallOver(RuleViolated):
    """The call has ended; nothing can be said or done in it any more."""

    code = "call_over"


class CallbackUnknown(NotFound):
    """No such callback in this company, or not for these eyes."""

    code = "callback_unknown"


class CallbackElsewhere(RuleViolated):
    """Somebody else has it, or has settled it; ``user_id`` says who."""

    code = "callback_elsewhere"

    @property
    def user_id(self) -> int | None:
        """Who."""
        found = self.context.get("user_id")
        return found if isinstance(found, int) else None


class ConsentUnproven(RuleViolated):
    """A yes of which nobody could say later how it was given."""

    code = "consent_unproven"


class ActUnknown(RuleViolated):
    """There is nothing by that name that a caller can have done."""

    code = "act_unknown"


class LineUnknown(NotFound):
    """The number or branch is not this company's."""

    code = "line_unknown"


class ModelFailed(ProviderError):
    """The language model gave no answer that can be used; ``why`` says how. The engine goes on instead."""

    code = "model_failed"

    @property
    def why(self) -> str:
        """In one word."""
        return str(self.context.get("why", ""))


class Superseded(AskProError):
    """The caller spoke again before this turn was answered; nobody waits for the answer any more."""

    code = "superseded"


class TransferNumberRefused(RuleViolated):
    """Callers are not put through to such a number; ``why``: class, country or own_line."""

    code = "transfer_number_refused"


class PhoneTestRefused(RuleViolated):
    """Nobody is rung up for a test now; ``why``: running, too_many or no_line."""

    code = "phone_test_refused"


class RecordingUnknown(NotFound):
    """No such recording in this company, or not under this address any more."""

    code = "recording_unknown"


class VersionUnknown(NotFound):
    """No such version of this receptionist."""

    code = "version_unknown"


class VersionNotReady(RuleViolated):
    """The version is not set up at the provider, so no call may reach it yet."""

    code = "version_not_ready"


class NothingToPublish(RuleViolated):
    """What is being edited is what callers get already."""

    code = "nothing_to_publish"


class SharesInvalid(RuleViolated):
    """Shares are whole percents of one to three versions, together a hundred."""

    code = "shares_invalid"


class AddressRefused(RuleViolated):
    """An address that may not be fetched. Never says why."""

    code = "address_refused"


class SourceUnknown(NotFound):
    """No such source of knowledge in this company."""

    code = "source_unknown"


class QuestionUnknown(NotFound):
    """No such open question in this company."""

    code = "question_unknown"


class SourceUnreadable(RuleViolated):
    """A page or file that holds no text for us; ``why`` is one of few words."""

    code = "source_unreadable"

    def __init__(self, why: str) -> None:
        super().__init__(why=why)
        self.why = why


class BlockedNumberUnknown(NotFound):
    """This number is not blocked."""

    code = "blocked_number_unknown"


class TargetUnknown(NotFound):
    """Nobody by that id takes calls here."""

    code = "target_unknown"


class SuggestionUnknown(NotFound):
    """No such suggestion in this company, or it was settled already."""

    code = "suggestion_unknown"


class SuggestionOutdated(RuleViolated):
    """What it is about is gone, or was done otherwise meanwhile."""

    code = "suggestion_outdated"


class CorrectionInvalid(RuleViolated):
    """Nothing is put right, or by something that the company does not have."""

    code = "correction_invalid"


class ColleagueUnknown(NotFound):
    """Nobody of this company, or nobody who may see that call."""

    code = "colleague_unknown"


class NumberTaken(RuleViolated):
    """Calls to this number belong to somebody already."""

    code = "number_taken"


class TooManyNumbers(RuleViolated):
    """The company has as many numbers as it may order by itself."""

    code = "too_many_numbers"


class NumberGone(RuleViolated):
    """Somebody else bought it meanwhile."""

    code = "number_gone"


class MarketClosed(RuleViolated):
    """This installation has no account where numbers are sold."""

    code = "market_closed"
