"""Tables as files that spreadsheets open rightly, and that nobody's name can turn into a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Final

from django.http import HttpResponse

# What spreadsheets take for the beginning of a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def csv_answer(filename: str, rows: Iterable[Iterable[str]]) -> HttpResponse:
    """The rows as a file to download, in the way German spreadsheets expect."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{filename}"'
    answer.write("\ufeff")  # without it Excel takes UTF-8 for something else
    writer = csv.writer(answer, delimiter=";")
    for row in rows:
        writer.writerow(map(_harmless, row))
    return answer


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
