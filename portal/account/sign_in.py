"""Signing in and out on a company's host: password, second factor, passkey."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.access import public_view
from portal.account.entering import after_password, let_in, may_try, note_failure, pending_next, pending_user
from portal.account.factors import json_answer
from portal.account.forms import CodeForm, SignInForm
from portal.account.proof import PASSKEY, PASSWORD
from tenants.access.errors import PasskeyRefused, TooManyTries, WrongCode
from tenants.access.factors import check_code
from tenants.access.passkeys import as_json, begin_proof, passkeys_of, prove
from tenants.access.sessions import forget_session
from tenants.access.sso import only_by_sso, sso_of
from tenants.models import Membership, User

CHALLENGE: Final = "passkey_challenge"
_SECOND: Final = "portal/account/second.html"


@method_decorator(never_cache, name="dispatch")
class _SignIn(views.LoginView):
    """E-mail and password; the session is made for this host's company and opens no other."""

    authentication_form = SignInForm
    template_name = "registration/login.html"
    redirect_authenticated_user = False

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "company": self.request.company}  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        company = self.request.company  # type: ignore[attr-defined]
        return super().get_context_data(company_name=company.name, sso=sso_of(company), **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        return after_password(self.request, user, next_url=self.get_redirect_url())


class _SignOut(views.LogoutView):
    """POST only, as state changes are."""

    http_method_names = ["post", "options"]
    next_page = "sign-in"


_sign_in = _SignIn.as_view()
_sign_out = _SignOut.as_view()


@public_view
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Ask for e-mail and password; 429 after too many wrong ones."""
    return _sign_in(request)


@public_view
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Forget the session and go back to the sign-in page."""
    if request.method == "POST":
        forget_session(session_key=request.session.session_key or "")
    answer = _sign_out(request)
    # What the device kept for the time without a connection goes, too, also where no script runs.
    answer["Clear-Site-Data"] = '"storage"'
    return answer


@public_view
@never_cache
def second(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor of who gave the right password."""
    user = pending_user(request)
    if user is None:
        return redirect("sign-in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = _check(request, user, form)
        if answer is not None:
            return answer
    host = request.get_host().rsplit(":", 1)[0]
    context = {
        "form": form,
        "has_passkey": passkeys_of(user).filter(host=host).exists(),
        "company_name": request.company.name,  # type: ignore[attr-defined]
    }
    return render(request, _SECOND, context, status=422 if form.is_bound else 200)


@public_view
@require_POST
def passkey_options(request: HttpRequest) -> JsonResponse:
    """What the browser needs to ask for a passkey: any, or one of who owes the second factor."""
    ceremony = begin_proof(host=_host(request), user=pending_user(request))
    request.session[CHALLENGE] = ceremony.state
    return JsonResponse({"publicKey": as_json(ceremony.options)})


@public_view
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey, alone or as the second factor."""
    state = request.session.pop(CHALLENGE, None)
    waiting = pending_user(request)
    user = _proved(request, state, waiting)
    membership = _membership(request, user)
    if membership is None:
        return JsonResponse({"problem": _("Dieser Passkey passt hier nicht.")}, status=422)
    if only_by_sso(membership):
        problem = _("Ihr Betrieb meldet sich über das Firmenkonto an.")
        return JsonResponse({"problem": problem}, status=422)
    wanted = pending_next(request) or request.GET.get("next", "")
    answer = let_in(request, membership.user, by=PASSKEY, is_second=True, next_url=wanted)
    return JsonResponse({"next": answer.headers["Location"]})


def _proved(request: HttpRequest, state: dict[str, Any] | None, waiting: User | None) -> User | None:
    if not state:
        return None
    try:
        return prove(
            host=_host(request), state=state, response=json_answer(request), user=waiting, now=timezone.now()
        )
    except PasskeyRefused:
        return None


def _membership(request: HttpRequest, user: User | None) -> Membership | None:
    company = request.company  # type: ignore[attr-defined]
    return Membership.objects.filter(user=user, company=company).select_related("user").first()


def _check(request: HttpRequest, user: User, form: CodeForm) -> HttpResponse | None:
    if not may_try(request, user):
        return render(request, "registration/locked.html", status=429)
    try:
        check_code(user=user, code=form.cleaned_data["code"], now=timezone.now())
    except TooManyTries:
        return render(request, "registration/locked.html", status=429)
    except WrongCode:
        note_failure(request, user)
        form.add_error("code", _("Der Code stimmt nicht oder wurde schon benutzt."))
        return None
    return let_in(request, user, by=PASSWORD, is_second=True, next_url=pending_next(request))


def _host(request: HttpRequest) -> str:
    return request.get_host().rsplit(":", 1)[0]
