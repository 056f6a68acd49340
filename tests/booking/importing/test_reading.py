"""Reading files of other programs."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.importing.cells import duration_of, moment_of, name_of, phone_of
from booking.importing.errors import BadCell, Unreadable
from booking.importing.headings import Field, guess
from booking.importing.lines import Line, read_line
from booking.importing.tables import read_table

NOW = datetime(2026, 11, 22, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
CSV = "Datum;Uhrzeit;Kunde;Telefon\n03.12.2026;14:30;Jörg Müller;0151 2345678\n"
ICS = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Test//DE\r
BEGIN:VEVENT\r
UID:a@example\r
DTSTAMP:20261101T000000Z\r
DTSTART;TZID=Europe/Berlin:20261203T143000\r
DTEND;TZID=Europe/Berlin:20261203T151500\r
RRULE:FREQ=WEEKLY;COUNT=2\r
SUMMARY:Haarschnitt – Emma Wolf\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:b@example\r
DTSTAMP:20261101T000000Z\r
DTSTART;VALUE=DATE:20261224\r
SUMMARY:Weihnachten\r
STATUS:CANCELLED\r
END:VEVENT\r
END:VCALENDAR\r
"""


def lines(content: bytes) -> list[Line]:
    table = read_table(content, around=NOW)
    columns = guess(table.headings, filled=[True] * len(table.headings))
    return [read_line(row, columns, zone=BERLIN, region="DE") for row in table.rows]


@pytest.mark.parametrize(
    "content",
    [
        CSV.encode(),
        CSV.encode("utf-8-sig"),
        CSV.encode("cp1252"),
        CSV.encode("utf-16"),
        CSV.replace(";", ",").encode(),
        CSV.replace(";", "\t").encode(),
        ("sep=;\n" + CSV).encode(),
        CSV.replace("Jörg Müller", '"Müller, Jörg"').encode(),
        CSV.replace("Jörg", "Jö\0rg").encode(),
    ],
)
def test_a_file_is_read_whatever_wrote_it(content: bytes) -> None:
    (line,) = lines(content)

    assert (line.name, line.phone) == ("Jörg Müller", "+491512345678")
    assert line.starts_at == datetime(2026, 12, 3, 13, 30, tzinfo=UTC)
    assert line.problems == ()


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"BEGIN:VCALENDAR\r\n", b"Datum;Kunde\r\n", ICS.encode()[:300]]),
)
def test_no_bytes_do_harm(content: bytes, before: bytes) -> None:
    with contextlib.suppress(Unreadable):
        lines(before + content)


def test_a_calendar_is_read_with_its_series() -> None:
    first, second, whole_day = lines(ICS.encode())

    assert (first.title, first.starts_at) == (
        "Haarschnitt – Emma Wolf",
        datetime(2026, 12, 3, 13, 30, tzinfo=UTC),
    )
    assert first.lasts == timedelta(minutes=45)
    assert second.uid != first.uid
    assert [problem.code for problem in whole_day.problems] == ["no_time"]


@pytest.mark.parametrize(
    "text",
    ["03.12.2026 14:30", "2026-12-03T14:30", "Do., 3.12.26 14:30 Uhr", "46359.6041667", "12/03/2026 2:30 PM"],
)
def test_moments(text: str) -> None:
    day = 12 if text.startswith("12/") else 3
    month = 3 if text.startswith("12/") else 12
    assert moment_of(text) == datetime(2026, month, day, 14, 30)


@pytest.mark.parametrize(("text", "minutes"), [("45", 45), ("0:45", 45), ("1,5 h", 90), ("1 Std 30 Min", 90)])
def test_durations(text: str, minutes: int) -> None:
    assert duration_of(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("0049 (0)151 2345678", "DE", "+491512345678"),
        ("1512345678", "DE", "+491512345678"),
        ("0664 1234567", "AT", "+436641234567"),
        ("079 123 45 67", "CH", "+41791234567"),
    ],
)
def test_numbers(text: str, region: str, number: str) -> None:
    assert phone_of(text, region=region) == number


def test_a_number_that_excel_cut_is_none() -> None:
    with pytest.raises(BadCell, match="phone_shortened"):
        phone_of("4,91512E+11", region="DE")


def test_names_in_two_columns() -> None:
    assert name_of("", "Emma", "Wolf") == name_of("Wolf, Emma", "", "") == "Emma Wolf"


@pytest.mark.parametrize(
    ("clock", "code"), [("28.03.2027;02:30", "nonexistent_wall_time"), ("25.10.2026;02:30", "time_twice")]
)
def test_the_clock_change_is_told(clock: str, code: str) -> None:
    (line,) = lines(f"Datum;Uhrzeit;Kunde\n{clock};Emma\n".encode())

    assert [problem.code for problem in line.problems] == [code]


def test_english_headings_are_known() -> None:
    found = guess(
        ["Start Date", "Start Time", "Client First Name", "Client Last Name", "Mobile"], filled=[True] * 5
    )

    assert found == {Field.DAY: 0, Field.CLOCK: 1, Field.FIRST: 2, Field.LAST: 3, Field.PHONE: 4}
