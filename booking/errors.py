"""Refusals of this room: one class for each :class:`~booking.enums.RefusalCode`, see ``refusal_for``."""

from __future__ import annotations

from askproai.core.errors import NotFound, RuleViolated
from booking.enums import RefusalCode


class BookingRefused(RuleViolated):
    """Root of all refusals; ``code`` is a value of :class:`RefusalCode`."""


class ServiceNotOffered(BookingRefused):
    """Nobody active offers this service there, or this person does not."""

    code = RefusalCode.SERVICE_NOT_OFFERED


class PastTime(BookingRefused):
    """Nobody can come yesterday."""

    code = RefusalCode.PAST_TIME


class TooShortNotice(BookingRefused):
    """The start lies ahead, but nearer than branch or service allow."""

    code = RefusalCode.TOO_SHORT_NOTICE


class BeyondHorizon(BookingRefused):
    """Farther ahead than branch or service can be booked."""

    code = RefusalCode.BEYOND_HORIZON


class PublicHoliday(BookingRefused):
    """The branch closes on public holidays of its region."""

    code = RefusalCode.PUBLIC_HOLIDAY


class BranchClosed(BookingRefused):
    """A closed special day or the branch's own holidays."""

    code = RefusalCode.BRANCH_CLOSED


class OutsideOpeningHours(BookingRefused):
    """The visit would begin before opening or end after closing."""

    code = RefusalCode.OUTSIDE_OPENING_HOURS


class StaffNotWorking(BookingRefused):
    """The branch is open, but this person is not there then."""

    code = RefusalCode.STAFF_NOT_WORKING


class NotAtThisTime(BookingRefused):
    """The service begins at certain times of day only: nobody starts a colour half an hour before closing."""

    code = RefusalCode.NOT_AT_THIS_TIME


class NotOnGrid(BookingRefused):
    """Appointments of this branch begin at full quarter hours, or whatever its grid is."""

    code = RefusalCode.NOT_ON_GRID


class StaffAbsent(BookingRefused):
    """On vacation, sick, or blocked."""

    code = RefusalCode.STAFF_ABSENT


class SlotTaken(BookingRefused):
    """Somebody else has the person (or room) at that time, booked or held."""

    code = RefusalCode.SLOT_TAKEN


class ResourceTaken(BookingRefused):
    """The person is free, but no room, chair or device that the service needs."""

    code = RefusalCode.RESOURCE_TAKEN


class StaffTravelling(BookingRefused):
    """The person is booked in another branch, too near in time for the way between the two."""

    code = RefusalCode.STAFF_TRAVELLING


class BranchDayFull(BookingRefused):
    """The branch takes no more appointments on that day."""

    code = RefusalCode.BRANCH_DAY_FULL


class ServiceDayFull(BookingRefused):
    """The branch does this service no more often on that day."""

    code = RefusalCode.SERVICE_DAY_FULL


class StaffDayFull(BookingRefused):
    """The person takes no more appointments on that day."""

    code = RefusalCode.STAFF_DAY_FULL


class TooManyAppointments(BookingRefused):
    """This customer, or this number, has as many appointments ahead as one may have."""

    code = RefusalCode.TOO_MANY_APPOINTMENTS


class AlreadyThatDay(BookingRefused):
    """This customer, or this number, has the service as often as one may on that day."""

    code = RefusalCode.ALREADY_THAT_DAY


class AlreadyThatWeek(BookingRefused):
    """The same for the calendar week."""

    code = RefusalCode.ALREADY_THAT_WEEK


class AnswerMissing(BookingRefused):
    """``question`` has no answer yet, or none of those that can be chosen."""

    code = RefusalCode.ANSWER_MISSING

    def __init__(self, *, key: str, question: str) -> None:
        self.key, self.question = key, question
        super().__init__(key=key)


class AnswerExcludes(BookingRefused):
    """After this answer the service cannot be booked like this; ``explanation`` says what to do instead."""

    code = RefusalCode.ANSWER_EXCLUDES

    def __init__(self, *, key: str, explanation: str) -> None:
        self.key, self.explanation = key, explanation
        super().__init__(key=key)


class FeeNotAccepted(BookingRefused):
    """So late it costs ``fee_cents``, which whoever cancels or moves has to know and accept before."""

    code = RefusalCode.FEE_NOT_ACCEPTED

    def __init__(self, *, fee_cents: int) -> None:
        self.fee_cents = fee_cents
        super().__init__(fee_cents=fee_cents)


class VisitDoesNotFit(BookingRefused):
    """Each part of the visit would be free for itself, but not all together without waiting too long."""

    code = RefusalCode.VISIT_DOES_NOT_FIT


class PhasesWithoutWork(RuleViolated):
    """A service in which nobody does anything."""

    code = "phases_without_work"


class NonexistentWallTime(BookingRefused):
    """The clock jumps over this wall time in the night when summer time begins."""

    code = RefusalCode.NONEXISTENT_WALL_TIME


class PartySize(BookingRefused):
    """Fewer or more people than the service, or any of its rooms, is for."""

    code = RefusalCode.PARTY_SIZE


class NoClass(BookingRefused):
    """No session of the class begins then; what was called off begins no more."""

    code = RefusalCode.NO_CLASS


class ClassFull(BookingRefused):
    """All places are booked or held."""

    code = RefusalCode.CLASS_FULL


class SeriesConflicts(BookingRefused):
    """Some dates of a series cannot be had; ``dates`` names them, earliest first. Nothing was booked.

    ``reasons``: the code of the rule that is in the way of each, where they were looked at one by one.
    """

    code = RefusalCode.SERIES_CONFLICTS

    def __init__(self, *, dates: tuple[str, ...], reasons: tuple[str, ...] = ()) -> None:
        self.dates, self.reasons = dates, reasons
        super().__init__(dates=dates)


class SlotUnknown(BookingRefused):
    """Not one of our slot ids: altered, invented, or from another company."""

    code = RefusalCode.SLOT_UNKNOWN


class HoldExpired(BookingRefused):
    """The hold ran out or was given back; ``renew_hold`` takes the time again if it is still free."""

    code = RefusalCode.HOLD_EXPIRED


class ServiceChanged(BookingRefused):
    """Price or duration is no longer what was offered."""

    code = RefusalCode.SERVICE_CHANGED


class TooManyHolds(BookingRefused):
    """This number, or all callers together, hold too many times already."""

    code = RefusalCode.TOO_MANY_HOLDS


class TooLateToChange(BookingRefused):
    """Nearer than customers may still move or cancel it themselves; the team may."""

    code = RefusalCode.TOO_LATE_TO_CHANGE


class AppointmentNotChangeable(BookingRefused):
    """Cancelled, over, or already begun."""

    code = RefusalCode.APPOINTMENT_NOT_CHANGEABLE


class AppointmentChangedMeanwhile(BookingRefused):
    """Somebody else changed it since it was shown (``expected_version``)."""

    code = RefusalCode.APPOINTMENT_CHANGED_MEANWHILE


class TimeOffConflicts(BookingRefused):
    """Appointments lie in the wanted time off; ``appointment_ids`` names them, earliest first."""

    code = RefusalCode.TIME_OFF_CONFLICTS

    def __init__(self, *, appointment_ids: tuple[int, ...]) -> None:
        self.appointment_ids = appointment_ids
        super().__init__(appointment_ids=appointment_ids)


class IdempotencyKeyReused(BookingRefused):
    """The same key came with other content."""

    code = RefusalCode.IDEMPOTENCY_KEY_REUSED


class SessionUnknown(NotFound):
    """No such session in this company."""

    code = "session_unknown"


class OverbookingForbidden(RuleViolated):
    """Where people are treated, every place that is promised has to be there."""

    code = "overbooking_forbidden"


class MorePlacesBooked(RuleViolated):
    """More places are booked than there would be."""

    code = "more_places_booked"


class SeriesUnknown(NotFound):
    """No such series in this company."""

    code = "series_unknown"


class AppointmentUnknown(NotFound):
    """No such appointment in this company."""

    code = "appointment_unknown"


class CustomerUnknown(NotFound):
    """No such customer in this company, or they were erased, or have become part of another entry."""

    code = "customer_unknown"


class LinkUnknown(NotFound):
    """No address of ours: altered, invented, closed, or for something else."""

    code = "link_unknown"


class LinkExpired(NotFound):
    """It was an address of ours, and its time is over."""

    code = "link_expired"


class WaitlistEntryUnknown(NotFound):
    """Nobody waits under this number in this company."""

    code = "waitlist_entry_unknown"


class InvitationUnknown(NotFound):
    """No such offer to somebody who waits."""

    code = "invitation_unknown"


class WaitlistTimeGone(RuleViolated):
    """Too late: somebody else was faster, nobody answered in time, or the time cannot be had any more."""

    code = "waitlist_time_gone"


class OutageUnknown(NotFound):
    """No such outage, or no such appointment in it."""

    code = "outage_unknown"


class OutageNotPlanned(RuleViolated):
    """Sent, undone, or still being worked out: not a plan that can be changed, sent or taken back."""

    code = "outage_not_planned"


class WaitlistFull(RuleViolated):
    """One customer waits for many things already."""

    code = "waitlist_full"


class RequestUnknown(NotFound):
    """No such request of the booking page: altered, invented, of another company, or forgotten by now."""

    code = "request_unknown"


class CodeWrong(RuleViolated):
    """Not the code that was sent; ``tries_left`` more may be tried."""

    code = "code_wrong"

    def __init__(self, *, tries_left: int) -> None:
        self.tries_left = tries_left
        super().__init__(tries_left=tries_left)


class CodeEnded(RuleViolated):
    """Too old, or tried too often: a new one has to be sent."""

    code = "code_ended"


class TooManyCodes(RuleViolated):
    """Too many codes went to this number, for this address or this company; or the last one just did."""

    code = "too_many_codes"


class NumberNotProved(RuleViolated):
    """Nothing is booked under a number before its code was typed in."""

    code = "number_not_proved"


class ImportUnknown(NotFound):
    """No such file in this company, or it was removed by now."""

    code = "import_unknown"


class ImportBegun(RuleViolated):
    """The file is being taken over, or was: nothing about it can be changed any more."""

    code = "import_begun"


class ConflictSettled(RuleViolated):
    """Somebody decided about this conflict already, or it vanished by itself."""

    code = "conflict_settled"


class SpokenNameTaken(RuleViolated):
    """Something else is called that already, or what was to be called so is gone."""

    code = "spoken_name_taken"


class ChangedMeanwhile(RuleViolated):
    """Somebody else has saved the same thing since it was read."""

    code = "changed_meanwhile"


class NameTaken(RuleViolated):
    """Another one of its kind is called that: on the phone nobody could tell them apart."""

    code = "name_taken"


class HoursOverlap(RuleViolated):
    """Two spans of one day overlap; ``weekday`` as in ``date.weekday()``."""

    code = "hours_overlap"

    def __init__(self, *, weekday: int) -> None:
        self.weekday = weekday
        super().__init__(weekday=weekday)


class RuleLocked(RuleViolated):
    """The company has decided this for all of its branches."""

    code = "rule_locked"


class LastBranch(RuleViolated):
    """Without any open branch nothing could be booked."""

    code = "last_branch"


_BY_CODE: dict[RefusalCode, type[BookingRefused]] = {
    RefusalCode(refusal.code): refusal for refusal in BookingRefused.__subclasses__()
}


def refusal_for(code: RefusalCode) -> type[BookingRefused]:
    """The error class that carries this code."""
    return _BY_CODE[code]
