"""Coming in from the platform's host, and confirming an e-mail address."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from portal.access import public_view
from portal.account.entering import after_password
from tenants.signup.errors import LinkInvalid, TicketInvalid
from tenants.signup.tickets import confirm_email, redeem_ticket, user_to_confirm


@public_view
@never_cache
def enter(request: HttpRequest, ticket: str) -> HttpResponse:
    """Good for one time and one minute; who comes later signs in. A second factor is asked for as ever."""
    company = request.company  # type: ignore[attr-defined]
    try:
        user = redeem_ticket(secret=ticket, company=company, now=timezone.now())
    except TicketInvalid:
        return redirect("sign-in")
    return after_password(request, user, next_url=reverse("onboarding"))


@public_view
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link out of the mail: one tap confirms. A scanner of mails that follows links confirms nothing."""
    try:
        user = user_to_confirm(token)
        if request.method == "POST":
            user = confirm_email(token=token, now=timezone.now())
            user.refresh_from_db(fields=["email_confirmed_at"])
    except LinkInvalid as error:
        raise Http404 from error
    return render(
        request,
        "portal/onboarding/confirm.html",
        {"email": user.email, "is_confirmed": user.email_confirmed_at is not None},
    )
