"""Calls in another language, and calls in which it changes; the calendar decides what was understood."""

from collections.abc import Callable

from telephony.dialogue import CallerFacts
from tests.telephony.dialogue.fake_calendar import SALON, Conversation

Play = Callable[..., Conversation]


def test_english_caller_books_and_hears_once_that_an_ai_speaks(play: Play) -> None:
    call = play(
        [
            "Hello, I'd like to book a men's haircut with Ben tomorrow at noon, please.",
            "John Parker.",
            "Yes, that's right.",
            "No, that's all, thank you. Bye.",
        ],
        vocabulary=SALON,
    )
    assert [one["name"] for one in call.calendar.booked] == ["John Parker"]
    assert sum("AI assistant" in said for said in call.answers) == 1
    assert not any("Termin" in said for said in call.answers[1:])


def test_language_changes_in_the_middle_and_back(play: Play) -> None:
    call = play(
        [
            "Ich möchte einen Herrenhaarschnitt.",
            "Sorry, could we speak English? My German is not so good.",
            "Können wir doch Deutsch sprechen?",
        ],
        vocabulary=SALON,
    )
    assert call.answers[2].endswith("When would suit you?")
    assert call.answers[3].endswith("Wann passt es Ihnen?")


def test_dialect_is_answered_in_german(play: Play) -> None:
    call = play(["Grüezi, i hätt gern en Termin, Herrehaarschnitt am Fritig."], vocabulary=SALON)
    assert "English" not in call.answers[-1]
    assert call.state.language == "de"


def test_foreign_caller_is_told_in_their_language_and_called_back(play: Play) -> None:
    call = play(
        ["Merhaba, yarın saat on ikide saç kesimi için randevu almak istiyorum.", "Mustafa Yılmaz"],
        vocabulary=SALON,
    )
    [ticket] = call.calendar.tickets
    assert ticket["name"] == "Mustafa Yılmaz"
    assert ticket["reason"].startswith("Spricht Türkisch, Wunsch: morgen um 12 Uhr")
    assert "Almanca ve İngilizce konuşuyorum" in call.answers[1]


def test_foreign_caller_without_a_number_is_asked_for_it(play: Play) -> None:
    call = play(
        [
            "Dzień dobry, czy mówi pani po polsku?",
            "Chciałabym umówić się na strzyżenie w piątek o piętnastej.",
            "Nazywam się Anna Kowalska.",
            "zero jeden siedem jeden trzy dziewięć dwa zero jeden sześć osiem",
        ],
        vocabulary=SALON,
        caller=CallerFacts(number=None),
    )
    [ticket] = call.calendar.tickets
    assert (ticket["name"], ticket["phone"]) == ("Anna Kowalska", "+491713920168")


def test_foreign_word_to_somebody_beside_the_phone_ends_no_booking(play: Play) -> None:
    call = play(
        ["Einen Herrenhaarschnitt bitte.", "Hangi gün olsun, cuma günü sana uyar mı?"], vocabulary=SALON
    )
    assert call.state.language == "de"


def test_foreign_caller_who_speaks_english_after_all_books(play: Play) -> None:
    call = play(
        [
            "Merhaba, cuma günü saç kesimi için randevu almak istiyorum.",
            "Oh, you speak English. I'd like a men's haircut with Ben tomorrow at noon, please.",
            "Emre Demir.",
            "Yes, correct.",
        ],
        vocabulary=SALON,
    )
    assert [one["name"] for one in call.calendar.booked] == ["Emre Demir"]
    assert call.calendar.tickets == []
