"""What people on the waitlist, or with somebody sick, are written; and what they answer by SMS."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client
from pytest_django import Settings

from askproai.standins.signing import twilio_signature
from askproai.standins.testing import RunningStandins
from booking.enums import InvitationState, Reach, WaitlistState
from booking.models import Appointment, OutageMove, WaitlistEntry, WaitlistInvitation
from booking.services import cancel_appointment
from booking.services.outage_plans import plan_outages
from booking.services.outages import OUTAGE_MOVE, send_outage, start_outage
from booking.values import CustomerDetails
from notifications.enums import Channel, NotificationState
from notifications.models import Notification, Suppression
from notifications.services.replies import Answer, process_sms, read_answer
from telephony.models import CallbackTicket
from tenants.connections.models import Connection
from tenants.connections.services import connect, hooks_url
from tenants.context import company_scope, current_company
from tenants.inbox.services import process_due
from tests.booking.acting import run_out
from tests.booking.waiting import full_morning, look, waits
from tests.factories.booking import MONDAY_8, StaffMemberFactory
from tests.factories.notifications import Outbox, Salon

NOON = MONDAY_8 + timedelta(hours=2)
EMMA = CustomerDetails(name="Emma Wolf", phone="+4915112345678")
FINN = CustomerDetails(name="Finn Roth", phone="+4915187654321", email="finn@example.com")


@pytest.fixture
def freed(salon: Salon) -> Appointment:
    """A full morning in which the first appointment is called off."""
    connect(provider="twilio", credentials={"from": "+4930765432"}, now=MONDAY_8)
    first, *_ = full_morning(salon.anna, salon.service)
    cancel_appointment(appointment_id=first.pk, reason="", by="phone", now=MONDAY_8, is_by_team=True)
    return first


def texts(standins: RunningStandins, number: str) -> list[str]:
    return [each.body for each in standins.standins.twilio.messages if each.to == number]


def answer(body: str, *, of: CustomerDetails = EMMA, now: object = NOON) -> None:
    process_sms({"from": of.phone, "body": body}, now=now)  # type: ignore[arg-type]


def sent(purpose: str) -> list[str]:
    return [each.channel for each in Notification.objects.filter(purpose=purpose).order_by("pk")]


def test_several_are_written_about_one_time_and_the_first_ja_has_it(
    salon: Salon, freed: Appointment, outbox: Outbox, standins: RunningStandins
) -> None:
    waits("", salon.service, customer=EMMA)
    waits("", salon.service, customer=FINN, minute=1)
    look(NOON)
    outbox.work(now=NOON)
    offer = next(
        text for text in texts(standins, str(EMMA.phone)) if "Wer zuerst" in text or "erste Zusage" in text
    )
    assert "Di, 31.03. um 9:00 Uhr bei Anna" in offer
    assert "/w/" in offer
    assert "oder Antwort JA" in offer

    answer("Ja gerne!", of=FINN)
    answer("JA", of=EMMA)
    outbox.work(now=NOON)

    assert Appointment.objects.get(customer__name="Finn Roth").starts_at == freed.starts_at
    assert not Appointment.objects.filter(customer__name="Emma Wolf").exists()
    assert any("leider" in text.lower() for text in texts(standins, str(EMMA.phone)))
    assert WaitlistEntry.objects.get(customer__name="Emma Wolf").state == WaitlistState.WAITING
    assert sent("wait_taken") == ["sms"]


def test_without_a_number_of_its_own_nobody_is_asked_to_answer(
    salon: Salon, freed: Appointment, outbox: Outbox, standins: RunningStandins
) -> None:
    Connection.objects.all().delete()
    waits("", salon.service, customer=EMMA)
    look(NOON)

    outbox.work(now=NOON)

    (offer,) = [
        text for text in texts(standins, str(EMMA.phone)) if "Wer zuerst" in text or "erste Zusage" in text
    ]
    assert "/w/" in offer
    assert "Antwort" not in offer


def test_the_preferred_way_is_taken_and_whom_nothing_reaches_is_called(
    salon: Salon, freed: Appointment
) -> None:
    by_mail = waits("", salon.service, customer=FINN)
    WaitlistEntry.objects.filter(pk=by_mail.pk).update(reach=Reach.EMAIL)
    landline = CustomerDetails(name="Gina Lenz", phone="+4930123456")
    waits("", salon.service, customer=landline, minute=1)

    look(NOON)

    assert sent("wait_offer") == ["email"]
    gina = WaitlistEntry.objects.get(customer__name="Gina Lenz")
    assert (gina.reach, gina.state) == (Reach.PHONE, WaitlistState.WAITING)
    assert gina.invitations.get().state == InvitationState.VOID


def test_an_offer_that_is_over_before_it_is_sent_is_not_sent(
    salon: Salon, freed: Appointment, outbox: Outbox, standins: RunningStandins
) -> None:
    waits("", salon.service, customer=EMMA)
    look(NOON)
    run_out()
    WaitlistInvitation.objects.update(expires_at=MONDAY_8 - timedelta(days=300))

    outbox.work(now=NOON)

    assert Notification.objects.get(purpose="wait_offer").state == NotificationState.CANCELLED
    assert not any("zuerst" in text for text in texts(standins, str(EMMA.phone)))


def test_a_no_gives_the_time_to_others(salon: Salon, freed: Appointment) -> None:
    waits("", salon.service, customer=EMMA)
    look(NOON)

    answer("Nein, leider nicht")

    assert WaitlistInvitation.objects.get().state == InvitationState.DECLINED
    assert WaitlistEntry.objects.get().state == WaitlistState.WAITING


def test_a_yes_to_one_of_two_offers_is_asked_back_and_a_number_decides(
    salon: Salon, freed: Appointment
) -> None:
    second = Appointment.objects.upcoming(MONDAY_8)[0]
    waits("", salon.service, customer=EMMA)
    child = CustomerDetails(name="Mia Wolf", phone=EMMA.phone)
    look(NOON)
    cancel_appointment(appointment_id=second.pk, reason="", by="phone", now=MONDAY_8, is_by_team=True)
    waits("", salon.service, customer=child, minute=1)
    look(NOON)
    assert list(WaitlistInvitation.objects.order_by("pk").values_list("number", flat=True)) == [1, 2]

    answer("ja")
    assert sent("wait_which") == ["sms", "sms"]
    assert not Appointment.objects.filter(customer__phone_index__isnull=True).exists()
    answer("JA 2")

    assert Appointment.objects.filter(customer__name="Mia Wolf").count() == 1
    assert not Appointment.objects.filter(customer__name="Emma Wolf").exists()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("JA", Answer(is_yes=True, number=None)),
        ("  ja 2 ", Answer(is_yes=True, number=2)),
        ("Ja, nehme ich gerne!", Answer(is_yes=True, number=None)),
        ("ok", Answer(is_yes=True, number=None)),
        ("Nein danke", Answer(is_yes=False, number=None)),
        ("Passt nicht", Answer(is_yes=False, number=None)),
        ("Ja aber erst ab 10", None),
        ("Ja, geht auch 14:30?", None),
        ("Jahreskarte", None),
        ("Wer sind Sie", None),
    ],
)
def test_answers_are_read_as_they_are_meant(body: str, expected: Answer | None) -> None:
    assert read_answer(body) == expected


def test_stopp_ends_all_sms_and_start_begins_again(salon: Salon) -> None:
    answer("Stopp!")
    assert Suppression.objects.get().channel == Channel.SMS

    answer("START")
    assert not Suppression.objects.exists()


def test_an_sms_comes_in_through_the_front_door(
    salon: Salon, freed: Appointment, settings: Settings, standins: RunningStandins
) -> None:
    waits("", salon.service, customer=EMMA)
    look(NOON)
    form = {
        "MessageSid": "SM" + "7" * 32,
        "AccountSid": settings.TWILIO["account_sid"],
        "From": str(EMMA.phone),
        "To": "+4930765432",
        "Body": "Ja bitte",
    }
    url = f"{hooks_url('twilio')}/incoming/"

    def post(token: str) -> int:
        signed = twilio_signature(auth_token=token, url=url, params=form.items())
        parts = urlsplit(url)
        with company_scope(current_company()):  # the request leaves its own company behind
            answered = Client().post(
                parts.path,
                urlencode(form),
                content_type="application/x-www-form-urlencoded",
                headers={"x-twilio-signature": signed, "host": parts.netloc},
            )
        return answered.status_code

    assert post("a" * 32) == 401
    assert [post(settings.TWILIO["auth_token"]) for _ in range(2)] == [204, 204]
    process_due(NOON)

    assert WaitlistInvitation.objects.get().state == InvitationState.ACCEPTED
    assert Appointment.objects.filter(customer__name="Emma Wolf").count() == 1


def test_an_outage_tells_why_and_lets_choose(salon: Salon, outbox: Outbox, standins: RunningStandins) -> None:
    emma = salon.book(after=timedelta(hours=4))
    StaffMemberFactory(name="Ben", branches=[salon.branch], services=[salon.service], position=1)
    outbox.work()
    outage = start_outage(
        staff_id=salon.anna.pk,
        starts_at=MONDAY_8,
        ends_at=MONDAY_8 + timedelta(hours=16),
        user_id=1,
        now=MONDAY_8,
    )
    plan_outages(MONDAY_8)
    send_outage(outage_id=outage.pk, user_id=1, now=MONDAY_8)

    outbox.work(OUTAGE_MOVE)
    outbox.work()

    told = texts(standins, emma.customer.phone)[-1]
    assert "Anna fällt" in told
    assert "jetzt bei Ben" in told
    assert "/a/" in told
    assert sent("change") == []
    assert OutageMove.objects.get().state == "moved"


def test_an_outage_that_no_message_reaches_becomes_a_call(salon: Salon) -> None:
    salon.book(after=timedelta(hours=4), customer=CustomerDetails(name="Gina Lenz", phone="+4930123456"))
    outage = start_outage(
        staff_id=salon.anna.pk,
        starts_at=MONDAY_8,
        ends_at=MONDAY_8 + timedelta(hours=16),
        user_id=1,
        now=MONDAY_8,
    )
    plan_outages(MONDAY_8)
    send_outage(outage_id=outage.pk, user_id=1, now=MONDAY_8)

    Outbox().work(OUTAGE_MOVE)

    assert OutageMove.objects.get().state == "to_call"
    assert CallbackTicket.objects.get().name == "Gina Lenz"
