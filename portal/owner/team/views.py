"""The team: members, invitations, roles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from askproai.core.errors import AskProError
from booking.models import Branch, StaffMember
from portal.access import role_required
from portal.account.proof import fresh_proof
from portal.owner.team.forms import InviteForm, StandingForm
from portal.owner.team.words import refusal_words
from tenants.context import current_company
from tenants.enums import Role
from tenants.models import Invitation, Membership
from tenants.team.invitations import invite, open_invitations, resend_invitation, withdraw_invitation
from tenants.team.members import Standing, change_member, hand_over, remove_member
from tenants.team.queries import members_of

_LEADS: Final = ("owner", "manager")


@role_required(*_LEADS)
def team(request: HttpRequest) -> HttpResponse:
    """Everybody who may sign in, and who was invited."""
    acting = _acting(request)
    names = dict(Branch.objects.values_list("pk", "name"))
    staff = dict(StaffMember.objects.values_list("pk", "name"))
    mine = Standing.of(acting)
    context = {
        "members": [_row(each, mine, acting, names, staff) for each in members_of(acting.company)],
        "invitations": [
            _invited(each, mine, names)
            for each in open_invitations(acting.company).select_related("invited_by")
        ],
        "is_owner": acting.role == Role.OWNER,
    }
    return render(request, "portal/team/team.html", context)


@role_required(*_LEADS)
@fresh_proof()
def invite_page(request: HttpRequest) -> HttpResponse:
    """Invite somebody by mail."""
    acting = _acting(request)
    form = InviteForm(request.POST or None, acting=acting)
    if request.method == "POST" and form.is_valid() and _invite(acting, form):
        email = form.cleaned_data["email"]
        messages.success(request, _("Die Einladung an %(email)s ist unterwegs.") % {"email": email})
        return redirect("team")
    return render(request, "portal/team/invite.html", {"form": form}, status=422 if form.is_bound else 200)


@role_required(*_LEADS)
@fresh_proof()
def member(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Change somebody's role, branches, or who they are in the calendar."""
    acting = _acting(request)
    known = _covered(acting, membership_id)
    form = StandingForm(request.POST or None, acting=acting, member=known, initial=_initial(known))
    if request.method == "POST" and form.is_valid() and _change(acting, known, form):
        messages.success(request, _("Gespeichert. Das gilt ab der nächsten Seite."))
        return redirect("team")
    context = {
        "form": form,
        "member": known,
        "is_me": known == acting,
        "may_inherit": acting.role == Role.OWNER and known != acting,
    }
    return render(request, "portal/team/member.html", context, status=422 if form.is_bound else 200)


@role_required(*_LEADS)
@fresh_proof()
@require_POST
def remove(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Take somebody out of the team, at once and on all their devices."""
    return _done(
        request,
        remove_member,
        membership_id=membership_id,
        words=_("Entfernt und auf allen Geräten abgemeldet."),
    )


@role_required("owner")
@fresh_proof()
@require_POST
def inherit(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Hand the company over to somebody else."""
    return _done(
        request, hand_over, membership_id=membership_id, words=_("Übergeben. Sie gehören jetzt zur Leitung.")
    )


@role_required(*_LEADS)
@require_POST
def resend(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Send an invitation again; the link in the older mail ends."""
    return _done(
        request,
        resend_invitation,
        invitation_id=invitation_id,
        words=_("Die Einladung ist noch einmal unterwegs."),
    )


@role_required(*_LEADS)
@require_POST
def withdraw(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Its link opens nothing any more."""
    return _done(
        request, withdraw_invitation, invitation_id=invitation_id, words=_("Die Einladung ist zurückgezogen.")
    )


def _invite(acting: Membership, form: InviteForm) -> bool:
    try:
        invite(
            company=acting.company,
            acting_id=acting.pk,
            email=form.cleaned_data["email"],
            standing=form.standing(),
            staff_id=form.staff_id(),
            now=timezone.now(),
        )
    except AskProError as refusal:
        form.add_error("email", refusal_words(refusal))
        return False
    return True


def _change(acting: Membership, known: Membership, form: StandingForm) -> bool:
    try:
        change_member(
            company=acting.company,
            acting_id=acting.pk,
            membership_id=known.pk,
            standing=form.standing(),
            staff_id=form.staff_id(),
            now=timezone.now(),
        )
    except AskProError as refusal:
        form.add_error("role", refusal_words(refusal))
        return False
    return True


def _done(request: HttpRequest, act: Callable[..., object], *, words: str, **whom: int) -> HttpResponse:
    """Do something to a member or an invitation, say so or why not, and show the team again.

    :raises Http404: nobody like that is there for the acting member.
    """
    acting = _acting(request)
    try:
        act(company=acting.company, acting_id=acting.pk, now=timezone.now(), **whom)
    except AskProError as refusal:
        if refusal.code == "member_unknown":
            raise Http404 from refusal
        messages.error(request, refusal_words(refusal))
    else:
        messages.success(request, words)
    return redirect("team")


def _acting(request: HttpRequest) -> Membership:
    membership: Membership = request.membership  # type: ignore[attr-defined]
    membership.company = current_company()
    return membership


def _covered(acting: Membership, membership_id: int) -> Membership:
    """Somebody whose standing is for the acting member to change; everybody else is nobody here."""
    known = members_of(acting.company).filter(pk=membership_id).first()
    if known is None or not Standing.of(acting).covers(Standing.of(known)):
        raise Http404
    return known


def _initial(known: Membership) -> dict[str, Any]:
    return {"role": known.role, "branches": known.branch_ids, "staff": known.staff_id}


def _row(
    member: Membership, mine: Standing, acting: Membership, names: dict[int, str], staff: dict[int, str]
) -> dict[str, Any]:
    return {
        "member": member,
        "is_me": member.pk == acting.pk,
        "may_change": mine.covers(Standing.of(member)),
        "branches": _names(member.branch_ids, names),
        "staff": staff.get(member.staff_id or 0, ""),
    }


def _invited(invitation: Invitation, mine: Standing, names: dict[int, str]) -> dict[str, Any]:
    standing = Standing(role=Role(invitation.role), branch_ids=frozenset(invitation.branch_ids))
    return {
        "invitation": invitation,
        "may_change": mine.covers(standing),
        "branches": _names(invitation.branch_ids, names),
        "is_over": invitation.expires_at <= timezone.now(),
    }


def _names(branch_ids: list[int], names: dict[int, str]) -> str:
    return ", ".join(names[each] for each in branch_ids if each in names)
