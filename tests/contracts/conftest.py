"""What every contract test needs: the stand-ins, the providers' schemas, the signature vectors."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from askproai.standins.testing import RunningStandins, running_standins

HERE = Path(__file__).parent

Fits = Callable[[str, str, Any], None]


@cache
def _document(name: str) -> dict[str, Any]:
    return dict(json.loads((HERE / "specs" / f"{name}.json").read_text()))


@pytest.fixture(scope="session")
def fits() -> Fits:
    """``fits("twilio", "ListMessageResponse", body)`` raises unless the body fits the provider's schema."""

    def check(document: str, schema: str, body: Any) -> None:
        Draft202012Validator({"$ref": f"#/components/schemas/{schema}", **_document(document)}).validate(body)

    return check


@pytest.fixture(scope="session")
def vectors() -> dict[str, Any]:
    return dict(json.loads((HERE / "vectors.json").read_text()))


@pytest.fixture(scope="session")
def _running() -> Iterator[RunningStandins]:
    with running_standins() as running:
        yield running


@pytest.fixture
def standins(_running: RunningStandins) -> RunningStandins:
    """The same process for all tests, without anything a former one left behind."""
    _running.reset()
    _running.standins.sendgrid.webhooks.clear()
    _running.standins.twilio.reply_urls.clear()
    _running.standins.retell.workspaces.clear()
    return _running
