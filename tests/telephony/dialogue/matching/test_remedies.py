"""Callers who tell what is wrong instead of naming a service are understood by any company that helps."""

import pytest

from telephony.dialogue.matching import match_service, match_several
from telephony.dialogue.vocabulary import ServiceTerm, Vocabulary


def _company(*services: str) -> Vocabulary:
    terms = tuple(ServiceTerm(id=at, name=name) for at, name in enumerate(services, start=1))
    return Vocabulary(company_name="Krause", services=terms, staff=(), branches=())


def _meant(said: str, vocabulary: Vocabulary) -> list[str]:
    ids = match_service(said, vocabulary).ids
    return [term.name for term in vocabulary.services if term.id in ids]


GARAGE = _company(
    "Inspektion", "Ölwechsel", "Reifenwechsel", "Bremsen erneuern", "Klimaservice", "Fehlersuche"
)
PRACTICE = _company(
    "Kontrolluntersuchung", "Zahnreinigung", "Schmerzbehandlung", "Füllung", "Krone und Brücke"
)
SALON = _company("Haarschnitt", "Ansatz färben", "Färben komplett", "Strähnen", "Hochsteckfrisur")


@pytest.mark.parametrize(
    ("said", "service"),
    [
        ("da ist so ein Geräusch vorne links beim Bremsen", "Fehlersuche"),
        ("meine Bremsen quietschen", "Bremsen erneuern"),
        ("es leuchtet ein gelbes Lämpchen", "Fehlersuche"),
        ("der verliert Öl", "Fehlersuche"),
        ("die Karre springt morgens nicht an", "Fehlersuche"),
        ("ich habe einen Platten", "Reifenwechsel"),
        ("die Lüftung stinkt", "Klimaservice"),
    ],
)
def test_match_service_knows_what_helps_a_car(said: str, service: str) -> None:
    assert _meant(said, GARAGE) == [service]


@pytest.mark.parametrize(
    ("said", "service"),
    [
        ("meine Krone ist rausgefallen", "Schmerzbehandlung"),
        ("ein Stück vom Schneidezahn ist abgebrochen", "Schmerzbehandlung"),
        ("meine Backe ist ganz dick", "Schmerzbehandlung"),
        ("mir ist die Plombe rausgefallen", "Füllung"),
        ("mein Zahnfleisch blutet", "Kontrolluntersuchung"),
        ("die Spange drückt", "Schmerzbehandlung"),
        ("ich brauche eine neue Krone", "Krone und Brücke"),
    ],
)
def test_match_service_knows_what_helps_teeth(said: str, service: str) -> None:
    assert _meant(said, PRACTICE) == [service]


@pytest.mark.parametrize(
    ("said", "service"),
    [
        ("mein Ansatz ist schon wieder raus", "Ansatz färben"),
        ("ich möchte blond werden", "Färben komplett"),
        ("ich heirate im Juni", "Hochsteckfrisur"),
        ("die Matte muss ab", "Haarschnitt"),
    ],
)
def test_match_service_knows_what_helps_hair(said: str, service: str) -> None:
    assert _meant(said, SALON) == [service]


def test_match_service_takes_the_next_best_help_of_a_company_without_the_best() -> None:
    assert _meant("der klappert hinten", _company("Ölwechsel", "Inspektion")) == ["Inspektion"]


def test_match_service_leaves_a_trouble_that_is_not_its_trade() -> None:
    assert _meant("der Motor klappert", SALON) == []


def test_match_service_prefers_the_service_that_was_named_beside_a_trouble() -> None:
    assert _meant("eine Inspektion bitte, und er verliert Öl", GARAGE) == ["Inspektion"]


@pytest.mark.parametrize("said", ["eine Dauerwelle bitte", "so helle halt, ich bin ja schon älter"])
def test_match_service_makes_nothing_of_what_is_not_offered(said: str) -> None:
    assert _meant(said, SALON) == []


def test_match_several_finds_the_service_and_the_help() -> None:
    found = match_several("Reifenwechsel und eine Lampe leuchtet", GARAGE)

    assert [match.ids for match in found] == [(3,), (6,)]
