"""A stranger chooses the name and the number: our messages must carry nothing of theirs but a plain name."""

from __future__ import annotations

import pytest

from askproai.standins.testing import RunningStandins
from notifications.enums import Channel, NotificationState
from notifications.models import Notification
from notifications.services.addresses import appointment_url
from notifications.wording.gsm import is_gsm
from tests.factories.booking import MONDAY_8, CustomerFactory
from tests.factories.notifications import Outbox, Salon

HOSTILE = {
    "link": "Gewinn https://phish.example/?id=1",
    "bare link": "phish.example",
    "line breaks": "Clara\r\nBcc: all@example.com\r\n\r\nKaufen Sie jetzt",
    "control characters": "Clara\x07\x1b[31m\u202eWeber\u200b",
    "emoji": "Clara 💇‍♀️🎉 Weber",
    "very long": "Clara " * 26,
    "placeholders": "$reference {facts.customer.phone} %(phone)s {{ phone }}",
    "markup": "<script>alert(1)</script>",
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_sms_to_a_caller_of_any_name_is_one_plain_segment_in_our_words(
    salon: Salon, outbox: Outbox, standins: RunningStandins, name: str
) -> None:
    plain = salon.book(customer=CustomerFactory(name="Doris Lang"))
    hostile = salon.book(customer=CustomerFactory(name=name))

    outbox.work(Channel.SMS)

    bodies = {sms.to: sms.body for sms in standins.sms}
    body = bodies[hostile.customer.phone]
    # The text is the same as for anybody else, but for the time and the appointment's own address.
    links = [appointment_url(each, now=MONDAY_8) for each in (plain, hostile)]
    expected = bodies[plain.customer.phone].replace(*links)
    assert body == expected.replace("10:00", "10:30")
    assert is_gsm(body)
    sent = Notification.objects.get(channel=Channel.SMS, appointment=hostile, purpose="confirmation")
    assert (sent.state, sent.segments) == (NotificationState.SENT, 1)


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_mail_to_a_caller_of_any_name_has_one_recipient_and_no_link_of_theirs(
    salon: Salon, outbox: Outbox, standins: RunningStandins, name: str
) -> None:
    salon.book(customer=CustomerFactory(name=name, email="clara@example.com"))

    outbox.work(Channel.EMAIL)

    [mail] = standins.mails
    assert mail.to == ["clara@example.com"]
    assert not any(letter in mail.subject for letter in "\r\n\x07\x1b")
    for text in (mail.text, mail.html):
        assert "phish" not in text
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "<script>alert" not in mail.html
