"""Mails around signing in: invitations, links to a new password or address, word of what was changed.

They go to people of the company, not to its customers, so they are no
:class:`~notifications.models.Notification`: the row that is their subject says whether they are still wanted,
and what they carry is derived anew for each attempt.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote
from uuid import uuid5

from django.utils import translation

from askproai.core.errors import ProviderUnauthorized
from notifications.errors import MessageRefused
from notifications.ports import Mail
from notifications.services.gateways import mail_gateway, mark_unauthorized
from notifications.wording.account import AccountWords, account_mail, words_for
from tenants.access import links
from tenants.connections.services import company_url
from tenants.context import current_company
from tenants.enums import Role
from tenants.models import Invitation, SupportGrant, User
from tenants.outbox.models import OutboxEntry
from tenants.outbox.outcomes import Cancelled, Dead, Done, Outcome
from tenants.signup.tickets import confirmation_token
from tenants.team.invitations import invitation_secret, open_invitations


def send_invitation(entry: OutboxEntry, now: datetime) -> Outcome:
    """Settle the entry of one invitation."""
    company = current_company()
    invitation = open_invitations(company).filter(pk=entry.subject_id, expires_at__gt=now).first()
    if invitation is None:
        return Cancelled(reason="answered")
    language = _language_of(invitation)
    with translation.override(language or "de"):
        role = str(invitation.get_role_display())
    words = words_for(
        "invitation", company=company.name, inviter=_inviter(invitation), role=role, language=language
    )
    link = f"{company_url()}/einladung/{invitation_secret(invitation)}/"
    return _send(entry, [_mail(entry, words, to=invitation.email, name="", link=link)], now=now)


def send_password_link(entry: OutboxEntry, now: datetime) -> Outcome:
    """Settle the entry of one forgotten password."""
    user = _user(entry)
    if user is None:
        return Cancelled(reason="gone")
    link = f"{company_url()}/passwort/{user.pk}/{links.password_token(user)}/"
    words = words_for("password-reset", company=current_company().name, language=user.language)
    return _send(entry, [_mail(entry, words, to=user.email, name=user.name, link=link)], now=now)


def send_address_link(entry: OutboxEntry, now: datetime) -> Outcome:
    """Settle the entry of one new address: the link to the new one, word of it to the old one."""
    user = _user(entry)
    if user is None or not user.pending_email:
        return Cancelled(reason="not wanted")
    return _send(entry, list(_address_mails(entry, user)), now=now)


def send_security_note(entry: OutboxEntry, now: datetime) -> Outcome:
    """Settle the entry of one note that somebody's way of signing in was changed."""
    user = _user(entry)
    if user is None:
        return Cancelled(reason="gone")
    words = words_for("security-note", company=current_company().name, language=user.language)
    link = f"{company_url()}/konto/"
    return _send(entry, [_mail(entry, words, to=user.email, name=user.name, link=link)], now=now)


def send_confirmation(entry: OutboxEntry, now: datetime) -> Outcome:
    """Settle the entry of one sign-up: the address is asked after."""
    user = _user(entry)
    if user is None or user.email_confirmed_at is not None:
        return Cancelled(reason="not needed")
    link = f"{company_url()}/bestaetigen/{confirmation_token(user)}/"
    words = words_for("confirm-email", company=current_company().name, language=user.language)
    return _send(entry, [_mail(entry, words, to=user.email, name=user.name, link=link)], now=now)


def send_support_question(entry: OutboxEntry, now: datetime) -> Outcome:
    """Settle the entry of one question of the platform's staff: all owners are asked."""
    company = current_company()
    asked = SupportGrant.objects.asked().filter(company=company, pk=entry.subject_id).first()
    if asked is None:
        return Cancelled(reason="answered")
    link = f"{company_url()}/team/unterstuetzung/"
    owners = User.objects.filter(
        memberships__company=company, memberships__role=Role.OWNER, is_active=True
    ).order_by("pk")
    return _send(
        entry,
        [
            _mail(
                entry,
                words_for("support-asked", company=company.name, language=each.language),
                to=each.email,
                name=each.name,
                link=link,
                part=str(each.pk),
            )
            for each in owners
        ],
        now=now,
    )


def _address_mails(entry: OutboxEntry, user: User) -> Iterator[Mail]:
    company = current_company().name
    note = words_for("email-change-note", company=company, email=user.pending_email, language=user.language)
    yield _mail(entry, note, to=user.email, name=user.name, link=f"{company_url()}/konto/", part="old")
    # Whoever signs in with it already learns nothing, and neither does who typed it.
    if not links.is_taken(email=user.pending_email, user=user):
        words = words_for("email-change", company=company, language=user.language)
        link = f"{company_url()}/konto/e-mail/{quote(links.address_token(user))}/"
        yield _mail(entry, words, to=user.pending_email, name=user.name, link=link)


def _mail(entry: OutboxEntry, words: AccountWords, *, to: str, name: str, link: str, part: str = "") -> Mail:
    return account_mail(
        words,
        company=current_company(),
        to=to,
        name=name,
        link=link,
        # A row is owed again and again: with one reference a mailbox would hide the second mail.
        reference=str(uuid5(entry.client_reference, f"{link}{part}")),
    )


def _send(entry: OutboxEntry, mails: list[Mail], *, now: datetime) -> Outcome:
    gateway = mail_gateway(now=now)
    try:
        for mail in mails:
            gateway.send(mail)
    except MessageRefused as refusal:
        return Cancelled(reason=refusal.reason)
    except ProviderUnauthorized:
        mark_unauthorized("sendgrid")
        return Dead(reason="unauthorized")
    return Done()


def _user(entry: OutboxEntry) -> User | None:
    mine = User.objects.filter(pk=entry.subject_id, is_active=True, memberships__company=current_company())
    return mine.first()


def _language_of(invitation: Invitation) -> str:
    """The reader's own where they are known already, else that of whoever invites them."""
    known = User.objects.filter(email=invitation.email.lower()).first() or invitation.invited_by
    return known.language if known else ""


def _inviter(invitation: Invitation) -> str:
    return invitation.invited_by.name if invitation.invited_by else ""
