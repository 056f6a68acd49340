"""What all steps of the wizard share: where somebody is, for how long, and what stands around the page."""

from __future__ import annotations

from typing import Any, Final

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from portal.access import role_required
from tenants.enums import OnboardingStep
from tenants.models import Company, Onboarding
from tenants.signup.progress import MOST_SECONDS, onboarding_of, steps_of

ROUTES: Final = {
    OnboardingStep.COMPANY: "onboarding-company",
    OnboardingStep.CALENDAR: "onboarding-calendar",
    OnboardingStep.PHONE: "onboarding-phone",
    OnboardingStep.LIVE: "onboarding-live",
}
# In the session: pages outside of the wizard show the way back into it.
UNFINISHED: Final = "onboarding_unfinished"
_SALT: Final = "portal.onboarding.opened"


@role_required("owner", "manager")
def resume(request: HttpRequest) -> HttpResponse:
    """Where one was; a company that never signed up has nothing to set up here."""
    onboarding = onboarding_of(company_of(request))
    if onboarding is None or onboarding.live_at is not None:
        request.session.pop(UNFINISHED, None)
        return redirect("dashboard")
    request.session[UNFINISHED] = True
    return redirect(ROUTES[OnboardingStep(onboarding.step)])


def company_of(request: HttpRequest) -> Company:
    """The company of this host."""
    company: Company = request.company  # type: ignore[attr-defined]
    return company


def onboarding_for(request: HttpRequest) -> Onboarding:
    """The setting up of this host's company.

    :raises Http404: it never signed up.
    """
    onboarding = onboarding_of(company_of(request))
    if onboarding is None:
        raise Http404
    return onboarding


def show(
    request: HttpRequest,
    template: str,
    *,
    step: OnboardingStep,
    onboarding: Onboarding,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page of the wizard. What lies ahead is not shown: it sends back to where one is."""
    steps = steps_of(onboarding, shown=step)
    if not next(each for each in steps if each.is_current).is_reachable:
        return redirect(ROUTES[OnboardingStep(onboarding.step)])
    around = {
        "steps": [(each, reverse(ROUTES[each.step])) for each in steps],
        "step": next(each for each in steps if each.is_current),
        "opened": request.POST.get("opened") or signing.dumps(timezone.now().timestamp(), salt=_SALT),
        "onboarding": onboarding,
        "company": company_of(request),
    }
    return render(request, f"portal/onboarding/{template}.html", {**around, **context}, status=status)


def seconds_open(request: HttpRequest) -> int:
    """For how long the page of this form was open; signed, so that nobody writes their own time."""
    try:
        opened = float(signing.loads(request.POST.get("opened", ""), salt=_SALT, max_age=86_400))
    except (signing.BadSignature, ValueError, TypeError):
        return 0
    return max(0, min(MOST_SECONDS, round(timezone.now().timestamp() - opened)))
