"""The second step: our calendar is enough, or one from elsewhere is kept in step with it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from booking.queries.integrations import connection_statuses
from booking.services.sync.accounts import PROVIDERS
from portal.access import role_required
from portal.onboarding.wizard import company_of, onboarding_for, seconds_open, show
from portal.owner.integrations import ways
from tenants.enums import OnboardingStep
from tenants.signup.progress import finish_step

_STEP = OnboardingStep.CALENDAR


@role_required("owner", "manager")
def calendar(request: HttpRequest) -> HttpResponse:
    """What is connected, what can be; connecting leads out of here and back."""
    onboarding = onboarding_for(request)
    connected = [
        str(PROVIDERS[each.connection.provider].label) for each in connection_statuses(tuple(PROVIDERS))
    ]
    if request.method == "POST":
        finish_step(
            company=company_of(request),
            step=_STEP,
            seconds=seconds_open(request),
            choices={"calendar": "connected" if connected else "own"},
        )
        return redirect("onboarding")
    return show(
        request, "calendar", step=_STEP, onboarding=onboarding, connected=connected, ways=list(ways())
    )
