from __future__ import annotations

import hashlib
import hmac
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client

from askproai.core.crypto import constant_time_equal
from askproai.core.errors import SignatureInvalid
from askproai.core.foreign_json import read_json
from tenants.connections.models import Connection
from tenants.connections.services import connect, hooks_url
from tenants.context import company_scope
from tenants.inbox import registry, views
from tenants.inbox.models import InboundEvent
from tenants.inbox.ports import Delivery, Envelope
from tenants.inbox.services import process_due
from tenants.models import Company

NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)
KEY = b"acme-webhook-key"


class SignedDoor:
    """Acme signs address and body, and says to which company each event belongs."""

    def open(self, *, delivery: Delivery, connection: Connection | None, now: datetime) -> list[Envelope]:
        given = delivery.headers.get("X-Acme-Signature", "")
        if not constant_time_equal(given, sign(delivery.url, delivery.body)):
            raise SignatureInvalid
        return [
            Envelope(
                external_id=event["id"],
                kind="call_ended",
                subject=event["id"],
                payload=event,
                company_id=event.get("company"),
            )
            for event in read_json(delivery.body)
        ]


def sign(url: str, body: bytes) -> str:
    return hmac.new(KEY, url.encode() + body, hashlib.sha256).hexdigest()


@pytest.fixture(autouse=True)
def _acme(desk: Any) -> None:
    # The desk's own fixture takes it out again.
    registry.register_provider("acme", receiver=SignedDoor(), processor=desk)


@pytest.fixture
def door(company: Company) -> str:
    """The address that Acme was given for the salon's events."""
    connect(provider="acme", credentials={}, now=NOON)
    cache.delete("unverified:acme")  # it outlives tests
    return f"{hooks_url('acme')}/events/"


def post(url: str, body: bytes, *, signature: str | None = None, host: str = "salon.localhost") -> int:
    path = "/" + url.split("/", 3)[3]
    headers = {"host": host, "X-Acme-Signature": sign(url, body) if signature is None else signature}
    # A provider has no CSRF token.
    client = Client(enforce_csrf_checks=True, headers=headers)
    status: int = client.post(path, data=body, content_type="application/json").status_code
    return status


def events(*ids: str, **extra: Any) -> bytes:
    return json.dumps([{"id": each, **extra} for each in ids]).encode()


def stored() -> list[str]:
    return list(InboundEvent.objects.order_by("pk").values_list("external_id", flat=True))


def test_signed_events_are_stored_before_the_answer(company: Company, door: str) -> None:
    assert post(door, events("a", "b")) == 204

    with company_scope(company):
        assert stored() == ["a", "b"]


def test_redelivery_gets_the_same_answer(company: Company, door: str) -> None:
    assert [post(door, events("a")) for _ in range(5)] == [204] * 5

    with company_scope(company):
        assert stored() == ["a"]


def test_same_delivery_twice_at_one_moment_is_taken_once_and_answered_alike(
    committed_company: Company, desk: Any, nudges: list[Any]
) -> None:
    connect(provider="acme", credentials={}, now=NOON)
    door = f"{hooks_url('acme')}/events/"
    start = threading.Barrier(2)

    def provider(_: int) -> int:
        try:
            start.wait(30)
            return post(door, events("a", "b"))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(provider, range(2)))

    process_due(NOON)
    assert statuses == [204, 204]
    assert stored() == ["a", "b"]
    assert nudges == [(committed_company.pk, "inbox")]
    assert [event["payload"]["id"] for event in desk.seen] == ["a", "b"]


def test_unproven_request_leaves_a_counter_and_nothing_else(company: Company, door: str) -> None:
    assert post(door, events("a"), signature="00") == 401
    assert post(door, events("a"), signature="") == 401

    with company_scope(company):
        assert stored() == []
        assert cache.get("unverified:acme") == 2


def test_signature_of_another_address_is_worth_nothing(company: Company, door: str) -> None:
    assert post(door, events("a"), signature=sign("http://evil.example/", events("a"))) == 401


@pytest.mark.parametrize("body", [b"", b"{", b'[{"id": NaN}]', b"[" * 5000])
def test_signed_nonsense_is_a_400(company: Company, door: str, body: bytes) -> None:
    assert post(door, body) == 400


def test_unknown_path_and_unknown_provider_are_the_same_404(company: Company, door: str) -> None:
    wrong_path = "http://salon.localhost:8000/hooks/acme/not-the-secret/events/"

    assert post(wrong_path, events("a")) == 404
    assert post(door.replace("/acme/", "/nobody/"), events("a")) == 404


def test_path_of_one_company_opens_nothing_at_another(
    company: Company, other_company: Company, door: str
) -> None:
    assert post(door.replace("salon.", "praxis."), events("a"), host="praxis.localhost") == 404

    with company_scope(other_company):
        assert stored() == []


def test_door_takes_post_only(company: Company, door: str) -> None:
    client = Client(headers={"host": "salon.localhost"})

    assert client.get("/" + door.split("/", 3)[3]).status_code == 405


def test_database_that_is_away_is_no_success(
    company: Company, door: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: object) -> int:
        raise OperationalError

    monkeypatch.setattr(views, "accept", away)

    with pytest.raises(OperationalError):
        post(door, events("a"))


ACCOUNT = "http://localhost:8000/hooks/acme/events/"


def test_account_wide_events_land_in_their_companies(company: Company, other_company: Company) -> None:
    body = json.dumps(
        [
            {"id": "a", "company": company.pk},
            {"id": "b", "company": other_company.pk},
            {"id": "c", "company": company.pk},
        ]
    ).encode()

    assert post(ACCOUNT, body, host="localhost") == 204

    with company_scope(company):
        assert stored() == ["a", "c"]
    with company_scope(other_company):
        assert stored() == ["b"]


@pytest.mark.parametrize("owner", [None, 10**9])
def test_account_wide_event_of_nobody_is_dropped(company: Company, owner: int | None) -> None:
    assert post(ACCOUNT, events("a", company=owner), host="localhost") == 204

    with company_scope(company):
        assert stored() == []


def test_account_wide_door_is_not_open_on_a_companys_host(company: Company) -> None:
    assert post(ACCOUNT, events("a", company=company.pk), host="salon.localhost") == 404
