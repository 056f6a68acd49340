"""The rules of bookings: of each branch, of each service, and how many each person takes a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from askproai.core.money import format_cents
from booking.errors import ChangedMeanwhile, RuleLocked
from booking.models import Branch, Service, StaffMember
from booking.queries.defaults import company_defaults, rule_states
from booking.queries.questions import questions_of
from booking.services.rules import (
    branch_stand,
    caps_stand,
    save_branch_rules,
    save_service_rules,
    save_staff_caps,
    service_stand,
)
from portal.access import role_required
from portal.owner.rules_forms import (
    BranchRulesForm,
    QuestionForms,
    ServiceRulesForm,
    StaffCapsForm,
    initial_of,
    questions_in,
    span_text,
)
from portal.owner.settings.access import own_branch
from portal.owner.settings.fields import CHANGED_MEANWHILE


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A branch or service with its rules in few words."""

    pk: int
    name: str
    notes: tuple[str, ...]


@role_required("owner", "manager")
def rules(request: HttpRequest) -> HttpResponse:
    """All of them at a glance; how many each person takes is set right here."""
    staff = list(StaffMember.objects.filter(is_active=True))
    form = StaffCapsForm(request.POST or None, staff=staff)
    if request.method == "POST" and form.is_valid():
        try:
            save_staff_caps(form.caps(), expected=_stand(request))
        except ChangedMeanwhile:
            form.add_error(None, CHANGED_MEANWHILE)
        else:
            messages.success(request, _("Gespeichert. Das gilt ab sofort."))
            return redirect("rules")
    context = {
        "branches": [
            Entry(pk=branch.pk, name=branch.name, notes=tuple(_branch_notes(branch)))
            for branch in Branch.objects.filter(is_active=True)
        ],
        "services": [
            Entry(pk=service.pk, name=service.name, notes=tuple(_service_notes(service)))
            for service in Service.objects.filter(is_active=True)
        ],
        "form": form,
        "stand": request.POST.get("stand") or caps_stand(staff),
    }
    return render(request, "portal/owner/rules.html", context, status=422 if form.is_bound else 200)


@role_required("owner", "manager")
def branch_rules(request: HttpRequest, branch_id: int) -> HttpResponse:
    """What holds in one branch."""
    own_branch(request, branch_id)
    branch = get_object_or_404(Branch, pk=branch_id)
    stand = branch_stand(branch)
    others = Branch.objects.filter(is_active=True).exclude(pk=branch.pk)[:20]
    form = BranchRulesForm(request.POST or None, branch=branch, others=list(others))
    if others:
        form.show_states(rule_states(branch, company_defaults()))
    if request.method == "POST" and form.is_valid():
        try:
            save_branch_rules(branch=branch, rules=form.rules(), expected=_stand(request))
        except ChangedMeanwhile:
            form.add_error(None, CHANGED_MEANWHILE)
        except RuleLocked:
            form.add_error(None, _("Das hat der Betrieb für alle Filialen festgelegt."))
        else:
            messages.success(request, _("Gespeichert. Das gilt ab sofort."))
            return redirect("rules")
    context = {"form": form, "branch": branch, "stand": request.POST.get("stand") or stand}
    return render(request, "portal/owner/rules_branch.html", context, status=422 if form.is_bound else 200)


@role_required("owner", "manager")
def service_rules(request: HttpRequest, service_id: int) -> HttpResponse:
    """What holds for one service, and what is asked before it is booked."""
    service = get_object_or_404(Service, pk=service_id)
    stand = service_stand(service)
    known = questions_of(service)
    form = ServiceRulesForm(request.POST or None, service=service)
    asked = QuestionForms(request.POST or None, initial=[initial_of(each) for each in known], prefix="q")
    if request.method == "POST" and form.is_valid() and asked.is_valid():
        questions = questions_in(asked, known)
        try:
            save_service_rules(
                service=service, rules=form.rules(), questions=questions, expected=_stand(request)
            )
        except ChangedMeanwhile:
            form.add_error(None, CHANGED_MEANWHILE)
        else:
            messages.success(request, _("Gespeichert. Das gilt ab sofort."))
            return redirect("rules")
    context = {
        "form": form,
        "asked": asked,
        "service": service,
        "stand": request.POST.get("stand") or stand,
    }
    return render(request, "portal/owner/rules_service.html", context, status=422 if form.is_bound else 200)


def _stand(request: HttpRequest) -> str:
    """What the page had read when it was made; nothing sent is nothing read."""
    return str(request.POST.get("stand", ""))[:64]


def _branch_notes(branch: Branch) -> Iterator[str]:
    if branch.min_notice:
        yield _("Vorlauf %(span)s") % {"span": span_text(branch.min_notice)}
    yield _("%(days)d Tage im Voraus") % {"days": branch.horizon_days}
    if branch.max_per_day:
        yield _("höchstens %(count)d am Tag") % {"count": branch.max_per_day}
    if branch.max_upcoming:
        yield _("höchstens %(count)d je Kunde") % {"count": branch.max_upcoming}
    yield from _fee_notes(branch, "EUR")


def _service_notes(service: Service) -> Iterator[str]:
    if service.needs_approval:
        yield _("mit Zusage")
    if service.max_per_day:
        yield _("höchstens %(count)d am Tag") % {"count": service.max_per_day}
    if service.deposit_kind:
        amount = (
            f"{service.deposit_percent} %"
            if service.deposit_percent
            else format_cents(service.deposit_cents or 0, service.currency)
        )
        yield f"{service.get_deposit_kind_display()} {amount}"
    yield from _fee_notes(service, service.currency)
    if service.questions:
        count = len(service.questions)
        yield ngettext("%(count)d Frage vorab", "%(count)d Fragen vorab", count) % {"count": count}


def _fee_notes(row: Branch | Service, currency: str) -> Iterator[str]:
    if row.fee_percent:
        yield _("Ausfallgebühr %(percent)d %%") % {"percent": row.fee_percent}
    elif row.fee_cents:
        yield _("Ausfallgebühr %(amount)s") % {"amount": format_cents(row.fee_cents, currency)}
