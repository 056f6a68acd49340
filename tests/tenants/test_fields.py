from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection

from askproai.core.errors import Malformed
from tenants.connections.models import Connection
from tenants.connections.services import connect
from tenants.context import company_scope
from tenants.fields import phone_index
from tenants.inbox.models import InboundEvent
from tenants.models import Company

NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)
TABLE = Connection._meta.db_table


def raw(column: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {TABLE}")
        return bytes(cursor.fetchone()[0])


def write_raw(column: str, sealed: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET {column} = %s", [sealed])


def connected(secret: str) -> Connection:
    return connect(provider="twilio", credentials={"auth_token": secret}, now=NOON)


def test_values_lie_in_the_database_as_ciphertext(company: Company) -> None:
    made = connected("geheim-ist-geheim")

    sealed = raw("credentials")

    assert b"geheim" not in sealed
    assert b"auth_token" not in sealed
    assert made.path_secret.encode() not in raw("path_secret")


def test_values_come_back_through_the_model(company: Company) -> None:
    connected("gräßlich 🔑")

    assert Connection.objects.get().credentials == {"auth_token": "gräßlich 🔑"}


def test_same_value_is_sealed_differently_each_time(company: Company) -> None:
    made = connected("geheim")
    before = raw("credentials")

    made.save()

    assert raw("credentials") != before


def test_value_cannot_be_moved_to_another_company(company: Company, other_company: Company) -> None:
    connected("geheim")
    sealed = raw("credentials")
    with company_scope(other_company):
        connected("anderes")
        write_raw("credentials", sealed)

        with pytest.raises(Malformed):
            Connection.objects.get()


def test_value_cannot_be_moved_to_another_column(company: Company) -> None:
    connected("geheim")

    write_raw("path_secret", raw("credentials"))

    with pytest.raises(Malformed):
        Connection.objects.get()


def test_altered_value_is_refused(company: Company) -> None:
    connected("geheim")
    sealed = bytearray(raw("credentials"))
    sealed[20] ^= 1

    write_raw("credentials", bytes(sealed))

    with pytest.raises(Malformed):
        Connection.objects.get()


def test_null_stays_null_and_update_encrypts(company: Company) -> None:
    event = InboundEvent.objects.create(
        provider="retell",
        external_id="1",
        kind="call_ended",
        subject="call_1",
        payload=None,
        due_at=NOON,
        received_at=NOON,
    )
    assert InboundEvent.objects.get().payload is None

    InboundEvent.objects.filter(pk=event.pk).update(payload={"name": "Anna"})

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT payload FROM {InboundEvent._meta.db_table}")
        assert b"Anna" not in bytes(cursor.fetchone()[0])
    assert InboundEvent.objects.get().payload == {"name": "Anna"}


def test_phone_index_finds_the_same_number_in_one_company_only(
    company: Company, other_company: Company
) -> None:
    here = phone_index("+4915123456789")

    assert phone_index("+4915123456789") == here
    assert phone_index("+4915123456780") != here
    with company_scope(other_company):
        assert phone_index("+4915123456789") != here
