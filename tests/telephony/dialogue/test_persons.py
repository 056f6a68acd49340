"""Whom callers want, how they are insured, and the words that are both a name and none."""

import pytest

from telephony.dialogue import match_branch, match_staff
from telephony.dialogue.insurance import Insurance, read_insurance
from telephony.dialogue.persons import staff_wish
from tests.telephony.dialogue.fake_calendar import GARAGE, PRACTICE, SALON


@pytest.mark.parametrize(
    ("said", "gender"),
    [
        ("am liebsten bei einer Frau", "female"),
        ("ich möchte zu einer Ärztin", "female"),
        ("von einem Mann bitte", "male"),
        ("lieber ein Arzt als eine Ärztin", "male"),
        ("meine Frau kommt mit", None),
    ],
)
def test_staff_wish_hears_a_gender(said: str, gender: str | None) -> None:
    assert staff_wish(said, SALON).gender == gender


def test_the_boss_is_who_the_company_is_named_after() -> None:
    wish = staff_wish("bei der Chefin bitte", PRACTICE)

    assert (wish.is_boss, wish.named.ids) == (True, (11,))


def test_the_callers_own_boss_is_somebody_else() -> None:
    assert not staff_wish("mein Chef gibt mir nicht frei", PRACTICE).is_boss


def test_as_always_is_whoever_it_was() -> None:
    assert staff_wish("wie immer bitte", SALON).is_usual
    assert not staff_wish("immer am Freitag", SALON).is_usual


def test_a_doctor_called_lang_is_no_adjective() -> None:
    assert match_staff("das dauert mir zu lang", PRACTICE).ids == ()
    assert match_staff("zu Doktor Lang", PRACTICE).ids == (12,)


def test_match_branch_knows_the_adjective_and_who_is_refused() -> None:
    assert match_branch("in der Pankower Filiale", GARAGE).ids == (21,)
    assert match_branch("nicht in Spandau, in Pankow", GARAGE).ids == (21,)


@pytest.mark.parametrize(
    ("said", "insurance"),
    [
        ("ganz normal gesetzlich", Insurance("statutory")),
        ("ich bin bei der AOK", Insurance("statutory", "aok")),
        ("nicht privat, ich bin bei der Barmer", Insurance("statutory", "barmer")),
        ("gesetzlich nicht, privat bin ich", Insurance("private")),
        ("über die Debeka", Insurance("private", "debeka")),
        ("das zahl ich selbst", Insurance("self")),
        ("am Dienstag", None),
    ],
)
def test_read_insurance_tells_the_kind(said: str, insurance: Insurance | None) -> None:
    assert read_insurance(said) == insurance
