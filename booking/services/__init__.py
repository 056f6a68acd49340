"""Writes of the booking room: one business act and one transaction each, with named refusals."""

from booking.services.absences import add_time_off, remove_time_off
from booking.services.appointments import book_appointment
from booking.services.approvals import approve_request, decline_request
from booking.services.changes import cancel_appointment, mark_appointment
from booking.services.class_planning import plan_classes, plan_session, set_overbooking
from booking.services.classes import cancel_session, change_places, replace_teacher
from booking.services.customers import find_or_create_customer
from booking.services.direct_booking import IMPORT_MAY_WAIVE, TEAM_MAY_WAIVE, book_directly
from booking.services.equipment import add_need, add_resource, set_phases
from booking.services.holds import (
    HOLD_ON_THE_PHONE,
    HOLD_ON_THE_WEB,
    clear_old_offers,
    release_hold,
    release_holds,
    renew_hold,
)
from booking.services.moving import move_appointment, reschedule_appointment
from booking.services.offers import offer_times
from booking.services.payments import record_deposit_paid, settle_deposit, settle_fee
from booking.services.series import book_series, propose_extension, wish_after
from booking.services.series_changes import cancel_series, change_series
from booking.services.staff import add_staff_member

__all__ = [
    "HOLD_ON_THE_PHONE",
    "HOLD_ON_THE_WEB",
    "IMPORT_MAY_WAIVE",
    "TEAM_MAY_WAIVE",
    "add_need",
    "add_resource",
    "add_staff_member",
    "add_time_off",
    "approve_request",
    "book_appointment",
    "book_directly",
    "book_series",
    "cancel_appointment",
    "cancel_series",
    "cancel_session",
    "change_places",
    "change_series",
    "clear_old_offers",
    "decline_request",
    "find_or_create_customer",
    "mark_appointment",
    "move_appointment",
    "offer_times",
    "plan_classes",
    "plan_session",
    "propose_extension",
    "record_deposit_paid",
    "release_hold",
    "release_holds",
    "remove_time_off",
    "renew_hold",
    "replace_teacher",
    "reschedule_appointment",
    "set_overbooking",
    "set_phases",
    "settle_deposit",
    "settle_fee",
    "wish_after",
]
