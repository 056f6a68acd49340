from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Upper
from django.test.utils import CaptureQueriesContext

from askproai.core.rows import Prepared, insert, insert_and_update, insert_new, insert_with, update
from booking.models import Appointment, Customer, IdempotencyKey, Service
from booking.services.customers import name_key
from tests.factories.booking import (
    MONDAY_8,
    AppointmentFactory,
    BranchFactory,
    CustomerFactory,
    ServiceFactory,
    StaffMemberFactory,
)

pytestmark = pytest.mark.usefixtures("company")


def person(name: str, **fields: object) -> Customer:
    return Customer(name=name, name_key=name_key(name), created_at=MONDAY_8, **fields)


def test_prepared_gives_what_the_queryset_gives() -> None:
    service = ServiceFactory()
    anna = StaffMemberFactory(branches=[BranchFactory()], services=[service])
    appointment = AppointmentFactory(staff=anna, service=service, note="mit Hund")
    by_id: Prepared[Appointment] = Prepared(
        lambda pk: Appointment.objects.select_related("customer", "branch").filter(pk=pk)
    )
    by_id.first(appointment.pk)

    with CaptureQueriesContext(connection) as asked:
        found = by_id.first(appointment.pk)
        assert found is not None
        names = (found.customer.name, found.branch.name)

    stored = Appointment.objects.get(pk=appointment.pk)
    assert len(asked) == 1
    assert names == (stored.customer.name, stored.branch.name)
    assert {field.attname: getattr(found, field.attname) for field in found._meta.concrete_fields} == {
        field.attname: getattr(stored, field.attname) for field in stored._meta.concrete_fields
    }


def test_prepared_gives_what_was_annotated() -> None:
    clara = CustomerFactory(name="Clara Weber")
    by_id: Prepared[Customer] = Prepared(
        lambda pk: Customer.objects.filter(pk=pk).annotate(shouted=Upper("name"))
    )

    assert [by_id.first(clara.pk).shouted for _ in range(2)] == ["CLARA WEBER"] * 2  # type: ignore[union-attr]


def test_prepared_is_asked_again_for_other_arguments() -> None:
    clara, ben = CustomerFactory(name="Clara Weber"), CustomerFactory(name="Ben Yılmaz")
    by_id: Prepared[Customer] = Prepared(lambda pk: Customer.objects.filter(pk=pk))

    assert [by_id.first(clara.pk), by_id.first(ben.pk), by_id.first(0)] == [clara, ben, None]
    assert by_id.all(clara.pk) == [clara]


def test_prepared_refuses_arguments_in_another_order_than_they_stand_in_the_sql() -> None:
    # Django sorts the conditions of one filter() by name.
    twisted: Prepared[Customer] = Prepared(
        lambda phone, name: Customer.objects.filter(phone_index=phone, name_key=name)
    )

    with pytest.raises(ValueError, match="another order"):
        twisted.first(b"0123456789abcdef", "clara weber")


def test_prepared_does_not_learn_from_arguments_that_look_alike() -> None:
    both: Prepared[Service] = Prepared(lambda at_least, pk: Service.objects.filter(pk__gte=at_least, pk=pk))
    service = ServiceFactory()

    assert both.first(service.pk, service.pk) == service
    with pytest.raises(ValueError, match="another order"):
        both.first(service.pk - 1, service.pk)


def test_insert_stores_rows_as_django_does() -> None:
    clara, ben = person("Clara Weber", phone="+4915112345678"), person("Ben Yılmaz", email="ben@example.com")

    insert([clara, ben])

    stored = {row.pk: row for row in Customer.objects.all()}
    assert (stored[clara.pk].name, stored[clara.pk].phone) == ("Clara Weber", "+4915112345678")
    assert (stored[ben.pk].name, stored[ben.pk].email) == ("Ben Yılmaz", "ben@example.com")


def test_insert_of_nothing_asks_nothing() -> None:
    with CaptureQueriesContext(connection) as asked:
        insert([])
        assert insert_new([], known_by="name_key") == []

    assert not asked.captured_queries


def test_insert_names_the_constraint_that_it_violates() -> None:
    insert([IdempotencyKey(key="call:1", digest=b"1", created_at=MONDAY_8)])

    with pytest.raises(IntegrityError, match="idempotency_key_unique"), transaction.atomic():
        insert([IdempotencyKey(key="call:1", digest=b"2", created_at=MONDAY_8)])


def test_insert_new_tells_which_rows_were_not_there() -> None:
    insert([IdempotencyKey(key="call:1", digest=b"1", created_at=MONDAY_8)])
    again = IdempotencyKey(key="call:1", digest=b"2", created_at=MONDAY_8)
    other = IdempotencyKey(key="call:2", digest=b"3", created_at=MONDAY_8)

    assert insert_new([again, other], known_by="key") == [other]

    assert again.pk is None
    assert {row.key: bytes(row.digest) for row in IdempotencyKey.objects.all()} == {
        "call:1": b"1",
        "call:2": b"3",
    }


def test_insert_with_returns_what_the_tail_asks_for() -> None:
    [(key, name)] = insert_with([person("Clara Weber")], "RETURNING id, name")

    assert Customer.objects.get(pk=key).name == name == "Clara Weber"


def test_insert_with_does_something_with_what_was_inserted_in_one_statement() -> None:
    insert([IdempotencyKey(key="call:1", digest=b"1", created_at=MONDAY_8)])
    key = IdempotencyKey(key="call:2", digest=b"2", created_at=MONDAY_8)

    with CaptureQueriesContext(connection) as asked:
        told = insert_with([key], "RETURNING key", then="SELECT key || %s FROM inserted", arguments=["!"])

    assert len(asked) == 1
    assert told == [("call:2!",)]


def test_update_writes_the_named_fields_only() -> None:
    clara = CustomerFactory(name="Clara Weber", email="clara@example.com")
    clara.name, clara.email = "Clara Winter", "winter@example.com"

    update(clara, "email")

    stored = Customer.objects.get(pk=clara.pk)
    assert (stored.name, stored.email) == ("Clara Weber", "winter@example.com")


def test_insert_and_update_does_both_in_one_statement() -> None:
    clara = CustomerFactory(email="")
    clara.email = "clara@example.com"
    key = IdempotencyKey(key="call:1", digest=b"1", created_at=MONDAY_8)

    with CaptureQueriesContext(connection) as asked:
        insert_and_update(key, clara, "email")

    assert len(asked) == 1
    assert IdempotencyKey.objects.get() == key
    assert Customer.objects.get(pk=clara.pk).email == "clara@example.com"
