"""Signing up on the platform's own host, and on into the company that was made."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from axes.helpers import get_client_ip_address
from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from portal.access import public_view
from portal.onboarding.forms import SignUpForm
from portal.onboarding.limits import may_make, may_try
from tenants.connections.services import company_url
from tenants.context import company_scope
from tenants.models import User
from tenants.signup.errors import EmailTaken
from tenants.signup.services import SignedUp, sign_up
from tenants.signup.tickets import issue_ticket

_PAGE: Final = "portal/onboarding/sign_up.html"
_BACKEND: Final = "axes.backends.AxesStandaloneBackend"


def _company_hosts() -> str:
    """Where the form may lead on to: any company of this installation."""
    public = urlsplit(settings.PUBLIC_URL)
    port = f":{public.port}" if public.port else ""
    return f"{public.scheme}://*.{public.hostname}{port}"


@public_view
@never_cache
@csp_update({"form-action": [_company_hosts()]})
def register(request: HttpRequest) -> HttpResponse:
    """Three fields; the answer to a good form is the way into one's own company, signed in."""
    if request.method != "POST":
        return render(request, _PAGE, {"form": SignUpForm()})
    form, address = SignUpForm(request.POST), str(get_client_ip_address(request) or "")
    if not may_try(address):
        return _refused(request, form, _("Das waren viele Versuche. Bitte warten Sie eine Stunde."), 429)
    if not form.is_valid():
        return render(request, _PAGE, {"form": form}, status=422)
    known = _known_user(request, form)
    if not may_make(address):
        return _refused(request, form, _("Gerade legen wir keine Betriebe mehr an. Bitte später."), 429)
    try:
        signed_up = sign_up(
            email=form.cleaned_data["email"],
            password=form.cleaned_data["password"],
            company_name=form.cleaned_data["company_name"],
            known_user_id=known.pk if known else None,
            now=timezone.now(),
        )
    except EmailTaken:
        return _taken(request, form)
    return HttpResponseRedirect(_way_in(signed_up))


def _known_user(request: HttpRequest, form: SignUpForm) -> User | None:
    """Who signs in already with this address and password; wrong passwords count as anywhere else."""
    email = form.cleaned_data["email"]
    if not User.objects.filter(email=email).exists():
        return None
    user = authenticate(request, username=email, password=form.cleaned_data["password"])
    return user if isinstance(user, User) else None


def _taken(request: HttpRequest, form: SignUpForm) -> HttpResponse:
    form.add_error(
        "email",
        _(
            "Mit dieser E-Mail gibt es schon einen Zugang. "
            "Mit seinem Passwort legen Sie einen weiteren Betrieb an."
        ),
    )
    return render(request, _PAGE, {"form": form}, status=422)


def _refused(request: HttpRequest, form: SignUpForm, words: str, status: int) -> HttpResponse:
    return render(request, _PAGE, {"form": form, "refused": words}, status=status)


def _way_in(signed_up: SignedUp) -> str:
    ticket = issue_ticket(user=signed_up.user, company=signed_up.company, now=timezone.now())
    with company_scope(signed_up.company):
        return f"{company_url()}/eintreten/{ticket}/"
