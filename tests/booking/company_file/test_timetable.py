from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from askproai.core.errors import RuleViolated
from booking.models import ClassSession, ClassTime, Resource, Service
from tenants.company_file.reading import read_company_file
from tenants.company_file.services import create_company_from_file
from tenants.context import company_scope

MONDAY_8 = datetime(2026, 3, 30, 6, tzinfo=UTC)
FILE = """
company: {name: Rückenwerk, slug: rueckenwerk, industry: other}
users: [{email: ida@rueckenwerk.example, name: Ida, role: owner, password: geheim-genug-2026}]
branches:
  - {name: Mitte, slug: mitte, address: Am Tor 1, hours: {mon-fri: 09:00-18:00}}
resources:
  - {group: Raum, names: [Saal, Studio], capacities: {Saal: 30, Studio: 12}}
services:
  - {name: Rückenschule, kind: class, people: 3, price_per: person, price: 15, duration: 1 h, needs: [Raum]}
  - {name: Fotoshooting, people: 2-6, duration: 1 h, duration_per_person: 15 min, price: 80}
staff:
  - {name: Ida, services: [Rückenschule, Fotoshooting]}
timetable:
  - {service: Rückenschule, staff: Ida, weekday: tue, at: "18:00", places: 10, min_participants: 4}
"""


def test_timetable_becomes_sessions_of_the_coming_weeks(db: None) -> None:
    company = create_company_from_file(sections=read_company_file(FILE), now=MONDAY_8)

    with company_scope(company):
        school, photos = Service.objects.order_by("position")
        assert (school.kind, school.max_party, school.is_priced_per_person) == ("class", 3, True)
        assert (photos.min_party, photos.max_party, photos.duration_per_person) == (
            2,
            6,
            timedelta(minutes=15),
        )
        assert dict(Resource.objects.filter(group__isnull=False).values_list("name", "capacity")) == {
            "Saal": 30,
            "Studio": 12,
        }
        assert (ClassTime.objects.get().places, ClassTime.objects.get().min_participants) == (10, 4)
        first = ClassSession.objects.earliest("period")
        assert f"{first.local_start:%a %d.%m. %H:%M}" == "Tue 31.03. 18:00"
        assert set(first.occupancies.values_list("resource__name", flat=True)) == {"Ida", "Studio"}
        assert ClassSession.objects.count() >= 12


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("service: Fotoshooting", "there is no class Fotoshooting"),
        ("staff: Idaa", "there is no person Idaa, did you mean Ida"),
        ("min_participants: 11", "there are fewer places than people needed"),
        ("people: 6-2", "6-2 is no number of people"),
    ],
)
def test_what_is_wrong_is_said(db: None, wrong: str, said: str) -> None:
    key = wrong.partition(":")[0]
    line = {
        "service": "service: Rückenschule",
        "staff": "staff: Ida",
        "min_participants": "min_participants: 4",
        "people": "people: 3",
    }[key]

    with pytest.raises(RuleViolated) as refused:
        read_company_file(FILE.replace(line, wrong))

    assert said in str(refused.value) + str(getattr(refused.value, "findings", ""))
