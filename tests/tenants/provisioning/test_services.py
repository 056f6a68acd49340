from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from askproai.core.errors import AskProError
from tenants.context import in_company
from tenants.enums import CompanyState
from tenants.errors import CompanyUnavailable
from tenants.inbox.models import InboundEvent
from tenants.models import Company, Domain, Wakeup
from tenants.provisioning.errors import AddressInvalid, DomainTaken, SlugTaken
from tenants.provisioning.services import (
    create_company,
    delete_company,
    ensure_platform,
    resume_company_creation,
)

NOW = datetime(2026, 3, 30, 8, tzinfo=UTC)


def _barbershop(**changes: object) -> Company:
    wanted = {
        "name": "Barbier am Tor",
        "slug": "barbier",
        "industry": "hairdresser",
        "domains": ["barbier.localhost", "termine.barbier.example"],
        "now": NOW,
    }
    return create_company(**(wanted | changes))  # type: ignore[arg-type]


def _schema_exists(company: Company) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [company.schema_name])
        return bool(cursor.fetchone()[0])


@pytest.mark.usefixtures("db")
def test_create_company_is_served_under_its_domains() -> None:
    company = _barbershop()

    assert (company.state, company.schema_name) == (CompanyState.READY, f"t_{company.pk}")
    assert list(company.domains.order_by("pk").values_list("domain", "is_primary")) == [
        ("barbier.localhost", True),
        ("termine.barbier.example", False),
    ]
    with in_company(company.pk):
        assert InboundEvent.objects.count() == 0


@pytest.mark.usefixtures("db")
def test_create_company_gives_each_its_own_key() -> None:
    first, second = _barbershop(), _barbershop(slug="barbier-2", domains=["barbier-2.localhost"])

    assert bytes(first.wrapped_key) != bytes(second.wrapped_key)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"slug": "salon"}, SlugTaken),
        ({"domains": ["neu.localhost", "salon.localhost"]}, DomainTaken),
        ({"domains": ["LOCALHOST"]}, DomainTaken),
        ({"slug": "Barbier Müller"}, AddressInvalid),
        ({"domains": []}, AddressInvalid),
        ({"domains": ["barbier.localhost/../"]}, AddressInvalid),
    ],
)
@pytest.mark.usefixtures("db")
def test_create_company_refuses_and_leaves_nothing(
    changes: dict[str, object], refusal: type[AskProError]
) -> None:
    before = Company.objects.count(), Domain.objects.count()

    with pytest.raises(refusal):
        _barbershop(**changes)

    assert (Company.objects.count(), Domain.objects.count()) == before


@pytest.mark.usefixtures("db")
def test_create_company_leaves_nothing_when_filling_it_fails() -> None:
    built: list[Company] = []

    def fill(company: Company) -> None:
        built.append(company)
        InboundEvent.objects.create(
            provider="retell", external_id="1", kind="k", subject="s", due_at=NOW, received_at=NOW
        )
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        _barbershop(fill=fill)

    assert not _schema_exists(built[0])
    assert not Company.objects.filter(slug="barbier").exists()
    _barbershop()


@pytest.mark.usefixtures("committing")
def test_create_company_twice_at_once_makes_one_and_refuses_one() -> None:
    together = threading.Barrier(2)
    results: list[object] = []

    def create() -> None:
        try:
            together.wait(timeout=10)
            results.append(_barbershop())
        except AskProError as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=create) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(type(result).__name__ for result in results) == ["Company", "SlugTaken"]
    assert Company.objects.get(slug="barbier").is_served


def _abandoned() -> Company:
    company = Company.objects.create(
        name="Halb",
        slug="halb",
        schema_name="t_990001",
        wrapped_key=b"x",
        created_at=NOW - timedelta(hours=1),
    )
    Domain.objects.create(domain="halb.localhost", tenant=company, is_primary=True)
    return company


@pytest.mark.usefixtures("db")
def test_resume_frees_slug_and_domain_of_an_abandoned_reservation() -> None:
    company = _abandoned()

    assert resume_company_creation(now=NOW) == [company.pk]

    _barbershop(slug="halb", domains=["halb.localhost"])


@pytest.mark.usefixtures("db")
def test_resume_leaves_a_reservation_alone_that_is_young() -> None:
    _abandoned()

    assert resume_company_creation(now=NOW - timedelta(hours=1)) == []


@pytest.mark.usefixtures("committing")
def test_resume_leaves_a_company_alone_that_is_being_filled() -> None:
    removed: list[list[int]] = []

    def look() -> None:
        removed.append(resume_company_creation(now=NOW + timedelta(hours=1)))
        connection.close()

    def fill(company: Company) -> None:
        other = threading.Thread(target=look)
        other.start()
        other.join(timeout=30)

    assert _barbershop(fill=fill).is_served
    assert removed == [[]]


@pytest.mark.usefixtures("db")
def test_resume_finishes_a_deletion_that_was_broken_off() -> None:
    company = _barbershop()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {company.schema_name}.inbox_inboundevent")
    Company.objects.filter(pk=company.pk).update(state=CompanyState.DELETING)

    assert resume_company_creation(now=NOW) == [company.pk]
    assert not _schema_exists(company)


@pytest.mark.usefixtures("db")
def test_delete_company_leaves_nothing_of_it() -> None:
    company = _barbershop()
    Wakeup.objects.create(company_id=company.pk, kind="inbox", due_at=NOW)

    delete_company(company_id=company.pk)

    assert not _schema_exists(company)
    assert not Company.objects.filter(pk=company.pk).exists()
    assert not Domain.objects.filter(domain="barbier.localhost").exists()
    assert not Wakeup.objects.filter(company_id=company.pk).exists()


@pytest.mark.usefixtures("db")
def test_delete_company_refuses_the_platform_and_strangers() -> None:
    platform = ensure_platform(domain="localhost")

    for company_id in (platform.pk, 4_000_000):
        with pytest.raises(CompanyUnavailable):
            delete_company(company_id=company_id)


@pytest.mark.usefixtures("db")
def test_ensure_platform_is_the_same_row_for_several_hosts() -> None:
    first, second = ensure_platform(domain="localhost"), ensure_platform(domain="askproai.example")

    assert first == second
    assert list(first.domains.order_by("pk").values_list("domain", "is_primary")) == [
        ("localhost", True),
        ("askproai.example", False),
    ]
    with pytest.raises(DomainTaken):
        ensure_platform(domain="salon.localhost")


@pytest.mark.usefixtures("db")
def test_platform_is_nothing_one_can_work_in() -> None:
    platform = ensure_platform(domain="localhost")

    with pytest.raises(CompanyUnavailable), in_company(platform.pk):
        pass
