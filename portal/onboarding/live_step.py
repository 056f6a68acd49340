"""The last step: calling oneself, seeing that it works, and going live."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.access import role_required
from portal.onboarding.wizard import UNFINISHED, company_of, onboarding_for, seconds_open, show
from portal.owner.forms import StartTestCallForm
from portal.owner.phone_test import phone_test_context
from portal.permissions_policy import listens
from telephony.enums import NumberState
from telephony.models import Call
from telephony.queries.first_call import first_call
from telephony.services.numbers import own_numbers
from telephony.services.versions import put_into_service
from tenants.enums import OnboardingStep
from tenants.signup.progress import go_live, note_first_call

_STEP = OnboardingStep.LIVE
# htmx stops asking.
_STOP_POLLING = 286


@listens
@role_required("owner", "manager")
def live(request: HttpRequest) -> HttpResponse:
    """Before: the test call. Afterwards: what was reached, and what makes it better."""
    onboarding = onboarding_for(request)
    call = _first_call(request)
    return show(
        request,
        "live",
        step=_STEP,
        onboarding=onboarding,
        form=StartTestCallForm(),
        **phone_test_context(),
        first_call=call,
        has_number=own_numbers().exists(),
        # Before going live nobody answers there.
        numbers=own_numbers().filter(state=NumberState.ACTIVE) if onboarding.live_at else (),
    )


@role_required("owner", "manager")
def state(request: HttpRequest) -> HttpResponse:
    """The part of the page that celebrates the first call, asked for while there was none."""
    onboarding, call = onboarding_for(request), _first_call(request)
    context = {"first_call": call, "onboarding": onboarding, "opened": request.GET.get("opened", "")}
    status = _STOP_POLLING if call is not None else 200
    return render(request, "portal/onboarding/live.html#first", context, status=status)


@role_required("owner", "manager")
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """From now on calls through the number are answered with what was set up."""
    now = timezone.now()
    go_live(company=company_of(request), seconds=seconds_open(request), now=now)
    put_into_service(by_user_id=request.user.pk, now=now)
    request.session.pop(UNFINISHED, None)
    return redirect("onboarding-live")


def _first_call(request: HttpRequest) -> Call | None:
    call = first_call()
    if call is not None:
        note_first_call(company=company_of(request), now=timezone.now())
    return call
