from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from icalendar import Calendar

from notifications.enums import Purpose
from notifications.ports import Mail
from notifications.wording.mail import mail_of

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def written(facts: Any, purpose: str = Purpose.CONFIRMATION) -> Mail:
    return mail_of(
        purpose, facts, to="clara@example.com", organizer="termine@haarmonie.example", reference="r", now=NOW
    )


def event(mail: Mail) -> Any:
    [attachment] = mail.attachments
    calendar = Calendar.from_ical(attachment.content)
    [found] = calendar.walk("VEVENT")
    return found


def test_mail_of_a_confirmation_says_everything_in_both_forms(facts: Any) -> None:
    mail = written(facts())

    assert mail.subject == "Ihr Termin am Dienstag, 8. Dezember 2026 um 9:00 Uhr – Salon Haarmonie"
    for part in (mail.text, mail.html):
        assert "Guten Tag Clara Weber," in part
        assert "Dienstag, 8. Dezember 2026, 9:00 Uhr" in part
        assert "Torstraße 12, 10119 Berlin" in part
        assert "030 1234567" in part
        assert "K7PX4T" in part
        assert "39,00 €" in part


def test_mail_of_escapes_names_in_html_only(facts: Any) -> None:
    mail = written(facts(staff='<script>alert("x")</script>', customer="Müller & Sohn"))

    assert "<script>" not in mail.html
    assert "Müller &amp; Sohn" in mail.html
    assert "Müller & Sohn" in mail.text


@pytest.mark.parametrize(
    ("day", "clock", "utc"),
    [
        ("2026-12-08", "09:00", datetime(2026, 12, 8, 8, tzinfo=UTC)),
        ("2026-07-08", "09:00", datetime(2026, 7, 8, 7, tzinfo=UTC)),
        ("2026-03-29", "10:00", datetime(2026, 3, 29, 8, tzinfo=UTC)),
        ("2026-10-25", "10:00", datetime(2026, 10, 25, 9, tzinfo=UTC)),
    ],
)
def test_mail_of_carries_the_right_instant_in_both_halves_of_the_year(
    facts: Any, day: str, clock: str, utc: datetime
) -> None:
    assert event(written(facts(day, clock)))["DTSTART"].dt == utc


def test_mail_of_a_change_updates_the_same_calendar_event(facts: Any) -> None:
    first, second = event(written(facts())), event(written(facts(version=2), Purpose.CHANGE))

    assert first["UID"] == second["UID"]
    assert second["SEQUENCE"] > first["SEQUENCE"]


def test_mail_of_a_cancellation_removes_the_calendar_event(facts: Any) -> None:
    mail = written(facts(version=2), Purpose.CANCELLATION)

    [attachment] = mail.attachments
    assert attachment.media_type == "text/calendar; charset=utf-8; method=CANCEL"
    assert Calendar.from_ical(attachment.content)["METHOD"] == "CANCEL"
    assert event(mail)["STATUS"] == "CANCELLED"
    assert event(mail)["UID"] == event(written(facts()))["UID"]


def test_mail_of_keeps_lines_of_the_calendar_file_apart(facts: Any) -> None:
    mail = written(facts(staff="Anna; BEGIN:VALARM, x", customer='Eve "; X=1'))

    found = event(mail)
    assert "Bei Anna; BEGIN:VALARM, x" in found["DESCRIPTION"]
    assert found.subcomponents == []
    assert b"\r\nDTSTART:20261208T080000Z\r\n" in mail.attachments[0].content


@pytest.mark.parametrize(
    "purpose", [Purpose.CONFIRMATION, Purpose.CHANGE, Purpose.CANCELLATION, Purpose.REMINDER]
)
def test_mail_of_speaks_english_throughout(facts: Any, purpose: str) -> None:
    mail = written(facts(language="en"), purpose)

    assert "Tuesday, 8 December 2026" in mail.text
    assert "9:00 am" in mail.text
    assert "Hello Clara Weber," in mail.text
    assert '<html lang="en">' in mail.html
    for german in ("Termin ", "Uhr", "Minuten", "Absagen", "Guten Tag", "Datei"):
        assert german not in mail.text + mail.html
    assert "With Anna" in event(mail)["DESCRIPTION"]


def test_mail_wears_the_companys_colour(facts: Any) -> None:
    def html(**other: str) -> str:
        return written(facts(link="https://salon.example/t/x/", **other)).html

    assert "background:#155e56" in html()
    assert "background:#a8265f" in html(accent="#a8265f")
    # White words on it stay readable.
    assert "#ffd500" not in html(accent="#ffd500")
