from __future__ import annotations

from tenants.models import Company
from tests.portal.conftest import browser


def test_favicon_is_there_for_everybody(company: Company) -> None:
    response = browser().get("/favicon.ico")

    assert response.status_code == 302
    assert response.headers["Location"].endswith("/favicon.ico")
    assert "public" in response.headers["Cache-Control"]
