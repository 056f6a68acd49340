"""``make bench-pages``: each page of the portal in a company with 10,000 appointments and 5,000 calls.

Pages are asked for in one process, through all middleware, signed in as the owner. The addresses come from
the routes themselves, with rows of the company for their numbers; pages whose rows the company does not have
are listed as left out. Told of each: milliseconds on this machine (median of five), queries, and what the
browser loads at first, compressed. On a busy machine the ratio to the sign-in page says more.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.apps import apps
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone
from django_ready import ROOT
from salon import say

from booking.models import Appointment
from portal import urls
from portal.permissions import PUBLIC
from telephony.models import Call
from tenants.company_file.reading import read_company_file
from tenants.company_file.services import create_company_from_file
from tenants.context import company_scope
from tenants.models import Company
from tenants.provisioning.services import delete_company

SLUG: Final = "bench-pages"
HOST: Final = f"{SLUG}.localhost"
RUNS: Final = 5
LIMITS: Final = {"ms": 500, "queries": 15, "script_kb": 120}
APPOINTMENTS, CALLS = 10_000, 5_000
# Names in addresses that are no number of a row named like them.
ROWS: Final = {
    "entry_id": "booking.WaitlistEntry",
    "run_id": "booking.ImportRun",
    "session_id": "booking.ClassSession",
    "staff_id": "booking.StaffMember",
    "ticket_id": "telephony.CallbackTicket",
    "source_id": "telephony.KnowledgeSource",
    "question_id": "telephony.OpenQuestion",
    "target_id": "telephony.TransferTarget",
    "version_id": "telephony.ReceptionistVersion",
    "blocked_id": "telephony.BlockedNumber",
    "conflict_id": "booking.SyncConflict",
    "user_id": "tenants.User",
    "change_id": "booking.AppointmentChange",
    "move_id": "booking.OutageMove",
}
WORDS: Final = {"section": "auftritt", "provider": "google_calendar", "slug": "rufnummer-weiterleiten"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """One page."""

    route: str
    path: str
    ms: float
    queries: int
    html_kb: float
    script_kb: float
    style_kb: float

    @property
    def over(self) -> list[str]:
        """Which limits it does not keep."""
        return [name for name, limit in LIMITS.items() if getattr(self, name) > limit]


def main() -> None:
    """Make the company, look at every page, print the list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="beginning of the routes' names")
    options = parser.parse_args()
    with big_company() as company:
        with company_scope(company):
            say(f"{Appointment.objects.count()} appointments, {Call.objects.count()} calls")
        client = signed_in(company)
        pages, left_out = [], []
        for pattern in urls.urlpatterns:
            if not str(pattern.name).startswith(options.only):
                continue
            with company_scope(company):
                path = address(pattern)
            measured = measure(client, str(pattern.name), path) if path else None
            (pages if measured else left_out).append(measured or str(pattern.name))
            if measured:
                say(line(measured))
        smallest = measure(
            Client(headers={"host": HOST}), "sign-in", reverse("sign-in", urlconf="askproai.urls_company")
        )
    tell(pages, left_out, smallest)


@contextmanager
def big_company() -> Iterator[Company]:
    """The demo's salon with two years of past; gone afterwards."""
    call_command("migrate_companies", verbosity=0)
    for older in Company.objects.filter(slug=SLUG):
        delete_company(company_id=older.pk)
    say("Making a salon with two years of past …")
    company = create_company_from_file(
        sections=read_company_file(big_salon()), now=timezone.now(), domains=[HOST]
    )
    try:
        yield company
    finally:
        delete_company(company_id=company.pk)


def big_salon() -> str:
    """The demo's file under another name, with numbers that make enough rows."""
    text = (ROOT / "companies" / "salon.yaml").read_text()
    for pattern, value in {
        r"(?m)^(  slug:) .*": rf"\1 {SLUG}",
        r"(?m)^(  months:) .*": r"\1 24",
        r"(?m)^(  customers:) .*": r"\1 1000",
        r"(?m)^(  others_per_day:) .*": r"\1 5",
        r"\+4930\d+": "+4930555000",
    }.items():
        text = re.sub(pattern, value, text)
    return text


def signed_in(company: Company) -> Client:
    """The owner's browser, through the door that people take."""
    client = Client(headers={"host": HOST})
    user = company.memberships.get(role="owner").user
    user.set_password("Dauerwelle-1984")
    user.save()
    client.post(
        reverse("sign-in", urlconf="askproai.urls_company"),
        {"username": user.email, "password": "Dauerwelle-1984"},
    )
    return client


def address(pattern: URLPattern) -> str | None:
    """Where the page is, or nothing where the company has no row for it or it is made for one person."""
    values: dict[str, Any] = {}
    for name in pattern.pattern.converters:
        value = WORDS.get(name) or row(name)
        if value is None:
            return None
        values[name] = value
    return reverse(str(pattern.name), kwargs=values, urlconf="askproai.urls_company")


@cache
def row(name: str) -> int | str | None:
    """The newest row that a number in an address may stand for."""
    if name == "branch_slug":
        return str(apps.get_model("booking.Branch").objects.values_list("slug", flat=True).first())
    label = ROWS.get(name)
    if label is None and name.endswith("_id"):
        wanted = name.removesuffix("_id").replace("_", "")
        found = [model for model in apps.get_models() if model.__name__.lower() == wanted]
        label = found[0]._meta.label if found else None
    if label is None:
        return None
    newest = apps.get_model(label).objects.order_by("-pk").values_list("pk", flat=True).first()
    return int(newest) if newest is not None else None


def measure(client: Client, route: str, path: str) -> Measured | None:
    """Nothing for what is no page: acts, files, parts of pages."""
    first = client.get(path)
    if first.status_code != 200 or b"<html" not in first.content[:2000]:
        return None
    statements: list[str] = []

    def note(execute: Any, sql: str, *more: Any) -> Any:
        statements.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(note):
        page = client.get(path)
    taken = []
    for _ in range(RUNS):
        began = time.perf_counter()
        client.get(path)
        taken.append((time.perf_counter() - began) * 1000)
    html = page.content.decode()
    return Measured(
        route=route,
        path=path,
        ms=round(statistics.median(taken), 1),
        queries=len(statements),
        html_kb=kilobytes(page.content),
        script_kb=loaded(html, r'<script[^>]+src="([^"]+)"'),
        style_kb=loaded(
            html, r'<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"|<link[^>]+href="([^"]+\.css[^"]*)"'
        ),
    )


def loaded(html: str, pattern: str) -> float:
    """Kilobytes of all files that the page names so, compressed."""
    names = {
        next(filter(None, found)) if isinstance(found, tuple) else found
        for found in re.findall(pattern, html)
    }
    return round(sum(weight(name.split("?")[0].removeprefix("/static/")) for name in names), 1)


@cache
def weight(name: str) -> float:
    """Of one static file."""
    path = finders.find(name)
    if path is None:
        return 0
    with open(str(path), "rb") as file:  # noqa: PTH123 - the finder gives a string
        return kilobytes(file.read())


def kilobytes(content: bytes) -> float:
    """Compressed as a server would."""
    return round(len(gzip.compress(content, 6)) / 1000, 1)


def line(page: Measured) -> str:
    """One page for people."""
    note = f"  over: {', '.join(page.over)}" if page.over else ""
    return (
        f"  {page.ms:7.1f} ms {page.queries:3d} queries {page.html_kb:6.1f} kB html"
        f" {page.script_kb:5.1f} kB js  {page.path}{note}"
    )


def tell(pages: list[Measured], left_out: list[str], smallest: Measured | None) -> None:
    """The summary, and the last line for machines."""
    doors = sorted(set(left_out) - PUBLIC)
    say(f"\n{len(pages)} pages. No page, or no row for it: {', '.join(doors)}")
    figures: Mapping[str, Any] = {
        "bench": "pages",
        "pages": len(pages),
        "slowest_ms": max(page.ms for page in pages),
        "slowest": max(pages, key=lambda page: page.ms).path,
        "slowest_to_sign_in": round(max(page.ms for page in pages) / smallest.ms, 1) if smallest else None,
        "median_ms": statistics.median(page.ms for page in pages),
        "most_queries": max(page.queries for page in pages),
        "heaviest_script_kb": max(page.script_kb for page in pages),
        "heaviest_html_kb": max(page.html_kb for page in pages),
        "style_kb": max(page.style_kb for page in pages),
        "over": {page.route: page.over for page in pages if page.over},
    }
    say(json.dumps(figures, ensure_ascii=False))


if __name__ == "__main__":
    main()
