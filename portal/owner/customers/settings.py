"""What holds for all customers: the company's marks, and how its messages speak to people."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.enums import AddressForm
from booking.services.customer_files import choose_company_address_form, company_address_form
from booking.services.customer_flags import TONES, TooManyFlags, add_flag, company_flags, drop_flag
from notifications.wording.examples import spoken_examples
from portal.access import role_required

_PAGE: Final = "portal/customers/settings.html"


@role_required("owner", "manager")
def settings(request: HttpRequest) -> HttpResponse:
    """The marks, and du or Sie."""
    if request.method == "POST":
        chosen = request.POST.get("address_form", "")
        if chosen in AddressForm:
            choose_company_address_form(form=AddressForm(chosen))
            messages.success(request, _("Gespeichert."))
        return redirect("customers-settings")
    context = {
        "flags": company_flags(),
        "tones": TONES,
        "address_form": company_address_form(),
        "examples": spoken_examples(at=timezone.localtime() + timedelta(days=1)),
    }
    return render(request, _PAGE, context)


@role_required("owner", "manager")
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """A new mark."""
    try:
        add_flag(label=request.POST.get("label", "").replace("\0", ""), tone=request.POST.get("tone", ""))
    except TooManyFlags:
        messages.error(request, _("Bitte geben Sie dem Merkmal einen Namen; mehr als 40 passen nicht."))
    return redirect("customers-settings")


@role_required("owner", "manager")
@require_POST
def drop(request: HttpRequest, key: str) -> HttpResponse:
    """Take a mark away, from all customers too."""
    drop_flag(key=key)
    messages.success(request, _("Merkmal entfernt."))
    return redirect("customers-settings")
