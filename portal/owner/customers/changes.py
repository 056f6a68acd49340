"""Small changes on a customer's page: notes, marks, household, consents."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.errors import CustomerUnknown
from booking.services.customer_files import (
    CustomerFile,
    CustomerTwice,
    add_customer,
    move_to_number,
)
from booking.services.customer_flags import TooManyFlags, choose_flags
from booking.services.customer_notes import (
    TooManyNotes,
    bring_back_note,
    pin_note,
    remove_note,
    write_note,
)
from portal.access import role_required
from portal.owner.customers.forms import ConsentForm, NumberForm, PersonForm
from portal.owner.customers.views import customer_or_404
from telephony.enums import OF_PERSONS, ConsentPurpose
from telephony.errors import ConsentUnproven
from telephony.services.consents import enter_consent


@role_required("owner", "manager", "staff")
@require_POST
def add_note(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Write something down."""
    try:
        write_note(
            customer_id=customer_id,
            text=request.POST.get("text", ""),
            by_user_id=request.user.pk,
            now=timezone.now(),
        )
    except CustomerUnknown as error:
        raise Http404 from error
    except TooManyNotes:
        messages.error(request, _("Bitte schreiben Sie etwas; mehr als 200 Notizen passen nicht."))
    return _back(customer_id, "notizen")


@role_required("owner", "manager", "staff")
@require_POST
def change_note(request: HttpRequest, customer_id: int, note_id: str, way: str) -> HttpResponse:
    """Pin it, unpin it, remove it, or bring it back."""
    customer_or_404(customer_id)
    now = timezone.now()
    if way == "entfernen":
        remove_note(customer_id=customer_id, note_id=note_id, now=now)
        back = reverse("customer-note", args=[customer_id, note_id, "zurueckholen"])
        messages.success(request, _("Notiz entfernt."), extra_tags=back)
    elif way == "zurueckholen":
        bring_back_note(customer_id=customer_id, note_id=note_id, now=now)
    elif way in {"anheften", "loesen"}:
        pin_note(customer_id=customer_id, note_id=note_id, is_pinned=way == "anheften", now=now)
    else:
        raise Http404
    return _back(customer_id, "notizen")


@role_required("owner", "manager", "staff")
@require_POST
def flags(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Choose the marks."""
    customer_or_404(customer_id)
    try:
        choose_flags(
            customer_id=customer_id,
            keys=request.POST.getlist("flag"),
            fresh=request.POST.get("fresh", "").replace("\0", ""),
        )
    except TooManyFlags:
        messages.error(request, _("Mehr als 40 Merkmale behält niemand im Blick."))
    return _back(customer_id)


@role_required("owner", "manager", "staff")
@require_POST
def add_person(request: HttpRequest, customer_id: int) -> HttpResponse:
    """One more person under the same number."""
    known = customer_or_404(customer_id)
    form = PersonForm(request.POST)
    if not form.is_valid() or not known.phone:
        messages.error(request, _("Bitte geben Sie Vor- und Nachnamen ein."))
        return _back(customer_id)
    details = CustomerFile(name=form.cleaned_data["name"], phone=known.phone, language=known.language)
    try:
        added = add_customer(details=details, now=timezone.now())
    except CustomerTwice:
        messages.error(request, _("Unter dieser Rufnummer gibt es schon jemanden mit diesem Namen."))
        return _back(customer_id)
    messages.success(request, _("Eingetragen."))
    return redirect("customer", added.pk)


@role_required("owner", "manager", "staff")
@require_POST
def number(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Somebody has a number of their own, or none."""
    customer_or_404(customer_id)
    form = NumberForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Das ist keine vollständige Rufnummer."))
        return _back(customer_id)
    try:
        move_to_number(customer_id=customer_id, phone=form.cleaned_data["phone"])
    except CustomerTwice:
        messages.error(request, _("Unter dieser Rufnummer gibt es schon jemanden mit diesem Namen."))
    else:
        messages.success(request, _("Gespeichert."))
    return _back(customer_id)


@role_required("owner", "manager")
@require_POST
def consent(request: HttpRequest, customer_id: int) -> HttpResponse:
    """A yes with its proof, or a withdrawal."""
    customer_or_404(customer_id)
    form = ConsentForm(request.POST)
    if not form.is_valid() or form.cleaned_data["purpose"] not in OF_PERSONS:
        raise Http404
    said = form.cleaned_data
    try:
        is_news = enter_consent(
            customer_id=customer_id,
            purpose=ConsentPurpose(said["purpose"]),
            granted=said["granted"],
            line=said["line"],
            by_user_id=request.user.pk or 0,
            now=timezone.now(),
        )
    except ConsentUnproven:
        messages.error(request, _("Bitte schreiben Sie dazu, woran die Einwilligung erkennbar ist."))
    else:
        if is_news:
            messages.success(
                request, _("Einwilligung eingetragen.") if said["granted"] else _("Widerruf eingetragen.")
            )
    return _back(customer_id, "einwilligungen")


def _back(customer_id: int, place: str = "") -> HttpResponse:
    return redirect(reverse("customer", args=[customer_id]) + (f"#{place}" if place else ""))
