"""What a caller can have done, the same for Retell's model, our own brain and the test call."""

from telephony.acts.appointments import CANCEL, MY_APPOINTMENTS, RESCHEDULE
from telephony.acts.booking import BOOK, HOLD
from telephony.acts.consent import RECORD_CONSENT
from telephony.acts.conversation import END, SET_CONSENT
from telephony.acts.corrections import CORRECT_NAME
from telephony.acts.find_times import FIND_TIMES
from telephony.acts.information import OPENING_HOURS, QUOTE_PRICE
from telephony.acts.knowledge import ANSWER_QUESTION, DIRECTIONS
from telephony.acts.people import CALLBACK, TAKE_MESSAGE
from telephony.acts.registry import Act, ActArgs, ActContext, act_named, all_acts, register
from telephony.acts.series import BOOK_SERIES
from telephony.acts.together import FIND_TOGETHER
from telephony.acts.transfer import TRANSFER
from telephony.acts.waitlist import JOIN_WAITLIST
from telephony.acts.waitlist_offers import TAKE_WAITLIST_TIME

register(
    FIND_TIMES,
    FIND_TOGETHER,
    HOLD,
    BOOK,
    BOOK_SERIES,
    CORRECT_NAME,
    MY_APPOINTMENTS,
    RESCHEDULE,
    CANCEL,
    OPENING_HOURS,
    QUOTE_PRICE,
    ANSWER_QUESTION,
    DIRECTIONS,
    JOIN_WAITLIST,
    TAKE_WAITLIST_TIME,
    CALLBACK,
    TAKE_MESSAGE,
    TRANSFER,
    SET_CONSENT,
    RECORD_CONSENT,
    END,
)

__all__ = ["Act", "ActArgs", "ActContext", "act_named", "all_acts"]
