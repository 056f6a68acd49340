"""Somebody is forgotten: afterwards no table of the company knows their name, number or address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import BinaryField, Model
from django.utils import timezone

from booking.enums import AppointmentStatus, ConflictKind, EventOrigin, ImportState
from booking.models import (
    Appointment,
    AppointmentChange,
    BookingRequest,
    Customer,
    ExternalEvent,
    ImportRun,
    LinkedCalendar,
    SyncConflict,
    WaitlistEntry,
)
from booking.services import erasing
from booking.services.customer_notes import write_note
from booking.services.erasing import ask_for_erasure, erase_person, receipt_of, run_erasures
from notifications.models import Notification
from telephony.enums import Speaker
from telephony.models import (
    BlockedNumber,
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
from tenants.fields import EncryptedTextField, phone_index
from tenants.inbox.models import InboundEvent
from tenants.models import Company
from tenants.privacy.persons import person_rows, sections_about
from tenants.privacy.registry import personal_fields
from tests.factories.booking import AppointmentFactory, CustomerFactory
from tests.factories.telephony import CallFactory
from tests.telephony.conftest import furnish

NAME, PHONE, EMAIL = "Wilhelmine Krautwurst", "+4915112345678", "wilhelmine@krautwurst.example"
TRACES = ("wilhelmine", "krautwurst", "15112345678")
# A text that only she can have left; stands in every field that holds words about her.
HERS = f"{NAME}, {PHONE}, {EMAIL}"


@pytest.fixture
def her(company: Company) -> Customer:
    """Wilhelmine has left something everywhere."""
    now = timezone.now()
    salon = furnish()
    her = CustomerFactory(name=NAME, phone=PHONE, email=EMAIL)
    Customer.objects.filter(pk=her.pk).update(note=HERS, birthday_on=now.date(), merges=[{"gone": HERS}])
    write_note(customer_id=her.pk, text=HERS, by_user_id=1, now=now)
    monday = now + timedelta(days=7 - now.weekday() or 7)
    start = monday.replace(hour=10, minute=0, second=0, microsecond=0)
    coming = AppointmentFactory(
        customer=her, staff=salon.anna, service=salon.cut, starts_at=start, now=now, note=HERS, waived=[]
    )
    Appointment.objects.update(cancel_reason=HERS, answers=[{"question": "?", "answer": HERS}])
    AppointmentChange.objects.create(
        appointment=coming, kind="rescheduled", changed_at=now, by="phone", reason=HERS
    )
    WaitlistEntry.objects.create(
        customer=her, service_ids=[salon.cut.pk], source="portal", created_at=now, note=HERS
    )
    BookingRequest.objects.create(
        digest=b"d" * 32, holder="web:1", details={"name": NAME}, phone_index=phone_index(PHONE),
        address_index=b"a" * 16, nonce=b"n" * 16, created_at=now,
    )  # fmt: skip
    calendar = LinkedCalendar.objects.create(
        connection=connect(provider="calcom", credentials={"api_key": "x"}, now=now),
        staff=salon.anna, remote_id="1", name="Anna", due_at=now, compare_at=now, created_at=now,
    )  # fmt: skip
    event = ExternalEvent.objects.create(calendar=calendar, origin=EventOrigin.THEIRS, title=HERS)
    SyncConflict.objects.create(
        calendar=calendar,
        event=event,
        kind=ConflictKind.values[0],
        states="",
        wanted={"n": HERS},
        found_at=now,
    )
    ImportRun.objects.create(
        state=ImportState.DONE,
        total=1,
        title="kunden.csv",
        table={"rows": [[HERS]]},
        choices={},
        created_at=now,
    )
    call = CallFactory(from_number=PHONE, now=now)
    Call.objects.update(customer=her, summary=HERS, note=HERS, shares=[{"text": HERS}], state="ended")
    CallTurn.objects.create(call=call, position=0, speaker=Speaker.CALLER, text=HERS, offset_ms=0)
    CallAct.objects.create(
        call=call, position=0, name="book", fingerprint=b"f", args={"name": HERS}, result={"say": HERS},
        ok=True, code="booked", at=now, duration_ms=1,
    )  # fmt: skip
    CallerMessage.objects.create(call=call, text=HERS, name=NAME, phone=PHONE, created_at=now)
    CallbackTicket.objects.create(
        call=call, reason=HERS, name=NAME, phone=PHONE, wished=HERS, note=HERS, created_at=now, due_at=now
    )
    CallTransfer.objects.create(call=call, phone="+4930555", summary=HERS, at=now)
    OpenQuestion.objects.create(text=HERS, first_asked_at=now, last_asked_at=now, last_call=call)
    Consent.objects.create(customer=her, granted=True, wording_version="1", line=HERS, at=now)
    BlockedNumber.objects.create(phone=PHONE, phone_index=phone_index(PHONE), reason=HERS, created_at=now)
    Notification.objects.update(recipient=PHONE, subject=HERS, body=HERS)
    InboundEvent.objects.create(
        provider="retell", external_id="1", kind="call", subject="1", payload={"call": {"from": PHONE}},
        state="quarantined", due_at=now, received_at=now,
    )  # fmt: skip
    return her


def company_models() -> Iterator[type[Model]]:
    for config in apps.get_app_configs():
        if config.name in settings.TENANT_APPS:
            yield from config.get_models()


def traces() -> list[str]:
    """Every column of every table of the company in which something of hers can be read, decrypted."""
    found = []
    for model in company_models():
        readable = [field for field in model._meta.concrete_fields if not isinstance(field, BinaryField)]
        for row in model._meta.base_manager.all():
            for field in readable:
                text = json.dumps(getattr(row, field.attname), default=str, ensure_ascii=False).casefold()
                if any(trace in text.replace(" ", "") for trace in TRACES):
                    found.append(f"{model._meta.label}.{field.name}")
    return sorted(set(found))


def test_nothing_of_her_is_left_anywhere(her: Customer) -> None:
    now = timezone.now()
    left = set(traces())
    expected = {
        f"{each.model}.{name}"
        for each in personal_fields()
        for name in each.fields
        if is_hers(each.model, name)
    }
    # She is everywhere first: a field that holds persons and is not filled above would prove nothing.
    assert expected - left == set()

    ask_for_erasure(customer_id=her.pk, cancels=True, by_user_id=1, now=now)
    assert run_erasures(now) is None

    assert traces() == []
    row = Customer.objects.get(pk=her.pk)
    assert row.erased_at is not None
    assert (row.phone_index, row.email_index, row.flags, row.birthday_on) == (None, None, [], None)
    kept = Appointment.objects.get()
    assert (kept.status, kept.customer_id) == (AppointmentStatus.CANCELLED, her.pk)
    assert not Call.objects.filter(phone_index__isnull=False).exists()
    assert BlockedNumber.objects.get().phone_index is not None
    assert any(line["keeps"] for line in receipt_of(row))


# What is about people, but not customers; what is a number that says nothing; what is emptied elsewhere.
NOT_HERS = {
    "booking.StaffMember", "booking.Resource", "booking.LinkedCalendar", "telephony.TransferTarget",
    "telephony.Suggestion", "telephony.PhoneNumber", "connections.Connection", "privacy.AuditEntry",
    "notifications.PushSubscription",
}  # fmt: skip
NO_WORDS = {
    "phone_index", "recipient_index", "email_index", "caller_index", "address_index", "words",
    "extra_minutes", "birthday_on", "flags", "dialogue_state", "trace", "done", "choices", "title",
}  # fmt: skip


def is_hers(model: str, field: str) -> bool:
    in_company = apps.get_model(model) in set(company_models())
    filled = (model, field) != ("telephony.CallTransfer", "phone")
    return (
        in_company
        and filled
        and model not in NOT_HERS
        and (field not in NO_WORDS or (model, field) == ("booking.ExternalEvent", "title"))
    )


def test_everything_of_her_is_given_out(her: Customer) -> None:
    sections = {each.model: each for each in sections_about(erasing.person_of(her))}
    derived = {"name_key", "search_keys", "sort_key", "merges", "table"}

    for each in personal_fields():
        for name in each.fields:
            if is_hers(each.model, name) and name not in derived:
                told = json.dumps([row[name] for row in sections[each.model].rows], default=str)
                assert any(trace in told.casefold() for trace in TRACES), f"{each.model}.{name}"


def test_each_table_about_persons_is_given_out_and_erased() -> None:
    declared = {
        each.model for each in personal_fields() if apps.get_model(each.model) in set(company_models())
    }
    known = {each.model for each in person_rows()}

    assert declared - NOT_HERS - {"notifications.Suppression"} - known == set()


def test_it_goes_on_where_it_was_cut_off(her: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    ask_for_erasure(customer_id=her.pk, cancels=False, by_user_id=1, now=now)
    steps = 0

    def cut_off(customer: Customer, what: str, *, count: int) -> None:
        nonlocal steps
        steps += 1
        if steps == 5:
            raise ConnectionError
        say(customer, what, count=count)

    say = erasing._say
    monkeypatch.setattr(erasing, "_say", cut_off)
    with pytest.raises(ConnectionError):
        erase_person(customer_id=her.pk, now=now)
    half = Customer.objects.get(pk=her.pk)
    assert half.erased_at is None
    assert len(half.erasure["steps"]) == 4

    erase_person(customer_id=her.pk, now=now)
    erase_person(customer_id=her.pk, now=now)

    assert traces() == []
    assert Appointment.objects.get().status == AppointmentStatus.CONFIRMED


def test_the_others_at_the_number_keep_theirs(her: Customer) -> None:
    CustomerFactory(name="Karl Krautwurst", phone=PHONE)
    call = CallFactory(from_number=PHONE, now=timezone.now())

    ask_for_erasure(customer_id=her.pk, cancels=True, by_user_id=1, now=timezone.now())
    run_erasures(timezone.now())

    assert Customer.objects.known().get().name == "Karl Krautwurst"
    assert Call.objects.get(pk=call.pk).from_number == PHONE
    assert "wilhelmine" not in json.dumps([each.reason for each in CallbackTicket.objects.all()]).casefold()


def test_encrypted_fields_are_read_by_the_search_for_traces(her: Customer) -> None:
    sealed = isinstance(Call._meta.get_field("summary"), EncryptedTextField)
    assert sealed
    assert "telephony.Call.summary" in traces()
