"""The mail that asks somebody who signed up whether the address is theirs. About a user, not a customer."""

from __future__ import annotations

import logging
from datetime import datetime

from django.template.loader import render_to_string

from notifications.errors import MessageRefused
from notifications.ports import Mail
from notifications.services.gateways import mail_gateway
from notifications.wording.text import one_line
from tenants.connections.services import company_url
from tenants.context import current_company
from tenants.models import User
from tenants.outbox.models import OutboxEntry
from tenants.outbox.outcomes import Cancelled, Done, Outcome
from tenants.signup.tickets import confirmation_token

logger = logging.getLogger(__name__)

_SUBJECT = "Bitte bestätigen Sie Ihre E-Mail-Adresse"


def send_confirmation(entry: OutboxEntry, now: datetime) -> Outcome:
    """Settle one entry: the subject is the user. Twice the same mail does no harm."""
    user = User.objects.filter(pk=entry.subject_id, is_active=True, email_confirmed_at=None).first()
    if user is None:
        return Cancelled(reason="not needed")
    try:
        mail_gateway(now=now).send(_mail(user))
    except MessageRefused as refusal:
        logger.warning("notifications.confirmation_refused", extra={"user": user.pk})
        return Cancelled(reason=refusal.reason)
    return Done()


def _mail(user: User) -> Mail:
    company = current_company()
    context = {
        "company": one_line(company.name, limit=60),
        "link": f"{company_url()}/bestaetigen/{confirmation_token(user)}/",
        "portal": company_url(),
        "headline": _SUBJECT,
        "language": "de",
    }
    return Mail(
        reference=f"confirm-{user.pk}",
        company_id=company.pk,
        to=user.email,
        to_name=one_line(user.name, limit=60),
        sender_name="AskProAI",
        subject=_SUBJECT,
        text=render_to_string("notifications/email/confirm.txt", context),
        html=render_to_string("notifications/email/confirm.html", context),
        category="confirm-email",
    )
