"""The page of suggestions: what calls speak for, one tap, and one tap back."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from booking.models import Branch, Service, StaffMember
from telephony.enums import SuggestionState
from telephony.models import KnowledgeSource, Suggestion
from telephony.services.acting import perform_act
from tenants.enums import Role
from tenants.models import Company
from tests.portal.calls.calling import ring
from tests.portal.conftest import member, signed_in


def said(branch: Branch, term: str, *, meant: str = "") -> list[int]:
    """Three callers use a word that nobody knows."""
    calls = [ring(branch, number=f"+49151200000{number:02d}") for number in range(3)]
    for call in calls:
        for service in filter(None, (term, meant)):
            perform_act(call_id=call.pk, name="find_times", args={"service": service}, now=timezone.now())
    return [call.pk for call in calls]


def test_page_is_empty_before_anybody_called(owner: Client) -> None:
    assert "Gerade kein Vorschlag" in owner.get("/empfang/vorschlaege/").content.decode()


def test_name_is_accepted_and_taken_back(owner: Client, branch: Branch, anna: StaffMember) -> None:
    service = Service.objects.get()
    calls = said(branch, "Glitzerzauber", meant=service.name)

    page = owner.get("/empfang/vorschlaege/").content.decode()
    assert f"„Glitzerzauber“ als „{service.name}“ verstehen" in page
    assert all(f"/anrufe/{pk}/" in page for pk in calls)

    here = f"/empfang/vorschlaege/{Suggestion.objects.get().pk}/"
    owner.post(f"{here}uebernehmen/")
    assert Service.objects.get().spoken_names == [*service.spoken_names, "Glitzerzauber"]
    owner.post(f"{here}zuruecknehmen/")
    assert Service.objects.get().spoken_names == service.spoken_names


def test_answer_is_written_by_the_owner(owner: Client, branch: Branch, anna: StaffMember) -> None:
    said(branch, "<b>Tattoo</b>")
    page = owner.get("/empfang/vorschlaege/").content.decode()
    assert "Bieten Sie &lt;b&gt;Tattoo&lt;/b&gt; an?" in page
    here = f"/empfang/vorschlaege/{Suggestion.objects.get().pk}/"

    assert owner.post(f"{here}uebernehmen/", {"question": "", "answer": ""}).status_code == 422
    owner.post(f"{here}uebernehmen/", {"question": "Bieten Sie Tattoos an?", "answer": "Nein."})

    assert KnowledgeSource.objects.get().title == "Bieten Sie Tattoos an?"


def test_dismissed_suggestion_stays_away(owner: Client, branch: Branch, anna: StaffMember) -> None:
    said(branch, "Tattoo")
    owner.get("/empfang/vorschlaege/")

    owner.post(f"/empfang/vorschlaege/{Suggestion.objects.get().pk}/verwerfen/")
    owner.get("/empfang/vorschlaege/")

    assert Suggestion.objects.get().state == SuggestionState.DISMISSED


def test_staff_and_strangers_get_nothing(company: Company, branch: Branch, owner: Client) -> None:
    anna = signed_in(member(company, Role.STAFF, email="anna@haarmonie.example"), company)

    assert anna.get("/empfang/vorschlaege/").status_code in {403, 404}
    assert owner.post("/empfang/vorschlaege/4711/uebernehmen/").status_code == 404
