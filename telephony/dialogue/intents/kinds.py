"""The matters a caller can have, and what else an utterance can do in a conversation."""

BOOK = "book"
RESCHEDULE = "reschedule"
CANCEL = "cancel"
LOOKUP = "lookup"
PRICE = "price"
HOURS = "hours"
DURATION = "duration"
DIRECTIONS = "directions"
SERVICES = "services"
HUMAN = "human"
CALLBACK = "callback"
MESSAGE = "message"
WAITLIST = "waitlist"
LATE = "late"
COMPLAINT = "complaint"
IDENTITY = "identity"
QUESTION = "question"
WRONG_NUMBER = "wrong_number"
SPAM = "spam"
ENGLISH = "english"

# What a caller can want: several of these may be in one utterance.
MATTERS = (
    BOOK, RESCHEDULE, CANCEL, LOOKUP, PRICE, DURATION, HOURS, DIRECTIONS, SERVICES, HUMAN, CALLBACK,
    MESSAGE, WAITLIST, LATE, COMPLAINT, IDENTITY, QUESTION, WRONG_NUMBER, SPAM,
)  # fmt: skip

CONFIRM = "confirm"
DENY = "deny"
REPEAT = "repeat"
WAIT = "wait"
THANKS = "thanks"
GREETING = "greeting"
GOODBYE = "goodbye"
SMALLTALK = "smalltalk"
OFF_TOPIC = "offtopic"
EMERGENCY = "emergency"
LANGUAGE = "language"

# What an utterance that asks for nothing does: at most one of these.
MOVES = (
    CONFIRM, DENY, REPEAT, WAIT, THANKS, GREETING, GOODBYE, SMALLTALK, OFF_TOPIC, EMERGENCY, LANGUAGE,
)  # fmt: skip

# What answers a question and asks for nothing: a day, a name, a number.
DETAIL = "detail"
