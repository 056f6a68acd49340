from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.testing import WebsocketCommunicator
from django.test import Client
from pytest_django import Settings

from askproai.asgi import application
from askproai.core.events import publish
from booking.models import Appointment, Branch
from booking.services import cancel_appointment
from notifications.events import NotificationStatusChanged
from portal.live import consumers
from portal.live.bell import News, What, channel_of, ring
from telephony.enums import CallSource, Speaker
from telephony.services.calls import end_call
from telephony.services.consents import record_consent
from telephony.services.testcall import start_test_call
from telephony.services.transcripts import add_turn
from tenants.models import Company, Membership
from tests.factories.booking import MONDAY_8
from tests.portal.conftest import member, signed_in

SALON = "salon.localhost"
Capture = Callable[..., Any]


@pytest.fixture(autouse=True)
def _within_this_test(monkeypatch: pytest.MonkeyPatch) -> None:
    # Channels closes connections between two events, and with them the transaction that this test lives in.
    monkeypatch.setattr("channels.db.close_old_connections", lambda: None)


def page_of(
    client: Client, *, host: str = SALON, origin: str = f"http://{SALON}:8000"
) -> WebsocketCommunicator:
    """The socket that a page opens."""
    cookie = f"sessionid={client.cookies['sessionid'].value}" if "sessionid" in client.cookies else ""
    headers = [(b"host", f"{host}:8001".encode()), (b"origin", origin.encode()), (b"cookie", cookie.encode())]
    return WebsocketCommunicator(application, "/ws/live/", headers=headers)


def is_let_in(page: WebsocketCommunicator) -> bool:
    async def knock() -> bool:
        connected, _ = await page.connect()
        await page.disconnect()
        return bool(connected)

    return async_to_sync(knock)()


def pieces_after(client: Client, act: Callable[[], object], capture: Capture) -> list[dict[str, Any]]:
    """What an open page is sent when ``act`` has been committed."""

    def commit() -> None:
        with capture(execute=True):
            act()

    async def watch() -> list[dict[str, Any]]:
        page = page_of(client)
        assert (await page.connect())[0]
        await sync_to_async(commit)()
        found = []
        while not await page.receive_nothing(timeout=0.2):
            found.append(await page.receive_json_from())
        await page.disconnect()
        return found

    return async_to_sync(watch)()


def test_line_lets_members_in(owner: Client) -> None:
    assert is_let_in(page_of(owner))


def test_line_turns_strangers_away(company: Company) -> None:
    assert not is_let_in(page_of(Client()))


def test_line_turns_away_a_page_of_another_host(owner: Client) -> None:
    assert not is_let_in(page_of(owner, origin="https://boese.example"))
    assert not is_let_in(page_of(owner, origin=""))


def test_line_turns_away_members_of_another_company(company: Company, other_company: Company) -> None:
    dentist = signed_in(member(other_company, email="dr@sommer.example"), company)

    assert not is_let_in(page_of(dentist))


def test_line_turns_away_a_session_that_was_made_for_another_company(
    company: Company, other_company: Company
) -> None:
    both = member(company)
    Membership.objects.create(user=both, company=other_company, role="owner")

    assert not is_let_in(page_of(signed_in(both, other_company)))


def test_line_of_an_unknown_host_does_not_exist(owner: Client) -> None:
    assert not is_let_in(page_of(owner, host="niemand.localhost", origin="http://niemand.localhost"))


def test_call_appears_grows_and_goes(
    owner: Client, branch: Branch, django_capture_on_commit_callbacks: Capture
) -> None:
    def call_through() -> None:
        call = start_test_call(branch_id=branch.pk, from_number=None, source=CallSource.PHONE, now=MONDAY_8)
        record_consent(call=call, granted=True, wording_version="1", now=MONDAY_8)
        add_turn(call=call, speaker=Speaker.CALLER, text="Guten Tag, <b>Vogel</b>", offset_ms=1000)

    pieces = pieces_after(owner, call_through, django_capture_on_commit_callbacks)

    card, words, topic = pieces
    assert card["place"] == "live-calls"
    assert card["id"] in card["html"]
    assert words["place"] == f"{card['id']}-parts"
    assert "Guten Tag, &lt;b&gt;Vogel&lt;/b&gt;" in words["html"]
    assert topic["topic"] == card["id"].removeprefix("live-")


def test_call_without_consent_shows_no_words(
    owner: Client, branch: Branch, django_capture_on_commit_callbacks: Capture
) -> None:
    def call_through() -> None:
        call = start_test_call(branch_id=branch.pk, from_number=None, source=CallSource.PHONE, now=MONDAY_8)
        add_turn(call=call, speaker=Speaker.CALLER, text="Geheim", offset_ms=1000)

    pieces = pieces_after(owner, call_through, django_capture_on_commit_callbacks)

    assert not any("Geheim" in piece["html"] for piece in pieces)


def test_call_that_ended_leaves_the_page(
    owner: Client, branch: Branch, django_capture_on_commit_callbacks: Capture
) -> None:
    call = start_test_call(branch_id=branch.pk, from_number=None, now=MONDAY_8)
    pieces = pieces_after(
        owner,
        lambda: end_call(call_id=call.pk, reason="user_hangup", now=MONDAY_8),
        django_capture_on_commit_callbacks,
    )

    assert pieces[0]["id"] == f"live-call-{call.pk}"
    assert pieces[0]["html"] == ""
    assert "calls" in [piece["topic"] for piece in pieces]


def test_change_of_an_appointment_is_told(
    owner: Client, visit: Appointment, django_capture_on_commit_callbacks: Capture
) -> None:
    pieces = pieces_after(
        owner,
        lambda: cancel_appointment(appointment_id=visit.pk, reason="", by="user:1", now=visit.created_at),
        django_capture_on_commit_callbacks,
    )

    assert "appointments" in [piece["topic"] for piece in pieces]


def test_channels_of_companies_are_apart(owner: Client, company: Company, other_company: Company) -> None:
    async def watch() -> bool:
        page = page_of(owner)
        await page.connect()
        await sync_to_async(ring)(other_company, News(What.CALL_CHANGED, 1))
        silent = bool(await page.receive_nothing(timeout=0.2))
        await page.disconnect()
        return silent

    assert channel_of(company) != channel_of(other_company)
    assert async_to_sync(watch)()


def test_line_ends_with_the_membership(
    owner: Client, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "TRUSTED_FOR_S", -1.0)

    async def watch() -> dict[str, Any]:
        page = page_of(owner)
        await page.connect()
        await sync_to_async(Membership.objects.filter(company=company).delete)()
        await sync_to_async(ring)(company, News(What.CALL_CHANGED, 1))
        closed: dict[str, Any] = await page.receive_output()
        return closed

    assert async_to_sync(watch)()["code"] == consumers.NOT_ALLOWED


def test_broker_that_is_away_disturbs_nobody(
    company: Company, branch: Branch, settings: Settings, django_capture_on_commit_callbacks: Capture
) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    with django_capture_on_commit_callbacks(execute=True):
        call = start_test_call(branch_id=branch.pk, from_number=None, now=MONDAY_8)

    assert call.pk


def test_progress_of_a_message_is_told(
    owner: Client, company: Company, django_capture_on_commit_callbacks: Capture
) -> None:
    sent = NotificationStatusChanged(notification_id=1, appointment_id=7, state="delivered")

    pieces = pieces_after(owner, lambda: publish(sent), django_capture_on_commit_callbacks)

    assert [piece["topic"] for piece in pieces] == ["appointment-7"]
