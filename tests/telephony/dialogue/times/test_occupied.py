from datetime import datetime

import pytest

from tests.telephony.dialogue.times.conftest import Hear


@pytest.mark.parametrize(
    ("phrase", "allowed", "refused"),
    [
        ("vormittags bin ich arbeiten, also eher abends", "2026-11-25T18:00", "2026-11-25T10:00"),
        ("ich arbeite vormittags, also lieber abends", "2026-11-25T18:00", "2026-11-25T10:00"),
        ("ich hab bis 14 Uhr Dienst, könnte um halb drei da sein", "2026-11-25T14:30", "2026-11-25T10:00"),
        (
            "dienstags und donnerstags hab ich Uni bis vier, sonst immer",
            "2026-11-26T17:00",
            "2026-11-26T10:00",
        ),
        (
            "Montag hab ich Schule und Mittwoch Training, sonst geht's immer",
            "2026-11-26T10:00",
            "2026-11-25T10:00",
        ),
        ("ich bin bis Ende Januar im Ausland, dann Anfang Februar", "2027-02-03T10:00", "2027-01-20T10:00"),
        ("am Mittwoch bin ich den ganzen Tag unterwegs", "2026-11-26T10:00", "2026-11-25T10:00"),
        ("nächste Woche, nicht am Freitagnachmittag", "2026-12-04T10:00", "2026-12-04T15:00"),
        ("diese Woche hab ich Nachtschicht, lieber erst nachmittags", "2026-11-25T15:00", "2026-11-25T09:00"),
        (
            "am Donnerstag um drei hab ich einen Arzttermin, lieber Freitag",
            "2026-11-27T10:00",
            "2026-11-26T10:00",
        ),
    ],
)
def test_no_time_is_wished_for_at_which_the_caller_is_busy(
    phrase: str, allowed: str, refused: str, hear: Hear
) -> None:
    wish = hear(phrase)

    assert wish.admits(datetime.fromisoformat(allowed))
    assert not wish.admits(datetime.fromisoformat(refused))


@pytest.mark.parametrize(
    "phrase", ["freitags arbeite ich nicht", "am Freitag hab ich nichts vor", "Freitag ist kein Problem"]
)
def test_a_day_without_work_is_wished_for(phrase: str, hear: Hear) -> None:
    assert hear(phrase).admits(datetime.fromisoformat("2026-11-27T10:00"))


def test_hours_that_end_work_only_bound_the_hours_that_are_named(hear: Hear) -> None:
    wish = hear("ich arbeite bis halb fünf, danach gern, am besten Donnerstag oder Freitag ab siebzehn Uhr")

    assert {(box.single_day and box.single_day.day, box.opens) for box in wish.boxes} == {
        (26, 1020),
        (27, 1020),
    }
