"""Time phrases as people say them, heard on Tuesday, 24 November 2026, at 10 o'clock."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.dialogue import TimeWish, understand_time
from telephony.dialogue.times.grammar import Context, impossible_day

NOW = datetime.fromisoformat("2026-11-24T10:00")

# phrase -> first window as "day from-to" (month-day), where 24:00 is written 00:00 of the next day
CLOCK_ON_A_DAY = {
    "morgen um drei": "11-25 15:00",
    "morgen um halb drei": "11-25 14:30",
    "morgen um viertel nach drei": "11-25 15:15",
    "morgen um viertel vor drei": "11-25 14:45",
    "morgen um viertel drei": "11-25 14:15",
    "morgen um dreiviertel drei": "11-25 14:45",
    "morgen, drei viertel elf": "11-25 10:45",
    "morgen um fünf vor halb drei": "11-25 14:25",
    "morgen um zehn nach neun": "11-25 09:10",
    "morgen zwanzig vor zwölf": "11-25 11:40",
    "morgen um vierzehn Uhr dreißig": "11-25 14:30",
    "morgen um 14:30": "11-25 14:30",
    "morgen um 14.30 Uhr": "11-25 14:30",
    "morgen 14 30": "11-25 14:30",
    "morgen um 9": "11-25 09:00",
    "morgen um neun Uhr": "11-25 09:00",
    "morgen um zwölf": "11-25 12:00",
    "morgen um eins": "11-25 13:00",
    "morgen um ein Uhr": "11-25 13:00",
    "morgen früh um sieben": "11-25 07:00",
    "morgen abend um sieben": "11-25 19:00",
    "morgen Abend um acht": "11-25 20:00",
    "morgen nachmittag um vier": "11-25 16:00",
    "morgen Vormittag um halb zehn": "11-25 09:30",
    "morgen mittag um zwölf": "11-25 12:00",
    "am Mittwoch um sechzehn Uhr fünfzehn": "11-25 16:15",
    "Freitag 15 Uhr": "11-27 15:00",
    "Freitag um 8 Uhr morgens": "11-27 08:00",
    "Freitag um acht Uhr abends": "11-27 20:00",
    "freitags um zehn": "11-27 10:00",
    "Samstag punkt zehn": "11-28 10:00",
    "so am Donnerstag um elf": "11-26 11:00",
    "am 3.12. um 10 Uhr": "12-03 10:00",
    "am dritten Zwölften um viertel nach zwei": "12-03 14:15",
    "dritter Dezember, 11 Uhr": "12-03 11:00",
    "am Dienstag, den 8. Dezember, um 9 Uhr": "12-08 09:00",
    "übermorgen 13 Uhr 45": "11-26 13:45",
    "heute um fünf": "11-24 17:00",
    "heute noch um halb sechs": "11-24 17:30",
    "nächste Woche Mittwoch um drei": "12-02 15:00",
    "Mittwoch nächste Woche um drei": "12-02 15:00",
    "um drei am Mittwoch": "11-25 15:00",
    "um 15 Uhr nächsten Montag": "11-30 15:00",
    "Freitag in acht Tagen um elf": "12-04 11:00",
    "vierzehnuhr dreißig morgen": "11-25 14:30",
}
SPANS_ON_A_DAY = {
    "morgen gegen drei": ("11-25 14:30", "11-25 15:31"),
    "morgen so um drei rum": ("11-25 14:30", "11-25 15:31"),
    "morgen ab drei": ("11-25 15:00", "11-26 00:00"),
    "morgen nach vier": ("11-25 16:00", "11-26 00:00"),
    "morgen vor zwölf": ("11-25 00:00", "11-25 12:00"),
    "morgen bis elf": ("11-25 00:00", "11-25 11:00"),
    "morgen bis spätestens 16 Uhr": ("11-25 00:00", "11-25 16:00"),
    "morgen zwischen neun und elf": ("11-25 09:00", "11-25 11:00"),
    "morgen zwischen zwei und vier": ("11-25 14:00", "11-25 16:00"),
    "morgen von neun bis drei": ("11-25 09:00", "11-25 15:00"),
    "morgen von 10 bis 12 Uhr": ("11-25 10:00", "11-25 12:00"),
    "morgen 17-18 Uhr": ("11-25 17:00", "11-25 18:00"),
    "morgen ab 14 Uhr bis 16 Uhr": ("11-25 14:00", "11-25 16:00"),
    "morgen zwischen elf und eins": ("11-25 11:00", "11-25 13:00"),
    "morgen frühestens um zehn": ("11-25 10:00", "11-26 00:00"),
    "morgen früh": ("11-25 06:00", "11-25 10:00"),
    "morgen vormittag": ("11-25 08:00", "11-25 12:00"),
    "morgen Mittag": ("11-25 11:30", "11-25 14:00"),
    "morgen nachmittag": ("11-25 12:30", "11-25 18:00"),
    "morgen am späten Nachmittag": ("11-25 15:00", "11-25 18:00"),
    "morgen am frühen Nachmittag": ("11-25 12:00", "11-25 15:00"),
    "morgen am frühen Abend": ("11-25 17:00", "11-25 19:00"),
    "morgen Abend": ("11-25 17:00", "11-25 22:00"),
    "morgen nach der Arbeit": ("11-25 17:00", "11-25 21:00"),
    "morgen nach Feierabend": ("11-25 17:00", "11-25 21:00"),
    "morgen vor der Arbeit": ("11-25 06:00", "11-25 09:00"),
    "morgen in der Mittagspause": ("11-25 11:30", "11-25 14:00"),
    "morgen nach der Schule": ("11-25 13:30", "11-25 21:00"),
    "morgen vormittag ab zehn": ("11-25 10:00", "11-25 12:00"),
    "Dienstagnachmittag": ("12-01 12:30", "12-01 18:00"),
    "Donnerstag Abend": ("11-26 17:00", "11-26 22:00"),
    "Samstagvormittag": ("11-28 08:00", "11-28 12:00"),
    "am Freitag Morgen": ("11-27 06:00", "11-27 11:00"),
    "heute Nachmittag": ("11-24 12:30", "11-24 18:00"),
    "heute in einer Stunde": ("11-24 10:30", "11-24 11:31"),
    "in einer halben Stunde": ("11-24 10:00", "11-24 11:01"),
}
# phrase -> first and last day on which a window lies, within sixty days
DAYS = {
    "heute": ("11-24", "11-24"),
    "heute noch": ("11-24", "11-24"),
    "morgen": ("11-25", "11-25"),
    "übermorgen": ("11-26", "11-26"),
    "über morgen": ("11-26", "11-26"),
    "am Mittwoch": ("11-25", "11-25"),
    "am Dienstag": ("12-01", "12-01"),
    "Sonnabend": ("11-28", "11-28"),
    "diesen Freitag": ("11-27", "11-27"),
    "kommenden Freitag": ("11-27", "11-27"),
    "am kommenden Montag": ("11-30", "11-30"),
    "nächsten Montag": ("11-30", "11-30"),
    "Freitag in acht Tagen": ("12-04", "12-04"),
    "Freitag in einer Woche": ("12-04", "12-04"),
    "Freitag in vierzehn Tagen": ("12-11", "12-11"),
    "heute in acht Tagen": ("12-01", "12-01"),
    "heute in einer Woche": ("12-01", "12-01"),
    "morgen in zwei Wochen": ("12-09", "12-09"),
    "in drei Tagen": ("11-27", "11-27"),
    "in acht Tagen": ("12-01", "12-01"),
    "in 14 Tagen": ("12-08", "12-08"),
    "in vierzehn Tagen": ("12-08", "12-08"),
    "in einem Monat": ("12-21", "12-27"),
    "in zwei Wochen": ("12-07", "12-13"),
    "in drei Wochen": ("12-14", "12-20"),
    "am 3.12.": ("12-03", "12-03"),
    "am 3. 12.": ("12-03", "12-03"),
    "3.12.2026": ("12-03", "12-03"),
    "2026-12-03": ("12-03", "12-03"),
    "am 3/12": ("12-03", "12-03"),
    "dritter Zwölfter": ("12-03", "12-03"),
    "am dritten zwölften": ("12-03", "12-03"),
    "am dritten Dezember": ("12-03", "12-03"),
    "3. Dezember": ("12-03", "12-03"),
    "der dreißigste": ("11-30", "11-30"),
    "am Dreißigsten": ("11-30", "11-30"),
    "am dritten": ("12-03", "12-03"),
    "am einundzwanzigsten Zwölften": ("12-21", "12-21"),
    "Donnerstag, der dritte": ("12-03", "12-03"),
    "am Donnerstag, den 3.12.": ("12-03", "12-03"),
    "Do. 3.12.": ("12-03", "12-03"),
    "diese Woche": ("11-24", "11-29"),
    "nächste Woche": ("11-30", "12-06"),
    "in der nächsten Woche": ("11-30", "12-06"),
    "kommende Woche": ("11-30", "12-06"),
    "übernächste Woche": ("12-07", "12-13"),
    "nächste Woche Dienstag": ("12-01", "12-01"),
    "Dienstag übernächster Woche": ("12-08", "12-08"),
    "übernächste Woche Donnerstag": ("12-10", "12-10"),
    "Anfang nächster Woche": ("11-30", "12-01"),
    "Mitte nächster Woche": ("12-02", "12-03"),
    "Ende nächster Woche": ("12-03", "12-05"),
    "Ende der Woche": ("11-26", "11-28"),
    "Anfang der Woche": ("11-24", "11-24"),
    "KW 50": ("12-07", "12-13"),
    "in Kalenderwoche 50": ("12-07", "12-13"),
    "in der 50. Kalenderwoche": ("12-07", "12-13"),
    "am Wochenende": ("11-28", "11-29"),
    "dieses Wochenende": ("11-28", "11-29"),
    "im Dezember": ("12-01", "12-31"),
    "Anfang Dezember": ("12-01", "12-10"),
    "Mitte Dezember": ("12-11", "12-20"),
    "Ende Dezember": ("12-22", "12-31"),
    "nächsten Monat": ("12-01", "12-31"),
    "Ende des Monats": ("11-24", "11-30"),
    "Anfang Januar": ("01-01", "01-10"),
    "Montag bis Mittwoch": ("11-30", "12-02"),
    "vom 3. bis 5. Dezember": ("12-03", "12-05"),
    "zwischen dem 3. und dem 10. Dezember": ("12-03", "12-10"),
    "bis Freitag": ("11-24", "11-27"),
    "bis spätestens Freitag": ("11-24", "11-27"),
    "vor Freitag": ("11-24", "11-26"),
    "bis Ende nächster Woche": ("11-24", "12-05"),
    "ab Montag": ("11-30", "01-23"),
    "ab nächster Woche": ("11-30", "01-23"),
    "ab dem 10. Dezember": ("12-10", "01-23"),
    "nach dem zehnten Dezember": ("12-11", "01-23"),
    "vor Weihnachten": ("11-24", "12-23"),
    "nach Weihnachten": ("12-27", "01-23"),
    "zwischen den Jahren": ("12-27", "12-31"),
    "an Heiligabend": ("12-24", "12-24"),
    "in den nächsten Tagen": ("11-24", "11-29"),
    "in den nächsten zwei Wochen": ("11-24", "12-07"),
    "im neuen Jahr": ("01-02", "01-23"),
    "erst nächste Woche": ("11-30", "12-06"),
}
WEEKDAYS = {
    "unter der Woche": {0, 1, 2, 3, 4},
    "werktags": {0, 1, 2, 3, 4},
    "dienstags": {1},
    "immer donnerstags": {3},
    "Dienstag oder Donnerstag": {1, 3},
    "außer Mittwoch": {0, 1, 3, 4, 5, 6},
    "nicht freitags": {0, 1, 2, 3, 5, 6},
    "Mittwoch geht nicht": {0, 1, 3, 4, 5, 6},
    "am Mittwoch kann ich nicht": {0, 1, 3, 4, 5, 6},
    "freitags ist schlecht": {0, 1, 2, 3, 5, 6},
    "nächste Woche, aber nicht am Freitag": {0, 1, 2, 3, 5, 6},
    "nächste Woche außer Montag und Dienstag": {2, 3, 4, 5, 6},
    "nächste Woche Dienstag oder Mittwoch": {1, 2},
    "Dienstag, nein, Mittwoch": {2},
    "Dienstag, ach nein, doch lieber Donnerstag": {3},
    "am Freitag, Quatsch, am Samstag": {5},
    "Dienstag geht nicht, aber Mittwoch": {2},
    "Dienstag, nicht Mittwoch": {1},
    "wenn Dienstag nicht geht, dann Mittwoch": {1, 2},
    "Montag und Dienstag": {0, 1},
    "Montag, Dienstag oder Mittwoch": {0, 1, 2},
}
SILENT = (
    "ich habe zwei Kinder",
    "das kostet 20 Euro",
    "ja genau",
    "Krüger",
    "ich hätte gern einen Termin",
    "21 Grad",
    "den zweiten Termin",
    "beim ersten Mal",
    "Waschen und Schneiden",
    "mein Sohn ist drei",
    "so",
    "",
)
EARLIEST = (
    "so früh wie möglich",
    "so schnell wie möglich",
    "so bald es geht",
    "möglichst bald",
    "schnellstmöglich",
    "egal wann",
    "den nächsten freien Termin",
    "wann hätten Sie denn was frei",
    "dringend",
    "ich bin flexibel",
    "wann ist der nächste Termin frei",
)
AMBIGUOUS = {
    "nächsten Freitag": (date(2026, 11, 27), date(2026, 12, 4)),
    "am nächsten Donnerstag": (date(2026, 11, 26), date(2026, 12, 3)),
    "nächstes Wochenende": (date(2026, 11, 28), date(2026, 12, 5)),
    "am Montag, den 8. Dezember": (date(2026, 12, 8), date(2026, 11, 30)),
}


def heard(phrase: str, **kwargs: bool) -> TimeWish:
    wish = understand_time(phrase, now=NOW, subdivision="BE", **kwargs)
    assert wish is not None, phrase
    return wish


def spoken(moment: datetime) -> str:
    return f"{moment:%m-%d %H:%M}"


@pytest.mark.parametrize(("phrase", "start"), CLOCK_ON_A_DAY.items())
def test_understand_time_reads_an_exact_time(phrase: str, start: str) -> None:
    window = heard(phrase).windows(NOW, 60)[0]

    assert spoken(window.start) == start
    assert window.end - window.start == timedelta(minutes=1)


@pytest.mark.parametrize(("phrase", "span"), SPANS_ON_A_DAY.items())
def test_understand_time_reads_a_span_of_a_day(phrase: str, span: tuple[str, str]) -> None:
    window = heard(phrase).windows(NOW, 60)[0]

    assert (spoken(window.start), spoken(window.end)) == span


@pytest.mark.parametrize(("phrase", "days"), DAYS.items())
def test_understand_time_reads_days(phrase: str, days: tuple[str, str]) -> None:
    starts = sorted(window.start for window in heard(phrase).windows(NOW, 60))

    assert (f"{starts[0]:%m-%d}", f"{starts[-1]:%m-%d}") == days


@pytest.mark.parametrize(("phrase", "weekdays"), WEEKDAYS.items())
def test_understand_time_reads_choices_and_exclusions(phrase: str, weekdays: set[int]) -> None:
    assert {window.start.weekday() for window in heard(phrase).windows(NOW, 60)} == weekdays


@pytest.mark.parametrize("phrase", SILENT)
def test_understand_time_hears_no_time_where_none_is(phrase: str) -> None:
    assert understand_time(phrase, now=NOW, subdivision="BE") is None


@pytest.mark.parametrize("phrase", EARLIEST)
def test_understand_time_hears_that_the_first_time_is_wanted(phrase: str) -> None:
    assert heard(phrase).earliest


@pytest.mark.parametrize(("phrase", "choices"), AMBIGUOUS.items())
def test_understand_time_leaves_open_what_a_native_would_ask(phrase: str, choices: tuple[date, ...]) -> None:
    assert heard(phrase).choices == choices


def test_next_friday_is_clear_on_a_saturday() -> None:
    wish = understand_time(
        "nächsten Freitag", now=datetime.fromisoformat("2026-11-28T09:00"), subdivision="BE"
    )

    assert wish is not None
    assert wish.choices == ()
    assert wish.windows(datetime.fromisoformat("2026-11-28T09:00"), 60)[0].start == datetime.fromisoformat(
        "2026-12-04T00:00"
    )


def test_a_bare_number_is_an_hour_only_when_a_time_was_asked_for() -> None:
    assert understand_time("neun", now=NOW, subdivision="BE") is None
    assert heard("lieber neun", expecting=True).windows(NOW, 60)[0].start == datetime.fromisoformat(
        "2026-11-25T09:00"
    )


def test_seven_o_clock_prefers_the_evening_but_allows_the_morning() -> None:
    starts = [spoken(window.start) for window in heard("morgen um sieben").windows(NOW, 60)]

    assert starts == ["11-25 19:00", "11-25 07:00"]


def test_alternatives_keep_their_own_times() -> None:
    windows = heard("Mittwoch um neun oder Donnerstag um drei").windows(NOW, 60)

    assert [spoken(window.start) for window in windows] == ["11-25 09:00", "11-26 15:00"]


def test_a_time_said_once_holds_for_both_days() -> None:
    windows = heard("Mittwoch oder Donnerstag um halb zehn").windows(NOW, 60)

    assert [spoken(window.start) for window in windows] == ["11-25 09:30", "11-26 09:30"]


def test_the_second_best_comes_second() -> None:
    windows = heard("am liebsten Freitag, notfalls auch Donnerstag").windows(NOW, 60)

    assert [f"{window.start:%a}" for window in windows] == ["Fri", "Thu"]


def test_not_before_ten_cuts_the_morning() -> None:
    window = heard("morgen, aber nicht vor zehn").windows(NOW, 60)[0]

    assert spoken(window.start) == "11-25 10:00"


def test_only_afternoons_holds_for_every_day() -> None:
    windows = heard("nur nachmittags").windows(NOW, 5)

    assert {(window.start.hour, window.end.hour) for window in windows} == {(12, 18)}


def test_later_words_refine_earlier_ones() -> None:
    refined = heard("nächste Woche Mittwoch").refined_by(heard("lieber nachmittags"))

    assert spoken(refined.windows(NOW, 60)[0].start) == "12-02 12:30"
    assert spoken(refined.refined_by(heard("Donnerstag um zehn")).windows(NOW, 60)[0].start) == "12-03 10:00"


def test_a_wish_for_a_time_that_is_over_has_no_windows() -> None:
    assert heard("heute um neun").windows(NOW, 60) == ()


def test_target_is_the_exact_wish() -> None:
    assert heard("morgen um halb drei").target == datetime.fromisoformat("2026-11-25T14:30")
    assert heard("morgen nachmittag").target is None


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("am 8. Dezember um drei", "am Dienstag, den 8. Dezember, um 15 Uhr"),
        ("morgen nachmittag", "morgen Nachmittag"),
        ("am 8. Dezember vormittags", "am Dienstag, den 8. Dezember, vormittags"),
        ("Samstag vormittag", "am Samstagvormittag"),
        ("Donnerstag abends nach sechs", "übermorgen ab 18 Uhr"),
        ("nächste Woche vormittags", "nächste Woche vormittags"),
        ("Dienstag oder Donnerstag", "am Dienstag, den 1. Dezember oder übermorgen"),
        ("so bald wie möglich", "so bald wie möglich"),
        ("gegen halb fünf", "gegen 16 Uhr 30"),
        ("am Wochenende", "am Wochenende"),
        ("ab dem 10. Dezember", "ab Donnerstag, den 10. Dezember"),
    ],
)
def test_a_wish_can_be_repeated_in_words(phrase: str, said: str) -> None:
    assert heard(phrase).spoken(NOW) == said


@given(text=st.text(max_size=200))
def test_understand_time_never_fails(text: str) -> None:
    wish = understand_time(text, now=NOW, subdivision="BE", expecting=True)

    if wish is not None:
        assert TimeWish.from_json(wish.to_json()) == wish
        wish.windows(NOW, 60)
        wish.spoken(NOW)


_WORDS = st.sampled_from(
    "am um ab bis nach vor in der nächsten nächste Woche Dienstag Freitag 3. 12. 14 30 Uhr halb drei "
    "nicht außer oder und "
    "lieber nein Dezember morgen früh nachmittags zwischen KW 53 31. 2. 29.2. Tagen acht Weihnachten "
    "zwei Wochen".split()
)


@given(said=st.lists(_WORDS, max_size=12))
def test_any_heap_of_time_words_gives_ordered_windows_that_lie_ahead(said: list[str]) -> None:
    wish = understand_time(" ".join(said), now=NOW, subdivision="BE")

    for window in wish.windows(NOW, 60) if wish else ():
        assert NOW <= window.start < window.end


JANUARY = Context(days=(date(2027, 1, 2), date(2027, 1, 5)), is_morning=True)


@pytest.mark.parametrize(
    ("phrase", "start", "opens"),
    [
        ("nach dem 10.", date(2027, 1, 11), None),
        ("am dritten", date(2027, 1, 3), None),
        ("am 30. November", date(2026, 11, 30), None),
        ("ab sieben", None, 7 * 60),
        ("ab drei", None, 15 * 60),
    ],
)
def test_what_was_offered_tells_what_is_meant(phrase: str, start: date | None, opens: int | None) -> None:
    wish = understand_time(phrase, now=NOW, expecting=True, context=JANUARY)

    assert wish is not None
    assert (wish.boxes[0].start, wish.boxes[0].opens) == (start, opens)


def test_from_seven_allows_the_morning_after_the_evening() -> None:
    assert [box.opens for box in heard("ab sieben").boxes] == [19 * 60, 7 * 60]


@pytest.mark.parametrize(
    ("phrase", "named"),
    [
        ("am 31. Februar", "31. Februar"),
        ("am 31.4.", "31. April"),
        ("am einunddreißigsten September", "31. September"),
        ("am 29. Februar", ""),
        ("um 9.30 Uhr", ""),
        ("0151 30.", ""),
    ],
)
def test_impossible_day_names_what_no_calendar_has(phrase: str, named: str) -> None:
    assert impossible_day(phrase) == named


@pytest.mark.parametrize(
    "phrase", ["Guten Morgen", "schönen guten Abend", "seit gestern Nacht", "seit drei Wochen"]
)
def test_a_greeting_or_the_past_is_no_wish(phrase: str) -> None:
    assert understand_time(phrase, now=NOW) is None


def test_in_the_morning_is_not_tomorrow() -> None:
    assert heard("am Morgen").boxes[0].single_day is None


def test_thirty_numbers_are_no_time() -> None:
    assert understand_time("12 " * 100, now=NOW) is None
