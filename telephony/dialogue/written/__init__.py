"""What recognisers write in one breath, written as people would: clauses, question marks, names."""

from telephony.dialogue.written.clauses import with_marks
from telephony.dialogue.written.names import with_capitals

__all__ = ["with_capitals", "with_marks"]

# Here everything is kept as it was said.
FREE_ANSWERS = frozenset({"message", "callback_reason", "intake"})
