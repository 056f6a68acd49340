"""Refusals of signing up."""

from askproai.core.errors import NotFound, RuleViolated


class EmailTaken(RuleViolated):
    """Somebody signs in with this address already, and it was not proved that it is the same person."""

    code = "email_taken"


class TicketInvalid(NotFound):
    """Used already, too old, for another company, or never issued."""

    code = "ticket_invalid"


class LinkInvalid(NotFound):
    """A link out of a mail that nobody of us sent, or that is too old."""

    code = "link_invalid"
