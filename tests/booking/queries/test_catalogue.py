from __future__ import annotations

from booking.models import Branch, Service, StaffMember
from booking.queries import current_catalogue
from tests.factories.booking import BranchFactory, ServiceFactory


def test_catalogue_has_what_is_active(anna: StaffMember, branch: Branch, haircut: Service) -> None:
    ServiceFactory(name="Dauerwelle", is_active=False)
    BranchFactory(name="Haarmonie Ost", is_active=False)

    catalogue = current_catalogue()

    assert [service.name for service in catalogue.services] == ["Haarschnitt"]
    assert [place.branch_id for place in catalogue.branches] == [branch.pk]
    (person,) = catalogue.staff
    assert (person.name, person.service_ids, person.branch_ids) == ("Anna", {haircut.pk}, {branch.pk})
