from __future__ import annotations

import json

import pytest
from django.test import Client
from pytest_django import Settings

from askproai.standins.webpush import WebPush
from askproai.standins.world import World
from askproai.vapid import new_key
from notifications.alerts.choices import choices_of
from notifications.models import PushSubscription
from tenants.enums import Role
from tenants.models import Company, Membership
from tenants.outbox.models import OutboxEntry
from tests.portal.conftest import member, signed_in

PAGE = "/konto/benachrichtigungen/"
DEVICES = f"{PAGE}geraete/"
SERVICE = "https://push.example.com"
CHROME = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36"


@pytest.fixture(autouse=True)
def _key(settings: Settings) -> None:
    settings.WEBPUSH = {**settings.WEBPUSH, "private_key": new_key()}


def subscription() -> dict[str, object]:
    """What a browser gives after somebody agreed."""
    service = WebPush(World(accounts=None, app_url="", step_seconds=0, retry_seconds=0))  # type: ignore[arg-type]
    return service.subscription(service.subscribe(), base_url=SERVICE)


def add(client: Client, body: object) -> int:
    text = body if isinstance(body, bytes) else json.dumps(body)
    answer = client.post(DEVICES, text, content_type="application/json", headers={"user-agent": CHROME})
    return int(answer.status_code)


def test_device_is_added_once_and_named_as_its_owner_knows_it(owner: Client) -> None:
    mine = subscription()

    assert [add(owner, mine), add(owner, mine)] == [201, 201]
    assert [row.device for row in PushSubscription.objects.all()] == ["Chrome auf Android"]
    assert "Chrome auf Android" in owner.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"endpoint": "https://127.0.0.1/push"},
        {"endpoint": "http://push.example.com/x"},
        {"endpoint": "https://push.example.com/" + "x" * 2000},
        {"keys": {"p256dh": "x" * 87, "auth": "x" * 22}},
        {"keys": {"p256dh": "ä" * 87, "auth": "\x00" * 22}},
        {"keys": {}},
    ],
)
def test_what_is_no_browser_s_is_refused(owner: Client, change: dict[str, object]) -> None:
    assert add(owner, subscription() | change) == 422
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"\x00", b"{}", b"[" * 100_000])
def test_what_cannot_be_read_is_refused(owner: Client, body: bytes) -> None:
    assert add(owner, body) == 422


def test_a_user_has_ten_devices_at_most(owner: Client) -> None:
    for _ in range(11):
        assert add(owner, subscription()) == 201

    assert PushSubscription.objects.count() == 10


def test_devices_of_others_cannot_be_removed_or_tried(owner: Client, company: Company) -> None:
    add(owner, subscription())
    device = PushSubscription.objects.get()
    jana = signed_in(member(company, Role.STAFF, email="jana@haarmonie.example"), company)

    assert jana.post(f"{DEVICES}{device.pk}/entfernen/").status_code == 404
    assert jana.post(f"{DEVICES}{device.pk}/probe/").status_code == 404
    assert owner.post(f"{DEVICES}{device.pk}/probe/").status_code == 302
    assert OutboxEntry.objects.filter(kind="push.test", subject_id=device.pk).exists()
    assert owner.post(f"{DEVICES}{device.pk}/entfernen/").status_code == 302
    assert not PushSubscription.objects.exists()


def test_choices_are_kept_per_member(owner: Client) -> None:
    answer = owner.post(
        PAGE,
        {
            "kinds": ["missed", "booked"],
            "names": "on",
            "is_quiet": "on",
            "quiet_from": "21:30",
            "quiet_until": "06:00",
        },
    )

    choices = choices_of(Membership.objects.get(user__email="sabine@haarmonie.example"))
    assert answer.status_code == 302
    assert choices.kinds == {"missed", "booked"}
    assert choices.names
    assert choices.quiet is not None
    assert [each.isoformat("minutes") for each in choices.quiet] == ["21:30", "06:00"]
    assert 'value="21:30"' in owner.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "answers", [{"kinds": ["weather"]}, {"is_quiet": "on"}, {"is_quiet": "on", "quiet_from": "25:00"}]
)
def test_choices_that_make_no_sense_are_refused(owner: Client, answers: dict[str, object]) -> None:
    assert owner.post(PAGE, answers).status_code == 422
    assert Membership.objects.get(user__email="sabine@haarmonie.example").alerts == {}


def test_staff_are_not_offered_what_only_leads_can_mend(company: Company) -> None:
    page = signed_in(member(company, Role.STAFF), company).get(PAGE).content.decode()

    assert "Verbindung unterbrochen" not in page
    assert "Neuer Termin" in page


def test_without_a_key_nobody_is_asked_for_permission(owner: Client, settings: Settings) -> None:
    settings.WEBPUSH = {**settings.WEBPUSH, "private_key": ""}

    page = owner.get(PAGE).content.decode()

    assert "data-turn-on" not in page
    assert "noch nicht eingerichtet" in page
