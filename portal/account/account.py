"""The page about oneself: name, address, password, and how safe the account is."""

from __future__ import annotations

from typing import Any, Final, cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.access import role_required
from portal.account.forms import EmailForm, NameForm, NewPasswordForm
from portal.account.limits import may_ask
from portal.account.proof import PROVED_BY, SSO, fresh_proof
from tenants.access.errors import AddressTaken, LinkOver
from tenants.access.factors import recovery_codes_left
from tenants.access.links import ask_for_new_address, confirm_address, set_password
from tenants.access.passkeys import passkeys_of
from tenants.access.sessions import end_session, end_sessions, follow_session, sessions_of
from tenants.enums import FactorKind
from tenants.models import Company, User
from tenants.team.profile import rename_user

_ACCOUNT: Final = "portal/account/account.html"


@role_required("owner", "manager", "staff")
def account(request: HttpRequest) -> HttpResponse:
    """Everything about how this person signs in."""
    return _show(request)


@role_required("owner", "manager", "staff")
@require_POST
def rename(request: HttpRequest) -> HttpResponse:
    """What colleagues read."""
    form = NameForm(request.POST)
    if not form.is_valid():
        return _show(request, name_form=form, status=422)
    rename_user(user=_me(request), name=form.cleaned_data["name"])
    messages.success(request, _("Ihr Name ist gespeichert."))
    return redirect("account")


@role_required("owner", "manager", "staff")
@fresh_proof(own=True)
def email(request: HttpRequest) -> HttpResponse:
    """Ask for another address: it counts once the link that is mailed to it was opened."""
    form = EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if may_ask(request, "email-change"):
            user, wanted = _me(request), form.cleaned_data["email"]
            ask_for_new_address(user=user, email=wanted, now=timezone.now())
        messages.success(request, _("Wir haben Ihnen einen Link an die neue Adresse geschickt."))
        return redirect("account")
    context = {"form": form, "current": _me(request).email}
    return render(request, "portal/account/email.html", context, status=422 if form.is_bound else 200)


@role_required("owner", "manager", "staff")
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    """The link from the mail; a button, because mail programs open links by themselves."""
    if request.method != "POST":
        return render(request, "portal/account/email_confirm.html")
    try:
        confirm_address(user_id=_me(request).pk, token=token)
    except (LinkOver, AddressTaken):
        return render(request, "portal/account/link_over.html", status=410)
    messages.success(request, _("Ab jetzt melden Sie sich mit der neuen Adresse an."))
    return redirect("account")


@role_required("owner", "manager", "staff")
@fresh_proof(own=True)
def password(request: HttpRequest) -> HttpResponse:
    """A new password; every other browser is signed out."""
    user = _me(request)
    form = NewPasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        here = str(request.session.session_key)
        set_password(user=user, password=form.cleaned_data["password"], but=here, now=timezone.now())
        update_session_auth_hash(request, user)
        follow_session(old_key=here, new_key=str(request.session.session_key))
        messages.success(request, _("Ihr neues Passwort gilt. Alle anderen Geräte sind abgemeldet."))
        return redirect("account")
    return render(
        request, "portal/account/password.html", {"form": form}, status=422 if form.is_bound else 200
    )


@role_required("owner", "manager", "staff")
@require_POST
def end_one(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign out one other browser."""
    if end_session(user=_me(request), session_id=session_id):
        messages.success(request, _("Das Gerät ist abgemeldet."))
    return redirect("account")


@role_required("owner", "manager", "staff")
@require_POST
def end_all(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    end_sessions(user=_me(request), company=_only(request), but=str(request.session.session_key))
    messages.success(request, _("Alle anderen Geräte sind abgemeldet."))
    return redirect("account")


def _show(request: HttpRequest, *, name_form: NameForm | None = None, status: int = 200) -> HttpResponse:
    user = _me(request)
    context: dict[str, Any] = {
        "name_form": name_form or NameForm(initial={"name": user.name}),
        "has_password": user.has_usable_password(),
        "has_app": user.factors.filter(kind=FactorKind.TOTP, confirmed_at__isnull=False).exists(),
        "codes_left": recovery_codes_left(user),
        "passkeys": passkeys_of(user),
        "sessions": sessions_of(user, company=_only(request)),
        "this_session": request.session.session_key,
        "host": request.get_host().rsplit(":", 1)[0],
    }
    return render(request, _ACCOUNT, context, status=status)


def _only(request: HttpRequest) -> Company | None:
    """The company, for who came in by its identity provider: it vouches for nobody anywhere else."""
    company: Company = request.company  # type: ignore[attr-defined]
    return company if request.session.get(PROVED_BY) == SSO else None


def _me(request: HttpRequest) -> User:
    return cast("User", request.user)
