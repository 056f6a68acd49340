"""What a claim rests on, and what is made up."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from telephony.dialogue import ServiceTerm, Vocabulary
from telephony.dialogue.claims import Act, ProofSource, Spoken, check, unproven

TUESDAY_10 = datetime(2026, 11, 24, 10, 0)
SALON = Vocabulary(
    company_name="Salon Haarmonie",
    services=(
        ServiceTerm(id=1, name="Damenhaarschnitt", duration_minutes=45, price_cents=4500),
        ServiceTerm(id=2, name="Färben", duration_minutes=90, price_cents=6500, price_from=True),
    ),
)
OFFERED = Act(
    name="find_times",
    result={
        "ok": True,
        "slots": [
            {
                "starts_at": "2026-11-26T09:00:00+01:00",
                "service": "Damenhaarschnitt",
                "duration_minutes": 45,
                "price_cents": 4500,
            },
            {
                "starts_at": "2026-11-27T14:30:00+01:00",
                "service": "Damenhaarschnitt",
                "duration_minutes": 45,
                "price_cents": 4500,
            },
        ],
    },
)
HOURS = Act(
    name="opening_hours",
    result={
        "ok": True,
        "say": "Wir haben von Dienstag bis Freitag von 9 Uhr bis 18 Uhr geöffnet.",
        "hours": [{"day": "2026-11-23", "open": []}, {"day": "2026-11-24", "open": [["09:00", "18:00"]]}],
    },
)
BOOKED = Act(
    name="book",
    result={"ok": True, "appointment": {"starts_at": "2026-11-26T09:00:00+01:00"}, "confirmation": "sms"},
)
PARKING = Act(
    name="answer_question",
    result={
        "ok": True,
        "say": "Parkplätze finden Sie im Hof.",
        "sources": [
            {
                "title": "Anfahrt",
                "text": "Parkplätze finden Sie im Hof. Absagen ist bis 24 Stunden vorher kostenlos.",
            }
        ],
    },
)


def made_up(said: str, *acts: Act, heard: Sequence[str] = ()) -> list[str]:
    turns = [Spoken(is_caller=True, text=text) for text in heard]
    turns.append(Spoken(is_caller=False, text=said))
    return [each.text for each in unproven(turns, acts, now=TUESDAY_10, vocabulary=SALON)]


@pytest.mark.parametrize(
    ("said", "act"),
    [
        ("Ich hätte Donnerstag um 9 Uhr oder Freitag um 14 Uhr 30.", OFFERED),
        ("Frei wäre übermorgen um neun Uhr.", OFFERED),
        ("Freitag um halb drei ist frei.", OFFERED),
        ("Thursday at 9 am or Friday at 2:30 pm is available.", OFFERED),
        ("Das dauert 45 Minuten und kostet 45 Euro.", OFFERED),
        ("Dienstags haben wir von 9 bis 18 Uhr offen, montags haben wir zu.", HOURS),
        ("Mittwochs schließen wir um 18 Uhr.", HOURS),
        ("Ihr Termin ist eingetragen, die SMS kommt gleich.", BOOKED),
        ("Am Donnerstag um 9 Uhr ist Ihr Termin.", BOOKED),
        ("Sie können im Hof parken.", PARKING),
        ("Sie können bis 24 Stunden vorher kostenlos absagen.", PARKING),
        ("Färben kostet ab 65 Euro und dauert eineinhalb Stunden.", OFFERED),
    ],
)
def test_check_proves_what_an_act_or_the_catalogue_says(said: str, act: Act) -> None:
    assert made_up(said, act) == []


@pytest.mark.parametrize(
    ("said", "act", "flagged"),
    [
        ("Ich hätte Donnerstag um 10 Uhr.", OFFERED, ["10 Uhr"]),
        ("Ich hätte Donnerstag um 14 Uhr 30.", OFFERED, ["14 Uhr 30"]),
        ("Frei wäre Donnerstag, den 27. November, um 9 Uhr.", OFFERED, ["9 Uhr"]),
        ("Damenhaarschnitt kostet 40 Euro.", OFFERED, ["40 Euro"]),
        ("Färben kostet 45 Euro.", OFFERED, ["45 Euro"]),
        ("Färben kostet 65 Euro.", OFFERED, ["65 Euro"]),
        ("Der Damenhaarschnitt dauert eine Stunde.", OFFERED, ["eine Stunde"]),
        ("Am Samstag haben wir bis 18 Uhr geöffnet.", HOURS, ["18 Uhr"]),
        ("Am Dienstag haben wir geschlossen.", HOURS, ["Dienstag"]),
        ("Ihr Termin ist eingetragen.", OFFERED, ["Ihr Termin ist eingetragen."]),
        ("Ihr Termin ist abgesagt.", BOOKED, ["Ihr Termin ist abgesagt."]),
        ("Der Haarschnitt ist für Sie gratis.", OFFERED, ["Der Haarschnitt ist für Sie gratis."]),
        ("Es gibt keine Parkplätze.", PARKING, ["Es gibt keine Parkplätze."]),
        (
            "Absagen ist bis 12 Stunden vorher kostenlos.",
            PARKING,
            ["Absagen ist bis 12 Stunden vorher kostenlos."],
        ),
        ("Die Krankenkasse übernimmt das.", PARKING, ["Die Krankenkasse übernimmt das."]),
    ],
)
def test_check_flags_what_is_made_up(said: str, act: Act, flagged: list[str]) -> None:
    assert made_up(said, act) == flagged


def test_check_takes_the_callers_own_time_as_an_echo_but_not_as_an_offer() -> None:
    wished = ["Haben Sie am Freitag um 16 Uhr was?"]

    assert made_up("Am Freitag um 16 Uhr ist leider nichts frei.", heard=wished) == []
    assert made_up("Am Freitag um 16 Uhr ist frei.", heard=wished) == ["16 Uhr"]


def test_check_does_not_take_a_price_from_the_caller() -> None:
    assert made_up("Gern, dann 5 Euro.", heard=["Letztes Mal waren es 5 Euro, machen Sie 5 Euro."]) == [
        "5 Euro"
    ]


def test_check_wants_the_act_before_the_words() -> None:
    said = Spoken(is_caller=False, text="Frei wäre Donnerstag um 9 Uhr.", at=1_000)
    late = Act(name="find_times", result=OFFERED.result, at=2_000)

    assert [each.text for each in unproven([said], [late], now=TUESDAY_10)] == ["9 Uhr"]


def test_check_says_which_act_proves_it() -> None:
    checked = check(
        [Spoken(is_caller=False, text="Am Freitag um 14 Uhr 30?")], [HOURS, OFFERED], now=TUESDAY_10
    )

    assert [(each.proof.source, each.proof.act) for each in checked if each.proof] == [(ProofSource.ACT, 1)]
