"""Signing in and out on a company's host."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from portal.access import SESSION_COMPANY, public_view
from portal.owner.forms import SignInForm


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
        return super().get_context_data(company_name=company.name, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        self.request.session[SESSION_COMPANY] = self.request.company.pk  # type: ignore[attr-defined]
        return response


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
    return _sign_out(request)
