"""From the verified host to the company, for the length of one request."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.urls import Resolver404, resolve, set_urlconf
from django_tenants.utils import get_public_schema_name

from tenants.context import company_of_host, company_scope, enter_public
from tenants.unserved import unserved


class CompanyMiddleware:
    """Chooses schema and routes by host; an unknown host and an unserved company are the same 404."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        enter_public()
        try:
            host = request.get_host().rsplit(":", 1)[0]
        except DisallowedHost:
            return HttpResponseNotFound()
        company = company_of_host(host)
        if company is None:
            return unserved(request)
        if company.schema_name == get_public_schema_name():
            return self._answer(request, settings.PUBLIC_SCHEMA_URLCONF)
        if not company.is_served:
            return unserved(request)
        request.company = company  # type: ignore[attr-defined]
        with company_scope(company):
            return self._answer(request, settings.ROOT_URLCONF)

    def _answer(self, request: HttpRequest, urlconf: str) -> HttpResponse:
        request.urlconf = urlconf
        set_urlconf(urlconf)
        try:
            return self._get_response(request)
        finally:
            set_urlconf(None)


class HooksMiddleware:
    """Answers machines under ``/hooks/`` at once: they prove themselves by signature, with every request.

    Sessions, sign-in, CSRF and what pages need for browsers come after this one and would cost a call as much
    time as a few statements.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/hooks/"):
            return self._get_response(request)
        try:
            view, args, kwargs = resolve(request.path_info)
        except Resolver404:
            return HttpResponseNotFound()
        answer: HttpResponse = view(request, *args, **kwargs)
        # Otherwise the server would send it in chunks.
        answer.headers["Content-Length"] = str(len(answer.content))
        return answer
