"""What pages of the platform's admin need besides the site's own ways."""

from __future__ import annotations

from django.http import HttpResponse

from tenants.admin_sites import CONTENT_SECURITY_POLICY


def policy_that_leads_to(answer: HttpResponse, address: str) -> HttpResponse:
    """A form on the page may lead on to this company's host and to no other."""
    if address:
        policy = CONTENT_SECURITY_POLICY.replace("form-action 'self'", f"form-action 'self' {address}")
        answer.headers["Content-Security-Policy"] = policy
    return answer
