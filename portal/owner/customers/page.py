"""Everything about one customer, as their page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Exists, Subquery, Value, Window
from django.utils import timezone
from django.utils.translation import gettext as _

from askproai.core.money import format_cents
from booking.enums import AddressForm
from booking.models import Appointment, Customer, Service
from booking.queries.customers import Figures, figures_of, namesakes_of
from booking.queries.duplicates import Pair, duplicates_of
from booking.services.customer_flags import company_flags
from booking.services.customer_merging import last_merge
from booking.services.customer_notes import Note, notes_of
from notifications.enums import Channel
from notifications.models import Notification
from notifications.services.planning import reachable_by
from portal.owner.appointments import wall_time
from portal.owner.call_rows import CallRow, row_of, with_rows
from portal.owner.sent import Message, message_of
from portal.owner.words import STATUS_TONES
from telephony.enums import OF_PERSONS, ConsentPurpose, TicketState
from telephony.models import BlockedNumber, CallbackTicket, Consent
from telephony.queries.people import calls_with
from tenants.queries import names_of_users

SHOWN: Final = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """One appointment in somebody's history."""

    appointment: Appointment
    starts: datetime
    tone: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenNote:
    """A note and who wrote it."""

    note: Note
    author: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentLine:
    """How somebody stands to one purpose, and since when."""

    purpose: str
    label: str
    is_granted: bool
    is_asked: bool
    line: str
    at: datetime | None
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerPage:
    """All of it."""

    customer: Customer
    figures: Figures
    money: str
    coming: tuple[Visit, ...]
    past: tuple[Visit, ...]
    more_past: int
    calls: tuple[CallRow, ...]
    messages: tuple[Message, ...]
    household: tuple[Customer, ...]
    notes: tuple[WrittenNote, ...]
    flags: tuple[tuple[Any, bool], ...]
    consents: tuple[ConsentLine, ...]
    extra: tuple[tuple[str, int], ...]
    address_form: str
    channel: str
    language: str
    is_blocked: bool
    callbacks: int
    duplicates: tuple[Pair, ...]
    can_undo_merge: bool


def page_of(
    customer: Customer, *, branch_ids: frozenset[int] | None, all_visits: bool, now: datetime
) -> CustomerPage:
    """The page of a customer; a member who leads some branches sees what happened there."""
    visits = Appointment.objects.filter(customer=customer).with_names()
    calls = calls_with(customer)
    if branch_ids is not None:
        visits, calls = visits.filter(branch__in=branch_ids), calls.filter(branch__in=branch_ids)
    coming = visits.upcoming(now)
    past = visits.exclude(pk__in=coming.values("pk")).order_by("-period", "-pk")
    shown = list(past.annotate(altogether=Window(Count("pk")))[: None if all_visits else SHOWN])
    figures = figures_of([customer.pk], now=now).get(customer.pk, Figures())
    notes, others = notes_of(customer), namesakes_of(customer)
    authors = names_of_users([each.by_user_id for each in notes])
    is_blocked, callbacks = _at_the_phone(customer)
    return CustomerPage(
        customer=customer,
        figures=figures,
        money=" + ".join(
            format_cents(amount, currency) for currency, amount in sorted(figures.cents.items())
        ),
        coming=tuple(_visits(coming)),
        past=tuple(_visits(shown)),
        more_past=shown[0].altogether - len(shown) if shown else 0,  # type: ignore[attr-defined]
        calls=tuple(row_of(each) for each in with_rows(calls.order_by("-ringing_at", "-pk"))[:SHOWN]),
        messages=tuple(_messages(customer)),
        household=tuple(each for each in others if _share_a_number(customer, each)),
        notes=tuple(WrittenNote(note=each, author=authors.get(each.by_user_id or 0, "")) for each in notes),
        flags=tuple((flag, flag.key in customer.flags) for flag in company_flags()),
        consents=tuple(_consents(customer)),
        extra=tuple(_extra(customer)),
        address_form=_form_of(customer),
        channel=_channel_of(customer),
        language=_("Englisch") if customer.language == "en" else _("Deutsch"),
        is_blocked=is_blocked,
        callbacks=callbacks,
        duplicates=duplicates_of(customer, others),
        can_undo_merge=last_merge(customer) is not None,
    )


def _visits(appointments: Iterable[Appointment]) -> Iterator[Visit]:
    for each in appointments:
        yield Visit(appointment=each, starts=wall_time(each, each.starts_at), tone=STATUS_TONES[each.status])


def _messages(customer: Customer) -> Iterator[Message]:
    sent = Notification.objects.of_customer(customer.pk).order_by("-created_at", "-pk")
    return (message_of(each) for each in sent[:SHOWN])


def _consents(customer: Customer) -> Iterator[ConsentLine]:
    rows = Consent.objects.filter(customer=customer, purpose__in=OF_PERSONS).order_by("pk")
    latest = {each.purpose: each for each in rows}
    for purpose in OF_PERSONS:
        said = latest.get(purpose)
        yield ConsentLine(
            purpose=purpose,
            label=str(ConsentPurpose(purpose).label),
            is_granted=said is not None and said.granted,
            is_asked=said is not None,
            line=said.line or "" if said else "",
            at=timezone.localtime(said.at) if said else None,
            source=_source(said) if said else "",
        )


def _source(said: Consent) -> str:
    return _("am Telefon") if said.call_id else str(said.get_given_by_display())


def _extra(customer: Customer) -> Iterator[tuple[str, int]]:
    if not customer.extra_minutes:
        return
    names = dict(Service.objects.filter(pk__in=list(customer.extra_minutes)).values_list("pk", "name"))
    for service_id, minutes in customer.extra_minutes.items():
        if minutes and int(service_id) in names:
            yield names[int(service_id)], minutes


def _form_of(customer: Customer) -> str:
    if customer.address_form:
        return str(AddressForm(customer.address_form).label)
    return _("wie im Betrieb üblich")


def _share_a_number(one: Customer, other: Customer) -> bool:
    return one.phone_index is not None and one.phone_index == other.phone_index


def _channel_of(customer: Customer) -> str:
    if customer.preferred_channel in Channel:
        return str(Channel(customer.preferred_channel).label)
    return " + ".join(str(each.label) for each in reachable_by(customer)) or _("kein Weg bekannt")


def _at_the_phone(customer: Customer) -> tuple[bool, int]:
    """Whether calls from their number are turned away, and how many calls are owed to them."""
    owed = CallbackTicket.objects.filter(state=TicketState.OPEN).concerning(customer.pk)
    blocked, callbacks = (
        Customer.objects.filter(pk=customer.pk)
        .values_list(
            Exists(BlockedNumber.objects.filter(phone_index=customer.phone_index)),
            Subquery(owed.order_by().values(one=Value(1)).annotate(count=Count("pk")).values("count")),
        )
        .get()
    )
    return blocked, callbacks or 0
