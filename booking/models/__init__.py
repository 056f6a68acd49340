"""Tables of the booking room; all of them live in the company's schema."""

from booking.models.appointments import Appointment, AppointmentChange, IdempotencyKey, Offer, Visit
from booking.models.calendars import ExternalEvent, LinkedCalendar, SyncConflict
from booking.models.classes import ClassSession, ClassTime
from booking.models.customers import Customer
from booking.models.hours import CalendarVersion, SpecialDay, TimeOff, WorkingHours
from booking.models.imports import ImportRun
from booking.models.links import Link
from booking.models.occupancy import Occupancy
from booking.models.online import BookingRequest, OnlineBooking
from booking.models.outages import Outage, OutageMove
from booking.models.places import Branch, Resource, ResourceGroup, StaffMember
from booking.models.preferences import Preferences
from booking.models.series import Series
from booking.models.services import ResourceNeed, Service, ServiceOption, ServicePhase, StaffSkill
from booking.models.waitlist import WaitlistEntry, WaitlistInvitation

__all__ = [
    "Appointment",
    "AppointmentChange",
    "BookingRequest",
    "Branch",
    "CalendarVersion",
    "ClassSession",
    "ClassTime",
    "Customer",
    "ExternalEvent",
    "IdempotencyKey",
    "ImportRun",
    "Link",
    "LinkedCalendar",
    "Occupancy",
    "Offer",
    "OnlineBooking",
    "Outage",
    "OutageMove",
    "Preferences",
    "Resource",
    "ResourceGroup",
    "ResourceNeed",
    "Series",
    "Service",
    "ServiceOption",
    "ServicePhase",
    "SpecialDay",
    "StaffMember",
    "StaffSkill",
    "SyncConflict",
    "TimeOff",
    "Visit",
    "WaitlistEntry",
    "WaitlistInvitation",
    "WorkingHours",
]
