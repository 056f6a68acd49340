"""Refusals of the room."""

from __future__ import annotations

from askproai.core.errors import NotFound, RuleViolated


class CallUnknown(NotFound):
    """No such call in this company."""

    code = "call_unknown"


class CallOver(RuleViolated):
    """The call has ended; nothing can be said or done in it any more."""

    code = "call_over"


class ActUnknown(RuleViolated):
    """There is nothing by that name that a caller can have done."""

    code = "act_unknown"


class LineUnknown(NotFound):
    """The number or branch is not this company's."""

    code = "line_unknown"
