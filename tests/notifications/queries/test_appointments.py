from __future__ import annotations

from pytest_django import DjangoAssertNumQueries

from notifications.enums import Channel
from notifications.queries.appointments import notifications_of_appointment, notifications_of_appointments
from tests.factories.notifications import Salon


def test_notifications_of_appointment_come_in_order(salon: Salon) -> None:
    appointment = salon.book()
    salon.book()

    found = notifications_of_appointment(appointment.pk)

    assert [notification.channel for notification in found] == [Channel.SMS, Channel.EMAIL]


def test_notifications_of_appointments_ask_once(
    salon: Salon, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first, second = salon.book(), salon.book()

    with django_assert_num_queries(1):
        found = notifications_of_appointments([first.pk, second.pk, 999_999])

    assert {appointment_id: len(messages) for appointment_id, messages in found.items()} == {
        first.pk: 2,
        second.pk: 2,
    }
