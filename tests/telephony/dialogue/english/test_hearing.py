from datetime import datetime

import pytest

from telephony.dialogue.english.gloss import german_gist
from telephony.dialogue.english.hearing import listen
from telephony.dialogue.hearing import Heard
from telephony.dialogue.vocabulary import ServiceTerm, StaffTerm, Vocabulary

TUESDAY_10 = datetime(2026, 11, 24, 10, 0)
SALON = Vocabulary(
    company_name="Salon Haarmonie",
    services=(
        ServiceTerm(id=1, name="Haarschnitt Damen"),
        ServiceTerm(id=2, name="Haarschnitt Herren"),
        ServiceTerm(id=3, name="Kinderhaarschnitt"),
    ),
    staff=(StaffTerm(id=7, name="Anna Berger", synonyms=("Anna",)), StaffTerm(id=8, name="Ben Richter")),
)


def hear(text: str, asked: str = "intent", known_name: str | None = None) -> Heard:
    return listen(text, asked=asked, vocabulary=SALON, now=TUESDAY_10, known_name=known_name)


def test_listen_hears_the_whole_wish_of_one_sentence() -> None:
    heard = hear("Hi, I'd like to book a men's haircut with Anna tomorrow at noon.")
    assert (heard.intents, heard.service.only, heard.staff.only) == (("book",), 2, 7)
    assert heard.wish is not None
    assert heard.wish.target == datetime(2026, 11, 25, 12)
    assert heard.works == "Herrenhaarschnitt"


def test_listen_takes_a_change_of_an_offer_for_no_move_of_an_appointment() -> None:
    assert hear("Could we change that to half past three?", asked="offer").intents == ()
    assert hear("I want to change my appointment to Friday").intents == ("reschedule",)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("John Parker.", "John Parker"),
        ("Yes, it's Peter Miller.", "Peter Miller"),
        ("Clark. Emily Clark.", "Emily Clark"),
        ("Mrs Sharma", "Sharma"),
        ("Yes, that works.", None),
        ("Sure, sounds good", None),
    ],
)
def test_listen_reads_a_name_where_it_was_asked_for(said: str, name: str | None) -> None:
    assert hear(said, asked="name").name == name


@pytest.mark.parametrize(
    "said", ["This is urgent", "I'm running late", "It's Friday", "It's for Anna", "May I come in?"]
)
def test_listen_takes_no_name_from_what_is_none(said: str) -> None:
    assert hear(said).name is None


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("Well, yes please", "yes"),
        ("That works for me", "yes"),
        ("I'll take the first one", "yes"),
        ("Sorry, no", "no"),
        ("I can't make it then", "no"),
        ("That's too late", "no"),
        ("Friday", None),
        ("Either is fine", None),
    ],
)
def test_listen_tells_yes_from_no(said: str, answer: str | None) -> None:
    assert hear(said, asked="offer").answer == answer


def test_listen_splits_the_old_time_from_the_new_one() -> None:
    heard = hear("I need to move my appointment on Thursday to Friday")
    assert heard.old_wish is not None
    assert heard.wish is not None
    assert heard.old_wish.boxes[0].start == datetime(2026, 11, 26).date()
    assert heard.wish.boxes[0].start == datetime(2026, 11, 27).date()


def test_listen_counts_who_comes_along() -> None:
    party = hear("haircuts for me and my daughter").party
    assert party is not None
    assert [guest.group for guest in party.guests] == ["", "kinder"]


def test_listen_hears_an_emergency() -> None:
    assert hear("Please help, he can't breathe").is_emergency


def test_german_gist_keeps_no_english_word_that_looks_german() -> None:
    assert german_gist("I was late, the second one please") == "ich x x x den zweiten x"
