"""What a caller can have done, the same for Retell's model, our own brain and the test call."""

from telephony.acts.appointments import CANCEL, MY_APPOINTMENTS, RESCHEDULE
from telephony.acts.booking import BOOK, HOLD
from telephony.acts.conversation import END, SET_CONSENT
from telephony.acts.find_times import FIND_TIMES
from telephony.acts.information import OPENING_HOURS, QUOTE_PRICE
from telephony.acts.people import CALLBACK, TAKE_MESSAGE
from telephony.acts.registry import Act, ActArgs, ActContext, act_named, all_acts, register

register(
    FIND_TIMES,
    HOLD,
    BOOK,
    MY_APPOINTMENTS,
    RESCHEDULE,
    CANCEL,
    OPENING_HOURS,
    QUOTE_PRICE,
    CALLBACK,
    TAKE_MESSAGE,
    SET_CONSENT,
    END,
)

__all__ = ["Act", "ActArgs", "ActContext", "act_named", "all_acts"]
