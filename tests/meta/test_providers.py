"""Whoever adds a provider adds its stand-in and its contract."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.platform.unverified import PROVIDERS
from tenants.inbox import registry

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(
    path for path in ROOT.glob("*/providers/*") if path.is_dir() and not path.name.startswith(("_", "."))
)


def test_providers_are_found() -> None:
    assert FOLDERS


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_provider_has_a_stand_in(folder: Path) -> None:
    assert list((ROOT / "askproai" / "standins").glob(f"{folder.name}*"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_provider_has_a_contract_test(folder: Path) -> None:
    contracts = list((ROOT / "tests" / "contracts").rglob("test_*.py"))

    assert [path for path in contracts if folder.name in path.read_text().lower()]


def test_cockpit_counts_refused_webhooks_of_every_provider() -> None:
    assert set(registry._receivers) == set(PROVIDERS)
