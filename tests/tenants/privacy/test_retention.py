"""Every promise about time is kept: what is older goes, what is younger stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.utils import timezone

from booking.models import (
    Appointment,
    AppointmentChange,
    Customer,
    ExternalEvent,
    LinkedCalendar,
    Offer,
    StaffMember,
    SyncConflict,
    WaitlistEntry,
)
from booking.services.customer_notes import remove_note, write_note
from notifications.models import Notification, PushSubscription, Suppression
from telephony.models import (
    Call,
    CallAct,
    CallbackTicket,
    CallerMessage,
    CallTransfer,
    CallTurn,
    Consent,
    OpenQuestion,
)
from tenants.connections.services import connect
from tenants.context import current_company
from tenants.models import Company, Membership, SignInFactor, User
from tenants.privacy import retention
from tenants.privacy.registry import PersonalFields
from tests.factories.booking import CustomerFactory, StaffMemberFactory
from tests.factories.telephony import CallFactory
from tests.telephony.conftest import Salon, furnish

WORDS = "Wilhelmine Krautwurst"


def appointment(salon: Salon, at: datetime, **fields: Any) -> Appointment:
    number = Appointment.objects.count()
    return Appointment.objects.create(
        reference=f"R{number:05d}",
        customer=fields.pop("customer", None) or CustomerFactory(name=f"Person {number}"),
        branch=salon.branch,
        service=salon.cut,
        staff=fields.pop("staff", salon.anna),
        period=(at, at + timedelta(minutes=30)),
        status="done",
        source="portal",
        created_at=at,
        **fields,
    )


def call(at: datetime, **fields: Any) -> Call:
    made = CallFactory(now=at)
    Call.objects.filter(pk=made.pk).update(state="ended", ended_at=at, **fields)
    return Call.objects.get(pk=made.pk)


def customer(salon: Salon, at: datetime) -> Customer:
    made = CustomerFactory(name=WORDS)
    Customer.objects.filter(pk=made.pk).update(created_at=at - timedelta(days=1))
    appointment(salon, at, customer=made)
    return made


def with_removed_note(at: datetime) -> Customer:
    made = CustomerFactory(name="Frau Ott")
    note = write_note(customer_id=made.pk, text=WORDS, by_user_id=None, now=at)
    remove_note(customer_id=made.pk, note_id=note.id, now=at)
    return made


def staff(salon: Salon, at: datetime) -> StaffMember:
    gone = StaffMemberFactory(name=WORDS, branches=[salon.branch], services=[salon.cut])
    StaffMember.objects.filter(pk=gone.pk).update(is_active=False)
    appointment(salon, at, staff=gone)
    return gone


def offer(salon: Salon, at: datetime) -> Offer:
    return Offer.objects.create(
        service=salon.cut, staff=salon.anna, branch=salon.branch, service_version=1, price_kind="fixed",
        currency="EUR", period=(at, at + timedelta(hours=1)), holder="web:1", caller_index=b"c" * 16,
        offered_at=at, created_at=at, expires_at=at,
    )  # fmt: skip


def conflict(salon: Salon, at: datetime) -> SyncConflict:
    calendar = LinkedCalendar.objects.create(
        connection=connect(provider="calcom", credentials={"api_key": "x"}, now=at),
        staff=salon.ben if LinkedCalendar.objects.exists() else salon.anna,
        remote_id=f"{at}", name="Anna", due_at=at, compare_at=at, created_at=at,
    )  # fmt: skip
    event = ExternalEvent.objects.create(calendar=calendar, origin="theirs")
    return SyncConflict.objects.create(
        calendar=calendar, event=event, kind="overlap", states="", wanted={"n": WORDS}, found_at=at,
        resolution="ours", resolved_at=at,
    )  # fmt: skip


def message(salon: Salon, at: datetime) -> Notification:
    return Notification.objects.create(
        appointment=appointment(salon, at), purpose="confirmation", channel="sms", recipient=WORDS,
        recipient_index=b"r" * 16, body=WORDS, due_at=at, created_at=at,
    )  # fmt: skip


def waiting(salon: Salon, at: datetime) -> WaitlistEntry:
    return WaitlistEntry.objects.create(
        customer=CustomerFactory(), service_ids=[1], source="portal", created_at=at, settled_at=at,
        state="withdrawn", note=WORDS,
    )  # fmt: skip


def user(at: datetime) -> User:
    left = User.objects.create_user(f"{at:%d%H}@left.example", "Dauerwelle-1984", name=WORDS)
    User.objects.filter(pk=left.pk).update(last_login=at)
    return left


def device(at: datetime) -> PushSubscription:
    """Of somebody who has left; one that is set up later is a member's."""
    owner = user(at)
    if at > timezone.now():
        Membership.objects.create(user=owner, company=current_company(), role="staff")
    return PushSubscription.objects.create(
        user_id=owner.pk, endpoint=f"https://push.example/{at:%d}", keys={}, device=WORDS,
        endpoint_index=f"{at:%d%H}".encode().ljust(16), created_at=at,
    )  # fmt: skip


# By the function that keeps it: how a row of that age comes to be, and what must be empty afterwards
# (nothing named: the row itself is gone).
MAKE: dict[str, tuple[Callable[[Salon, datetime], Model], tuple[str, ...]]] = {
    "forget_customers": (customer, ()),
    "forget_removed_notes": (lambda salon, at: with_removed_note(at), ("notes",)),
    "blank_appointments": (
        lambda salon, at: appointment(salon, at, note=WORDS, cancel_reason=WORDS, answers=[{"a": WORDS}]),
        ("note", "cancel_reason", "answers"),
    ),
    "blank_changes": (
        lambda salon, at: AppointmentChange.objects.create(
            appointment=appointment(salon, at), kind="booked", changed_at=at, by="web", reason=WORDS
        ),
        ("reason",),
    ),
    "blank_callers_of_offers": (offer, ("caller_index",)),
    "blank_staff": (staff, ()),
    "blank_conflicts": (conflict, ("wanted",)),
    "blank_waiting": (waiting, ("note",)),
    "blank_numbers": (lambda salon, at: call(at), ("from_number", "phone_index")),
    "blank_summaries": (lambda salon, at: call(at, summary=WORDS), ("summary",)),
    "blank_desk": (lambda salon, at: call(at, note=WORDS, shares=[WORDS]), ("note", "shares")),
    "blank_consents": (
        lambda salon, at: Consent.objects.create(
            customer=CustomerFactory(), granted=True, wording_version="1", line=WORDS, at=at
        ),
        ("line",),
    ),
    "delete_questions": (
        lambda salon, at: OpenQuestion.objects.create(text=WORDS, first_asked_at=at, last_asked_at=at),
        (),
    ),
    "delete_turns": (
        lambda salon, at: CallTurn.objects.create(
            call=call(at), position=0, speaker="caller", text=WORDS, offset_ms=0
        ),
        (),
    ),
    "blank_acts": (
        lambda salon, at: CallAct.objects.create(
            call=call(at), position=0, name="book", fingerprint=b"f", args={"n": WORDS}, result={"n": WORDS},
            ok=True, code="ok", at=at, duration_ms=1,
        ),
        ("args", "result"),
    ),
    "delete_callbacks": (
        lambda salon, at: CallbackTicket.objects.create(
            call=call(at), name=WORDS, created_at=at, due_at=at, state="done", done_at=at
        ),
        (),
    ),
    "delete_messages": (
        lambda salon, at: CallerMessage.objects.create(call=call(at), text=WORDS, created_at=at),
        (),
    ),
    "blank_transfers": (
        lambda salon, at: CallTransfer.objects.create(call=call(at), phone=WORDS, summary=WORDS, at=at),
        ("phone", "summary"),
    ),
    "blank_messages": (message, ("recipient", "recipient_index", "body")),
    "delete_suppressions": (
        lambda salon, at: Suppression.objects.create(
            channel="sms", address_index=f"{at:%d%H}".encode().ljust(16), cause="opted_out", created_at=at
        ),
        (),
    ),
    "delete_devices_of_left": (lambda salon, at: device(at), ()),
    "remove_left_users": (lambda salon, at: user(at), ()),
}  # fmt: skip


def is_left(row: Model, fields: tuple[str, ...]) -> bool:
    """Whether something of the person is still in the row."""
    found = type(row)._meta.default_manager.filter(pk=row.pk).first()
    if isinstance(found, Customer) and not fields:
        return found.erasing_at is None
    if isinstance(found, StaffMember):
        return WORDS in (found.name, found.resource.name)
    return found is not None and (not fields or all(bool(getattr(found, name)) for name in fields))


@pytest.mark.parametrize("rule", retention.rules(), ids=lambda rule: f"{rule.model}.{rule.fields[0]}")
def test_what_has_been_kept_for_its_time_goes(company: Company, rule: PersonalFields) -> None:
    salon, now = furnish(), timezone.now()
    make, fields = MAKE[rule.expired_by.rpartition(".")[2]]
    due = now - rule.keep_for
    old, young = make(salon, due - timedelta(days=2)), make(salon, due + timedelta(days=2))
    assert is_left(old, fields)

    assert retention.apply(rule, now=now, limit=50) >= 1
    assert retention.apply(rule, now=now, limit=50) == 0

    assert not is_left(old, fields)
    assert is_left(young, fields)


def test_all_rules_are_tried_here() -> None:
    assert {rule.expired_by.rpartition(".")[2] for rule in retention.rules()} == set(MAKE)
    assert SignInFactor._meta.get_field("user").remote_field.on_delete.__name__ == "CASCADE"


def test_at_night_everything_goes_in_portions(company: Company) -> None:
    furnish()
    night = timezone.localtime(timezone.now()).replace(hour=2, minute=30)
    for _ in range(3):
        CallerMessage.objects.create(
            call=call(night - timedelta(days=100)), text=WORDS, created_at=night - timedelta(days=100)
        )

    again = retention.keep_promises(night, limit=2)
    assert again - night < timedelta(minutes=1)
    for _ in range(5):
        again = retention.keep_promises(night, limit=2)

    assert not CallerMessage.objects.exists()
    assert timedelta(hours=20) < again - night < timedelta(hours=28)


def test_the_day_belongs_to_callers(company: Company) -> None:
    furnish()
    day = timezone.localtime(timezone.now()).replace(hour=11)
    message = CallerMessage.objects.create(call=call(day - timedelta(days=100)), text=WORDS, created_at=day)
    CallerMessage.objects.update(created_at=day - timedelta(days=100))

    again = retention.keep_promises(day)

    assert timezone.localtime(again).hour == 1
    assert again > day
    assert CallerMessage.objects.filter(pk=message.pk).exists()
