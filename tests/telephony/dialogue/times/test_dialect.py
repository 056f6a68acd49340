import pytest

from telephony.dialogue.times.dialect import mended, standard


@pytest.mark.parametrize(
    ("heard", "word"),
    [
        ("donnerschdag", "donnerstag"),
        ("donnerschdaach", "donnerstag"),
        ("friedach", "freitag"),
        ("samsdog", "samstag"),
        ("middeweken", "mittwoch"),
        ("mandag", "montag"),
        ("dingsdag", "dienstag"),
        ("suennavend", "samstag"),
        ("nammidog", "nachmittag"),
        ("nommedags", "nachmittags"),
        ("naechschde", "naechste"),
    ],
)
def test_words_for_time_are_known_by_their_sound(heard: str, word: str) -> None:
    assert standard(heard) == word


@pytest.mark.parametrize(
    "word",
    ["montage", "mandat", "dienst", "freude", "samt", "sonne", "vormund", "mitte", "donner", "samstags"],
)
def test_other_words_stay_as_they_are(word: str) -> None:
    assert standard(word) == word


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        ("diens tag nach mittag", "dienstag nachmittag"),
        ("mitt woch", "mittwoch"),
        ("am sieben und zwanzigsten", "am siebenundzwanzigsten"),
        ("achtund zwanzigsten", "achtundzwanzigsten"),
        ("zwischen fuenf und zwanzig", "zwischen fuenf und zwanzig"),
        ("nochm schaffe", "nach dem schaffe"),
    ],
)
def test_words_that_a_recogniser_cut_are_joined(cut: str, whole: str) -> None:
    assert " ".join(mended(cut.split())) == whole


def test_a_morning_for_itself_greets() -> None:
    assert mended(["morschn", ",", "de", "reifen"]) == [",", "de", "reifen"]
    assert mended(["moang", "um", "neun"]) == ["morgen", "um", "neun"]
