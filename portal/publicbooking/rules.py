"""What somebody should know before booking: what cancelling costs, who has to agree, what is paid before."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from booking.enums import DepositKind
from booking.models import Branch, Service
from booking.queries.terms import deposit_for, fee_for, free_window
from portal.publicbooking.words import money_words, notice_words


def rules_of(branch: Branch, booked: Sequence[tuple[Service, int | None]]) -> list[str]:
    """The sentences about services at their prices, most important first; of several each one once."""
    every = [
        *(words for service, _cents in booked for words in _agreement(branch, service)),
        *(words for service, cents in booked for words in _deposit(service, cents)),
        *(words for service, cents in booked for words in _changing(branch, service, cents)),
    ]
    return list(dict.fromkeys(every))


def _agreement(branch: Branch, service: Service) -> list[str]:
    if not service.needs_approval:
        return []
    return [
        _("Das Team bestätigt Ihre Anfrage innerhalb von %(span)s.")
        % {"span": notice_words(branch.approval_within)}
    ]


def _deposit(service: Service, price_cents: int | None) -> list[str]:
    asked = deposit_for(service, price_cents=price_cents)
    if asked is None:
        return []
    amount = {"amount": money_words(asked, service.currency)}
    if service.deposit_kind == DepositKind.CARD_HOLD:
        return [_("Zur Sicherheit werden %(amount)s auf Ihrer Karte reserviert, nicht abgebucht.") % amount]
    return [_("Eine Anzahlung von %(amount)s sichert den Termin.") % amount]


def _changing(branch: Branch, service: Service, price_cents: int | None) -> list[str]:
    notice = branch.change_notice if service.change_notice is None else service.change_notice
    fee = fee_for(service, branch, price_cents=price_cents)
    words = []
    if fee:
        free = free_window(service, branch)
        amount = {"amount": money_words(fee, service.currency), "span": notice_words(free)}
        if free:
            words.append(_("Bis %(span)s vorher kostenlos absagen, danach kostet es %(amount)s.") % amount)
        else:
            words.append(_("Wer nicht kommt und nicht absagt, zahlt %(amount)s.") % amount)
    if notice:
        words.append(
            _("Online absagen oder verlegen können Sie bis %(span)s vorher.") % {"span": notice_words(notice)}
        )
    if not words:
        words.append(_("Sie können bis zum Beginn kostenlos absagen oder verlegen."))
    return words
