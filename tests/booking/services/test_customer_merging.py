"""Two entries of one person become one, with everything, and two again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import models

from booking.enums import AppointmentSource, RepeatUnit
from booking.errors import CustomerUnknown
from booking.models import Appointment, Customer, Offer, Series, WaitlistEntry
from booking.queries.duplicates import Sameness, likely_duplicates
from booking.services.customer_merging import (
    MergeNotUndoable,
    NotTwoCustomers,
    keep_apart,
    merge_customers,
    references,
    undo_merge,
    what_moves,
)
from booking.services.customer_notes import write_note
from telephony.models import Call, CallbackTicket, Consent
from tenants.models import Company
from tests.factories.booking import MONDAY_8, AppointmentFactory, CustomerFactory
from tests.factories.telephony import CallFactory
from tests.telephony.conftest import furnish


@pytest.fixture
def two(company: Company) -> tuple[Customer, Customer]:
    """Clara with a number, and Clara as she was imported, with everything hanging on the second entry."""
    kept = CustomerFactory(name="Clara Weber", phone="+491512345678")
    gone = CustomerFactory(name="Clara Webber", phone="+491512345678", email="clara@mail.example")
    salon = furnish()
    appointment = AppointmentFactory(customer=gone, staff=salon.anna, service=salon.cut, waived=[])
    terms = {"service": appointment.service, "staff": appointment.staff, "branch": appointment.branch}
    Series.objects.create(
        customer=gone, unit=RepeatUnit.WEEK, starts_on=date(2026, 4, 1), at="10:00", last_on=date(2026, 5, 1),
        source=AppointmentSource.PORTAL, idempotency_key="x", digest=b"x", created_at=MONDAY_8, **terms,
    )  # fmt: skip
    Offer.objects.create(
        customer=gone, service_version=1, period=appointment.period, price_kind="fixed", currency="EUR",
        holder="web:1", offered_at=MONDAY_8, created_at=MONDAY_8, expires_at=MONDAY_8, **terms,
    )  # fmt: skip
    WaitlistEntry.objects.create(customer=gone, service_ids=[1], source="portal", created_at=MONDAY_8)
    call = CallFactory()
    Call.objects.update(customer=gone, proven_customer_ids=[gone.pk])
    Consent.objects.create(customer=gone, granted=True, wording_version="1", at=MONDAY_8)
    CallbackTicket.objects.create(call=call, customer=gone, created_at=MONDAY_8, due_at=MONDAY_8)
    return kept, gone


def owners(gone_id: int) -> set[type[models.Model]]:
    return {model for model, column in references() if model._meta.base_manager.filter(**{column: gone_id})}


def test_every_table_that_knows_customers_goes_over(two: tuple[Customer, Customer]) -> None:
    kept, gone = two
    everything = {model for model, _column in references()}
    # Whoever adds a table that points to a customer adds a row of it here.
    assert owners(gone.pk) == everything == {
        Appointment, Series, Offer, WaitlistEntry, Call, Consent, CallbackTicket
    }  # fmt: skip
    assert sum(each.count for each in what_moves(gone.pk)) == len(everything)

    merge_customers(kept_id=kept.pk, gone_id=gone.pk, by_user_id=1, now=MONDAY_8)

    assert owners(kept.pk) == everything
    assert not Customer.objects.filter(pk=gone.pk).exists()
    assert Call.objects.get().proven_customer_ids == [kept.pk]
    assert Customer.objects.get().email == "clara@mail.example"


def test_it_can_be_taken_back_as_long_as_nothing_has_changed(two: tuple[Customer, Customer]) -> None:
    kept, gone = two
    before = Customer.objects.values_list("name", "email_index", "search_keys", "created_at").order_by("pk")
    states = list(before)
    merge_customers(kept_id=kept.pk, gone_id=gone.pk, by_user_id=1, now=MONDAY_8)

    undo_merge(kept_id=kept.pk, now=MONDAY_8 + timedelta(days=1))

    assert list(before.all()) == states
    assert Appointment.objects.get().customer_id == gone.pk
    with pytest.raises(MergeNotUndoable):
        undo_merge(kept_id=kept.pk, now=MONDAY_8)


def test_it_cannot_be_taken_back_once_the_entry_was_changed(two: tuple[Customer, Customer]) -> None:
    kept, gone = two
    merge_customers(kept_id=kept.pk, gone_id=gone.pk, by_user_id=1, now=MONDAY_8)
    write_note(customer_id=kept.pk, text="neu", by_user_id=1, now=MONDAY_8)

    with pytest.raises(MergeNotUndoable):
        undo_merge(kept_id=kept.pk, now=MONDAY_8)


def test_nothing_that_was_written_gets_lost(company: Company) -> None:
    kept = CustomerFactory(name="Clara Weber", phone="+491512345678", extra_minutes={"1": 10})
    gone = CustomerFactory(name="Clara Weber", phone="+491707654321", extra_minutes={"2": 5})
    Customer.objects.filter(pk=gone.pk).update(note="Allergie", flags=["a"], wants_reminders=False)
    write_note(customer_id=gone.pk, text="Zweite", by_user_id=1, now=MONDAY_8)

    one = merge_customers(kept_id=kept.pk, gone_id=gone.pk, by_user_id=1, now=MONDAY_8)

    assert one.note == "Allergie\n+491707654321"
    assert (one.extra_minutes, one.flags, one.wants_reminders) == ({"1": 10, "2": 5}, ["a"], False)
    assert [each["text"] for each in one.notes] == ["Zweite"]


def test_nonsense_is_refused(company: Company) -> None:
    clara = CustomerFactory()

    with pytest.raises(NotTwoCustomers):
        merge_customers(kept_id=clara.pk, gone_id=clara.pk, by_user_id=1, now=MONDAY_8)
    with pytest.raises(CustomerUnknown):
        merge_customers(kept_id=clara.pk, gone_id=0, by_user_id=1, now=MONDAY_8)


def test_likely_pairs_are_suggested_and_put_aside(company: Company) -> None:
    clara = CustomerFactory(name="Clara Weber", phone="+491512345678")
    webber = CustomerFactory(name="Klara Webber", phone="+491512345678")
    CustomerFactory(name="Otto Weber", phone="+491512345678")
    eva = CustomerFactory(name="Eva Huber", phone="+491700000001", email="eva@mail.example")
    other = CustomerFactory(name="Eva Huber-Klein", phone="+491700000002", email="Eva@mail.example")

    found = {(pair.kept.pk, pair.gone.pk): pair.because for pair in likely_duplicates()}

    assert found == {(clara.pk, webber.pk): Sameness.NUMBER, (eva.pk, other.pk): Sameness.ADDRESS}
    keep_apart(customer_id=clara.pk, other_id=webber.pk)
    assert (clara.pk, webber.pk) not in {(pair.kept.pk, pair.gone.pk) for pair in likely_duplicates()}
