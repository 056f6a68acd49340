"""Real PostgreSQL and Valkey for every test: one migrated template database, copied once per test process."""

from __future__ import annotations

import fcntl
import functools
import gc
import hashlib
import os
import shutil
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
# Before Django reads its settings: tests have servers of their own and need no durability.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "askproai.settings.test")
os.environ.setdefault("ASKPROAI_DATA_DIR", str(ROOT / ".data" / "test"))
os.environ.setdefault("ASKPROAI_EMBEDDED_DURABLE", "0")

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from xdist.scheduler import LoadScopeScheduling


class ByFile(LoadScopeScheduling):
    """Tests of a file share a process, and all that share the running product: it is made once."""

    def _split_scope(self, nodeid: str) -> str:
        return "stack" if nodeid.startswith("tests/stack/") else nodeid.split("::", maxsplit=1)[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile:
    """Marks of xdist cannot group tests under this pytest: they write a node's id, which is read-only now."""
    # Otherwise the files with the most tests would come first, and not those that take long.
    config.option.loadscopereorder = False
    return ByFile(config, log)


# Reading the authorities' certificates takes 20 ms, and each of hundreds of clients would do it anew to speak
# with stand-ins that have none.
ssl.create_default_context = functools.cache(ssl.create_default_context)

# For each change a few examples per rule; ``make test-thorough`` takes as many as find what is rare. Where an
# example is dear, a test takes a fraction of the profile's number.
hypothesis.settings.register_profile("everyday", max_examples=24, deadline=None)
hypothesis.settings.register_profile("thorough", max_examples=1000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest ways first. Without Chromium no browser tests; CI insists on them."""
    items.sort(key=lambda item: (not _is_of_the_stack(item), item.get_closest_marker("slow") is None))
    if shutil.which("chromium"):
        return
    left_out = [item for item in items if item.get_closest_marker("browser")]
    if left_out and os.environ.get("ASKPROAI_REQUIRE_BROWSER"):
        raise pytest.UsageError("Browser tests must run here, and there is no chromium.")
    for item in left_out:
        item.add_marker(pytest.mark.skip(reason="no chromium on this machine: browser tests are left out"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """The running product has the longest way: tests beside it take what it leaves of the machine."""
    if "PYTEST_XDIST_WORKER" in os.environ and not _is_of_the_stack(item) and os.nice(0) == 0:
        os.nice(2)


def _is_of_the_stack(item: pytest.Item) -> bool:
    return item.nodeid.startswith("tests/stack/")


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through all of it for garbage again and again takes long."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


COMPANIES = {"salon": "Salon Haarmonie", "praxis": "Zahnarztpraxis Dr. Sommer"}


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database for this process alone, copied from a template that is made once per set of migrations."""
    name = f"test_askproai_{os.getpid()}"
    with django_db_blocker.unblock():
        _copy_database(_template_database(), name)
        _use_database(name)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _template_database() -> str:
    name = f"template_askproai_{_fingerprint()}"
    with (Path(settings.DATA_DIR) / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _administer("SELECT 1 FROM pg_database WHERE datname = %s", name):
            _administer(f'DROP DATABASE IF EXISTS "{name}_new" WITH (FORCE)')
            _administer(f'CREATE DATABASE "{name}_new"')
            _use_database(f"{name}_new")
            _fill_template()
            connections.close_all()
            _administer(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
    return name


def _fingerprint() -> str:
    """Changes with every migration and with how companies are made."""
    digest = hashlib.sha256()
    for path in sorted(
        [*ROOT.glob("*/**/migrations/*.py"), *ROOT.glob("tenants/provisioning/*.py"), Path(__file__)]
    ):
        if ".venv" not in path.parts and "node_modules" not in path.parts:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _fill_template() -> None:
    from tenants.provisioning.services import create_company, ensure_platform

    call_command("migrate_companies", verbosity=0)
    ensure_platform(domain="localhost", now=timezone.now())
    for slug, name in COMPANIES.items():
        create_company(
            name=name,
            slug=slug,
            industry="hairdresser" if slug == "salon" else "dentist",
            domains=[f"{slug}.localhost"],
            now=timezone.now(),
        )


def _copy_database(template: str, name: str) -> None:
    _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _use_database(name: str) -> None:
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


def _administer(statement: str, *parameters: str) -> object:
    database = settings.DATABASES["default"]
    with psycopg.connect(
        host=database["HOST"],
        port=database["PORT"] or None,
        user=database["USER"],
        password=database["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    ) as administration:
        cursor = administration.execute(statement, parameters or None)
        return cursor.fetchone() if cursor.description else None


@pytest.fixture
def company(db: None) -> Iterator[object]:
    """The salon, entered; everything the test writes is rolled back."""
    from tenants.context import company_scope
    from tenants.models import Company

    with company_scope(Company.objects.get(slug="salon")) as entered:
        yield entered


@pytest.fixture
def other_company(db: None) -> object:
    """The dental practice, not entered."""
    from tenants.models import Company

    return Company.objects.get(slug="praxis")


@pytest.fixture
def committed_company(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[object]:
    """The salon, entered, with real commits: for tests that use several connections, processes or workers.

    Afterwards every row of the company and every wakeup is gone; the companies themselves stay.
    """
    from tenants.context import company_scope
    from tenants.models import Company

    with django_db_blocker.unblock():
        try:
            with company_scope(Company.objects.get(slug="salon")) as entered:
                yield entered
        finally:
            _empty("salon")
            _empty("praxis")
            connection.close()


def _empty(slug: str) -> None:
    from tenants.context import company_scope
    from tenants.models import Company

    connection.set_schema_to_public()
    company = Company.objects.get(slug=slug)
    # Inside the company: triggers of its tables write to its other tables.
    with company_scope(company), connection.cursor() as cursor:
        written = ", ".join(_written_tables(cursor, company.schema_name))
        # The log refuses to be emptied; only who owns the table may switch that off.
        cursor.execute("ALTER TABLE privacy_auditentry DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {written} RESTART IDENTITY CASCADE")
        cursor.execute("ALTER TABLE privacy_auditentry ENABLE TRIGGER USER")


def _written_tables(cursor: Any, schema: str) -> list[str]:
    """The wakeups, and the company's tables that hold or held a row: emptying all of them takes long."""
    # A file without a page was never written to since it was made or emptied.
    cursor.execute(
        "SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables"
        " WHERE schemaname = %s AND tablename <> 'django_migrations'"
        " AND pg_relation_size(format('%%I.%%I', schemaname, tablename)::regclass) > 0",
        [schema],
    )
    return ["public.wakeup", *(table for (table,) in cursor.fetchall())]
