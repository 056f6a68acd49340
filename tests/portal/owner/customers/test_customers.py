"""The list of customers and one customer's page."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking.enums import AppointmentStatus
from booking.models import Appointment, Customer
from booking.services.customer_flags import company_flags
from booking.services.customers import make_searchable
from notifications.models import Notification
from notifications.services.subjects import subject_of
from notifications.wording.sms import sms_text
from portal.owner.customers.sealed import sealed, unsealed
from telephony.models import Consent
from tenants.context import company_scope
from tenants.enums import Role
from tenants.models import Company
from tests.factories.booking import CustomerFactory
from tests.portal.conftest import member, signed_in


def words(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def searched(owner: Client, typed: str, **more: str) -> str:
    return words(owner.post("/kunden/suche/", {"q": typed}, follow=True, headers=more))


def test_an_empty_list_explains_itself(owner: Client) -> None:
    assert "Noch keine Kunden" in words(owner.get("/kunden/"))


@pytest.mark.parametrize(
    "typed", ["müller", "Mueller jana", "Möller", "0151 2345678", "+49 (151) 2345-678", "JANA@Mail.example"]
)
def test_somebody_is_found_as_they_are_remembered(owner: Client, typed: str) -> None:
    CustomerFactory(name="Jana Müller", phone="+491512345678", email="jana@mail.example")
    CustomerFactory(name="Otto Wolf")

    shown = searched(owner, typed)

    assert "Jana Müller" in shown
    assert "Otto Wolf" not in shown


def test_what_was_searched_for_stands_in_no_address(owner: Client) -> None:
    CustomerFactory(name="Jana Müller")

    answer = owner.post("/kunden/suche/", {"q": "Jana"})
    live = owner.post("/kunden/suche/", {"q": "Jana"}, headers={"HX-Request": "true"})

    for address in (answer.headers["Location"], live.headers["HX-Replace-Url"]):
        assert "jana" not in address.casefold()
        assert "Jana Müller" in words(owner.get(address))
    assert "Jana Müller" in words(owner.get("/kunden/?s=nonsense%00&nach=x"))


def test_another_companys_search_cannot_be_read(company: Company) -> None:
    token = sealed("Jana")

    assert unsealed(token) == "Jana"
    with company_scope(Company.objects.get(slug="praxis")):
        assert unsealed(token) == ""


def test_pages_follow_each_other_without_gaps(owner: Client) -> None:
    for number in range(45):
        CustomerFactory(name=f"Eva Zander{number:02d}" if number % 2 else f"Eva Abel{number:02d}")
    first = words(owner.get("/kunden/"))
    last_of_first = Customer.objects.order_by("sort_key", "pk")[39]

    second = words(owner.get(f"/kunden/?nach={last_of_first.pk}", headers={"HX-Request": "true"}))

    names = set(Customer.objects.values_list("name", flat=True))
    assert {each for each in names if each in first} | {each for each in names if each in second} == names
    assert sum(each in second for each in names) == 5
    assert "Zander01" not in words(owner.get("/kunden/?buchstabe=a"))


def test_filters_leave_those_they_name(owner: Client, visit: Appointment) -> None:
    Appointment.objects.update(status=AppointmentStatus.NO_SHOW)
    Customer.objects.update(created_at=timezone.now() - timedelta(days=400))
    born = CustomerFactory(name="Ida Geburtstag")
    Customer.objects.filter(pk=born.pk).update(birthday_on=timezone.localdate().replace(year=1980, day=1))

    assert "Clara Weber" in words(owner.get("/kunden/?filter=nicht-erschienen"))
    assert "Ida Geburtstag" not in words(owner.get("/kunden/?filter=nicht-erschienen"))
    assert "Ida Geburtstag" in words(owner.get("/kunden/?filter=geburtstag"))
    for quiet in ("neu", "lange-nicht-da", "einwilligung", "gesperrt"):
        assert "Clara Weber" not in words(owner.get(f"/kunden/?filter={quiet}"))


def test_rows_of_older_code_are_made_searchable(owner: Client) -> None:
    CustomerFactory(name="Jana Müller", email="jana@mail.example")
    Customer.objects.update(search_keys=None, sort_key="", email_index=None)

    assert make_searchable() == 1
    assert make_searchable() == 0
    assert "Jana Müller" in searched(owner, "mueller")
    assert "Jana Müller" in searched(owner, "jana@mail.example")


def test_somebody_is_entered_and_changed(owner: Client) -> None:
    form = {"name": "Karl  Klein", "phone": "030 1234567", "language": "de", "wants_reminders": "on"}
    shown = words(owner.post("/kunden/neu/", form, follow=True))
    assert "Karl Klein" in shown
    customer = Customer.objects.get()
    page = f"/kunden/{customer.pk}/bearbeiten/"

    again = owner.post("/kunden/neu/", form)
    wrong = owner.post(page, form | {"phone": "12", "birthday_on": "2090-01-01"})
    owner.post(page, form | {"name": "Karla Klein", "email": "karla@mail.example", "address_form": "du"})

    assert again.status_code == wrong.status_code == 422
    customer.refresh_from_db()
    assert (customer.name, customer.phone, customer.address_form) == ("Karla Klein", "+49301234567", "du")
    assert "Karla Klein" in searched(owner, "karla@mail.example")


def test_notes_are_written_pinned_removed_and_brought_back(owner: Client) -> None:
    customer = CustomerFactory()
    page = f"/kunden/{customer.pk}/"
    assert "Verträgt kein Ammoniak" in words(
        owner.post(f"{page}notizen/", {"text": "Verträgt kein Ammoniak"}, follow=True)
    )
    note = Customer.objects.get().notes[0]["id"]

    owner.post(f"{page}notizen/{note}/anheften/")
    assert Customer.objects.get().notes[0]["pinned"]
    shown = owner.post(f"{page}notizen/{note}/entfernen/", follow=True)
    assert f"{page}notizen/{note}/zurueckholen/" in words(shown)
    assert "Ammoniak" not in words(owner.get(page))
    assert "Ammoniak" in words(owner.post(f"{page}notizen/{note}/zurueckholen/", follow=True))


def test_marks_are_chosen_and_say_nothing_in_the_database(owner: Client) -> None:
    customer = CustomerFactory()
    vip = company_flags()[0]

    shown = words(
        owner.post(
            f"/kunden/{customer.pk}/merkmale/", {"flag": [vip.key, "?"], "fresh": "Latex"}, follow=True
        )
    )

    assert shown.count("Latex") >= 2
    assert len(Customer.objects.get().flags) == 2
    assert not any(
        "latex" in flag.casefold() or "vip" in flag.casefold() for flag in Customer.objects.get().flags
    )
    owner.post(f"/kunden/einstellungen/merkmale/{vip.key}/entfernen/")
    assert len(Customer.objects.get().flags) == 1


def test_a_number_is_shared_and_parted(owner: Client) -> None:
    mother = CustomerFactory(name="Eva Huber", phone="+491512345678")
    owner.post(f"/kunden/{mother.pk}/personen/", {"name": "Mia Huber"})
    child = Customer.objects.get(name="Mia Huber")
    assert "Mia Huber" in words(owner.get(f"/kunden/{mother.pk}/"))

    twice = words(owner.post(f"/kunden/{mother.pk}/personen/", {"name": "mia huber"}, follow=True))
    owner.post(f"/kunden/{child.pk}/nummer/", {"phone": "0170 7654321"})

    assert "schon jemanden" in twice
    assert "Mia Huber" not in words(owner.get(f"/kunden/{mother.pk}/"))
    assert "Eva Huber" in searched(owner, "0151 2345678")


def test_a_consent_needs_its_proof_and_can_be_taken_back(owner: Client) -> None:
    customer = CustomerFactory()
    address = f"/kunden/{customer.pk}/einwilligungen/"
    yes = {"purpose": "review", "granted": "ja"}

    assert "woran" in words(owner.post(address, yes, follow=True))
    owner.post(address, yes | {"line": "mündlich an der Kasse"})
    owner.post(address, yes | {"line": "noch einmal"})
    assert "mündlich an der Kasse" in words(owner.get(f"/kunden/{customer.pk}/"))
    assert "Clara Weber" in words(owner.get("/kunden/?filter=einwilligung"))
    owner.post(address, {"purpose": "review", "granted": "nein"})

    assert list(Consent.objects.order_by("pk").values_list("granted", flat=True)) == [True, False]
    assert "Clara Weber" not in words(owner.get("/kunden/?filter=einwilligung"))


def test_messages_say_du_where_it_was_agreed(owner: Client, visit: Appointment) -> None:
    def text() -> str:
        sent = Notification.objects.filter(purpose="confirmation", channel="sms").get()
        return sms_text(sent.purpose, subject_of(sent).facts(timezone.now()))

    assert "Ihr Termin" in text()
    owner.post("/kunden/einstellungen/", {"address_form": "du"})
    assert "Dein Termin" in text()
    Customer.objects.update(address_form="sie")
    assert "Ihr Termin" in text()


def test_staff_may_look_and_note_but_not_take_data_away(company: Company) -> None:
    customer = CustomerFactory()
    staff = signed_in(member(company, Role.STAFF), company)

    assert staff.get(f"/kunden/{customer.pk}/").status_code == 200
    assert staff.post(f"/kunden/{customer.pk}/notizen/", {"text": "ok"}).status_code == 302
    assert staff.post("/kunden/ausfuhr/").status_code == 403
    assert staff.post(f"/kunden/{customer.pk}/einwilligungen/", {}).status_code == 403


def test_the_list_is_taken_away_as_a_table(owner: Client) -> None:
    CustomerFactory(name="=2+2", email="a@b.example", phone="+4930123456")

    answer = owner.post("/kunden/ausfuhr/")

    assert "'=2+2;030 123456;a@b.example" in answer.content.decode()


def test_a_page_asks_little_of_the_database(
    owner: Client, visit: Appointment, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        CustomerFactory(name=f"Eva Zander{number:02d}")
    with django_assert_max_num_queries(15):
        owner.get("/kunden/")
    with django_assert_max_num_queries(15):
        owner.get(f"/kunden/{visit.customer_id}/")


def test_an_appointment_is_begun_from_the_customers_page(owner: Client, visit: Appointment) -> None:
    address = f"/kalender/neu/?kunde={visit.customer_id}"
    assert address in words(owner.get(f"/kunden/{visit.customer_id}/"))

    shown = words(owner.get(address))

    assert f'name="customer" value="{visit.customer_id}" checked' in shown
