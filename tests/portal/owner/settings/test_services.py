from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from booking.enums import OptionKind, PhaseKind, PriceKind
from booking.models import Appointment, Branch, Service, StaffMember
from booking.queries.house import service_values
from tenants.enums import Role
from tenants.models import Company, Membership
from tests.factories.booking import ResourceFactory, ServiceFactory, ServiceOptionFactory
from tests.portal.conftest import member, signed_in

EMPTY = {f"{prefix}-{name}": "0" for prefix in "pva" for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
COLOUR: dict[str, Any] = {
    **EMPTY, "name": "Färben", "price_kind": "from", "price": "65,50", "duration": "90", "kind": "visit",
    "is_bookable_online": "on",
}  # fmt: skip


def rows(prefix: str, *sent: dict[str, str]) -> dict[str, str]:
    """Rows of a form as the page sends them."""
    told = {f"{prefix}-TOTAL_FORMS": str(len(sent)), f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(sent):
        told |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return told


def test_a_service_with_everything_is_made(owner: Client, branch: Branch, anna: StaffMember) -> None:
    room = ResourceFactory(group="Farbplatz", branch=branch)
    sent = {
        **COLOUR,
        "category": "Farbe",
        "spoken_names": "Farbe, Tönung; Ansatz",
        "buffer_after": "10",
        **rows(
            "p",
            {"kind": "work", "duration": "30"},
            {"kind": "processing", "duration": "1 h"},
            {"kind": "work", "duration": ""},
        ),
        **rows("v", {"name": "lang", "duration": "120", "price_kind": "fixed", "price": "95"}),
        **rows("a", {"name": "Pflege", "duration": "", "price_kind": "fixed", "price": "12,-"}),
        f"staff_{anna.pk}": "on",
        f"time_{anna.pk}": "75",
        f"need_{room.group_id}": "processing",
    }  # fmt: skip

    response = owner.post("/einstellungen/leistungen/neu/", sent)

    made = Service.objects.get(name="Färben")
    values = service_values(made)
    assert response["Location"] == f"/einstellungen/leistungen/{made.pk}/"
    assert (values.price_cents, values.price_kind, values.currency) == (6550, PriceKind.FROM, "EUR")
    assert values.phases == (
        (PhaseKind.WORK, timedelta(minutes=30)),
        (PhaseKind.PROCESSING, timedelta(hours=1)),
    )
    assert made.duration == timedelta(minutes=90)
    assert values.spoken_names == ("Farbe", "Tönung", "Ansatz")
    assert [(each.kind, each.name, each.price_cents) for each in values.options] == [
        (OptionKind.ADD_ON, "Pflege", 1200),
        (OptionKind.VARIANT, "lang", 9500),
    ]
    assert [(skill.staff_id, skill.duration) for skill in values.skills] == [(anna.pk, timedelta(minutes=75))]
    assert values.needs[0].during is PhaseKind.PROCESSING


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"price": "viel"}, "Bitte als Betrag schreiben"),
        ({"price": ""}, "Was kostet es?"),
        ({"duration": "0"}, "Zwischen 1 und 1440 Minuten"),
        ({"name": "damenhaarschnitt"}, "auseinanderhalten"),
        ({"name": "\x00 \u200b"}, "Bitte ausfüllen."),
        (rows("p", {"kind": "processing", "duration": "20"}), "muss jemand arbeiten"),
        ({"min_party": "4", "max_party": "2"}, "weniger als die Mindestzahl"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_saved(
    owner: Client, haircut: Service, wrong: dict[str, str], said: str
) -> None:
    response = owner.post("/einstellungen/leistungen/neu/", {**COLOUR, **wrong})

    assert response.status_code == 422
    assert said in response.content.decode()
    assert Service.objects.count() == 1


def test_of_two_who_edit_at_once_the_second_one_is_told(owner: Client, haircut: Service) -> None:
    page = f"/einstellungen/leistungen/{haircut.pk}/"
    stand = owner.get(page).context["stand"]
    owner.post(page, {**COLOUR, "stand": stand, "price": "70"})

    response = owner.post(page, {**COLOUR, "stand": stand, "price": "80"})

    assert "Inzwischen hat jemand anderes" in response.content.decode()
    haircut.refresh_from_db()
    assert haircut.price_cents == 7000


def test_a_change_is_taken_back_with_all_parts(owner: Client, anna: StaffMember, haircut: Service) -> None:
    ServiceOptionFactory(service=haircut, name="lang")
    page = f"/einstellungen/leistungen/{haircut.pk}/"
    stored = service_values(Service.objects.get(pk=haircut.pk))
    saved = owner.post(page, {**COLOUR, "stand": owner.get(page).context["stand"]}, follow=True)
    (undo,) = [message.extra_tags for message in saved.context["messages"]]
    assert service_values(Service.objects.get(pk=haircut.pk)) != stored

    back = owner.post(undo, follow=True)

    assert "wieder wie vorher" in back.content.decode()
    assert service_values(Service.objects.get(pk=haircut.pk)) == stored
    assert "nicht mehr zurücknehmen" in owner.post(undo, follow=True).content.decode()


def test_nothing_is_taken_back_over_what_somebody_else_saved(owner: Client, haircut: Service) -> None:
    page = f"/einstellungen/leistungen/{haircut.pk}/"
    saved = owner.post(page, {**COLOUR, "stand": owner.get(page).context["stand"]}, follow=True)
    (undo,) = [message.extra_tags for message in saved.context["messages"]]
    Service.objects.update(price_cents=100)

    assert "Es bleibt, wie es ist" in owner.post(undo, follow=True).content.decode()
    assert Service.objects.get().price_cents == 100


def test_before_somebody_stops_doing_it_booked_appointments_are_told(
    owner: Client, haircut: Service, visit: Appointment, anna: StaffMember
) -> None:
    page = f"/einstellungen/leistungen/{haircut.pk}/"
    sent = {**COLOUR, "name": haircut.name, "stand": owner.get(page).context["stand"]}

    asked = owner.post(page, sent)

    assert "1 gebuchter Termin bei Anna Köhler bleibt bestehen" in asked.content.decode()
    assert anna.skills.exists()
    owner.post(page, {**sent, "agreed": asked.context["agreed"]})
    assert not anna.skills.exists()
    visit.refresh_from_db()
    assert visit.duration == timedelta(minutes=45)


def test_what_is_archived_is_sold_no_longer_and_can_come_back(owner: Client, haircut: Service) -> None:
    told = owner.post(f"/einstellungen/leistungen/{haircut.pk}/archivieren/", follow=True)
    haircut.refresh_from_db()
    assert not haircut.is_active
    assert "Rückgängig" in told.content.decode()

    owner.post(f"/einstellungen/leistungen/{haircut.pk}/wieder-anbieten/")

    haircut.refresh_from_db()
    assert haircut.is_active


def test_a_copy_begins_with_all_that_the_pattern_has(owner: Client, haircut: Service) -> None:
    form = owner.get(f"/einstellungen/leistungen/neu/?wie={haircut.pk}").context["form"]

    assert form["name"].value() == "Damenhaarschnitt (Kopie)"
    assert form["price"].value() == "45"


def test_the_order_is_kept(owner: Client, haircut: Service) -> None:
    beard, colour = ServiceFactory(name="Bart"), ServiceFactory(name="Farbe")

    owner.post(
        "/einstellungen/leistungen/reihenfolge/", {"service": [colour.pk, haircut.pk, "x", "99999999"]}
    )

    names = list(Service.objects.order_by("position").values_list("name", flat=True))
    assert names == ["Farbe", "Damenhaarschnitt", "Bart"]
    assert beard.version == Service.objects.get(pk=beard.pk).version


def test_the_receptionist_speaks_of_it(owner: Client, haircut: Service) -> None:
    page = owner.get(f"/einstellungen/leistungen/{haircut.pk}/").content.decode()

    assert "dauert etwa 45 Minuten." in page
    assert "kostet 45 Euro" in page


def test_a_manager_of_one_branch_changes_nothing_of_the_whole_company(
    company: Company, branch: Branch, haircut: Service
) -> None:
    paul = member(company, Role.MANAGER, email="paul@haarmonie.example")
    Membership.objects.filter(user=paul).update(branch_ids=[branch.pk])
    client = signed_in(paul, company)

    assert client.post("/einstellungen/leistungen/neu/", COLOUR).status_code == 403
    assert "/einstellungen/leistungen/" not in client.get("/einstellungen/").content.decode()
    assert Service.objects.count() == 1


def test_pages_need_few_queries(
    owner: Client, anna: StaffMember, haircut: Service, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        ServiceOptionFactory(service=ServiceFactory(name=f"Leistung {number}"))
    owner.get("/einstellungen/leistungen/")
    with django_assert_max_num_queries(15):
        owner.get("/einstellungen/leistungen/")
    with django_assert_max_num_queries(15):
        owner.get(f"/einstellungen/leistungen/{haircut.pk}/")
