from __future__ import annotations

import pytest
from django.test import RequestFactory

from askproai.core.byte_ranges import ranged

CONTENT = b"0123456789"


@pytest.mark.parametrize(
    ("asked", "status", "part", "told"),
    [
        ("", 200, CONTENT, None),
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-4", 206, b"6789", "bytes 6-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=0-1,4-5", 200, CONTENT, None),
        ("bytes=-", 200, CONTENT, None),
        ("lines=1-2", 200, CONTENT, None),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=5-2", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        ("bytes=" + "9" * 5000 + "-", 416, b"", "bytes */10"),
    ],
)
def test_part_that_was_asked_for(asked: str, status: int, part: bytes, told: str | None) -> None:
    request = RequestFactory().get("/", headers={"Range": asked} if asked else {})

    answer = ranged(request, CONTENT, content_type="audio/wav")

    assert (answer.status_code, answer.content, answer.get("Content-Range")) == (status, part, told)


def test_what_is_known_already_is_not_sent_again() -> None:
    tag = ranged(RequestFactory().get("/"), CONTENT, content_type="audio/wav")["ETag"]

    again = RequestFactory().get("/", headers={"If-None-Match": tag})

    assert ranged(again, CONTENT, content_type="audio/wav").status_code == 304
