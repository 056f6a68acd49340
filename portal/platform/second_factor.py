"""The second step of signing in to the platform: the code of an app, set up at the first sign-in."""

from __future__ import annotations

import logging
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from portal.access import SECOND_FACTOR
from portal.account.entering import may_try, note_failure
from portal.account.factors import confirm_first_code, picture_of
from portal.account.forms import AppCodeForm, CodeForm
from tenants.access.errors import TooManyTries, WrongCode
from tenants.access.factors import begin_app, check_code
from tenants.access.sessions import follow_session
from tenants.access.staff import has_app, owes_second_factor
from tenants.models import User

logger = logging.getLogger(__name__)


@never_cache
def second(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the app, or a recovery code."""
    user = _me(request)
    if not owes_second_factor(user, request.session):
        return redirect("admin:index")
    if not has_app(user):
        return redirect("admin:second-factor-set-up")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not may_try(request, user):
            return render(request, "registration/locked.html", status=429)
        try:
            check_code(user=user, code=form.cleaned_data["code"], now=timezone.now())
        except TooManyTries:
            return render(request, "registration/locked.html", status=429)
        except WrongCode:
            note_failure(request, user)
            form.add_error("code", _("Der Code stimmt nicht oder wurde schon benutzt."))
        else:
            _open(request)
            return redirect("admin:index")
    return render(request, "admin/platform/second.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
def set_up(request: HttpRequest) -> HttpResponse:
    """Connect an app; a password alone never puts another one in its place."""
    user = _me(request)
    if has_app(user):
        return redirect("admin:second-factor")
    form = AppCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        codes = confirm_first_code(user, form)
        if codes is not None:
            _open(request)
            logger.warning("platform.second_factor_set_up", extra={"user": user.pk})
            return render(request, "admin/platform/codes.html", {"codes": codes})
    setup = begin_app(user=user, now=timezone.now())
    context = {"form": form, "picture": picture_of(setup.address), "spelled": setup.spelled}
    return render(request, "admin/platform/set_up.html", context, status=422 if form.is_bound else 200)


def _open(request: HttpRequest) -> None:
    """From here on the session stands for both; whoever knew its key before knows nothing."""
    old_key = request.session.session_key or ""
    request.session.cycle_key()
    request.session[SECOND_FACTOR] = True
    follow_session(old_key=old_key, new_key=str(request.session.session_key))


def _me(request: HttpRequest) -> User:
    return cast("User", request.user)
