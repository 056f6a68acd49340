"""Several people in one call, and several services of one person: one offer, one yes, every appointment."""

from collections.abc import Callable, Sequence

import pytest

from telephony.dialogue import BranchTerm, ServiceTerm, StaffTerm, Vocabulary
from telephony.dialogue.party import read_addition, read_party
from telephony.dialogue.text import phrase
from tests.telephony.dialogue.fake_calendar import PRACTICE, SALON, TUESDAY_10, Calendar, Conversation

Play = Callable[..., Conversation]

TYRES = Vocabulary(
    company_name="Werkstatt Brandt",
    services=(ServiceTerm(id=1, name="Räderwechsel"), ServiceTerm(id=2, name="Ölwechsel")),
    staff=(StaffTerm(id=11, name="Ronny"), StaffTerm(id=12, name="Mehmet")),
    branches=(BranchTerm(id=21, name="Werkstatt"),),
    industry="garage",
)


def _visits(conversation: Conversation) -> list[tuple[str, str, str]]:
    return [
        (f"{one['start']:%d. %H:%M}", one["service"], one["staff"]) for one in conversation.calendar.booked
    ]


@pytest.mark.parametrize(
    ("turns", "vocabulary", "visits"),
    [
        (
            ["Termin für mich und meine Tochter zum Haareschneiden, gleichzeitig bitte", "Damen",
             "Freitag nachmittag", "den ersten", "Sandra Meier", "ja"],
            SALON,
            [("27. 12:30", "Damenhaarschnitt", "Anna"), ("27. 12:30", "Kinderhaarschnitt", "Ben")],
        ),
        (
            ["Meine beiden Söhne brauchen einen Haarschnitt, am besten hintereinander", "Samstag vormittag",
             "den zweiten", "Weber", "ja genau"],
            SALON,
            [("28. 10:30", "Kinderhaarschnitt", "Anna"), ("28. 11:30", "Kinderhaarschnitt", "Anna")],
        ),
        (
            ["Zahnreinigung für mich und eine Kontrolle für meinen Sohn, zusammen, Donnerstag um 14 Uhr",
             "Albers", "ja"],
            PRACTICE,
            [
                ("26. 14:00", "Professionelle Zahnreinigung", "Dr. Sabine Weber"),
                ("26. 14:00", "Kontrolluntersuchung", "Dr. Tobias Lang"),
            ],
        ),
        (
            ["Herrenschnitt am Freitag um 10", "ach, und meine Frau kommt auch mit", "Köhler", "ja"],
            SALON,
            [("27. 10:00", "Herrenhaarschnitt", "Ben"), ("27. 10:00", "Damenhaarschnitt", "Anna")],
        ),
        (
            ["Räderwechsel für zwei Autos, Freitag um neun", "Schröder", "passt"],
            TYRES,
            [("27. 09:00", "Räderwechsel", "Ronny"), ("27. 09:00", "Räderwechsel", "Mehmet")],
        ),
        (
            ["Färben und danach Schneiden, Damen, am Freitag um zwölf", "Roth", "ja"],
            SALON,
            [("27. 12:00", "Färben", "Anna"), ("27. 13:00", "Damenhaarschnitt", "Anna")],
        ),
        (
            ["Haarschnitt für mich und meinen Mann, Freitag um zehn", "Damen", "ach nein, doch nur für mich",
             "Klein", "ja"],
            SALON,
            [("27. 10:00", "Damenhaarschnitt", "Anna")],
        ),
    ],
)  # fmt: skip
def test_everybody_gets_an_appointment(
    play: Play, turns: Sequence[str], vocabulary: Vocabulary, visits: list[tuple[str, str, str]]
) -> None:
    conversation = play(turns, vocabulary=vocabulary)

    assert _visits(conversation) == visits
    assert conversation.said.count("Stimmt das so?") == 1


def test_who_comes_along_is_noted_for_the_team(play: Play) -> None:
    conversation = play(
        ["Für mich und meine Tochter Haareschneiden, Freitag um elf", "Damen", "Sandra Meier", "ja"]
    )

    assert [one["note"] for one in conversation.calendar.booked] == [None, "Begleitung: Tochter"]
    assert "beide Termine sind eingetragen" in conversation.said


def test_all_is_found_anew_when_some_of_it_was_taken_meanwhile(play: Play) -> None:
    calendar = Calendar(SALON, TUESDAY_10, taken_bookings={1})

    conversation = play(
        ["Färben und danach Schneiden, Damen, am Freitag um zwölf", "Roth", "ja", "den ersten", "ja"],
        calendar=calendar,
    )

    assert "beide Termine sind eingetragen" in conversation.said
    assert [one["service"] for one in calendar.booked] == ["Färben", "Damenhaarschnitt"]


@pytest.mark.parametrize(
    ("said", "count", "way"),
    [
        ("für mich und meine Tochter", 2, ""),
        ("meine Frau und ich würden gern zusammen kommen", 2, "together"),
        ("mit meinen beiden Söhnen, nacheinander bitte", 2, "after"),
        ("für unsere drei Kinder", 3, ""),
        ("wir kommen zu zweit", 2, ""),
        ("zwei Termine, einmal für mich und einmal für meine Freundin", 2, ""),
        ("ich hätte gern zwei Termine", 2, ""),
        ("meine zwei Transporter brauchen Winterreifen", 2, ""),
    ],
)
def test_a_party_is_understood(said: str, count: int, way: str) -> None:
    party = read_party(said, phrase(said))

    assert party is not None
    assert (len(party.guests), party.way) == (count, way)


@pytest.mark.parametrize(
    "said",
    [
        "ein Termin für meinen Sohn",
        "kann ich mit Frau Weber sprechen",
        "mein Mann hat gesagt, ich soll einen Termin für mich machen",
        "ich war bei Frau Schubert, und meine Nachbarin sagt, bei Ihnen ist es schön",
        "meine Tochter hat den letzten Termin abgesagt",
        "bei der Anna oder bei der Clara",
        "um zwei oder um drei",
    ],
)
def test_one_person_is_no_party(said: str) -> None:
    assert read_party(said, phrase(said)) is None
    assert read_addition(said, phrase(said)) is None
