from __future__ import annotations

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from tenants.context import company_scope
from tenants.enums import CompanyState
from tenants.middleware import CompanyMiddleware, HooksMiddleware
from tenants.models import Company, Domain


def answer(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return HttpResponse(cursor.fetchone()[0], headers={"X-Urlconf": request.urlconf})  # type: ignore[attr-defined]


def get(host: str) -> HttpResponse:
    return CompanyMiddleware(answer)(RequestFactory().get("/", headers={"host": host}))


def test_company_host_is_answered_in_its_schema(other_company: Company) -> None:
    response = get("praxis.localhost:8000")

    assert response.content.decode() == other_company.schema_name
    assert response["X-Urlconf"] == "askproai.urls_company"


def test_company_host_is_found_in_upper_case(other_company: Company) -> None:
    assert get("PRAXIS.localhost").content.decode() == other_company.schema_name


def test_public_host_is_answered_in_the_public_schema(db: None) -> None:
    response = get("localhost")

    assert response.content.decode() == "public"
    assert response["X-Urlconf"] == "askproai.urls_public"


@pytest.mark.parametrize(
    "host", ["nobody.localhost", "evil.example", "", "a b", "praxis.localhost.evil.example"]
)
def test_unknown_host_is_a_plain_404(db: None, host: str) -> None:
    response = get(host)

    assert response.status_code == 404
    assert response.content == b""


@pytest.mark.parametrize("state", [CompanyState.SUSPENDED, CompanyState.CREATING, CompanyState.DELETING])
def test_company_that_is_not_served_is_the_same_404(other_company: Company, state: str) -> None:
    Company.objects.filter(pk=other_company.pk).update(state=state)

    response = get("praxis.localhost")

    assert response.status_code == 404
    assert response.content == b""


def test_people_read_the_same_words_at_a_suspended_and_an_unknown_address(other_company: Company) -> None:
    Company.objects.filter(pk=other_company.pk).update(state=CompanyState.SUSPENDED)
    pages = [
        CompanyMiddleware(answer)(
            RequestFactory().get("/t/x", headers={"host": host, "accept": "text/html,*/*"})
        )
        for host in ("praxis.localhost", "nobody.localhost")
    ]

    assert {page.status_code for page in pages} == {404}
    assert pages[0].content == pages[1].content
    assert "Rufen Sie bitte direkt im Betrieb an." in pages[0].content.decode()


def test_two_hosts_lead_to_one_company(other_company: Company) -> None:
    Domain.objects.create(domain="termine.dr-sommer.example", tenant=other_company, is_primary=False)

    with override_settings(ALLOWED_HOSTS=["*"]):
        assert get("termine.dr-sommer.example").content.decode() == other_company.schema_name


def test_next_request_on_the_thread_starts_in_public(other_company: Company) -> None:
    get("praxis.localhost")

    assert get("localhost").content.decode() == "public"


def through_hooks(request: HttpRequest) -> HttpResponse:
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("page")

    return HooksMiddleware(page)(request)


def test_hooks_are_answered_without_what_pages_need(db: None) -> None:
    request = RequestFactory().post(
        "/hooks/retell/no-such-path/inbound/", data=b"{}", content_type="text/plain"
    )
    company = Company.objects.get(slug="salon")

    with company_scope(company):
        response = through_hooks(request)

    assert response.status_code == 404
    assert response["Content-Length"] == "0"
    assert not hasattr(request, "session")


def test_unknown_hook_is_a_plain_404() -> None:
    response = through_hooks(RequestFactory().post("/hooks/", data=b"{}", content_type="text/plain"))

    assert (response.status_code, response.content) == (404, b"")


def test_pages_go_through_all_that_they_need() -> None:
    assert through_hooks(RequestFactory().get("/hooksharing/")).content == b"page"
