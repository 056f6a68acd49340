"""One customer: their page, and entering or changing who they are."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from booking.models import Customer
from booking.services.customer_files import (
    CustomerTwice,
    add_customer,
    change_customer,
    company_address_form,
)
from portal.access import role_required
from portal.owner.customers.forms import CustomerForm
from portal.owner.customers.page import page_of
from portal.permissions import MATRIX
from portal.scope import branch_ids_of

_PAGE: Final = "portal/customers/customer.html"
_FORM: Final = "portal/customers/form.html"


def customer_or_404(customer_id: int) -> Customer:
    """A customer who is not forgotten.

    :raises Http404: there is none, and "not yours" is the same answer.
    """
    found = Customer.objects.known().select_related("preferred_staff").filter(pk=customer_id).first()
    if found is None:
        raise Http404
    return found


@role_required("owner", "manager", "staff")
def customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Everything about one customer; ``?alle=1``: all of their appointments."""
    shown = customer_or_404(customer_id)
    page = page_of(
        shown,
        branch_ids=branch_ids_of(request),
        all_visits=bool(request.GET.get("alle")),
        now=timezone.now(),
    )
    role = request.membership.role  # type: ignore[attr-defined]
    context = {"page": page, "customer": shown, "may_lead": role in MATRIX["customer-consent"]}
    return render(request, _PAGE, context)


@role_required("owner", "manager", "staff")
def new(request: HttpRequest) -> HttpResponse:
    """Enter somebody."""
    form = _form(request, None)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_customer(details=form.details(), now=timezone.now())
        except CustomerTwice:
            _say_twice(form)
        else:
            messages.success(request, _("Eingetragen."))
            return redirect("customer", added.pk)
    return _shown(request, form, back=reverse("customers"), title=_("Neuer Kunde"))


@role_required("owner", "manager", "staff")
def edit(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Change who somebody is and what they like."""
    shown = customer_or_404(customer_id)
    form = _form(request, shown)
    if request.method == "POST" and form.is_valid():
        try:
            change_customer(customer_id=customer_id, details=form.details())
        except CustomerTwice:
            _say_twice(form)
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("customer", customer_id)
    return _shown(request, form, back=reverse("customer", args=[customer_id]), title=shown.name)


def _form(request: HttpRequest, customer: Customer | None) -> CustomerForm:
    answers = request.POST if request.method == "POST" else None
    return CustomerForm(answers, customer=customer, company_form=company_address_form())


def _say_twice(form: CustomerForm) -> None:
    form.add_error("name", _("Unter dieser Rufnummer gibt es schon jemanden mit diesem Namen."))


def _shown(request: HttpRequest, form: CustomerForm, *, back: str, title: str) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "back": back, "title": title}
    return render(request, _FORM, context, status=422 if form.is_bound else 200)
