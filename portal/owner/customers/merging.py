"""Two entries of one person: suggestions, looking at both, making them one, and taking that back."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from booking.errors import CustomerUnknown
from booking.queries.customers import Figures, figures_of
from booking.queries.duplicates import Sameness, likely_duplicates
from booking.services.customer_files import CustomerTwice
from booking.services.customer_merging import (
    MergeNotUndoable,
    NotTwoCustomers,
    keep_apart,
    merge_customers,
    undo_merge,
    what_moves,
)
from portal.access import role_required
from portal.owner.customers.views import customer_or_404

REASONS: Final = {
    Sameness.NUMBER: gettext_lazy("gleiche Nummer, ähnlicher Name"),
    Sameness.ADDRESS: gettext_lazy("gleiche E-Mail-Adresse"),
    Sameness.NAME: gettext_lazy("gleicher Name"),
}


@role_required("owner", "manager")
def duplicates(request: HttpRequest) -> HttpResponse:
    """Entries that may be one person."""
    pairs = [(pair, str(REASONS[pair.because])) for pair in likely_duplicates()]
    return render(request, "portal/customers/duplicates.html", {"pairs": pairs})


@role_required("owner", "manager")
def merge(request: HttpRequest, customer_id: int, other_id: int) -> HttpResponse:
    """Both side by side; the first stays. Posting it makes them one."""
    kept, gone = customer_or_404(customer_id), customer_or_404(other_id)
    if kept.pk == gone.pk:
        raise Http404
    if request.method == "POST":
        return _merge(request, kept_id=kept.pk, gone_id=gone.pk)
    figures = figures_of([kept.pk, gone.pk], now=timezone.now())
    context = {
        "kept": kept,
        "gone": gone,
        "sides": [(each, figures.get(each.pk, Figures())) for each in (kept, gone)],
        "moves": what_moves(gone.pk),
    }
    return render(request, "portal/customers/merge.html", context)


@role_required("owner", "manager")
@require_POST
def undo(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Two entries again."""
    customer_or_404(customer_id)
    try:
        back = undo_merge(kept_id=customer_id, now=timezone.now())
    except (MergeNotUndoable, CustomerTwice, CustomerUnknown):
        messages.error(
            request, _("Das lässt sich nicht mehr zurücknehmen: Inzwischen hat sich etwas geändert.")
        )
        return redirect("customer", customer_id)
    messages.success(request, _("Es sind wieder zwei Einträge."))
    return redirect("customer", back.pk)


@role_required("owner", "manager")
@require_POST
def apart(request: HttpRequest, customer_id: int, other_id: int) -> HttpResponse:
    """They are two people."""
    try:
        keep_apart(customer_id=customer_id, other_id=other_id)
    except CustomerUnknown as error:
        raise Http404 from error
    messages.success(request, _("Gemerkt: Das sind zwei verschiedene Personen."))
    return redirect("customers-duplicates")


def _merge(request: HttpRequest, *, kept_id: int, gone_id: int) -> HttpResponse:
    try:
        merge_customers(kept_id=kept_id, gone_id=gone_id, by_user_id=request.user.pk, now=timezone.now())
    except (CustomerUnknown, NotTwoCustomers) as error:
        raise Http404 from error
    back = reverse("customer-merge-undo", args=[kept_id])
    messages.success(request, _("Zusammengeführt."), extra_tags=back)
    return redirect("customer", kept_id)
