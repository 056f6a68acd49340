"""Two-way sync with calendars elsewhere. Our database is the truth; no call waits for any of this."""

from booking.services.sync.importing import Choice, Review, connect_calcom, review_of, take_over
from booking.services.sync.linking import Link, disconnect, go_on, link_calendars, unlink_calendar
from booking.services.sync.looking import hear, make_due, sync_due
from booking.services.sync.owing import owe_appointment
from booking.services.sync.proposing import Proposal, proposals_for
from booking.services.sync.resolving import resolve_conflict
from booking.services.sync.sending import send_entry

__all__ = [
    "Choice",
    "Link",
    "Proposal",
    "Review",
    "connect_calcom",
    "disconnect",
    "go_on",
    "hear",
    "link_calendars",
    "make_due",
    "owe_appointment",
    "proposals_for",
    "resolve_conflict",
    "review_of",
    "send_entry",
    "sync_due",
    "take_over",
    "unlink_calendar",
]
