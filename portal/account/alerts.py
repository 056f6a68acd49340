"""What somebody is told on their devices, when not, and on which."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from pydantic import BaseModel, Field, ValidationError

from notifications.alerts.choices import AlertChoices, choices_of, choose_alerts
from notifications.alerts.devices import (
    DeviceUnusable,
    add_device,
    devices_of,
    remove_device,
    server_key,
    test_device,
)
from notifications.alerts.kinds import AlertKind, kinds_for
from portal.access import role_required
from portal.devices import device_of
from tenants.enums import Role
from tenants.models import Membership


class AlertsForm(forms.Form):
    """What, and when not."""

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Worüber möchten Sie Bescheid wissen?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    names = forms.BooleanField(
        label=gettext_lazy("Namen zeigen"),
        help_text=gettext_lazy("Hinweise stehen auch auf dem gesperrten Bildschirm."),
        required=False,
    )
    is_quiet = forms.BooleanField(
        label=gettext_lazy("Ruhezeit"),
        help_text=gettext_lazy("Was in dieser Zeit geschieht, erfahren Sie danach."),
        required=False,
    )
    quiet_from = forms.TimeField(label=gettext_lazy("von"), widget=forms.TimeInput, required=False)
    quiet_until = forms.TimeField(label=gettext_lazy("bis"), widget=forms.TimeInput, required=False)

    def __init__(self, *args: Any, role: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._field("kinds").choices = [(kind.value, kind.label) for kind in kinds_for(role)]
        for name in ("quiet_from", "quiet_until"):
            self.fields[name].widget = forms.TimeInput(
                attrs={"type": "time", "class": "input"}, format="%H:%M"
            )

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_quiet"):
            for name in ("quiet_from", "quiet_until"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Bitte geben Sie eine Uhrzeit an."))
        return cleaned

    def choices(self) -> AlertChoices:
        """What was chosen; only after the form was found valid."""
        chosen = self.cleaned_data
        quiet = (chosen["quiet_from"], chosen["quiet_until"]) if chosen["is_quiet"] else None
        return AlertChoices(kinds=frozenset(chosen["kinds"]), names=chosen["names"], quiet=quiet)


class Keys(BaseModel):
    """With what messages are sealed for the browser."""

    p256dh: str = Field(min_length=80, max_length=100)
    auth: str = Field(min_length=20, max_length=30)


class Subscription(BaseModel):
    """``PushSubscription.toJSON()`` of a browser."""

    endpoint: str = Field(min_length=10, max_length=1000)
    keys: Keys


@role_required("owner", "manager", "staff")
def alerts(request: HttpRequest) -> HttpResponse:
    """The page, and saving what was chosen on it."""
    member = _member(request)
    role = Role(member.role)
    form = AlertsForm(request.POST or None, initial=_initial(choices_of(member)), role=role)
    if request.method == "POST" and form.is_valid():
        choose_alerts(membership_id=member.pk, choices=form.choices())
        messages.success(request, _("Gespeichert."))
        return redirect("account-alerts")
    context = {
        "form": form,
        "devices": devices_of(member.user_id),
        "server_key": server_key(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "portal/account/alerts.html", context, status=status)


@role_required("owner", "manager", "staff")
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """A browser that agreed to be told: 201, or 422 when it cannot be written to."""
    try:
        told = Subscription.model_validate_json(request.body)
        add_device(
            user_id=_member(request).user_id,
            endpoint=told.endpoint,
            p256dh=told.keys.p256dh,
            auth=told.keys.auth,
            device=device_of(request.headers.get("User-Agent", "")),
            now=timezone.now(),
        )
    except (ValidationError, DeviceUnusable):
        return JsonResponse({"problem": _("Dieser Browser lässt sich nicht erreichen.")}, status=422)
    return JsonResponse({}, status=201)


@role_required("owner", "manager", "staff")
@require_POST
def remove(request: HttpRequest, device_id: int) -> HttpResponse:
    """Tell this device no more."""
    if not remove_device(user_id=_member(request).user_id, device_id=device_id):
        raise Http404
    messages.success(request, _("Dieses Gerät bekommt keine Hinweise mehr."))
    return redirect("account-alerts")


@role_required("owner", "manager", "staff")
@require_POST
def test(request: HttpRequest, device_id: int) -> HttpResponse:
    """Send something to look at."""
    if not test_device(user_id=_member(request).user_id, device_id=device_id, now=timezone.now()):
        raise Http404
    messages.success(request, _("Unterwegs. Der Hinweis erscheint gleich auf dem Gerät."))
    return redirect("account-alerts")


def _member(request: HttpRequest) -> Membership:
    member: Membership = request.membership  # type: ignore[attr-defined]
    return member


def _initial(choices: AlertChoices) -> dict[str, Any]:
    quiet = choices.quiet
    return {
        "kinds": [str(AlertKind(kind).value) for kind in choices.kinds],
        "names": choices.names,
        "is_quiet": quiet is not None,
        "quiet_from": quiet[0] if quiet else None,
        "quiet_until": quiet[1] if quiet else None,
    }
