"""The owner's side: let staff of the platform in, see that they are there, and show them the door."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.access import role_required
from portal.account.proof import fresh_proof
from portal.support.forms import WishForm, lasting_words
from tenants.access.errors import SupportOver
from tenants.access.support import approve_support, end_support, grant_support, open_support, visitors
from tenants.context import current_company
from tenants.models import SupportGrant, User

_SHOWN = 10


@role_required("owner")
def support(request: HttpRequest) -> HttpResponse:
    """Whether anybody of ours may come in, and the form to let them."""
    form = WishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _grant(request, form=form)
    company, now = current_company(), timezone.now()
    grant = open_support(company, now=now)
    past = SupportGrant.objects.filter(company=company).exclude(pk=grant.pk if grant else 0)
    context = {
        "form": form,
        "grant": grant,
        "lasts": lasting_words(grant.hours) if grant else "",
        "inside": visitors(company, now=now),
        "past": past.select_related("granted_by", "asked_by").order_by("-asked_at")[:_SHOWN],
    }
    return render(request, "portal/support/owner.html", context, status=422 if form.is_bound else 200)


@fresh_proof()
def _grant(request: HttpRequest, *, form: WishForm) -> HttpResponse:
    grant_support(company=current_company(), user=_me(request), wish=form.wish(), now=timezone.now())
    messages.success(request, _("Zugelassen. Sie können das jederzeit beenden."))
    return redirect("team-support")


@role_required("owner")
@fresh_proof()
@require_POST
def approve(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Yes to what was asked for."""
    try:
        approve_support(company=current_company(), user=_me(request), grant_id=grant_id, now=timezone.now())
        messages.success(request, _("Zugelassen. Sie können das jederzeit beenden."))
    except SupportOver:
        messages.error(request, _("Diese Anfrage gilt nicht mehr."))
    return redirect("team-support")


@role_required("owner")
@require_POST
def end(request: HttpRequest, grant_id: int) -> HttpResponse:
    """No to what was asked for, or the end of what was granted; whoever is inside is out at once."""
    if end_support(company=current_company(), user=_me(request), grant_id=grant_id, now=timezone.now()):
        messages.success(request, _("Beendet. Niemand von uns kommt mehr in Ihr Portal."))
    return redirect("team-support")


def _me(request: HttpRequest) -> User:
    return cast("User", request.user)
