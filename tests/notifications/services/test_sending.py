from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from askproai.core import http
from askproai.core.events import publish
from askproai.standins.testing import RunningStandins
from booking.events import AppointmentBooked
from booking.services.changes import cancel_appointment
from booking.services.moving import move_appointment
from notifications.enums import Channel, NotificationState, Purpose, Reason
from notifications.models import Notification, Suppression
from notifications.services import limits, ways
from notifications.services.addresses import appointment_url
from notifications.services.retrying import retry_notification
from tenants.connections.models import Connection
from tenants.connections.services import connect
from tenants.outbox.models import OutboxEntry
from tests.factories.booking import MONDAY_8, CustomerFactory
from tests.factories.notifications import Outbox, Salon

SECONDS_LATER = MONDAY_8 + timedelta(seconds=5)
MINUTE_LATER = MONDAY_8 + timedelta(minutes=1)
MINUTES_LATER = MONDAY_8 + timedelta(minutes=5)


def confirmation(channel: str = Channel.SMS) -> Notification:
    return Notification.objects.get(purpose=Purpose.CONFIRMATION, channel=channel)


def test_send_message_confirms_a_booking_by_sms_and_mail(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    appointment = salon.book()

    outbox.work(Channel.SMS)
    outbox.work(Channel.EMAIL)

    [sms], [mail] = standins.sms, standins.mails
    assert sms.to == appointment.customer.phone
    assert sms.body == (
        "Salon Haarmonie Mitte: Ihr Termin am Mo, 30.03. um 10:00 Uhr bei Anna (Haarschnitt) ist gebucht."
        f" Ändern: {appointment_url(appointment, now=MONDAY_8)}"
    )
    assert appointment_url(appointment, now=MONDAY_8) in mail.text
    assert mail.to == ["clara@example.com"]
    assert [attachment.filename for attachment in mail.attachments] == ["termin.ics"]
    assert confirmation().state == NotificationState.SENT
    assert confirmation().provider_id == sms.sid
    assert confirmation().segments == 1
    assert confirmation(Channel.EMAIL).provider_id == mail.message_id
    assert set(OutboxEntry.objects.filter(kind__in=Channel.values).values_list("state", flat=True)) == {
        "done"
    }


def test_send_message_sends_once_however_often_the_booking_is_told(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    appointment = salon.book()
    outbox.work()

    publish(AppointmentBooked(appointment_id=appointment.pk))
    publish(AppointmentBooked(appointment_id=appointment.pk))
    outbox.work()

    assert len(standins.sms) == 1


def test_send_message_gives_twilio_our_reference_and_no_longer_than_the_start(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    salon.book()

    outbox.work()

    callback = standins.sms[0].status_callback
    assert callback is not None
    assert callback.endswith(f"/status/?ref={confirmation().reference}")


def test_send_message_finds_an_sms_whose_answer_got_lost(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    salon.book()
    standins.fail("twilio", "accept_then_drop", match="POST")

    outbox.work()
    assert confirmation().state == NotificationState.SENDING
    outbox.work(now=SECONDS_LATER)

    assert len(standins.sms) == 1
    assert confirmation().provider_id == standins.sms[0].sid
    assert confirmation().is_accepted


def test_send_message_finds_an_sms_whose_answer_was_unreadable(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    salon.book()
    standins.fail("twilio", "malformed", match="POST")

    outbox.work()
    outbox.work(now=SECONDS_LATER)

    assert len(standins.sms) == 1
    assert confirmation().provider_id == standins.sms[0].sid


def test_send_message_finds_the_sms_of_a_worker_that_died_before_it_could_write(
    salon: Salon, outbox: Outbox, standins: RunningStandins, monkeypatch: pytest.MonkeyPatch
) -> None:
    salon.book()

    def die(**_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(ways, "record_receipt", die)
        with pytest.raises(SystemExit):
            outbox.work()
    assert len(standins.sms) == 1
    outbox.lose_worker()
    outbox.work(now=MINUTE_LATER)

    assert len(standins.sms) == 1
    assert confirmation().provider_id == standins.sms[0].sid
    assert outbox.entry_of(confirmation()).state == OutboxEntry.State.DONE


def test_send_message_sends_for_a_worker_that_died_before_the_call(
    salon: Salon, outbox: Outbox, standins: RunningStandins, monkeypatch: pytest.MonkeyPatch
) -> None:
    salon.book()

    def die(**_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(ways, "sms_gateway", die)
        with pytest.raises(SystemExit):
            outbox.work()
    outbox.lose_worker()
    outbox.work(now=MINUTE_LATER)

    assert len(standins.sms) == 1
    assert confirmation().state == NotificationState.SENT


def test_send_message_keeps_asking_while_twilio_cannot_be_asked(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    salon.book()
    standins.fail("twilio", "accept_then_drop", match="POST")
    standins.fail("twilio", "429", count=2, match="GET")

    outbox.work()
    outbox.work(now=MINUTES_LATER)
    outbox.work(now=MINUTES_LATER)
    assert confirmation().state == NotificationState.SENDING
    outbox.work(now=MINUTES_LATER)

    assert len(standins.sms) == 1
    assert confirmation().is_accepted


def test_send_message_sends_again_when_twilio_has_nothing_after_all(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    salon.book()
    standins.fail("twilio", "500", match="POST")

    outbox.work()
    outbox.work(now=SECONDS_LATER)
    assert standins.sms == []  # too soon to be sure
    outbox.work(now=MINUTE_LATER)

    assert len(standins.sms) == 1
    assert confirmation().state == NotificationState.SENT


def test_send_message_sends_later_what_twilio_had_no_time_for(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    salon.book()
    standins.fail("twilio", "429", match="POST")

    outbox.work()
    assert confirmation().state == NotificationState.QUEUED
    outbox.work(now=SECONDS_LATER)

    assert len(standins.sms) == 1


def test_send_message_gives_up_after_ten_attempts_and_can_be_asked_again(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    salon.book()
    standins.fail("twilio", "429", match="POST", count=10)

    for _ in range(10):
        outbox.work(now=MINUTE_LATER)
        http._breaker_for.cache_clear()  # otherwise it spares Twilio half of the attempts
    assert confirmation().reason == Reason.GAVE_UP
    assert outbox.entry_of(confirmation()).state == OutboxEntry.State.DEAD
    retry_notification(notification_id=confirmation().pk, now=MINUTES_LATER)
    outbox.work(now=MINUTES_LATER)

    assert len(standins.sms) == 1
    assert confirmation().state == NotificationState.SENT
    assert confirmation().reason == ""


def test_send_message_waits_for_events_when_a_mail_got_no_answer(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    salon.book()
    standins.fail("sendgrid", "accept_then_drop")

    outbox.work(Channel.EMAIL)
    outbox.work(Channel.EMAIL, now=MINUTE_LATER)

    assert len(standins.mails) == 1
    assert confirmation(Channel.EMAIL).state == NotificationState.SENDING


def test_send_message_repeats_a_silent_mail_under_the_same_id(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    salon.book()
    standins.fail("sendgrid", "500")

    outbox.work(Channel.EMAIL)
    outbox.work(Channel.EMAIL, now=MINUTES_LATER)

    [mail] = standins.mails
    reference = confirmation(Channel.EMAIL).reference
    assert mail.custom_args["msg_id"] == str(reference)
    assert mail.request["headers"] == {"Message-ID": f"<{reference}@haarmonie.example>"}


def test_send_message_takes_an_accepted_mail_without_an_id(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    salon.book()
    standins.fail("sendgrid", "malformed")

    outbox.work(Channel.EMAIL)
    outbox.work(Channel.EMAIL, now=MINUTES_LATER)

    assert len(standins.mails) == 1
    assert confirmation(Channel.EMAIL).state == NotificationState.SENT


def test_send_message_stops_at_somebody_who_said_no(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    ben = CustomerFactory(name="Ben Yilmaz", phone="+4915155500011")
    standins.receive_sms(sender=ben.phone, to="+4930123456", body="STOP")
    salon.book(customer=ben)

    outbox.work()
    salon.book(customer=ben)
    outbox.work()

    first, second = Notification.objects.filter(purpose=Purpose.CONFIRMATION).order_by("pk")
    assert (first.state, first.reason) == (NotificationState.FAILED, Reason.OPTED_OUT)
    assert (second.state, second.reason) == (NotificationState.CANCELLED, Reason.OPTED_OUT)
    assert Suppression.objects.count() == 1
    assert standins.sms == []


def test_send_message_asks_to_reconnect_when_the_companys_key_is_refused(
    salon: Salon, outbox: Outbox, standins: RunningStandins, caplog: pytest.LogCaptureFixture
) -> None:
    credentials = {"account_sid": "AC" + "0" * 32, "auth_token": "revoked", "from": "Haarmonie"}
    connect(provider="twilio", credentials=credentials, now=MONDAY_8)
    salon.book()

    with caplog.at_level(logging.ERROR):
        outbox.work()

    assert confirmation().reason == Reason.CONFIGURATION
    assert Connection.objects.get(provider="twilio").state == Connection.State.RECONNECT
    assert outbox.entry_of(confirmation()).state == OutboxEntry.State.DEAD
    assert "notifications.unauthorized" in caplog.messages


def test_send_message_does_not_blame_the_owner_for_the_platforms_key(
    salon: Salon, outbox: Outbox, standins: RunningStandins, settings: Settings
) -> None:
    salon.book()
    settings.TWILIO = {**settings.TWILIO, "auth_token": "wrong"}

    outbox.work()

    assert confirmation().state == NotificationState.FAILED
    assert Connection.objects.get(provider="twilio").state == Connection.State.OK


def test_send_message_drops_what_was_erased_meanwhile(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    salon.book()
    entry = outbox.entry_of(confirmation())
    Notification.objects.all().delete()

    outbox.work()

    entry.refresh_from_db()
    assert (entry.state, entry.last_error) == (OutboxEntry.State.CANCELLED, "erased")
    assert standins.sms == []


def test_send_message_asks_for_nothing_once_the_person_is_forgotten(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    salon.book()
    standins.fail("twilio", "500", match="POST")
    outbox.work()
    Notification.objects.update(recipient="", body="")

    outbox.work(now=MINUTES_LATER)

    assert standins.sms == []
    assert outbox.entry_of(confirmation()).state == OutboxEntry.State.CANCELLED


def test_send_message_uses_the_companys_own_account(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    account_sid, auth_token = next(iter(standins.standins.world.accounts.twilio.items()))
    salon.book()
    outbox.work()  # makes the connection
    Connection.objects.filter(provider="twilio").update(
        credentials={"account_sid": account_sid, "auth_token": auth_token, "from": "Haarmonie"}
    )

    salon.book()
    outbox.work()

    assert [sms.sender for sms in standins.sms] == ["+4930123456", "Haarmonie"]


def test_send_message_stops_at_the_cap_of_an_address(
    salon: Salon, outbox: Outbox, standins: RunningStandins, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PER_ADDRESS", 2)
    clara = CustomerFactory()

    for _ in range(3):
        salon.book(customer=clara)
    outbox.work()

    assert len(standins.sms) == 2
    assert Notification.objects.filter(reason=Reason.ADDRESS_CAP).count() == 1


def test_send_message_waits_at_the_cap_of_the_company(
    salon: Salon, outbox: Outbox, standins: RunningStandins, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.PER_COMPANY, Channel.SMS, 1)

    salon.book()
    salon.book()
    outbox.work()
    assert len(standins.sms) == 1
    outbox.work(now=MONDAY_8 + timedelta(minutes=61))

    assert len(standins.sms) == 2


def test_send_message_says_the_new_time_only_once_it_has_moved(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    appointment = salon.book()

    move_appointment(
        appointment_id=appointment.pk,
        starts_at=appointment.starts_at + timedelta(hours=1),
        now=MONDAY_8,
        by="user:1",
    )
    outbox.work()

    [sms] = standins.sms
    assert "Ihr neuer Termin ist am Mo, 30.03. um 11:00 Uhr bei Anna" in sms.body
    assert confirmation().reason == Reason.SUPERSEDED


def test_send_message_does_not_take_an_earlier_sms_of_the_same_words_for_its_own(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    appointment = salon.book()
    for hours in (1, 2, 1):  # there and back again: the last message reads like the first
        move_appointment(
            appointment_id=appointment.pk,
            starts_at=appointment.starts_at + timedelta(hours=hours),
            now=MONDAY_8,
            by="user:1",
        )
        if len(standins.sms) == 2:
            standins.fail("twilio", "500", match="POST")
        outbox.work()
    outbox.work(now=MINUTE_LATER)

    first, _, last = [sms.body for sms in standins.sms]
    assert first == last


def test_send_message_says_only_that_it_is_off_once_it_was_cancelled(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    appointment = salon.book()

    cancel_appointment(appointment_id=appointment.pk, reason="", by="phone", now=MONDAY_8)
    cancel_appointment(appointment_id=appointment.pk, reason="", by="phone", now=MONDAY_8)
    outbox.work()

    [sms] = standins.sms
    assert "um 10:00 Uhr bei Anna ist abgesagt" in sms.body


def test_send_message_sends_nothing_once_the_visit_has_begun(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    appointment = salon.book()

    outbox.work(now=appointment.starts_at)

    assert standins.sms == []
    assert confirmation().reason == Reason.TOO_LATE


def test_send_message_writes_to_the_number_as_it_is_now(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    appointment = salon.book()
    customer = appointment.customer
    customer.phone = "+4915199988877"
    customer.save(update_fields=["phone"])

    outbox.work()

    assert [sms.to for sms in standins.sms] == ["+4915199988877"]


def test_notification_keeps_recipient_and_text_encrypted(
    salon: Salon, outbox: Outbox, standins: RunningStandins
) -> None:
    salon.book()
    outbox.work()

    with connection.cursor() as cursor:
        cursor.execute("SELECT recipient, body FROM notifications_notification WHERE channel = 'sms'")
        recipient, body = cursor.fetchone()

    assert b"+4915" not in bytes(recipient)
    assert b"Anna" not in bytes(body)
