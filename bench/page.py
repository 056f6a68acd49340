"""``make bench-page``: what the booking page weighs, how long its steps take, a booking at a person's pace.

Weight is what travels, compressed: the page itself, and once for all steps CSS, JavaScript, icons and the
typeface. Server time is that of the whole request with its database, without network. The walk is a real
browser at 390 px against the running product, typing as fast as people do on phones.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from salon import salon, say, table

from bench.booking_page import BEFORE_A_TAP_MS, LETTER_MS, Walk, code_sent_to
from bench.screens import chromium
from bench.stack import running_stack
from booking.models import BookingRequest
from booking.services.booking_codes import code_of
from tenants.context import company_scope, forget_companies
from tenants.models import Company

DIST = Path(__file__).resolve().parents[1] / "static" / "dist"
ONCE = ("public.css", "public.js", "public.svg", "fonts/figtree.woff2")
PEOPLE = 5


class Steps:
    """One visitor in this process, measured at each request."""

    def __init__(self, company: Company) -> None:
        self._company = company
        host = f"{company.slug}.localhost"
        self._client = Client(headers={"host": host, "accept-encoding": "gzip", "origin": f"http://{host}"})
        self.page = ""

    def walk(self, phone: str) -> Iterator[tuple[str, dict[str, float]]]:
        """Every step of a booking with its figures."""
        yield "services", self._ask("/termin/mitte/")
        [service] = re.findall(r'href="(/termin/mitte/haarschnitt-\d+/)"', self.page)
        yield "times", self._ask(service)
        start = unescape(re.findall(r'name="um" value="([^"]+)"', self.page)[0])
        yield "hold", self._ask(f"{service}vormerken/", {"um": start})
        details = self._address
        yield "details", self._ask(details)
        yield "send details", self._ask(details, {"name": "Elif Yılmaz", "phone": phone})
        code = self._address
        yield "code", self._ask(code)
        with company_scope(self._company):
            digits = code_of(BookingRequest.objects.latest("pk"))
        yield "book", self._ask(code, {"code": digits})
        yield "done", self._ask(self._address)

    def _ask(self, url: str, form: dict[str, Any] | None = None) -> dict[str, float]:
        with CaptureQueriesContext(connection) as queries:
            begun = time.perf_counter()
            answer = self._client.get(url) if form is None else self._client.post(url, form)
            taken = time.perf_counter() - begun
        if answer.status_code not in {200, 302}:
            raise AssertionError(f"{url}: {answer.status_code}")
        self._address = answer.headers.get("Location", "")
        zipped = answer.headers.get("Content-Encoding") == "gzip"
        self.page = (gzip.decompress(answer.content) if zipped else answer.content).decode()
        asked = [each for each in queries if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        return {"ms": taken * 1000, "queries": len(asked), "kb": len(answer.content) / 1024}


def measure(rounds: int) -> dict[str, dict[str, float]]:
    """Medians of so many bookings, step by step."""
    found: dict[str, list[dict[str, float]]] = {}
    with salon(people=PEOPLE) as company:
        forget_companies()
        for number in range(rounds):
            for name, figures in Steps(company).walk(f"0151 2{number:07d}"):
                if number:  # the first one warms up
                    found.setdefault(name, []).append(figures)
        connection.close()
    return {
        name: {key: round(statistics.median(each[key] for each in rows), 1) for key in rows[0]}
        for name, rows in found.items()
    }


def once() -> dict[str, float]:
    """Kilobytes of what is fetched once for all steps."""
    # Typefaces are compressed in themselves.
    return {
        name: round((len(content) if name.endswith("woff2") else len(gzip.compress(content, 9))) / 1024, 1)
        for name in ONCE
        if (content := (DIST / name).read_bytes())
    }


def walk_as_a_person() -> dict[str, float]:
    """Book once in a real browser at 390 px."""
    with running_stack("page") as stack, chromium() as browser:
        context = browser.new_context(viewport={"width": 390, "height": 844}, locale="de-DE")
        walk = Walk(context.new_page(), letter_ms=LETTER_MS, pause_ms=BEFORE_A_TAP_MS)
        walk.book(
            f"{stack.salon['url']}termin/mitte/",
            service="Haarschnitt Damen",
            phone="0172 9925960",
            code_of=lambda: code_sent_to(stack, "+491729925960"),
        )
        seconds = round(walk.seconds, 1)
        context.close()
    return {"seconds": seconds, "taps": walk.taps, "fields": walk.fields, "letters": walk.letters}


def main() -> None:
    """Measure and print; the last line is one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--no-browser", action="store_true")
    options = parser.parse_args()
    steps, assets = measure(options.rounds), once()
    say(f"Je Schritt (Median aus {options.rounds - 1} Buchungen, {PEOPLE} Mitarbeiter)")
    table(
        {
            name: f"{f['ms']:6.1f} ms  {f['queries']:3.0f} Abfragen  {f['kb']:5.1f} kB HTML"
            for name, f in steps.items()
        }
    )
    say("Einmal für alle Schritte, komprimiert")
    table({name: f"{kb:5.1f} kB" for name, kb in assets.items()})
    person = {} if options.no_browser else walk_as_a_person()
    if person:
        say("Eine Buchung bei 390 px im Tempo eines Menschen")
        table(person)
    first_kb = round(steps["times"]["kb"] + sum(assets.values()), 1)
    say(
        json.dumps(
            {"bench": "page", "first_visit_kb": first_kb, "steps": steps, "once_kb": assets, "person": person}
        )
    )


if __name__ == "__main__":
    main()
