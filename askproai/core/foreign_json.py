"""Reading JSON that strangers sent, before the database sees any of it."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from askproai.core.errors import Malformed

_UNHOLDABLE = re.compile("[\x00\ud800-\udfff]")

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
MAX_NODES = 100_000
MAX_INTEGER = 2**63 - 1


def read_json(body: bytes, *, max_bytes: int = MAX_BYTES) -> Any:
    """Parse strictly: UTF-8; size, depth, number of values and integers bounded; NUL and surrogates replaced.

    :raises Malformed: anything that PostgreSQL or a careless reader would choke on.
    """
    if len(body) > max_bytes:
        raise Malformed(what="size")
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Malformed(what="json") from error
    return clean_json(value)


def clean_json(value: Any) -> Any:
    """A value made of JSON's types, bounded and cleaned like one that :func:`read_json` has read.

    :raises Malformed: too deep, too many values, or an integer that no column holds.
    """
    return _Cleaner().clean(value, depth=0)


def clean_text(text: str) -> str:
    """Text that UTF-8 and PostgreSQL can hold: NUL and lone surrogates become the replacement character."""
    return _UNHOLDABLE.sub("\ufffd", text)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


class _Cleaner:
    def __init__(self) -> None:
        self._nodes = 0

    def clean(self, value: Any, *, depth: int) -> Any:
        self._nodes += 1
        if depth > MAX_DEPTH or self._nodes > MAX_NODES:
            raise Malformed(what="structure")
        if isinstance(value, str):
            return clean_text(value)
        if isinstance(value, list):
            return [self.clean(item, depth=depth + 1) for item in value]
        if isinstance(value, dict):
            return {clean_text(key): self.clean(item, depth=depth + 1) for key, item in value.items()}
        if isinstance(value, int) and abs(value) > MAX_INTEGER:
            raise Malformed(what="integer")
        return value
