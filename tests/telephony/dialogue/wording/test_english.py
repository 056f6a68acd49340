import inspect
from datetime import datetime

from telephony.dialogue.wording.english import English
from telephony.dialogue.wording.german import German

# What only the company's own people read stays German.
FOR_THE_TEAM = {
    "accompanying",
    "callback_reason",
    "waitlist_reason",
    "_from_company",
    "plate_note",
    "insurance_note",
}
MONDAY_9 = datetime(2026, 11, 23, 9, 0)


def sentences(wording: type[German]) -> dict[str, object]:
    return dict(inspect.getmembers(wording, inspect.isfunction))


def test_english_says_every_sentence_anew() -> None:
    german, english = sentences(German), sentences(English)
    assert {name for name in german if german[name] is english[name]} <= FOR_THE_TEAM


def test_english_takes_the_same_arguments() -> None:
    english = sentences(English)
    for name, sentence in sentences(German).items():
        assert list(inspect.signature(sentence).parameters) == list(
            inspect.signature(english[name]).parameters
        ), name


def test_english_offers_two_times_in_one_breath() -> None:
    slots = [
        {"starts_at": "2026-11-24T09:30:00+01:00", "staff": "Anna"},
        {"starts_at": "2026-11-24T15:00:00+01:00", "staff": "Anna"},
    ]
    assert English().offer_sentence(slots, now=MONDAY_9) == (
        "I could offer you tomorrow at 9:30 am or 3 pm with Anna. Which would you prefer?"
    )


def test_english_greeting_says_first_that_an_ai_speaks() -> None:
    said = English().greeting(company="Salon Haarmonie", now=MONDAY_9)
    assert said.startswith("Good morning, this is the AI assistant at Salon Haarmonie.")
