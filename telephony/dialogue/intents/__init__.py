"""What the caller wants: every intent in an utterance, in the order in which it was said."""

from telephony.dialogue.intents.kinds import *  # noqa: F403  # the kinds are this package's vocabulary
from telephony.dialogue.intents.reading import read_intents as read_intents
from telephony.dialogue.intents.reading import read_move as read_move
from telephony.dialogue.intents.reading import sure_intents as sure_intents
