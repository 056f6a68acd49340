"""Numbers that companies asked us to bring here: which are open, and what the carriers said."""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from analytics.ops.figures import CHUNK, complete_schemas
from analytics.ops.models import CompanyStanding
from analytics.ops.ports import open_ports
from portal.platform.audit import write_down
from portal.platform.support import support_actor
from telephony.enums import NumberState
from telephony.errors import NumberTaken
from telephony.models import PhoneNumber
from telephony.services.numbers import complete_port, note_port, refuse_port
from tenants.admin_sites import platform_site
from tenants.context import in_company
from tenants.errors import CompanyUnavailable
from tenants.models import User
from tenants.privacy import audit

_PERMISSION = "tenants.change_company"
_INPUT = (
    "bg-white border border-base-200 font-normal px-3 py-2 rounded-default shadow-xs w-full "
    "dark:bg-base-900 dark:border-base-700"
)


class PortForm(forms.Form):
    """What came of it so far; the owner reads note and day."""

    state = forms.ChoiceField(
        label=gettext_lazy("Stand"),
        choices=[
            ("open", gettext_lazy("läuft: Notiz und Tag für den Betrieb")),
            ("refused", gettext_lazy("abgelehnt: der Betrieb liest, warum")),
            ("done", gettext_lazy("umgezogen: ab jetzt nehmen wir ab")),
        ],
        widget=forms.RadioSelect,
        initial="open",
    )
    note = forms.CharField(
        label=gettext_lazy("Notiz für den Betrieb"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": _INPUT}),
    )
    port_on = forms.DateField(
        label=gettext_lazy("Wechsel am"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": _INPUT}, format="%Y-%m-%d"),
    )

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"]
        if self.cleaned_data.get("state") == "refused" and not note:
            raise forms.ValidationError(_("Bitte sagen Sie dem Betrieb, warum."))
        return note


@require_GET
@permission_required(_PERMISSION, raise_exception=True)
def ports(request: HttpRequest) -> HttpResponse:
    """All numbers that are to move, oldest first."""
    standings = CompanyStanding.objects.filter(ports_open__gt=0).select_related("company")[: 5 * CHUNK]
    companies = [each.company for each in standings]
    complete = complete_schemas([company.schema_name for company in companies]) if companies else set()
    present = [company for company in companies if company.schema_name in complete]
    context = {
        **platform_site.each_context(request),
        "title": _("Rufnummern im Umzug"),
        "ports": open_ports(present, now=timezone.now()),
        "headers": [
            _("Betrieb"),
            _("Rufnummer"),
            _("Anbieter"),
            _("Beauftragt"),
            _("Wechsel am"),
            _("Stand"),
            "",
        ],
    }
    return render(request, "admin/platform/ports.html", context)


@never_cache
@permission_required(_PERMISSION, raise_exception=True)
def port(request: HttpRequest, company_id: int, number_id: int) -> HttpResponse:
    """One of them, with what the order to the old carrier needs, and what is to be told."""
    try:
        with in_company(company_id) as company:
            number = PhoneNumber.objects.filter(pk=number_id, state=NumberState.PORTING).first()
            if number is None:
                raise Http404
            form = PortForm(request.POST or None, initial={"note": number.note, "port_on": number.port_on})
            if request.method == "POST" and form.is_valid() and _save(request, number, form):
                write_down(
                    user_id=_me(request).pk,
                    company=company,
                    model=PhoneNumber,
                    object_id=number_id,
                    what=f"Umzug: {form.cleaned_data['state']}",
                )
                return redirect("admin:ports")
            context = {
                **platform_site.each_context(request),
                "title": _("Rufnummer im Umzug"),
                "company": company,
                "number": number,
                "form": form,
                "fields": [form["note"], form["port_on"]],
            }
            return render(request, "admin/platform/port.html", context, status=422 if form.is_bound else 200)
    except CompanyUnavailable:
        messages.error(request, _("Der Betrieb ist gesperrt oder nicht mehr da; es wurde nichts geändert."))
        return redirect("admin:ports")


def _save(request: HttpRequest, number: PhoneNumber, form: PortForm) -> bool:
    state, note, port_on = (form.cleaned_data[name] for name in ("state", "note", "port_on"))
    try:
        if state == "done":
            is_saved = complete_port(number_id=number.pk)
        elif state == "refused":
            is_saved = refuse_port(number_id=number.pk, note=note)
        else:
            is_saved = note_port(number_id=number.pk, note=note, port_on=port_on)
    except NumberTaken:
        form.add_error("state", _("Anrufe an diese Nummer gehören schon zu einem Betrieb."))
        return False
    if not is_saved:
        raise Http404
    audit.record(
        actor=support_actor(request),
        act="platform-port",
        subject="number",
        subject_id=number.pk,
        now=timezone.now(),
    )
    messages.success(request, _("Gespeichert. Der Betrieb sieht es unter „Nummern“."))
    return True


def _me(request: HttpRequest) -> User:
    return cast("User", request.user)
