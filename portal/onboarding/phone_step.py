"""The third step: how the phone answers, and how calls reach it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.access import role_required
from portal.onboarding.numbers import panel
from portal.onboarding.voice_step import greetings_of, voice_form
from portal.onboarding.wizard import company_of, onboarding_for, seconds_open, show
from telephony.services.versions import receptionist_shown
from tenants.enums import OnboardingStep
from tenants.signup.progress import finish_step

_STEP = OnboardingStep.PHONE


@role_required("owner", "manager")
def phone(request: HttpRequest) -> HttpResponse:
    """Three greetings to listen to; a number is not needed to try it out."""
    onboarding = onboarding_for(request)
    form = voice_form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        form.save()
        finish_step(company=company_of(request), step=_STEP, seconds=seconds_open(request))
        return redirect("onboarding")
    shown = receptionist_shown()
    return show(
        request,
        "phone",
        step=_STEP,
        onboarding=onboarding,
        form=form,
        greetings=greetings_of(shown),
        recording=shown.recording,
        **panel(request, is_wizard=True),
        status=422 if form.is_bound else 200,
    )
