from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking.models import Branch, Service, StaffMember
from booking.services import find_or_create_customer
from booking.values import CustomerDetails
from portal.calls.listing import PER_PAGE
from telephony.enums import ConsentPurpose, Outcome
from telephony.models import Call
from telephony.services.afterwards import note_what_remains
from telephony.services.consents import withdraw_consent
from tenants.enums import Role
from tenants.models import Company, Membership
from tests.factories.booking import BranchFactory
from tests.portal.calls.calling import CLARA, ended, told
from tests.portal.conftest import member, signed_in

HTMX = {"HX-Request": "true"}


def shown(client: Client, query: str = "", **headers: str) -> list[int]:
    """The calls that the list shows, in its order."""
    page = client.get(f"/anrufe/{query}", headers=headers).content.decode()
    return [int(number) for number in re.findall(r'id="call-row-(\d+)"', page)]


def test_call_list_names_callers_as_well_as_we_know(owner: Client, branch: Branch) -> None:
    ended(branch, Outcome.ANSWERED)
    ended(branch, Outcome.HUNG_UP, number=None)

    page = owner.get("/anrufe/").content.decode()

    assert "01511 2345678" in page
    assert "Unterdrückte Nummer" in page


@pytest.mark.parametrize(("key", "found"), [("gebucht", Outcome.BOOKED), ("verloren", Outcome.NOTHING_FREE)])
def test_call_list_is_narrowed_down_by_outcome(
    owner: Client, branch: Branch, key: str, found: Outcome
) -> None:
    calls = {outcome: ended(branch, outcome) for outcome in (Outcome.BOOKED, Outcome.NOTHING_FREE)}

    page = owner.get(f"/anrufe/?ergebnis={key}").content.decode()

    assert [f"call-row-{call.pk}" in page for outcome, call in calls.items()] == [
        outcome == found for outcome in calls
    ]


def test_call_list_knows_no_other_filters(owner: Client, branch: Branch) -> None:
    assert owner.get("/anrufe/?ergebnis=alles").status_code == 404


def test_call_list_says_what_to_do_when_it_is_empty(owner: Client, branch: Branch) -> None:
    assert "Noch keine Anrufe" in owner.get("/anrufe/").content.decode()


def test_call_list_costs_the_same_queries_for_one_call_and_for_many(
    owner: Client, branch: Branch, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        ended(branch, Outcome.ANSWERED)

    with django_assert_max_num_queries(12):
        owner.get("/anrufe/")


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("?anliegen=price", {"intents": ["price"]}),
        ("?termin=ja", {"outcome": Outcome.RESCHEDULED}),
        ("?stimmung=negative", {"sentiment": "negative"}),
        ("?sprache=tr", {"language": "tr"}),
        ("?dauer=lang", {"duration_ms": 200_000}),
        ("?zeige=unbelegt", {"unproven": 2}),
        ("?zeige=wichtig", {"is_important": True}),
        ("?warum=nothing_free", {"missed_reason": "nothing_free"}),
        ("?von=2020-01-01&bis=2020-01-31", {"ringing_at": "2020-01-15T12:00:00Z"}),
    ],
)
def test_call_list_is_narrowed_down(
    owner: Client, branch: Branch, query: str, fields: dict[str, Any]
) -> None:
    fits, _other = ended(branch, Outcome.ANSWERED), ended(branch, Outcome.ANSWERED)
    Call.objects.filter(pk=fits.pk).update(**fields)

    assert shown(owner, query) == [fits.pk]


def test_call_list_shows_one_branch(owner: Client, branch: Branch) -> None:
    second = BranchFactory(name="Süd", slug="sued")
    ended(branch, Outcome.ANSWERED)
    there = ended(second, Outcome.ANSWERED)

    assert shown(owner, f"?filiale={second.pk}") == [there.pk]


def test_call_list_shows_what_is_unread_and_what_is_mine(owner: Client, branch: Branch) -> None:
    seen, mine = ended(branch, Outcome.ANSWERED), ended(branch, Outcome.ANSWERED)
    Call.objects.filter(pk=seen.pk).update(seen_at=timezone.now())
    user_id = int(owner.session["_auth_user_id"])
    Call.objects.filter(pk=mine.pk).update(shared_with=[user_id])

    assert shown(owner, "?zeige=neu") == [mine.pk]
    assert shown(owner, "?zeige=meine") == [mine.pk]


def test_call_list_counts_each_outcome_under_the_other_filters(owner: Client, branch: Branch) -> None:
    for outcome in (Outcome.BOOKED, Outcome.BOOKED, Outcome.ANSWERED):
        call = ended(branch, outcome)
        Call.objects.filter(pk=call.pk).update(language="de")
    Call.objects.filter(pk=call.pk).update(language="en")

    chips = owner.get("/anrufe/?sprache=de&ergebnis=auskunft").context["overview"].chips

    assert {chip.label: chip.count for chip in chips}["Gebucht"] == 2
    assert {chip.label: chip.count for chip in chips}["Alle"] == 2


def test_search_finds_every_word_in_whatever_form_it_was_said(owner: Client, branch: Branch) -> None:
    call = told(branch, "Ich hätte gern eine Balayage.", "Am liebsten bei Frau Müller, gefärbt wird auch.")
    told(branch, "Wie lange dauert eine Dauerwelle?")

    for phrase in ("balayage", "Balay", "Mueller", "färben", "müller balayage", "BALAYAGE färbe"):
        assert shown(owner, f"?suche={phrase}") == [call.pk]
    assert shown(owner, "?suche=balayage dauerwelle") == []


def test_search_marks_what_it_found(owner: Client, branch: Branch) -> None:
    told(branch, "Ich hätte gern <b>Strähnchen</b> und Schneiden.")

    page = owner.get("/anrufe/?suche=strähnchen").content.decode()

    assert '&lt;b&gt;<mark class="hit">Strähnchen</mark>&lt;/b&gt; und Schneiden.' in page


def test_search_finds_people_and_numbers(owner: Client, branch: Branch) -> None:
    clara = find_or_create_customer(
        details=CustomerDetails(name="Clara Weber", phone=CLARA), now=timezone.now()
    )
    known, stranger = ended(branch, Outcome.ANSWERED), ended(branch, Outcome.HUNG_UP, number="+4917699999999")

    assert known.customer_id == clara.pk
    assert shown(owner, "?suche=weber") == [known.pk]
    assert shown(owner, "?suche=0176 99999999") == [stranger.pk]
    assert shown(owner, f"?kunde={clara.pk}") == [known.pk]


def test_search_forgets_what_the_caller_took_back(owner: Client, branch: Branch) -> None:
    call = told(branch, "Mein Schal liegt noch bei Ihnen.")
    assert shown(owner, "?suche=schal") == [call.pk]

    withdraw_consent(call_id=call.pk, purpose=ConsentPurpose.TRANSCRIPT, by_user_id=1, now=timezone.now())

    assert shown(owner, "?suche=schal") == []


def test_list_goes_on_where_the_page_ended_whatever_comes_in(owner: Client, branch: Branch) -> None:
    start = timezone.now() - timedelta(days=3)
    calls = [ended(branch, Outcome.ANSWERED).pk for _ in range(PER_PAGE + 4)]
    for place, pk in enumerate(calls):  # two at the same moment, all the way down
        Call.objects.filter(pk=pk).update(ringing_at=start - timedelta(minutes=place // 2))
    first = owner.get("/anrufe/").context["sheet"]
    ended(branch, Outcome.BOOKED)

    below = shown(owner, first.older_url.removeprefix("/anrufe/"), **HTMX)
    above = shown(owner, first.head_url.removeprefix("/anrufe/"), **HTMX)

    assert sorted([row.call_id for day in first.days for row in day.rows] + below) == sorted(calls)
    assert len(above) == PER_PAGE + 1


@pytest.mark.parametrize(
    "query", ["?nach=quatsch", "?nach=2026-01-01T00:00:00%2B00:00~x", "?suche=%00", "?von=9999-12-31"]
)
def test_list_copes_with_whatever_stands_in_the_address(owner: Client, branch: Branch, query: str) -> None:
    assert owner.get(f"/anrufe/{query}").status_code in {200, 404}


def test_list_writes_a_clean_address_for_what_is_filtered(owner: Client, branch: Branch) -> None:
    answer = owner.get("/anrufe/?suche=&anliegen=price&von=&zeige=neu", headers=HTMX)

    assert answer.headers["HX-Push-Url"] == "/anrufe/?anliegen=price&zeige=neu"


def test_call_afterwards_knows_mood_language_and_what_was_missed(
    branch: Branch, anna: StaffMember, haircut: Service
) -> None:
    call = told(branch, "Das ist ja eine Frechheit, ich bin stinksauer!", outcome=Outcome.NOTHING_FREE)
    Call.objects.filter(pk=call.pk).update(intents=["book"])
    call.acts.create(
        position=0,
        name="find_times",
        fingerprint=b"1",
        ok=False,
        code="nothing_free",
        at=timezone.now(),
        duration_ms=3,
        args={"service_id": haircut.pk},
    )
    note_what_remains(call_id=call.pk)

    call.refresh_from_db()
    assert (call.sentiment, call.language) == ("negative", "de")
    assert (call.missed_reason, call.missed_cents) == ("nothing_free", 4500)


def test_member_of_one_branch_finds_only_its_calls(company: Company, branch: Branch) -> None:
    second = BranchFactory(name="Süd", slug="sued")
    here, there = told(branch, "Balayage bitte."), told(second, "Balayage bitte.")
    staff = member(company, Role.STAFF)
    Membership.objects.filter(user=staff).update(branch_ids=[second.pk])
    browser = signed_in(staff, company)

    assert shown(browser, "?suche=balayage") == [there.pk]
    assert browser.get(f"/anrufe/{here.pk}/").status_code == 404
    assert browser.get(f"/anrufe/?filiale={branch.pk}").status_code == 404
