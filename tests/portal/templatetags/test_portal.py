from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from portal.templatetags import portal


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Anna Köhler", "AK"), ("Mehmet", "M"), ("Dr. Eva-Maria von Stein", "DS"), ("", ""), ("(neu) Ben", "B")],
)
def test_initials_are_those_of_first_and_last_name(name: str, letters: str) -> None:
    assert portal.initials(name) == letters


def test_hues_repeat_after_eight() -> None:
    assert [portal.hue(number) for number in (1, 8, 9)] == [1, 8, 1]


def test_hidden_number_is_told_in_words() -> None:
    assert portal.phone("") == "Unterdrückte Nummer"
    assert portal.phone("+4915112345678") == "01511 2345678"


def test_amount_stays_on_one_line() -> None:
    assert portal.cents(154200) == "1.542,00\u00a0€"


def test_near_days_have_names() -> None:
    today = timezone.localdate()

    names = [portal.day_words(today + timedelta(days=days)) for days in (-1, 0, 1)]

    assert names == ["Gestern", "Heute", "Morgen"]
    assert portal.day_words(date(2031, 11, 24)) == "Mo, 24. November"
    assert portal.near_day(date(2031, 11, 24)) == "KW 48"


def test_length_of_a_call_is_minutes_and_seconds() -> None:
    assert portal.lasting(timedelta(seconds=65)) == "1:05 Min."
    assert portal.lasting(None) == "–"


def test_icon_is_decoration() -> None:
    assert portal.icon("phone") == (
        '<svg class="icon " aria-hidden="true"><use href="/static/dist/icons.svg#phone"></use></svg>'
    )


def test_day_within_a_sentence_is_not_capitalised_unless_it_is_a_name() -> None:
    assert portal.day_within(timezone.localdate() + timedelta(days=1)) == "morgen"
    assert portal.day_within(date(2031, 11, 24)) == "Mo, 24. November"
