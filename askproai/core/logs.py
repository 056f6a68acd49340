"""Log lines: a constant message, data in ``extra``, ids of company and request by context. Never persons."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from askproai.core.errors import AskProError

company_id: ContextVar[int | None] = ContextVar("company_id", default=None)
call_id: ContextVar[str | None] = ContextVar("call_id", default=None)

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
# Objects that print what a person asked for, and a copy of the message in colour.
_UNWANTED = frozenset({"request", "response", "color_message"})
_COLOURS = {"WARNING": "33", "ERROR": "31", "CRITICAL": "41"}


class ContextFilter(logging.Filter):
    """Adds the ids of what is being worked on."""

    def filter(self, record: logging.LogRecord) -> bool:
        if company := company_id.get():
            record.company_id = company
        if call := call_id.get():
            record.call_id = call
        return True


def _extras(record: logging.LogRecord) -> dict[str, object]:
    return {key: value for key, value in record.__dict__.items() if key not in _STANDARD | _UNWANTED}


def _story(error: BaseException | None) -> Iterator[str]:
    """Where an exception and those behind it came from, and what they are: the first cause first.

    Not what they say: PostgreSQL quotes the row, a parser the text. Only our own errors hold nothing but ids.
    """
    if error is None:
        return
    yield from _story(error.__cause__ or (None if error.__suppress_context__ else error.__context__))
    words = f": {error}" if isinstance(error, AskProError) else ""
    yield f"{''.join(traceback.format_tb(error.__traceback__))}{type(error).__name__}{words}"


class _Formatter(logging.Formatter):
    def formatException(self, ei: Any) -> str:  # noqa: N802  the parent's
        return "\n".join(_story(ei[1]))


class LineFormatter(_Formatter):
    """One line for people: time, level, what happened, data as key=value."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, tz=UTC).astimezone().strftime("%H:%M:%S")
        rest = " ".join(f"{key}={value}" for key, value in _extras(record).items())
        colour = _COLOURS.get(record.levelname)
        level = f"\x1b[{colour}m{record.levelname.lower()}\x1b[0m " if colour else ""
        line = f"{when} {level}{record.getMessage()} {rest}".rstrip()
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class JsonFormatter(_Formatter):
    """One JSON object a line, for machines."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "logger": record.name,
            **_extras(record),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, default=str, ensure_ascii=False)
