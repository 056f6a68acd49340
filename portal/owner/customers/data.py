"""A customer's rights: their data as a file, and being forgotten."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from booking.models import Appointment, Customer
from booking.services.erasing import ask_for_erasure, person_of, receipt_of
from portal.access import role_required
from portal.owner.customers.data_file import data_file
from portal.owner.customers.views import customer_or_404
from tenants.privacy.persons import Section, sections_about

_PREVIEW: Final = "portal/customers/erase.html"
_RECEIPT: Final = "portal/customers/receipt.html"


@role_required("owner", "manager")
@require_POST
def download(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Everything stored about the person."""
    now = timezone.now()
    answer = HttpResponse(data_file(customer_or_404(customer_id), now=now), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="daten-kunde-{customer_id}.zip"'
    return answer


@role_required("owner", "manager")
def erase(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What would be erased and what stays; then the erasure itself."""
    shown = customer_or_404(customer_id)
    if request.method == "POST":
        ask_for_erasure(
            customer_id=customer_id,
            cancels=request.POST.get("termine") != "behalten",
            by_user_id=request.user.pk,
            now=timezone.now(),
        )
        return redirect("customer-erased", customer_id)
    if "was" in request.GET:
        page = f"{_PREVIEW}#what" if request.htmx else _PREVIEW  # type: ignore[attr-defined]
        return render(request, page, _context(shown, _sections(shown)))
    return render(request, _PREVIEW, _context(shown, None))


def _sections(customer: Customer) -> tuple[Section, ...]:
    """What is stored about the person. Every table is asked, so the page comes first and this after it."""
    return tuple(each for each in sections_about(person_of(customer)) if each.model != "booking.Customer")


def _context(customer: Customer, sections: tuple[Section, ...] | None) -> dict[str, Any]:
    coming = Appointment.objects.filter(customer=customer).upcoming(timezone.now()).count()
    return {"customer": customer, "sections": sections, "coming": coming}


@role_required("owner", "manager")
def erased(request: HttpRequest, customer_id: int) -> HttpResponse:
    """How far it is, and the receipt."""
    customer = Customer.objects.filter(pk=customer_id, erasing_at__isnull=False).first()
    if customer is None:
        raise Http404
    context = {
        "customer": customer,
        "receipt": receipt_of(customer),
        "is_done": customer.erased_at is not None,
    }
    return render(request, f"{_RECEIPT}#state" if request.htmx else _RECEIPT, context)  # type: ignore[attr-defined]
