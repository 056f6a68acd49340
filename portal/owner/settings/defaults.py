"""What the company decides for all branches, and what it locks."""

from __future__ import annotations

from dataclasses import fields
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking.errors import ChangedMeanwhile
from booking.house_values import CompanyDefaults, RuleValues, fingerprint
from booking.models import Branch
from booking.queries.defaults import RULES, company_defaults, rule_states
from booking.services.defaults import follow_defaults, save_company_defaults
from portal.access import role_required
from portal.owner.rules_forms import BranchRulesForm
from portal.owner.settings.access import whole_company
from portal.owner.settings.branches import found_branch
from portal.owner.settings.fields import CHANGED_MEANWHILE
from portal.owner.settings.undo import Undoable, offer_undo, register

_PAGE: Final = "portal/settings/defaults.html"
_FEE: Final = frozenset({"fee_cents", "fee_percent"})

register(
    "defaults",
    Undoable(
        values=CompanyDefaults,
        save=lambda _subject, values, expected: save_company_defaults(values=values, expected=expected),
        page="settings-defaults",
    ),
)


@role_required("owner")
@whole_company
def defaults(request: HttpRequest) -> HttpResponse:
    """The company's rules with a lock on each, and the branches that have their own."""
    before = company_defaults()
    pattern = Branch(**{field.name: getattr(before.rules, field.name) for field in fields(RuleValues)})
    form = BranchRulesForm(request.POST if request.method == "POST" else None, branch=pattern, others=[])
    if request.method == "POST" and form.is_valid():
        told = form.rules()
        wish = CompanyDefaults(
            rules=RuleValues(**{name: told[name] for name in RULES if name in told}),
            locked=tuple(sorted(_locked(request.POST.getlist("lock")))),
        )
        try:
            save_company_defaults(values=wish, expected=str(request.POST.get("stand", ""))[:64])
        except ChangedMeanwhile:
            form.add_error(None, CHANGED_MEANWHILE)
        else:
            text = _("Gespeichert. Das gilt ab sofort in allen Filialen, die nichts Eigenes haben.")
            offer_undo(request, text, kind="defaults", subject=(), before=before, after=wish)
            return redirect("settings-defaults")
    locked = set(before.locked)
    if request.method == "POST":
        locked = _locked(request.POST.getlist("lock"))
    context = {
        "form": form,
        "locked": locked,
        "own": _own_by_rule(before),
        "stand": request.POST.get("stand") or fingerprint(before),
    }
    return render(request, _PAGE, context, status=422 if request.method == "POST" else 200)


@role_required("owner", "manager")
@require_POST
def follow(request: HttpRequest, branch_id: int) -> HttpResponse:
    """Let rules of a branch be the company's again: ``rule`` names them."""
    branch = found_branch(request, branch_id)
    names = frozenset(_plain(each) for each in request.POST.getlist("rule")) & RULES
    follow_defaults(branch_id=branch.pk, names=names)
    return redirect("rules-branch", branch.pk)


def _plain(name: str) -> str:
    return "fee_cents" if name == "fee_euros" else name


def _locked(sent: list[str]) -> set[str]:
    names = {_plain(each) for each in sent} & RULES
    return names | _FEE if names & _FEE else names


def _own_by_rule(known: CompanyDefaults) -> dict[str, list[str]]:
    """For each rule the branches that decide it for themselves."""
    own: dict[str, list[str]] = {}
    for branch in Branch.objects.filter(is_active=True):
        for name, state in rule_states(branch, known).items():
            if state == "own":
                own.setdefault(name, []).append(branch.name)
    return own
