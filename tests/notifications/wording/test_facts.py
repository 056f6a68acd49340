from __future__ import annotations

from booking.models import Appointment
from notifications.wording.facts import facts_of
from tenants.context import company_scope
from tenants.models import Company
from tests.factories.booking import BranchFactory
from tests.factories.notifications import Salon, open_salon


def loaded(appointment: Appointment) -> Appointment:
    return Appointment.objects.with_names().get(pk=appointment.pk)


def test_facts_of_names_the_branch_where_there_are_several(salon: Salon) -> None:
    salon.branch.name = "Mitte"
    salon.branch.save(update_fields=["name"])
    appointment = salon.book()

    assert facts_of(loaded(appointment)).sender == "Salon Haarmonie"
    BranchFactory(name="Kreuzberg")
    assert facts_of(loaded(appointment)).sender == "Salon Haarmonie Mitte"


def test_facts_of_a_practice_say_nothing_about_health(other_company: Company) -> None:
    with company_scope(other_company):
        facts = facts_of(loaded(open_salon().book()))

    assert facts.service == ""
    assert facts.price == ""
