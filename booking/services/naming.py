"""Whose appointment it is, corrected right after it was made."""

from __future__ import annotations

from datetime import datetime

from booking.enums import AppointmentStatus
from booking.errors import AppointmentNotChangeable
from booking.models import Appointment, Customer
from booking.services.acts import booking_act
from booking.services.changeable import lock_appointment
from booking.services.customers import find_or_create_customer, name_fields, name_key
from booking.values import CustomerDetails


@booking_act
def correct_name(*, appointment_id: int, name: str, since: datetime, now: datetime) -> Appointment:
    """Let the appointment run on another name, at the same number.

    Only somebody who was added after ``since``, for this appointment alone, gets the new name. Whoever was
    known before keeps theirs: the appointment goes over to the person of the new name instead.

    :raises AppointmentUnknown: no such appointment.
    :raises AppointmentNotChangeable: cancelled.
    """
    appointment = lock_appointment(appointment_id)
    if appointment.status == AppointmentStatus.CANCELLED:
        raise AppointmentNotChangeable(status=appointment.status)
    customer = appointment.customer
    name = " ".join(name.split())[:160]
    same = Customer.objects.filter(phone_index=customer.phone_index, name_key=name_key(name))
    is_new_here = customer.created_at >= since and customer.appointments.count() == 1
    if is_new_here and not (customer.phone_index and same.exists()):
        fields = name_fields(name)
        for field, value in fields.items():
            setattr(customer, field, value)
        customer.save(update_fields=list(fields))
        return appointment
    details = CustomerDetails(
        name=name, phone=customer.phone or None, email=customer.email or None, language=customer.language
    )
    appointment.customer = find_or_create_customer(details=details, now=now)
    appointment.version += 1
    appointment.save(update_fields=["customer", "version"])
    return appointment
