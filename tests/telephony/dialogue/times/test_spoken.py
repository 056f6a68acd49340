from datetime import datetime

import pytest

from tests.telephony.dialogue.times.conftest import Hear


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("Freitag, aber nicht vor zehn", "am Freitag ab 10 Uhr"),
        ("nicht mehr diese Woche", "nicht diese Woche"),
        ("mittwochs kann ich nicht", "nicht mittwochs"),
        ("nächste Woche, aber nicht montags", "nächste Woche, aber nicht montags"),
        (
            "nächste Woche, aber nicht montags und nicht vor zehn",
            "nächste Woche ab 10 Uhr, aber nicht montags",
        ),
        ("übermorgen in der Früh, aber nicht vor acht", "übermorgen am frühen Vormittag"),
        ("nachmittags, freitags nur bis drei", "nachmittags, aber nicht freitags nach 15 Uhr"),
        ("möglichst spät am Freitag", "möglichst spät am Freitag"),
        ("abends, vormittags bin ich arbeiten", "abends"),
    ],
)
def test_what_was_understood_is_repeated_whole(phrase: str, said: str, hear: Hear, now: datetime) -> None:
    assert hear(phrase).spoken(now) == said


def test_later_than_an_offer_is_not_said_by_the_minute(hear: Hear, now: datetime) -> None:
    wish = hear("die danach", offers=("2026-11-26T10:00", "2026-11-26T14:00"))

    assert wish.spoken(now) == "übermorgen nach 14 Uhr"
