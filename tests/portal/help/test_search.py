"""Questions as people type them, and the article that answers."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.help.search import LONGEST, search
from tenants.enums import Role
from tenants.models import Company
from tests.portal.conftest import member, signed_in

QUESTIONS = {
    "Anna ist krank, was mache ich?": "ausfall",
    "meine Mitarbeiterin fällt heute aus": "ausfall",
    "wie leite ich meine Nummer um": "rufnummer-weiterleiten",
    "rufumleitung telekom": "rufnummer-weiterleiten",
    "es kommen keine Anrufe an": "rufnummer-weiterleiten",
    "wie klingt das am Telefon, ausprobieren": "testanruf",
    "App aufs Handy": "app-aufs-handy",
    "ich will nachts keine Mitteilungen": "app-aufs-handy",
    "Kundin steht im Laden ohne Termin": "termin-eintragen",
    "termin verschieben": "termin-verlegen-absagen",
    "falsch geklickt, rückgängig": "termin-verlegen-absagen",
    "mittagspause eintragen": "zeit-sperren",
    "ich fahre in Urlaub": "zeit-sperren",
    "jede Woche der gleiche Termin": "serien-und-kurse",
    "alles ausgebucht, Kunde will warten": "warteliste",
    "wo sehe ich, wer angerufen hat?": "anrufe-lesen",
    "warum hat die KI keinen Termin gemacht": "warum-nicht-gebucht",
    "sie hat mich falsch verstanden": "anruf-richtigstellen",
    "rückruf überfällig": "rueckrufe",
    "Oma kann nicht tippen": "onlinebuchung",
    "zwei Personen mit gleicher Nummer": "kunden",
    "kunde doppelt angelegt": "doppelte-eintraege",
    "kundin will, dass wir ihre daten loeschen": "auskunft-und-loeschen",
    "werden Gespräche aufgenommen?": "einwilligung-und-aufbewahrung",
    "begruessung ändern": "empfang-einstellen",
    "Änderung ist nicht zu hören": "veroeffentlichen",
    "anrufer will mit dem chef sprechen": "durchstellen",
    "werbeanrufe blockieren": "sperrliste",
    "parkplatz frage beantworten": "wissen",
    "Preise erhöhen": "leistungen",
    "an Weihnachten geschlossen": "zeiten",
    "zweite Filiale eröffnen": "filialen-und-raeume",
    "stornogebühr": "regeln",
    "SMS-Text ändern": "nachrichten",
    "terminbuchung auf meiner homepage": "onlinebuchung",
    "outlok sync": "andere-kalender",
    "kundenkartei aus excel": "daten-uebernehmen",
    "neue kollegin braucht zugang": "team",
    "handy geklaut": "sicher-anmelden",
    "wer hat den Termin gelöscht?": "protokoll-und-mitnehmen",
    "wie kann ich die Weiterleitung wieder ausschalten": "rufnummer-weiterleiten",
    "Lehrling soll nur seine Filiale sehen": "team",
    "Kunde behauptet, er hat keine Bestätigung bekommen": "nachrichten",
    "mein Kollege hat den Urlaub vergessen einzutragen": "zeit-sperren",
    "Dame ruft jeden Tag an und legt auf": "sperrliste",
    "ab wann ist ein Termin kostenpflichtig, wenn man absagt": "regeln",
    "iphone push geht nicht": "app-aufs-handy",
    "die Stimme soll anders heißen": "empfang-einstellen",
    "friseurin hat gekündigt": "team",
    "wie lange werden Gespräche gespeichert": "einwilligung-und-aufbewahrung",
    "wer ruft Frau Schmidt zurück": "rueckrufe",
    "jemand kam nicht": "termin-verlegen-absagen",
}


def test_the_answer_is_among_the_first_three() -> None:
    found = {asked: [hit.article.slug for hit in search(asked, "de")[:3]] for asked in QUESTIONS}

    assert len(QUESTIONS) > 50
    assert {asked: slugs for asked, slugs in found.items() if QUESTIONS[asked] not in slugs} == {}


@pytest.mark.parametrize(
    ("asked", "slug"),
    [
        ("somebody is ill", "ausfall"),
        ("forgot my password", "sicher-anmelden"),
        ("block a spam caller", "sperrliste"),
        ("google calendar", "andere-kalender"),
        ("moving an appointment", "termin-verlegen-absagen"),
    ],
)
def test_english_questions_find_english_articles(asked: str, slug: str) -> None:
    assert slug in [hit.article.slug for hit in search(asked, "en")[:3]]


def test_a_word_that_is_not_finished_finds_already() -> None:
    assert [hit.article.slug for hit in search("weiterlei", "de")][:1] == ["rufnummer-weiterleiten"]


@pytest.mark.parametrize("asked", ["", "   ", "der die das", "quantenphysik", "🙂", "\0", "%_'\";--"])
def test_what_says_nothing_finds_nothing(asked: str) -> None:
    assert search(asked, "de") == []


def test_the_passage_marks_the_words_and_nothing_else_is_markup() -> None:
    [first, *_rest] = search("krank <script>alert(1)</script>", "de")

    assert first.article.slug == "ausfall"
    assert "<mark>" in first.passage
    assert "<script" not in first.passage


def test_a_question_of_ten_megabytes_is_cut() -> None:
    assert search("krank " + "x" * 10_000_000, "de")[0].article.slug == "ausfall"
    assert LONGEST < 1000


def test_the_page_answers_without_scripts_and_in_parts_with_them(owner: Client) -> None:
    page = owner.get("/hilfe/", {"frage": "Mitarbeiter krank"}).content.decode()
    part = owner.get(
        "/hilfe/", {"frage": "Mitarbeiter krank"}, headers={"HX-Request": "true"}
    ).content.decode()

    assert 'value="Mitarbeiter krank"' in page
    assert 'href="/hilfe/ausfall/' in page
    assert 'href="/hilfe/ausfall/' in part
    assert "<html" not in part


def test_who_finds_nothing_learns_whom_to_ask(owner: Client, company: Company, settings: object) -> None:
    settings.SUPPORT_EMAIL = "hilfe@askproai.example"  # type: ignore[attr-defined]
    ben = signed_in(member(company, Role.STAFF, email="ben@haarmonie.example"), company)

    hers, his = (each.get("/hilfe/", {"frage": "Quantenphysik \0"}).content.decode() for each in (owner, ben))

    assert "Dazu steht hier noch nichts" in hers
    assert 'href="mailto:hilfe@askproai.example"' in hers
    assert "weiß Sabine Sommer Bescheid" in his
    assert "Bescheid" not in hers
