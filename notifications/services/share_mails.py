"""Mails to colleagues who are asked to look at a call. What it is about stands in the portal alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import uuid5

from django.db import transaction

from askproai.core.errors import ProviderUnauthorized
from notifications.errors import MessageRefused
from notifications.ports import Mail
from notifications.services.gateways import mail_gateway, mark_unauthorized
from notifications.wording.account import account_mail, words_for
from telephony.models import Call
from tenants.connections.services import company_url
from tenants.context import current_company
from tenants.models import Membership
from tenants.outbox.models import OutboxEntry
from tenants.outbox.outcomes import Cancelled, Dead, Done, Outcome
from tenants.outbox.services import enqueue_again

CALL_SHARE: Final = "call_share"


def owe_share_mail(*, call_id: int, now: datetime) -> None:
    """Have those told who were shown the call; part of the caller's transaction."""
    enqueue_again(kind=CALL_SHARE, subject_ids=[call_id], now=now)


def send_share_mails(entry: OutboxEntry, now: datetime) -> Outcome:
    """Tell everybody who has not looked yet and was not told: each share is told of once."""
    call = Call.objects.filter(pk=entry.subject_id).first()
    if call is None:
        return Cancelled(reason="gone")
    gateway = mail_gateway(now=now)
    for share in _untold(call):
        mail = _mail(entry, call, share)
        try:
            if mail is not None:
                gateway.send(mail)
        except MessageRefused:
            pass  # this mailbox is closed to us; the portal tells them
        except ProviderUnauthorized:
            mark_unauthorized("sendgrid")
            return Dead(reason="unauthorized")
        _note_told(call.pk, share)
    return Done()


def _untold(call: Call) -> list[dict[str, Any]]:
    return [each for each in call.shares or [] if not each.get("told") and each["to"] in call.shared_with]


@transaction.atomic
def _note_told(call_id: int, share: dict[str, Any]) -> None:
    call = Call.objects.select_for_update().get(pk=call_id)
    call.shares = [{**each, "told": True} if each == share else each for each in call.shares or []]
    call.save(update_fields=["shares"])


def _mail(entry: OutboxEntry, call: Call, share: dict[str, Any]) -> Mail | None:
    """``None``: they have left, or do not see this branch any more."""
    people = {each.user_id: each for each in _members([share["to"], share["from"]])}
    reader, sender = people.get(share["to"]), people.get(share["from"])
    if reader is None or (reader.branch_ids and call.branch_id not in reader.branch_ids):
        return None
    company = current_company()
    return account_mail(
        words_for(
            "call-share",
            company=company.name,
            inviter=sender.user.name if sender else "",
            language=reader.user.language,
        ),
        company=company,
        to=reader.user.email,
        name=reader.user.name,
        link=f"{company_url()}/anrufe/{call.pk}/",
        reference=str(uuid5(entry.client_reference, f"{share['to']}{share['at']}")),
    )


def _members(user_ids: list[int]) -> list[Membership]:
    here = Membership.objects.filter(company=current_company(), user_id__in=user_ids, user__is_active=True)
    return list(here.select_related("user"))
