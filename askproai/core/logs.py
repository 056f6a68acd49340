"""Log lines: a constant message, data in ``extra``, ids of company and request by context. Never persons."""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

company_id: ContextVar[int | None] = ContextVar("company_id", default=None)
call_id: ContextVar[str | None] = ContextVar("call_id", default=None)

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
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
    return {
        key: value
        for key, value in record.__dict__.items()
        if key not in _STANDARD and key != "color_message"
    }


class LineFormatter(logging.Formatter):
    """One line for people: time, level, what happened, data as key=value."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, tz=UTC).astimezone().strftime("%H:%M:%S")
        rest = " ".join(f"{key}={value}" for key, value in _extras(record).items())
        colour = _COLOURS.get(record.levelname)
        level = f"\x1b[{colour}m{record.levelname.lower()}\x1b[0m " if colour else ""
        line = f"{when} {level}{record.getMessage()} {rest}".rstrip()
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class JsonFormatter(logging.Formatter):
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
