from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client

from booking.enums import DepositKind, QuestionKind
from booking.models import Branch, Service, StaffMember
from booking.queries import questions_for
from booking.rules.questions import Question
from tenants.enums import Role
from tenants.models import Company
from tests.factories.booking import BranchFactory, ServiceFactory
from tests.portal.conftest import member, signed_in

NO_QUESTIONS = {"q-TOTAL_FORMS": "0", "q-INITIAL_FORMS": "0"}
BRANCH: dict[str, Any] = {"min_notice": "120", "horizon_days": "60", "closes_on_public_holidays": "on"}


def asked(*questions: dict[str, str], known: int = 0) -> dict[str, str]:
    """Questions as the form sends them."""
    sent = {"q-TOTAL_FORMS": str(len(questions)), "q-INITIAL_FORMS": str(known)}
    for number, question in enumerate(questions):
        sent |= {f"q-{number}-{name}": value for name, value in {"kind": "text", **question}.items()}
    return sent


def save(owner: Client, path: str, sent: dict[str, str], *, stand: str = "") -> Any:
    """Send the form of a page as it was when it was opened."""
    return owner.post(path, {**sent, "stand": stand or stand_on(owner, path)})


def stand_on(owner: Client, path: str) -> str:
    [found] = re.findall(r'name="stand" value="(\w+)"', owner.get(path).content.decode())
    return str(found)


def test_the_page_tells_the_rules_in_few_words(owner: Client, branch: Branch, anna: StaffMember) -> None:
    Branch.objects.update(min_notice=timedelta(hours=2), max_per_day=20)
    ServiceFactory(
        name="Dauerwelle", needs_approval=True, deposit_kind=DepositKind.DEPOSIT, deposit_percent=50
    )

    page = owner.get("/regeln/").content.decode()

    assert "Vorlauf 2 Stunden" in page
    assert "höchstens 20 am Tag" in page
    assert "mit Zusage · Anzahlung 50 %" in page


def test_rules_of_a_branch_are_saved(owner: Client, branch: Branch) -> None:
    west = BranchFactory(name="West")
    sent = {
        **BRANCH,
        "max_per_day": "25",
        "free_until": "1440",
        "fee_percent": "50",
        "eves_close_at": "13:00",
        "approval_within": "240",
        "deposit_within": "1440",
        f"travel_{west.pk}": "25",
    }

    response = save(owner, f"/regeln/filialen/{branch.pk}/", sent)

    assert response.status_code == 302
    branch.refresh_from_db()
    assert (branch.min_notice, branch.horizon_days) == (timedelta(hours=2), 60)
    assert (branch.free_until, branch.fee_percent, branch.max_per_day) == (timedelta(days=1), 50, 25)
    assert (branch.eves_close_at, branch.travel_minutes) == (time(13), {str(west.pk): 25})
    assert not branch.keeps_local_holidays


def test_an_odd_value_that_is_stored_can_stay(owner: Client, branch: Branch) -> None:
    Branch.objects.update(min_notice=timedelta(minutes=50))

    assert "50 Minuten" in owner.get(f"/regeln/filialen/{branch.pk}/").content.decode()


def test_a_fee_in_two_ways_is_refused(owner: Client, branch: Branch) -> None:
    sent = {**BRANCH, "fee_percent": "50", "fee_euros": "20"}

    response = save(owner, f"/regeln/filialen/{branch.pk}/", sent)

    assert response.status_code == 422
    assert "Entweder ein fester Betrag oder ein Anteil." in response.content.decode()


def test_rules_of_a_service_are_saved(owner: Client, branch: Branch) -> None:
    perm = ServiceFactory(name="Dauerwelle")
    sent = {
        "needs_approval": "on",
        "max_per_day": "3",
        "max_per_customer_week": "1",
        "deposit_kind": "deposit",
        "deposit_euros": "19.50",
        "fee_percent": "100",
        **asked(
            {
                "text": "Hatten Sie einen Verträglichkeitstest?",
                "kind": "yes_no",
                "is_required": "on",
                "alert_on": "Nein",
                "alert": "Dann brauchen wir erst einen Test.",
                "refuses": "on",
            },
            {"text": "", "is_required": "on"},
        ),
    }

    assert save(owner, f"/regeln/leistungen/{perm.pk}/", sent).status_code == 302

    perm.refresh_from_db()
    assert (perm.needs_approval, perm.max_per_day, perm.max_per_customer_week) == (True, 3, 1)
    assert (perm.deposit_cents, perm.fee_percent) == (1950, 100)
    assert questions_for(perm.pk) == (
        Question(
            key="frage-1",
            text="Hatten Sie einen Verträglichkeitstest?",
            kind=QuestionKind.YES_NO,
            alert_on="no",
            alert="Dann brauchen wir erst einen Test.",
            refuses=True,
        ),
    )
    assert "Verträglichkeitstest" in owner.get(f"/regeln/leistungen/{perm.pk}/").content.decode()


def test_a_question_keeps_its_key_and_an_emptied_one_goes(owner: Client, branch: Branch) -> None:
    first, second = (Question(key=key, text=key).to_json() for key in ("eins", "zwei"))
    perm = ServiceFactory(name="Dauerwelle", questions=[first, second])
    sent = asked({"key": "eins", "text": ""}, {"key": "zwei", "text": "Neu gefragt"}, known=2)

    save(owner, f"/regeln/leistungen/{perm.pk}/", sent)

    assert [(each.key, each.text) for each in questions_for(perm.pk)] == [("zwei", "Neu gefragt")]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"deposit_kind": "deposit", **NO_QUESTIONS}, "Bitte sagen Sie, wie viel."),
        (asked({"text": "Wie lang?", "kind": "choice", "choices": "lang"}), "mindestens zwei Antworten"),
        (asked({"text": "Allergie?", "kind": "yes_no", "alert_on": "vielleicht"}), "Ja oder Nein."),
        (asked({"text": "Allergie?", "kind": "yes_no", "refuses": "on"}), "bei welcher Antwort und warum"),
    ],
)
def test_rules_that_make_no_sense_are_refused(
    owner: Client, branch: Branch, sent: dict[str, str], told: str
) -> None:
    perm = ServiceFactory(name="Dauerwelle")

    response = save(owner, f"/regeln/leistungen/{perm.pk}/", sent)

    assert response.status_code == 422
    assert told in response.content.decode()


def test_how_many_a_person_takes_is_set_on_the_page(owner: Client, anna: StaffMember) -> None:
    save(owner, "/regeln/", {f"staff_{anna.pk}": "10"})
    anna.refresh_from_db()
    assert anna.max_per_day == 10

    save(owner, "/regeln/", {f"staff_{anna.pk}": ""})
    anna.refresh_from_db()
    assert anna.max_per_day is None


def test_rules_are_for_those_who_lead(company: Company, branch: Branch) -> None:
    ben = signed_in(member(company, Role.STAFF, email="ben@haarmonie.example"), company)

    assert ben.get("/regeln/").status_code == 403
    assert Service.objects.count() == 0


def test_whoever_saves_an_old_page_changes_nothing(owner: Client, branch: Branch, anna: StaffMember) -> None:
    perm = ServiceFactory(name="Dauerwelle")
    paths = {
        f"/regeln/filialen/{branch.pk}/": BRANCH,
        f"/regeln/leistungen/{perm.pk}/": NO_QUESTIONS,
        "/regeln/": {f"staff_{anna.pk}": "3"},
    }
    opened = {path: stand_on(owner, path) for path in paths}
    Branch.objects.update(max_per_day=7)
    Service.objects.update(max_per_day=8)
    StaffMember.objects.update(max_per_day=9)

    for path, sent in paths.items():
        late = save(owner, path, sent, stand=opened[path])
        without = owner.post(path, sent)

        assert late.status_code == without.status_code == 422
        assert "Inzwischen hat jemand anderes hier gespeichert" in late.content.decode()
    for row, most in ((branch, 7), (perm, 8), (anna, 9)):
        row.refresh_from_db()
        assert row.max_per_day == most


@pytest.mark.parametrize(("said", "kept"), [("Yes", "yes"), ("no", "no"), ("JA", "yes"), ("Nein", "no")])
def test_yes_and_no_are_understood_in_both_languages(
    owner: Client, branch: Branch, said: str, kept: str
) -> None:
    perm = ServiceFactory(name="Dauerwelle")
    question = {"text": "Allergie?", "kind": "yes_no", "alert_on": said, "alert": "Bitte anrufen."}

    assert save(owner, f"/regeln/leistungen/{perm.pk}/", asked(question)).status_code == 302
    assert questions_for(perm.pk)[0].alert_on == kept


def test_an_answer_stands_in_the_language_of_the_page(owner: Client, branch: Branch) -> None:
    question = Question(
        key="eins", text="Allergie?", kind=QuestionKind.YES_NO, alert_on="no", alert="Bitte anrufen."
    )
    perm = ServiceFactory(name="Dauerwelle", questions=[question.to_json()])

    page = owner.get(f"/regeln/leistungen/{perm.pk}/", headers={"Accept-Language": "en"}).content.decode()

    assert 'name="q-0-alert_on" value="No"' in page
