"""Refusals while somebody proves who they are."""

from askproai.core.errors import AskProError, RuleViolated


class WrongCode(RuleViolated):
    """The code is wrong, used up, or from another time."""

    code = "wrong_code"


class TooManyTries(AskProError):
    """Too many wrong codes in a short time, or nobody can count them right now."""

    code = "too_many_tries"


class PasskeyRefused(RuleViolated):
    """The passkey is unknown, belongs to somebody else or another address, or its proof does not hold."""

    code = "passkey_refused"


class LinkOver(RuleViolated):
    """A link from a mail was used already, is too old, or was never ours."""

    code = "link_over"


class AddressTaken(RuleViolated):
    """Somebody else signs in with this address."""

    code = "address_taken"


class SupportOpen(RuleViolated):
    """Staff of the platform may come in already, or the company was asked already."""

    code = "support_open"


class SupportOver(RuleViolated):
    """Consent for staff of the platform ran out, was taken back, or never was."""

    code = "support_over"


class SsoRefused(RuleViolated):
    """The identity provider did not prove who this is; ``context`` says what was wrong, never about whom."""

    code = "sso_refused"
