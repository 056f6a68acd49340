"""Part of something that is sent: players of sound ask for it in pieces."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

_ONE: Final = re.compile(r"bytes=(\d*)-(\d*)")


def ranged(request: HttpRequest, content: bytes, *, content_type: str) -> HttpResponse:
    """The whole (200), the part that was asked for (206), nothing new (304), or no such part (416).

    Several parts at once, and what is no range, are answered with the whole.
    """
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return _with(HttpResponseNotModified(), tag)
    asked = _ONE.fullmatch(request.headers.get("Range", ""))
    if asked is None or asked.group(1) == asked.group(2) == "":
        return _with(HttpResponse(content, content_type=content_type), tag)
    span = _span(asked.group(1), asked.group(2), len(content))
    if span is None:
        answer = HttpResponse(status=416)
        answer.headers["Content-Range"] = f"bytes */{len(content)}"
        return _with(answer, tag)
    start, end = span
    answer = HttpResponse(content[start:end], status=206, content_type=content_type)
    answer.headers["Content-Range"] = f"bytes {start}-{end - 1}/{len(content)}"
    return _with(answer, tag)


def _span(first: str, last: str, size: int) -> tuple[int, int] | None:
    if not first:
        length = min(int(last[:12]), size)
        return (size - length, size) if length else None
    start = int(first[:12])
    end = min(int(last[:12]) + 1, size) if last else size
    return (start, end) if start < end else None


def _with(answer: HttpResponse, tag: str) -> HttpResponse:
    answer.headers["ETag"] = tag
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
