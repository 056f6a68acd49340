from __future__ import annotations

from django.test import Client
from django.utils import timezone

from booking.models import Branch
from telephony.services.numbers import order_number
from tenants.models import Company, Onboarding, User
from tenants.signup.branding import Logo, save_logo
from tests.factories.telephony import CallFactory
from tests.portal.onboarding.conftest import TOLD


def left(anna: Client) -> list[str]:
    answer = anna.get("/einrichten/besser/")
    return [each.key for each in answer.context["left"]]


def test_entries_go_as_soon_as_they_are_done(anna: Client, company: Company) -> None:
    anna.post("/einrichten/betrieb/", TOLD)
    before = left(anna)
    User.objects.update(email_confirmed_at=timezone.now())
    Onboarding.objects.update(live_at=timezone.now())
    order_number(number="+493023125801", branch=Branch.objects.get(), now=timezone.now())
    CallFactory()
    save_logo(company=company, logo=Logo(content=b"RIFF", width=1, height=1))

    assert before[:4] == ["wizard", "email", "call", "number"]
    assert not {"wizard", "email", "number", "forwarding", "logo", "address"} & {*left(anna)}
    assert "call" in left(anna)  # nothing was booked in it


def test_entry_is_hidden_and_brought_back(anna: Client) -> None:
    hidden = anna.post("/einrichten/besser/logo/").content.decode()
    without = left(anna)
    anna.post("/einrichten/besser/logo/", {"zurueck": "1"})

    assert "ist ausgeblendet" in hidden
    assert "logo" not in without
    assert "logo" in left(anna)


def test_unknown_entry_is_not_there(anna: Client) -> None:
    assert anna.post("/einrichten/besser/erfunden/").status_code == 404


def test_company_that_was_not_signed_up_sees_nothing(anna: Client) -> None:
    Onboarding.objects.all().delete()

    assert "card" not in anna.get("/einrichten/besser/").content.decode()


def test_list_costs_few_statements(anna: Client, django_assert_max_num_queries: object) -> None:
    anna.post("/einrichten/betrieb/", TOLD)
    with django_assert_max_num_queries(11):  # type: ignore[operator]
        anna.get("/einrichten/besser/")


def test_whole_wizard_can_be_walked_and_taken_up_again(anna: Client, company: Company) -> None:
    anna.post("/einrichten/betrieb/", TOLD)
    assert anna.get("/einrichten/telefon/")["Location"] == "/einrichten/betrieb/"
    fields = {f"tag-{day}": "9-18" for day in range(5)} | {"name-neu1": "Schnitt", "dauer-neu1": "30"}
    page = anna.get("/einrichten/leistungen/").context["form"]
    for row in page.services[:-2]:
        fields |= {
            f"name-{row.key}": row.name, f"dauer-{row.key}": row.minutes, f"preis-{row.key}": row.price,
            f"worte-{row.key}": row.words, f"an-{row.key}": "on",
        }  # fmt: skip
    assert anna.post("/einrichten/leistungen/", fields)["Location"] == "/einrichten/"
    assert anna.get("/einrichten/")["Location"] == "/einrichten/kalender/"
    anna.post("/einrichten/kalender/")
    anna.post(
        "/einrichten/telefon/", {"tone": "lively", "persona_name": "Mia", "formal": "False", "own_words": ""}
    )
    assert anna.get("/einrichten/")["Location"] == "/einrichten/live/"
    assert anna.get("/einrichten/betrieb/").status_code == 200  # one may go back
    anna.post("/einrichten/live/los/")
    anna.post("/einrichten/live/los/")

    assert anna.get("/einrichten/")["Location"] == "/"
    onboarding = Onboarding.objects.get(company=company)
    assert onboarding.live_at is not None
    assert "dich" in anna.get("/einrichten/telefon/").context["greetings"][2].text
