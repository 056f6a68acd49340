from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, reverse

from portal import urls
from portal.access import SESSION_COMPANY, AccessMiddleware
from portal.permissions import MATRIX, PUBLIC
from tenants.models import Company, User
from tests.portal.conftest import browser, member, signed_in

ROUTES = {pattern.name: pattern for pattern in urls.urlpatterns}
# Everything else in an address is a number.
IDS = {
    "provider": "outlook",
    "section": "auftritt",
    "kind": "frage",
    "slug": "einrichten",
}


def address(pattern: URLPattern) -> str:
    names = pattern.pattern.converters
    return reverse(
        pattern.name, kwargs={name: IDS.get(name, 1) for name in names}, urlconf="askproai.urls_company"
    )


@pytest.mark.parametrize("name", ROUTES)
def test_route_says_the_same_as_the_matrix(name: str) -> None:
    view = ROUTES[name].callback

    if name in PUBLIC:
        assert view.is_public
    else:
        assert view.allowed_roles == MATRIX[name]


def test_matrix_names_no_route_that_does_not_exist() -> None:
    assert set(MATRIX) | PUBLIC == set(ROUTES)


def test_stranger_is_sent_to_sign_in_by_htmx_as_a_whole_page(company: Company) -> None:
    response = browser().get("/", headers={"HX-Request": "true"})

    assert response.headers["HX-Redirect"] == "/anmelden/"


def test_session_without_a_company_is_asked_to_sign_in(company: Company) -> None:
    client = browser()
    client.force_login(member(company), backend="django.contrib.auth.backends.ModelBackend")

    assert SESSION_COMPANY not in client.session
    assert client.get("/").status_code == 302


def test_member_who_was_switched_off_finds_nothing(company: Company) -> None:
    user = member(company)
    client = signed_in(user, company)
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert client.get("/").status_code in (302, 404)


def test_view_without_a_mark_is_refused(rf: RequestFactory) -> None:
    def forgotten(request: HttpRequest) -> HttpResponse:
        return HttpResponse("secret")

    request = rf.get("/")
    request.resolver_match = None  # type: ignore[assignment]

    with pytest.raises(PermissionDenied):
        AccessMiddleware(forgotten).process_view(request, forgotten, (), {})


def test_pages_of_a_company_stay_out_of_caches(owner: object) -> None:
    assert owner.get("/").headers["Cache-Control"] == "no-store"  # type: ignore[attr-defined]
