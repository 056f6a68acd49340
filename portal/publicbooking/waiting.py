"""Nothing fits: somebody says when they could come, and hears when that gets free."""

from __future__ import annotations

from datetime import time
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from booking.errors import TooManyCodes
from booking.services.booking_requests import WebDetails, begin_waiting
from booking.values import DayWindow, WaitlistWish
from portal.publicbooking.confirming import join
from portal.publicbooking.forms import DetailsForm
from portal.publicbooking.frame import frame
from portal.publicbooking.gate import Visit, address_of, booking_page, remember
from portal.publicbooking.wish import Wish, branch_named, wish_in

_PARTS: Final = {
    "vormittags": (time(0), time(12)),
    "nachmittags": (time(12), time(17)),
    "abends": (time(17), time(0)),
}


class WaitForm(DetailsForm):
    """Who they are, and at which times of day they could come; none named: at any."""

    parts = forms.MultipleChoiceField(
        label=gettext_lazy("Wann könnten Sie kommen?"),
        choices=(
            ("vormittags", gettext_lazy("Vormittags")),
            ("nachmittags", gettext_lazy("Nachmittags")),
            ("abends", gettext_lazy("Abends")),
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    until = forms.DateField(
        label=gettext_lazy("Bis wann? (freiwillig)"),
        required=False,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}),
    )


@booking_page(step="details")
@require_http_methods(["GET", "HEAD", "POST"])
def wait(request: HttpRequest, visit: Visit, branch_slug: str, slug: str) -> HttpResponse:
    """Get on the waitlist; the number is proved as it is for booking."""
    wish = wish_in(branch_named(branch_slug), slug, request.GET)
    form = WaitForm(
        request.POST if request.method == "POST" else None,
        region=wish.branch.country,
        wants_code=visit.settings.wants_code,
    )
    if request.method != "POST" or not form.is_valid():
        return _show(request, visit, wish, form, status=422 if form.is_bound else 200)
    visit = visit.named()
    try:
        started = begin_waiting(
            wish=_waited_for(wish, form.cleaned_data),
            details=WebDetails(**form.told, language=visit.language),
            holder=visit.holder,
            address=address_of(request),
            now=timezone.now(),
        )
    except TooManyCodes:
        form.add_error(
            None, _("Gerade gingen zu viele Codes hinaus. Rufen Sie uns an, oder versuchen Sie es später.")
        )
        return _show(request, visit, wish, form, status=429)
    if started.request.proved_at:
        return remember(join(visit, started.request, started.token), request, visit)
    return remember(redirect(visit.url("booking-code", started.token)), request, visit)


def _waited_for(wish: Wish, told: dict[str, Any]) -> WaitlistWish:
    spans = [_PARTS[part] for part in told["parts"]]
    return WaitlistWish(
        service_ids=(wish.service.pk,),
        variant_id=wish.variant.pk if wish.variant else None,
        add_on_ids=tuple(each.pk for each in wish.add_ons),
        staff_ids=frozenset({wish.staff.pk}) if wish.staff else frozenset(),
        branch_id=wish.branch.pk,
        windows=tuple(DayWindow(starts=starts, ends=ends) for starts, ends in spans),
        latest_on=told["until"],
        party_size=wish.party_size,
        others=wish.search.parts[1:],
        at_once=wish.search.at_once,
    )


def _show(request: HttpRequest, visit: Visit, wish: Wish, form: WaitForm, *, status: int) -> HttpResponse:
    context = frame(
        request, visit, wish.branch, form=form, summary=wish.summary, back_url=wish.times_url(visit)
    )
    return render(request, "portal/public/wait.html", context, status=status)
