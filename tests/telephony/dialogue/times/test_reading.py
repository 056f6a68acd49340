"""Neutral readings of time expressions, said on Tuesday, 24 November 2026, at 10 o'clock."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.dialogue.times.reading import read

NOW = datetime.fromisoformat("2026-11-24T10:00")

# phrase -> start and end, open sides are empty
SPANS = {
    "morgen": ("2026-11-25T00:00", "2026-11-26T00:00"),
    "gestern": ("2026-11-23T00:00", "2026-11-24T00:00"),
    "letzten Freitag": ("2026-11-20T00:00", "2026-11-21T00:00"),
    "vor drei Tagen": ("2026-11-21T00:00", "2026-11-22T00:00"),
    "letzten Monat": ("2026-10-01T00:00", "2026-11-01T00:00"),
    "im März 2027": ("2027-03-01T00:00", "2027-04-01T00:00"),
    "05/2027": ("2027-05-01T00:00", "2027-06-01T00:00"),
    "KW 3": ("2027-01-18T00:00", "2027-01-25T00:00"),
    "die dritte Januarwoche": ("2027-01-18T00:00", "2027-01-25T00:00"),
    "der letzte Freitag im November": ("2026-11-27T00:00", "2026-11-28T00:00"),
    "zwei Tage nach Ostern 2027": ("2027-03-30T00:00", "2027-03-31T00:00"),
    "am zweiten Advent": ("2026-12-06T00:00", "2026-12-07T00:00"),
    "in den nächsten drei Tagen": ("2026-11-25T00:00", "2026-11-28T00:00"),
    "10. bis 22. Dezember": ("2026-12-10T00:00", "2026-12-23T00:00"),
    "vom 3.12. bis zum 5.12.": ("2026-12-03T00:00", "2026-12-06T00:00"),
    "am 3.12. ab 18 Uhr": ("2026-12-03T18:00", ""),
    "am 3.12. nicht vor 9 Uhr": ("2026-12-03T09:00", ""),
    "bis Donnerstag": ("", "2026-11-27T00:00"),
    "am 3.12. spätestens 8:15": ("", "2026-12-03T08:15"),
    "am 3.12. 7-9 Uhr": ("2026-12-03T07:00", "2026-12-03T09:00"),
    "3.12.26 17.30-18.15 Uhr": ("2026-12-03T17:30", "2026-12-03T18:15"),
    "letzte Nacht": ("2026-11-23T20:00", "2026-11-24T06:00"),
}
MOMENTS = {
    "halb drei": "2026-11-24T14:30",
    "um acht": "2026-11-24T20:00",
    "8 Uhr abends": "2026-11-24T20:00",
    "morgen um 8": "2026-11-25T08:00",
    "Montag, den 30.11., um viertel nach sieben": "2026-11-30T07:15",
    "in anderthalb Stunden": "2026-11-24T11:30",
    "vor einer Stunde": "2026-11-24T09:00",
    "Dec 3rd at 5:15 pm": "2026-12-03T17:15",
    "7h30 am 2. Dezember": "2026-12-02T07:30",
}


@pytest.mark.parametrize(("phrase", "span"), SPANS.items())
def test_read_gives_spans(phrase: str, span: tuple[str, str]) -> None:
    reading = read(phrase, now=NOW)

    assert reading is not None
    assert (
        tuple(side.isoformat(timespec="minutes") if side else "" for side in (reading.start, reading.end))
        == span
    )


@pytest.mark.parametrize(("phrase", "moment"), MOMENTS.items())
def test_read_gives_moments(phrase: str, moment: str) -> None:
    reading = read(phrase, now=NOW)

    assert reading is not None
    assert (reading.kind, reading.start) == ("instant", datetime.fromisoformat(moment))


@pytest.mark.parametrize(
    ("phrase", "seconds"),
    [
        ("drei Minuten", 180),
        ("zweieinhalb Stunden", 9000),
        ("eine Stunde und zwanzig Minuten", 4800),
        ("ein halbes Jahr", 15768000),
    ],
)
def test_read_gives_lengths(phrase: str, seconds: float) -> None:
    reading = read(phrase, now=NOW)

    assert reading is not None
    assert (reading.kind, reading.seconds) == ("duration", seconds)


@pytest.mark.parametrize(
    ("phrase", "rule"),
    [
        ("täglich", "P1D"),
        ("alle zwei Wochen", "P2W"),
        ("jeden Mittwoch um 16 Uhr", "XXXX-WXX-3T16"),
        ("montags", "XXXX-WXX-1"),
    ],
)
def test_read_gives_rules(phrase: str, rule: str) -> None:
    reading = read(phrase, now=NOW)

    assert reading is not None
    assert (reading.kind, reading.rule) == ("recurring", rule)


def test_an_incomplete_date_follows_the_convention() -> None:
    starts = [
        read("12. Oktober", now=NOW, convention=convention)
        for convention in ("next", "nearest", "this_period")
    ]

    assert [found.start.year for found in starts if found and found.start] == [2027, 2026, 2026]


@pytest.mark.parametrize("phrase", ["guten Morgen", "32. Oktober", "Krüger", "", "heutenicht"])
def test_read_hears_nothing_where_nothing_is(phrase: str) -> None:
    assert read(phrase, now=NOW) is None


@given(text=st.text(max_size=120))
def test_read_never_fails(text: str) -> None:
    read(text, now=NOW)


_WORDS = st.sampled_from(
    "am um ab bis vom nach vor in der zwei drei Tagen Wochen 3. 12. 14:30 10-12 Uhr 3.12. 31.2. 2026 KW "
    "Freitag nächsten letzten Anfang Ende Monat Ostern Advent erster halb viertel jeden alle Stunde pm "
    "abends - / ,".split()
)


@given(said=st.lists(_WORDS, max_size=10))
def test_any_heap_of_time_words_is_read_or_not(said: list[str]) -> None:
    read(" ".join(said), now=NOW)
