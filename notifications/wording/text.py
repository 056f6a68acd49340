"""Text from outside is data: what may come of it in a message."""

from __future__ import annotations

import re
import unicodedata

_LINK = re.compile(r"://|www\.|\w\.\w{2,}|@", re.IGNORECASE)


def one_line(text: str, *, limit: int) -> str:
    """The text without control characters and line breaks, cut to ``limit`` characters."""
    visible = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text)
    line = " ".join(visible.split())
    return line if len(line) <= limit else line[: limit - 3].rstrip() + "..."


def person_name(text: str) -> str:
    """A name as it may stand in a greeting; empty when it looks like a link or an address.

    Strangers choose it and choose the recipient too: our mail must not carry their advertisement.
    """
    line = one_line(text, limit=60)
    return "" if _LINK.search(line) else line
