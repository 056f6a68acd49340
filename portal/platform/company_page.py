"""One company in the cockpit."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from portal.platform.sites import policy_that_leads_to
from portal.support.forms import WishForm, lasting_words
from tenants.access.support import PERMISSION, open_support, visitors
from tenants.admin_sites import platform_site
from tenants.models import Company, Domain
from tenants.queries import address_of


@require_GET
@permission_required("tenants.view_company", raise_exception=True)
def company_page(request: HttpRequest, company_id: int) -> HttpResponse:
    """Its figures, its incidents, what is stuck in it, and the way in where it agreed."""
    company = get_object_or_404(Company.objects.filter(schema_name__startswith="t_"), pk=company_id)
    now = timezone.now()
    grant, form = open_support(company, now=now), WishForm()
    domain = Domain.objects.filter(tenant=company).order_by("-is_primary", "domain").first()
    address = address_of(domain.domain) if domain else ""
    context = {
        **platform_site.each_context(request),
        "title": company.name,
        "company": company,
        "address": address,
        "now": now,
        "grant": grant,
        "lasts": lasting_words(grant.hours) if grant else "",
        "inside": visitors(company, now=now) if grant and grant.granted_at else [],
        "form": form,
        "choices": [form["level"], form["hours"]],
        "may_support": request.user.has_perm(PERMISSION),
    }
    answer = render(request, "admin/platform/company.html", context)
    return policy_that_leads_to(answer, address)
