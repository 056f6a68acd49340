from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from portal import errors


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.forbidden, 403),
        (errors.csrf_failure, 403),
        (errors.not_found, 404),
        (errors.server_error, 500),
    ],
)
def test_error_is_told_in_german_without_a_session_or_a_database(
    view: Callable[[HttpRequest], HttpResponse], status: int, rf: RequestFactory
) -> None:
    response = view(rf.get("/"))

    assert response.status_code == status
    assert '<html lang="de">' in response.content.decode()
