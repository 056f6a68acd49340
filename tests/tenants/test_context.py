from __future__ import annotations

import asyncio
import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from asgiref.sync import sync_to_async
from django.db import connection

from askproai.core import logs
from tenants.context import company_scope, current_company, in_company, served_company
from tenants.enums import CompanyState
from tenants.errors import CompanyUnavailable, NoCompany, WrongSchema
from tenants.models import Company
from tenants.outbox.models import OutboxEntry

NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)
CALLS = 1500


def owe(kind: str) -> None:
    OutboxEntry.objects.create(kind=kind, subject_id=1, due_at=NOON, created_at=NOON)


def kinds() -> list[str]:
    return list(OutboxEntry.objects.values_list("kind", flat=True))


def close_connection() -> None:
    """The calling thread's own: a bound method would belong to the thread that named it."""
    connection.close()


def current_schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema: str = cursor.fetchone()[0]
    return schema


def test_in_company_enters_and_gives_back_what_was_before(company: Company, other_company: Company) -> None:
    with in_company(other_company.pk) as entered:
        assert entered == other_company
        assert current_company() == other_company
        assert current_schema() == other_company.schema_name
        assert logs.company_id.get() == other_company.pk

    assert current_company() == company
    assert current_schema() == company.schema_name


def test_in_company_gives_back_what_was_before_after_an_error(
    company: Company, other_company: Company
) -> None:
    with pytest.raises(ZeroDivisionError), in_company(other_company.pk):
        _ = 1 / 0

    assert current_company() == company


def test_current_company_refuses_outside_of_any(db: None) -> None:
    connection.set_schema_to_public()

    with pytest.raises(NoCompany):
        current_company()


def test_in_company_refuses_a_company_that_does_not_exist(db: None) -> None:
    with pytest.raises(CompanyUnavailable), in_company(10**12):
        pytest.fail("entered a company that does not exist")


@pytest.mark.parametrize("state", [CompanyState.SUSPENDED, CompanyState.CREATING, CompanyState.DELETING])
def test_in_company_refuses_a_company_that_is_not_served(other_company: Company, state: str) -> None:
    Company.objects.filter(pk=other_company.pk).update(state=state)

    with pytest.raises(CompanyUnavailable), in_company(other_company.pk):
        pytest.fail("entered a company that is not served")


def test_in_company_refuses_when_the_schema_is_not_there(db: None, other_company: Company) -> None:
    # PostgreSQL would silently fall through to public, the next schema on the search path.
    Company.objects.filter(pk=other_company.pk).update(schema_name="t_999999999")

    with pytest.raises(WrongSchema), in_company(other_company.pk):
        pytest.fail("worked in the wrong schema")


def test_served_company_is_remembered_only_for_a_moment(
    other_company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    served_company(other_company.pk)
    Company.objects.filter(pk=other_company.pk).update(state=CompanyState.SUSPENDED)
    later = time.monotonic() + 11
    monkeypatch.setattr("tenants.context.time.monotonic", lambda: later)

    with pytest.raises(CompanyUnavailable):
        served_company(other_company.pk)


def test_threads_never_see_another_company(committed_company: Company) -> None:
    companies = {company.slug: company for company in Company.objects.filter(slug__in=["salon", "praxis"])}
    for slug, company in companies.items():
        with company_scope(company):
            owe(slug)

    def look(slug: str) -> tuple[str, list[str]]:
        with in_company(companies[slug].pk):
            return slug, kinds()

    def work(seed: int) -> list[tuple[str, list[str]]]:
        try:
            return [
                look(random.Random(seed + turn).choice(["salon", "praxis"])) for turn in range(CALLS // 6)
            ]
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        seen = [row for rows in pool.map(work, range(6)) for row in rows]

    assert len(seen) == CALLS
    assert [(slug, found) for slug, found in seen if found != [slug]] == []


async def test_sockets_on_one_thread_never_see_another_company(committed_company: Company) -> None:
    companies = await sync_to_async(
        lambda: {company.slug: company for company in Company.objects.filter(slug__in=["salon", "praxis"])}
    )()
    for slug, company in companies.items():
        with company_scope(company):
            await sync_to_async(owe)(slug)

    async def consumer(slug: str) -> list[tuple[str, list[str]]]:
        seen = []
        with company_scope(companies[slug]):
            for _ in range(15):
                await asyncio.sleep(0)
                # All of these run on one thread and one connection, as in the live process.
                seen.append((slug, await sync_to_async(kinds)()))
        return seen

    consumers = [consumer(random.choice(["salon", "praxis"])) for _ in range(CALLS // 15)]
    seen = [row for rows in await asyncio.gather(*consumers) for row in rows]
    await sync_to_async(close_connection)()

    assert len(seen) == CALLS
    assert [(slug, found) for slug, found in seen if found != [slug]] == []
