"""The first step: the company, its logo and trade; then services, words, prices and hours, all in line."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.company_file.templates import Beginning
from booking.models import Branch, StaffMember
from portal.access import public_view, role_required
from portal.onboarding.forms import CompanyForm
from portal.onboarding.offering import OfferingForm
from portal.onboarding.wizard import company_of, onboarding_for, seconds_open, show
from telephony.company_file.starting import begin_company, is_at_work
from tenants.enums import Industry, OnboardingStep
from tenants.models import Onboarding, User
from tenants.signup.branding import logo_of, save_logo
from tenants.signup.progress import finish_step, spend_time
from tenants.signup.slugs import plain_slug

_STEP = OnboardingStep.COMPANY


@role_required("owner", "manager")
def company(request: HttpRequest) -> HttpResponse:
    """Name, logo, trade, place and people; from them comes everything on the next page."""
    onboarding = onboarding_for(request)
    form = CompanyForm(request.POST or None, request.FILES or None, initial=_told(request, onboarding))
    if request.method == "POST" and form.is_valid():
        _begin(request, form)
        return redirect("onboarding-offering")
    return show(
        request,
        "company",
        step=_STEP,
        onboarding=onboarding,
        form=form,
        is_at_work=is_at_work(),
        status=422 if form.is_bound else 200,
    )


@role_required("owner", "manager")
def offering(request: HttpRequest) -> HttpResponse:
    """Services with durations, prices and words, and the hours: everything can be typed over."""
    onboarding = onboarding_for(request)
    branch = Branch.objects.filter(is_active=True).first()
    if branch is None:
        return redirect("onboarding-company")
    form = OfferingForm(request.POST if request.method == "POST" else None, branch=branch)
    if request.method == "POST" and form.is_valid():
        form.save()
        finish_step(company=company_of(request), step=_STEP, seconds=seconds_open(request))
        return redirect("onboarding")
    return show(
        request,
        "offering",
        step=_STEP,
        onboarding=onboarding,
        form=form,
        branch=branch,
        status=422 if request.method == "POST" else 200,
    )


@role_required("owner", "manager")
@require_POST
def remove_logo(request: HttpRequest) -> HttpResponse:
    """No logo any more."""
    save_logo(company=company_of(request), logo=None)
    messages.success(request, _("Das Logo ist entfernt."))
    return redirect("onboarding-company")


@public_view
def logo(request: HttpRequest, key: str) -> HttpResponse:
    """The company's logo. Another logo has another address, so browsers may keep it for good."""
    picture = logo_of(company=company_of(request), key=key)
    if picture is None:
        raise Http404
    answer = HttpResponse(picture, content_type="image/webp")
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _begin(request: HttpRequest, form: CompanyForm) -> None:
    told = form.cleaned_data
    begin_company(
        name=told["name"],
        industry=Industry(told["industry"]),
        beginning=Beginning(
            country=told["country"],
            subdivision=told["subdivision"],
            address=form.address,
            branch_name=told["city"],
            branch_slug=plain_slug(told["city"]),
            staff=told["staff"],
        ),
        now=timezone.now(),
    )
    if told["logo"] is not None:
        save_logo(company=company_of(request), logo=told["logo"])
    place = {name: told[name] for name in ("country", "postal_code", "city", "street", "region")}
    spend_time(
        company=company_of(request), step=_STEP, seconds=seconds_open(request), choices={"place": place}
    )


def _told(request: HttpRequest, onboarding: Onboarding) -> dict[str, Any]:
    """What was said on an earlier visit, else what can be guessed."""
    company = company_of(request)
    has_begun = Branch.objects.exists()
    people = StaffMember.objects.filter(is_active=True).values_list("name", flat=True)
    return {
        "name": company.name,
        "industry": company.industry if has_begun else None,
        "staff": ", ".join(people) or _guessed_name(request.user),  # type: ignore[arg-type]
        **onboarding.choices.get("place", {}),
    }


def _guessed_name(user: User) -> str:
    """``anna.berger@…`` is most likely Anna Berger; anything else is not guessed at."""
    parts = user.email.partition("@")[0].split(".")
    is_name = len(parts) == 2 and all(part.isalpha() and len(part) > 1 for part in parts)
    return user.name or (" ".join(part.capitalize() for part in parts) if is_name else "")
