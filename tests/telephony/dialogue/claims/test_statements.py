"""Finding what a sentence claims."""

import pytest

from telephony.dialogue.claims import Claim, Kind, claims_of


def said(text: str) -> list[tuple[str, str]]:
    return [(claim.kind.value, claim.value) for claim in claims_of(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Frei wäre Dienstag um 9 Uhr oder 10 Uhr 30.", [("time", "Di 09:00"), ("time", "Di 10:30")]),
        ("Da ginge es um halb drei.", [("time", "02:30")]),
        ("Viertel vor neun wäre frei.", [("time", "08:45")]),
        ("Dreiviertel vier am Freitag passt.", [("time", "Fr 03:45")]),
        ("Am 8.12. um 14.30 Uhr.", [("time", "8.12. 14:30")]),
        ("Mittwoch, den 25. November, um 11 Uhr 15?", [("time", "Mi 25.11. 11:15")]),
        ("I have Tuesday at 9 am or 2:30 pm.", [("time", "Di 09:00"), ("time", "Di 14:30")]),
        ("Your visit is on December 8th at half past ten.", [("time", "8.12. 10:30")]),
        ("Das kostet fünfundvierzig Euro.", [("price", "45,00 €")]),
        ("Das sind ab 1.200,50 Euro.", [("price", "ab 1200,50 €")]),
        ("45 Euro 50 oder 45 Euro und 50 Cent.", [("price", "45,50 €"), ("price", "45,50 €")]),
        ("Es dauert eine Stunde und 30 Minuten.", [("duration", "90 min")]),
        ("It takes an hour and a half.", [("duration", "90 min")]),
        ("Dafür brauchen wir eine Dreiviertelstunde.", [("duration", "45 min")]),
        ("Samstags haben wir von 9 bis 14 Uhr geöffnet.", [("hours", "Sa 09:00"), ("hours", "Sa 14:00")]),
        ("Am Montag haben wir geschlossen.", [("hours", "Mo –")]),
        ("Absagen geht bis 24 Stunden vorher kostenlos.", [("policy", "cancellation 1440")]),
        ("Auf alles gibt es heute 20 % Rabatt.", [("policy", "discount 20"), ("policy", "percent 20")]),
        ("Ihr Haarschnitt ist gratis.", [("policy", "free")]),
        ("Hunde sind erlaubt.", [("policy", "pets")]),
        ("Der Termin ist eingetragen.", [("done", "booked")]),
        ("Ihr Termin ist abgesagt.", [("done", "cancelled")]),
    ],
)
def test_claims_of_finds_what_can_be_checked(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Guten Morgen, hier ist die KI-Assistentin vom Salon Haarmonie. Was kann ich heute für Sie tun?",
        "Danke für Ihren Anruf und einen schönen Dienstag. Auf Wiederhören!",
        "Meinen Sie Dienstag, den 8. Dezember, oder den Dienstag darauf, den 15. Dezember?",
        "Nennen Sie mir einfach einen Tag, zum Beispiel Dienstag nachmittag.",
        "Wählen Sie die 1 1 2 oder die 1 1 6 1 1 7.",
        "Auf welchen Namen ist der Termin eingetragen?",
        "Soll Sie jemand zurückrufen?",
        "Ich wiederhole: 0 1 5 1, 2 3 4 5 6 7 8. Stimmt das?",
        "Würden Sie mir Ihren Namen bitte buchstabieren?",
    ],
)
def test_claims_of_leaves_what_promises_nothing(text: str) -> None:
    assert said(text) == []


def test_claim_points_at_its_words() -> None:
    text = "Ein Haarschnitt kostet 45 Euro und dauert 30 Minuten."

    assert [text[claim.start : claim.end] for claim in claims_of(text)] == ["45 Euro", "30 Minuten"]


def test_claim_survives_json() -> None:
    text = "Am 8. Dezember um 0 Uhr. Färben kostet 45 Euro. Bis 24 Stunden vorher absagen kostet nichts."

    for claim in claims_of(text, ["Färben"]):
        assert Claim.from_json(claim.to_json()) == claim


def test_claim_holds_no_words() -> None:
    claims = claims_of("Frau Müller, Absagen ist bis 24 Stunden vorher kostenlos.")

    assert [claim.kind for claim in claims] == [Kind.POLICY]
    assert "Müller" not in str([claim.to_json() for claim in claims])
