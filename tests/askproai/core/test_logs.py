from __future__ import annotations

import json
import logging
import sys

import pytest

from askproai.core.errors import ProviderRejected
from askproai.core.logs import ContextFilter, JsonFormatter, LineFormatter, company_id

FORMATTERS = [LineFormatter(), JsonFormatter()]


def record_of(error: Exception, **extra: object) -> logging.LogRecord:
    try:
        raise error
    except type(error):
        record = logging.LogRecord(
            "room", logging.ERROR, __file__, 1, "room.it_failed", None, exc_info=sys.exc_info()
        )
    record.__dict__.update(extra)
    return record


@pytest.mark.parametrize("formatter", FORMATTERS, ids=lambda each: type(each).__name__)
def test_exception_is_told_without_its_words(formatter: logging.Formatter) -> None:
    told = formatter.format(record_of(ValueError("no date: Anna Köhler, 0151 2345678")))

    assert "ValueError" in told
    assert "test_logs.py" in told
    assert "Anna" not in told


@pytest.mark.parametrize("formatter", FORMATTERS, ids=lambda each: type(each).__name__)
def test_exception_behind_another_is_told_without_its_words(formatter: logging.Formatter) -> None:
    error = RuntimeError("while reading anna@example.com")
    error.__cause__ = KeyError("Key (phone)=(+491512345678) already exists.")

    told = formatter.format(record_of(error))

    assert "KeyError" in told
    assert "RuntimeError" in told
    assert "anna@" not in told
    assert "+4915" not in told


@pytest.mark.parametrize("formatter", FORMATTERS, ids=lambda each: type(each).__name__)
def test_our_own_errors_are_told_in_full(formatter: logging.Formatter) -> None:
    told = formatter.format(record_of(ProviderRejected(provider="twilio", status=400)))

    assert "twilio" in told
    assert "400" in told


@pytest.mark.parametrize("formatter", FORMATTERS, ids=lambda each: type(each).__name__)
def test_request_that_the_framework_attaches_is_left_out(formatter: logging.Formatter) -> None:
    told = formatter.format(
        record_of(ValueError(), request="<WSGIRequest: GET '/kunden/?q=Anna'>", status=500)
    )

    assert "Anna" not in told
    assert "500" in told


def test_line_for_machines_has_message_data_and_context() -> None:
    record = logging.LogRecord("room", logging.INFO, __file__, 1, "room.it_happened", None, exc_info=None)
    record.__dict__["appointment"] = 7
    token = company_id.set(3)
    try:
        ContextFilter().filter(record)
    finally:
        company_id.reset(token)

    told = json.loads(JsonFormatter().format(record))

    assert told.pop("at")
    assert told == {
        "level": "info",
        "event": "room.it_happened",
        "logger": "room",
        "appointment": 7,
        "company_id": 3,
    }
