"""What can keep a company from being made."""

from askproai.core.errors import RuleViolated


class NumberTaken(RuleViolated):
    """Calls to this number belong to another company."""

    code = "number_taken"
