"""Nothing fits: somebody says when they could come, and hears when that gets free."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from booking.errors import TooManyCodes
from booking.services.booking_requests import WebDetails, begin_waiting, waited_for
from booking.values import DayWindow, WaitlistWish
from portal.publicbooking.confirming import join
from portal.publicbooking.days import today_at
from portal.publicbooking.forms import DetailsForm
from portal.publicbooking.frame import frame
from portal.publicbooking.gate import Visit, address_of, booking_page, remember
from portal.publicbooking.told import earlier_request, told_before
from portal.publicbooking.wish import Wish, branch_named, wish_in

_FARTHEST: Final = timedelta(days=366)
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
    field_order = ("parts", "until", "name", "phone")
    until = forms.DateField(
        label=gettext_lazy("Bis wann? (freiwillig)"),
        required=False,
        widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        last = today + _FARTHEST
        self.fields["until"].widget.attrs |= {"min": today.isoformat(), "max": last.isoformat()}

    def clean_until(self) -> date | None:
        """:raises ValidationError: a day on which nothing can get free any more, or is not planned yet."""
        until: date | None = self.cleaned_data["until"]
        if until and until < self._today:
            raise forms.ValidationError(_("Dieser Tag ist schon vorbei."))
        if until and until > self._today + _FARTHEST:
            raise forms.ValidationError(_("Bitte wählen Sie einen Tag in den nächsten zwölf Monaten."))
        return until


@booking_page(step="details")
@require_http_methods(["GET", "HEAD", "POST"])
def wait(request: HttpRequest, visit: Visit, branch_slug: str, slug: str) -> HttpResponse:
    """Get on the waitlist; the number is proved as it is for booking."""
    wish = wish_in(branch_named(branch_slug), slug, request.GET)
    form = WaitForm(
        request.POST if request.method == "POST" else None,
        region=wish.branch.country,
        wants_code=visit.settings.wants_code,
        today=today_at(wish.branch),
        initial=told_before(visit, region=wish.branch.country) | _asked_before(visit),
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


def _asked_before(visit: Visit) -> dict[str, Any]:
    earlier = earlier_request(visit)
    if earlier is None or "wish" not in earlier.details:
        return {}
    wish = waited_for(earlier)
    spans = {(window.starts, window.ends) for window in wish.windows}
    return {"until": wish.latest_on, "parts": [name for name, span in _PARTS.items() if span in spans]}


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
