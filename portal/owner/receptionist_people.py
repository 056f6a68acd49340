"""Who callers are put through to, and who does not get through at all. Both hold at once."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.access import role_required
from portal.owner.receptionist_people_forms import BlockForm, TargetForm
from telephony.errors import BlockedNumberUnknown, TargetUnknown
from telephony.models import BlockedNumber, Call, TransferTarget
from telephony.services.blocklist import block_number, suspects, unblock_number
from telephony.services.transfer_targets import remove_target, save_target
from tenants.context import current_company

_TARGETS: Final = "portal/owner/transfer_targets.html"
_TARGET: Final = "portal/owner/transfer_target.html"
_BLOCKLIST: Final = "portal/owner/blocklist.html"


@role_required("owner", "manager")
def targets(request: HttpRequest) -> HttpResponse:
    """Everybody who takes calls, in the order in which they are tried."""
    found = TransferTarget.objects.filter(is_active=True).select_related("branch")
    return render(request, _TARGETS, {"targets": found})


@role_required("owner", "manager")
def new_target(request: HttpRequest) -> HttpResponse:
    """Add somebody."""
    return _edit_target(request, None)


@role_required("owner", "manager")
def target(request: HttpRequest, target_id: int) -> HttpResponse:
    """Change what is known of somebody."""
    return _edit_target(request, get_object_or_404(TransferTarget, pk=target_id))


@role_required("owner", "manager")
@require_POST
def drop_target(request: HttpRequest, target_id: int) -> HttpResponse:
    """Nobody is put through to them any more."""
    try:
        remove_target(target_id=target_id)
    except TargetUnknown as error:
        raise Http404 from error
    messages.success(request, _("Entfernt. Ab sofort wird dorthin nicht mehr durchgestellt."))
    return redirect("transfer-targets")


@role_required("owner", "manager")
def blocklist(request: HttpRequest) -> HttpResponse:
    """Blocked numbers, and those that call and call without wanting anything."""
    return _show_blocklist(request, BlockForm())


@role_required("owner", "manager")
@require_POST
def block(request: HttpRequest) -> HttpResponse:
    """Turn a number away: one that was typed, or that of a call (``anruf=12``)."""
    sent = request.POST.copy()
    if "anruf" in sent:
        wanted = str(sent["anruf"])
        call = get_object_or_404(Call, pk=wanted if wanted.isdecimal() and len(wanted) < 19 else 0)
        sent["phone"] = call.from_number
    form = BlockForm(sent)
    if not form.is_valid():
        return _show_blocklist(request, form, status=422)
    block_number(
        phone=form.cleaned_data["phone"],
        reason=form.cleaned_data["reason"],
        now=timezone.now(),
        region=current_company().country,
    )
    messages.success(request, _("Die Nummer ist gesperrt."))
    return redirect("blocklist")


@role_required("owner", "manager")
@require_POST
def unblock(request: HttpRequest, blocked_id: int) -> HttpResponse:
    """Let a number through again."""
    try:
        unblock_number(blocked_id=blocked_id)
    except BlockedNumberUnknown as error:
        raise Http404 from error
    messages.success(request, _("Die Nummer kommt wieder durch."))
    return redirect("blocklist")


def _edit_target(request: HttpRequest, known: TransferTarget | None) -> HttpResponse:
    form = TargetForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in form.fields}
        save_target(target_id=known.pk if known else None, fields=fields)
        messages.success(request, _("Gespeichert. Das gilt ab dem nächsten Anruf."))
        return redirect("transfer-targets")
    context = {"form": form, "known": known}
    return render(request, _TARGET, context, status=422 if form.is_bound else 200)


def _show_blocklist(request: HttpRequest, form: BlockForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "numbers": BlockedNumber.objects.order_by("-created_at", "-pk")[:200],
        "suspects": suspects(now=timezone.now()),
    }
    return render(request, _BLOCKLIST, context, status=status)
