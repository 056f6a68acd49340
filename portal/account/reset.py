"""A forgotten password: a link by mail, then a new one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from portal.access import public_view
from portal.account.forms import EmailForm, NewPasswordForm
from portal.account.limits import may_ask
from tenants.access.errors import LinkOver
from tenants.access.links import ask_for_new_password, set_password, user_by_password_token


@public_view
@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for the address; the answer is the same whoever it belongs to."""
    form = EmailForm(request.POST or None)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and may_ask(request, "password-forgotten"):
        company = request.company  # type: ignore[attr-defined]
        ask_for_new_password(company=company, email=form.cleaned_data["email"], now=timezone.now())
    status = 422 if form.is_bound and not is_sent else 200
    return render(request, "portal/account/forgotten.html", {"form": form, "is_sent": is_sent}, status=status)


@public_view
@never_cache
def new(request: HttpRequest, user_id: int, token: str) -> HttpResponse:
    """The link from the mail: choose the new password."""
    company = request.company  # type: ignore[attr-defined]
    try:
        user = user_by_password_token(company=company, user_id=user_id, token=token)
    except LinkOver:
        return render(request, "portal/account/link_over.html", status=410)
    form = NewPasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        set_password(user=user, password=form.cleaned_data["password"], now=timezone.now())
        messages.success(request, _("Ihr neues Passwort gilt. Bitte melden Sie sich damit an."))
        return redirect("sign-in")
    context = {"form": form, "user_email": user.email}
    return render(request, "portal/account/new_password.html", context, status=422 if form.is_bound else 200)
