"""The public face of the platform."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.access import public_view
from tenants.queries import company_addresses


@public_view
def home(request: HttpRequest) -> HttpResponse:
    """What AskProAI is; on a demo machine also where its companies sign in."""
    companies = company_addresses() if settings.LISTS_COMPANIES else ()
    return render(request, "portal/site/home.html", {"companies": companies})
