from datetime import datetime

import pytest

from telephony.dialogue.abroad import understand_abroad

TUESDAY_10 = datetime(2026, 11, 24, 10, 0)


@pytest.mark.parametrize(
    ("language", "said", "moment"),
    [
        ("tr", "Yarın saat üçte randevu istiyorum", datetime(2026, 11, 25, 15, 0)),
        ("pl", "jutro o wpół do trzeciej", datetime(2026, 11, 25, 14, 30)),
        ("pl", "w piątek o piętnastej", datetime(2026, 11, 27, 15, 0)),
        ("ru", "в пятницу в три часа", datetime(2026, 11, 27, 15, 0)),
        ("uk", "у середу о десятій", datetime(2026, 11, 25, 10, 0)),
        ("ar", "غدا الساعة الثالثة", datetime(2026, 11, 25, 15, 0)),
        ("it", "venerdì alle tre e mezza", datetime(2026, 11, 27, 15, 30)),
        ("fr", "vendredi à dix heures et demie", datetime(2026, 11, 27, 10, 30)),
        ("es", "pasado mañana a las cinco de la tarde", datetime(2026, 11, 26, 17, 0)),
        ("es", "el jueves no, el viernes a las diez", datetime(2026, 11, 27, 10, 0)),
        ("pt", "sexta-feira às três e meia", datetime(2026, 11, 27, 15, 30)),
        ("ro", "mâine la ora zece", datetime(2026, 11, 25, 10, 0)),
        ("hr", "u petak u pola tri", datetime(2026, 11, 27, 14, 30)),
        ("nl", "vrijdag om half drie", datetime(2026, 11, 27, 14, 30)),
        ("it", "il 15/12 alle 9", datetime(2026, 12, 15, 9, 0)),
    ],
)
def test_understand_abroad_reads_day_and_hour(language: str, said: str, moment: datetime) -> None:
    wish = understand_abroad(said, language=language, now=TUESDAY_10)

    assert wish is not None
    assert wish.target == moment


def test_understand_abroad_reads_a_part_of_the_day() -> None:
    wish = understand_abroad("demain matin", language="fr", now=TUESDAY_10)

    assert wish is not None
    assert wish.admits(datetime(2026, 11, 25, 9, 0))
    assert not wish.admits(datetime(2026, 11, 25, 15, 0))


@pytest.mark.parametrize(
    ("language", "said"), [("tr", "merhaba"), ("fr", "je voudrais deux places"), ("xx", "lundi")]
)
def test_understand_abroad_hears_no_time_where_none_is(language: str, said: str) -> None:
    assert understand_abroad(said, language=language, now=TUESDAY_10) is None
