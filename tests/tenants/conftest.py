"""What tests of the room share: a process that remembers no company, nudges that are seen and not sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tenants.context import forget_companies
from tenants.tasks import do_work


@pytest.fixture(autouse=True)
def _remember_no_company() -> Iterator[None]:
    """A test that suspends a company is rolled back; what the process remembers of it must go too."""
    forget_companies()
    yield
    forget_companies()


@pytest.fixture
def nudges(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """(company id, kind) of each nudge, in order; no broker is asked."""
    seen: list[tuple[int, str]] = []

    def note(**ids: Any) -> None:
        seen.append((ids["company_id"], ids["kind"]))

    monkeypatch.setattr(do_work, "delay", note)
    return seen
