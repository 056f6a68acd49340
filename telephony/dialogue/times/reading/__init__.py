"""What a time expression means by itself: a moment, a span, a length or a rule."""

from telephony.dialogue.times.reading.read import read
from telephony.dialogue.times.reading.span import Convention, Reading

__all__ = ["Convention", "Reading", "read"]
