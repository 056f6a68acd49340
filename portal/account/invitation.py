"""The link of an invitation: join as somebody new, or with the login one has already."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from portal.access import public_view
from portal.account.entering import after_password, let_in
from portal.account.forms import JoinForm, ProofForm
from portal.account.proof import PASSWORD
from tenants.access.factors import has_second_factor
from tenants.models import Invitation, User
from tenants.team.errors import InvitationOver, StaffTaken
from tenants.team.invitations import accept_invitation, invitation_by_secret
from tenants.team.joining import join_as_new

_PAGE: Final = "portal/account/invitation.html"


@public_view
@never_cache
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Accept it: with a name and a password of one's own, or with the login that is there already."""
    company = request.company  # type: ignore[attr-defined]
    try:
        found = invitation_by_secret(company=company, secret=secret, now=timezone.now())
        return _answer(request, found, secret)
    except (InvitationOver, StaffTaken):
        return render(request, "portal/account/invitation_over.html", status=410)


def _answer(request: HttpRequest, found: Invitation, secret: str) -> HttpResponse:
    if request.user.is_authenticated and request.user.email.lower() != found.email:
        return _show(request, found, status=409 if request.method == "POST" else 200)
    user = User.objects.filter(email=found.email).first()
    if user is not None and user.has_usable_password():
        return _join_again(request, found, secret, user)
    return _join(request, found, secret, user)


def _join_again(request: HttpRequest, found: Invitation, secret: str, user: User) -> HttpResponse:
    """Somebody with a login of ours proves that it is theirs."""
    form = ProofForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        proved = authenticate(request, username=user.email, password=form.cleaned_data["password"])
        if proved == user:
            accept_invitation(company=found.company, secret=secret, user=user, now=timezone.now())
            messages.success(request, _("Willkommen im Team!"))
            return after_password(request, user, next_url="")
        form.add_error("password", _("Das Passwort stimmt nicht."))
    return _show(request, found, form=form, is_known=True)


def _join(request: HttpRequest, found: Invitation, secret: str, user: User | None) -> HttpResponse:
    """Somebody new chooses name and password; the secret in the mail proves the address."""
    form = JoinForm(request.POST or None, user=user or User(email=found.email))
    if request.method == "POST" and form.is_valid():
        joined = join_as_new(
            company=found.company,
            secret=secret,
            name=form.cleaned_data["name"],
            password=form.cleaned_data["password"],
            now=timezone.now(),
        )
        messages.success(request, _("Willkommen im Team!"))
        if has_second_factor(joined):
            return after_password(request, joined, next_url="")
        return let_in(request, joined, by=PASSWORD, is_second=False)
    return _show(request, found, form=form)


def _show(
    request: HttpRequest,
    found: Invitation,
    *,
    form: JoinForm | ProofForm | None = None,
    is_known: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "invitation": found,
        "inviter": found.invited_by.name if found.invited_by else "",
        "form": form,
        "is_known": is_known,
        "company_name": request.company.name,  # type: ignore[attr-defined]
    }
    if form is not None and form.is_bound:
        status = 422
    return render(request, _PAGE, context, status=status)
