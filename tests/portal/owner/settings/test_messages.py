from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from booking.models import Appointment
from notifications.enums import Channel, Purpose
from notifications.models import Notification
from notifications.services.examples import example_facts
from notifications.services.own_texts import (
    message_values,
    save_mail_text,
    save_reminder_times,
    save_sms_text,
)
from notifications.services.subjects import subject_of
from notifications.services.ways import WAYS
from notifications.wording.own import OwnMail
from notifications.wording.sms import standard_sms
from tests.factories.booking import AppointmentFactory, CustomerFactory

MESSAGES = "/einstellungen/nachrichten/"
SMS = MESSAGES + "confirmation/sms/de/"
MAIL = MESSAGES + "confirmation/email/de/"
OWN = "Hallo {Name}, wir sehen uns {Tag}, {Uhrzeit} bei {Mitarbeiter}! {Betrieb}"


def stand(client: Client) -> str:
    return str(client.get(MESSAGES).context["stand"])


def confirmation_of(visit: Appointment, channel: Channel) -> Notification:
    """What the customer of the visit would get now."""
    message = Notification(
        appointment=visit,
        purpose=Purpose.CONFIRMATION,
        channel=channel,
        recipient="+491511234567" if channel is Channel.SMS else "clara@example.de",
        due_at=timezone.now(),
        created_at=timezone.now(),
    )
    facts = subject_of(message).facts(timezone.now())
    WAYS[channel].compose(message, facts, now=timezone.now())
    return message


def test_the_company_speaks_in_its_own_words(owner: Client, visit: Appointment) -> None:
    owner.post(SMS, {"text": OWN, "stand": stand(owner)})

    body = confirmation_of(visit, Channel.SMS).body

    assert body.startswith("Hallo Clara Weber, wir sehen uns Mo, ")
    assert "10:00 Uhr bei Anna Köhler! Salon Haarmonie" in body
    assert body.endswith(f"Nr. {visit.reference}")


def test_a_mail_keeps_the_facts_whatever_is_written_around_them(owner: Client, visit: Appointment) -> None:
    words = {"subject": "Bis {Datum}!", "headline": "Juhu", "closing": "Deine {Betrieb}"}
    words["lead"] = "Du kommst <b>wirklich</b>.\nToll."
    owner.post(MAIL, {**words, "stand": stand(owner)})

    message = confirmation_of(visit, Channel.EMAIL)

    assert message.subject.startswith("Bis Montag, ")
    assert "Du kommst <b>wirklich</b>." in message.body
    assert "Damenhaarschnitt" in message.body
    assert "&lt;b&gt;wirklich" in owner.get(MAIL).content.decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Termin {Tag} {Uhrzeit} {Passwort}", "{Passwort} gibt es hier nicht"),
        ("Termin {Tag} {Uhrzeit} {Name.__class__}", "gibt es hier nicht"),
        ("Termin {Tag} {Uhrzeit} {Frist}", "{Frist} gibt es hier nicht"),
        ("{{ Tag }} {% debug %} {Uhrzeit}", "gibt es hier nicht"),
        ("Bis bald!", "Es fehlt: {Tag}, {Uhrzeit}."),
        ("{Tag} {Uhrzeit} www.gewinn.de", "keine Internetadresse"),
        ("x" * 601, "Höchstens 600"),
        ("", "Bitte ausfüllen."),
    ],
)
def test_a_text_that_cannot_be_sent_is_refused(owner: Client, text: str, said: str) -> None:
    response = owner.post(SMS, {"text": text, "stand": stand(owner)})

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not message_values().sms


def test_the_preview_counts_segments_and_cents(owner: Client, visit: Appointment) -> None:
    page = owner.post(SMS + "vorschau/", {"text": f"{OWN} {'lang ' * 30}"}, headers={"hx-request": "true"})

    assert "2 SMS · 0,20 €" in page.content.decode()
    assert "Anna Köhler" in page.content.decode()


@pytest.mark.parametrize("language", ["de", "en"])
def test_each_standard_text_can_be_saved_as_it_is(owner: Client, language: str) -> None:
    for purpose in sorted(set(Purpose) - {Purpose.WAIT_WHICH}):
        facts = example_facts(purpose, language=language, now=timezone.now())
        save_sms_text(purpose=purpose, language=language, text=standard_sms(purpose, facts))
        page = owner.get(f"{MESSAGES}{purpose}/email/{language}/")

        form = page.context["form"]
        words = {name: form[name].value() for name in form.fields}
        save_mail_text(purpose=purpose, language=language, text=OwnMail(**words))
        assert page.status_code == 200, purpose


def test_standard_comes_back_and_that_can_be_taken_back(owner: Client) -> None:
    save_sms_text(purpose=Purpose.CONFIRMATION, language="de", text=OWN)

    told = owner.post(SMS + "standard/", follow=True)

    assert not message_values().sms
    (undo,) = [message.extra_tags for message in told.context["messages"]]
    owner.post(undo)
    assert message_values().sms == {"confirmation.de": OWN}


def test_of_two_who_write_at_once_the_second_one_is_told(owner: Client) -> None:
    read = stand(owner)
    owner.post(SMS, {"text": OWN, "stand": read})

    assert (
        "Inzwischen hat jemand"
        in owner.post(SMS, {"text": "{Tag} {Uhrzeit}", "stand": read}).content.decode()
    )
    assert message_values().sms == {"confirmation.de": OWN}


def test_a_trial_goes_to_oneself_a_few_times(
    owner: Client, visit: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    sent: list[Any] = []

    class Gateway:
        def send(self, sms: Any) -> None:
            sent.append(sms)

    monkeypatch.setattr("notifications.services.trials.sms_gateway", lambda now: Gateway())
    trial = {"text": OWN, "stand": stand(owner), "trial": "1"}

    assert "ist unterwegs" in owner.post(SMS, {**trial, "to": "0151 1234567"}).content.decode()
    assert "geht es nicht" in owner.post(SMS, {**trial, "to": "0900 123456"}).content.decode()
    for _ in range(7):
        last = owner.post(SMS, {**trial, "to": "0151 1234567"})

    assert "genug Proben" in last.content.decode()
    assert {(sms.to, sms.body[:12]) for sms in sent} == {("+491511234567", "Test: Hallo ")}
    assert len(sent) == 6
    assert not message_values().sms


@pytest.mark.parametrize(
    ("before", "expected"),
    [(timedelta(hours=48), timedelta(hours=48)), (None, None), (timedelta(hours=4), timedelta(hours=4))],
)
def test_reminders_go_out_when_the_company_wants(
    owner: Client, visit: Appointment, before: timedelta | None, expected: timedelta | None
) -> None:
    save_reminder_times(before=before)
    at = visit.starts_at + timedelta(hours=2)

    later = AppointmentFactory(
        staff=visit.staff,
        service=visit.service,
        starts_at=at,
        now=timezone.now(),
        waived=[],
        customer=CustomerFactory(name="Ben"),
    )

    reminder = Notification.objects.filter(appointment=later, purpose=Purpose.REMINDER).first()
    assert (later.starts_at - reminder.due_at if reminder else None) == expected


def test_reminder_time_is_saved(owner: Client) -> None:
    owner.post(MESSAGES, {"before": "72", "again": "2", "stand": stand(owner)})
    assert message_values().remind_before == timedelta(hours=72)
    assert message_values().remind_again == timedelta(hours=2)

    owner.post(MESSAGES, {"before": "never", "again": "never", "stand": stand(owner)})
    assert message_values().remind_before is None
    assert message_values().remind_again is None


def test_pages_of_messages_need_few_queries(
    owner: Client, visit: Appointment, django_assert_max_num_queries: Any
) -> None:
    for page in (MESSAGES, SMS, MAIL, MESSAGES + "outage_ask/sms/en/"):
        with django_assert_max_num_queries(15):
            assert owner.get(page).status_code == 200
    assert owner.get(MESSAGES + "wait_which/sms/de/").status_code == 404
    assert owner.get(MESSAGES + "confirmation/fax/de/").status_code == 404
