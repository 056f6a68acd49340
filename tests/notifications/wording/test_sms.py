from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from notifications.enums import Purpose
from notifications.wording.facts import AppointmentFacts
from notifications.wording.gsm import is_gsm, segment_count
from notifications.wording.sms import sms_text


@pytest.mark.parametrize(
    ("purpose", "text"),
    [
        (
            Purpose.CONFIRMATION,
            (
                "Salon Haarmonie: Ihr Termin am Di, 08.12. um 9:00 Uhr bei Anna (Haarschnitt) ist gebucht."
                " Bis bald! Absagen: Tel. 030 1234567. Nr. K7PX4T"
            ),
        ),
        (
            Purpose.CHANGE,
            (
                "Salon Haarmonie: Ihr neuer Termin ist am Di, 08.12. um 9:00 Uhr bei Anna (Haarschnitt)."
                " Bis bald! Absagen: Tel. 030 1234567. Nr. K7PX4T"
            ),
        ),
        (
            Purpose.CANCELLATION,
            (
                "Salon Haarmonie: Ihr Termin am Di, 08.12. um 9:00 Uhr bei Anna ist abgesagt."
                " Bis bald! Tel. 030 1234567. Nr. K7PX4T"
            ),
        ),
        (
            Purpose.REMINDER,
            (
                "Salon Haarmonie: Wir freuen uns auf Sie am Di, 08.12. um 9:00 Uhr bei Anna (Haarschnitt)."
                " Absagen: Tel. 030 1234567. Nr. K7PX4T"
            ),
        ),
    ],
)
def test_sms_text_is_one_warm_sms(facts: Any, purpose: str, text: str) -> None:
    assert sms_text(purpose, facts()) == text
    assert segment_count(text) == 1
    assert is_gsm(text)


@pytest.mark.parametrize("purpose", ["confirmation", "change", "cancellation", "reminder"])
def test_sms_text_gets_shorter_before_it_costs_two(facts: Any, purpose: str) -> None:
    wordy = facts(
        sender="Friseurmeisterbetrieb Haarmonie am Gendarmenmarkt Inhaberin Petra Müller",
        company="Friseurmeisterbetrieb Haarmonie am Gendarmenmarkt",
        service="Strähnen mit Farbe, Schnitt, Föhnen und Pflege für langes Haar",
    )

    text = sms_text(purpose, wordy)

    assert segment_count(text) == 1
    assert "Di, 08.12. um 9:00 Uhr" in text
    assert text.endswith("K7PX4T")


def test_sms_text_tells_the_two_hours_of_an_autumn_night_apart(facts: Any) -> None:
    first: AppointmentFacts = facts("2026-10-25", "02:30")
    second: AppointmentFacts = facts(starts_at=first.starts_at.replace(fold=1))

    assert "um 2:30 Uhr (Sommerzeit)" in sms_text(Purpose.REMINDER, first)
    assert "um 2:30 Uhr (Winterzeit)" in sms_text(Purpose.REMINDER, second)


def test_sms_text_without_a_phone_names_none(facts: Any) -> None:
    assert "Tel." not in sms_text(Purpose.CONFIRMATION, facts(phone=""))


def test_sms_text_does_not_read_placeholders_out_of_names(facts: Any) -> None:
    assert "$reference {0.phone}" in sms_text(Purpose.REMINDER, facts(staff="$reference {0.phone}"))


@pytest.mark.parametrize(
    ("purpose", "text"),
    [
        (
            Purpose.CONFIRMATION,
            (
                "Salon Haarmonie: Your appointment on Tue, 8 Dec at 9:00 am with Anna (Haarschnitt)"
                " is booked. See you soon! To cancel: Tel. 030 1234567. No. K7PX4T"
            ),
        ),
        (
            Purpose.CHANGE,
            (
                "Salon Haarmonie: Your new appointment is on Tue, 8 Dec at 9:00 am with Anna (Haarschnitt)."
                " See you soon! To cancel: Tel. 030 1234567. No. K7PX4T"
            ),
        ),
        (
            Purpose.CANCELLATION,
            (
                "Salon Haarmonie: Your appointment on Tue, 8 Dec at 9:00 am with Anna is cancelled."
                " See you soon! Tel. 030 1234567. No. K7PX4T"
            ),
        ),
        (
            Purpose.REMINDER,
            (
                "Salon Haarmonie: See you on Tue, 8 Dec at 9:00 am with Anna (Haarschnitt)."
                " To cancel: Tel. 030 1234567. No. K7PX4T"
            ),
        ),
    ],
)
def test_sms_text_speaks_english_to_whoever_booked_in_english(facts: Any, purpose: str, text: str) -> None:
    written = sms_text(purpose, facts(language="en"))

    assert written == text
    assert is_gsm(written)
    assert segment_count(written) == 1


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("purpose", [each for each in Purpose.values if each.startswith(("wait", "outage"))])
def test_sms_text_of_waiting_and_outages_is_at_most_two_long(facts: Any, purpose: str, language: str) -> None:
    link = "https://salon-haarmonie.askproai.de/w/AbCdEfGhIjKlMnOpQrStUv/"
    known = facts(language=language, link=link, answer="JA 2", missing="Anna", reference="")

    text = sms_text(purpose, replace(known, until=known.ends_at, instead_of=known.ends_at))

    assert segment_count(text) <= 2
    assert "$" not in text
    assert (link in text) == (purpose not in {"wait_over", "wait_which"})


@pytest.mark.parametrize(
    ("language", "by_whom"),
    [("de", "bei uns (Färben + Haarschnitt Damen)"), ("en", "with us (Färben + Haar")],
)
def test_sms_text_of_a_free_time_names_the_whole_visit(facts: Any, language: str, by_whom: str) -> None:
    known = facts(language=language, link="https://a.example/w/x/", reference="", staff="Anna")
    visit = replace(known, service="Färben + Haarschnitt Damen", is_visit=True, until=known.ends_at)

    assert by_whom in sms_text(Purpose.WAIT_OFFER, visit)


def test_sms_text_of_a_free_time_names_all_that_is_needed(facts: Any) -> None:
    known = facts(link="https://a.example/w/x/", answer="JA", reference="", service="")

    text = sms_text(Purpose.WAIT_OFFER, replace(known, until=known.ends_at))

    assert text == (
        "Salon Haarmonie: Termin frei! Di, 08.12. um 9:00 Uhr bei Anna. Wer zuerst zusagt, hat ihn:"
        " https://a.example/w/x/ oder Antwort JA. Gilt bis 9:30 Uhr."
    )
