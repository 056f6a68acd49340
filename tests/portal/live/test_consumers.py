from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
import redis
from asgiref.sync import async_to_sync, sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from askproai.asgi import application
from askproai.core.events import publish
from booking.models import Appointment, Branch
from booking.services import cancel_appointment
from notifications.events import NotificationStatusChanged
from portal.live import consumers, hub
from portal.live.bell import BEGINNING, News, What, channel_of, last_place, log_of, ring
from portal.live.pieces import Piece
from telephony.enums import CallSource, Speaker
from telephony.services.calls import end_call
from telephony.services.consents import record_consent
from telephony.services.testcall import start_test_call
from telephony.services.transcripts import add_turn
from tenants.access.support import end_support
from tenants.context import current_company
from tenants.enums import Role
from tenants.models import Company, Membership, SupportGrant, User
from tests.factories.booking import MONDAY_8, BranchFactory
from tests.portal.conftest import member, platform_staff, signed_in, supporting

SALON = "salon.localhost"
Capture = Callable[..., Any]
LAST, THE_END = News(What.MESSAGE_CHANGED, 0), Piece(topic="appointment-0")


@pytest.fixture(autouse=True)
def _within_this_test(monkeypatch: pytest.MonkeyPatch) -> None:
    # Channels closes connections between two events, and with them the transaction that this test lives in.
    monkeypatch.setattr("channels.db.close_old_connections", lambda: None)


@pytest.fixture(autouse=True)
def _empty_log(company: Company) -> None:
    redis.Redis.from_url(settings.REDIS_URL).delete(log_of(company))


def page_of(
    client: Client, *, host: str = SALON, origin: str = f"http://{SALON}:8000", after: str = ""
) -> WebsocketCommunicator:
    """The socket that a page opens."""
    cookie = f"sessionid={client.cookies['sessionid'].value}" if "sessionid" in client.cookies else ""
    headers = [(b"host", f"{host}:8001".encode()), (b"origin", origin.encode()), (b"cookie", cookie.encode())]
    return WebsocketCommunicator(application, f"/ws/live/?nach={after}", headers=headers)


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
        page = await opened(client)
        await sync_to_async(commit)()
        found = await frames_of(page)
        await page.disconnect()
        return [piece for frame in found for piece in frame["pieces"]]

    return async_to_sync(watch)()


async def opened(client: Client, **address: str) -> WebsocketCommunicator:
    """A page that has begun to listen and knows no place: it is told to load afresh."""
    page = page_of(client, **address)
    assert (await page.connect())[0]
    assert await page.receive_json_from() == {"pieces": [{"topic": "reload"}]}
    return page


async def frames_of(page: WebsocketCommunicator) -> list[dict[str, Any]]:
    """Everything that comes up to a last news, which is told for this alone."""
    await sync_to_async(ring)(current_company(), LAST)
    found = []
    while (frame := await page.receive_json_from(timeout=10))["pieces"] != [asdict(THE_END)]:
        found.append(frame)
    return found


def frames_after(client: Client, place: str) -> list[dict[str, Any]]:
    """What a page is sent that comes back and knows everything up to a place."""

    async def watch() -> list[dict[str, Any]]:
        page = page_of(client, after=place)
        assert (await page.connect())[0]
        found = await frames_of(page)
        await page.disconnect()
        return found

    return async_to_sync(watch)()


def topics(frames: list[dict[str, Any]]) -> list[str]:
    return [piece["topic"] for frame in frames for piece in frame["pieces"]]


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


def test_line_of_staff_ends_with_the_companys_consent(company: Company) -> None:
    client, grant = supporting(platform_staff(), company), SupportGrant.objects.get()
    sabine = User.objects.get(pk=grant.granted_by_id)

    async def watch() -> list[bool]:
        page = page_of(client)
        connected, _ = await page.connect()
        await sync_to_async(end_support)(company=company, user=sabine, grant_id=grant.pk, now=timezone.now())
        await sync_to_async(ring)(company, LAST)
        told = await page.receive_output(timeout=5)
        while told["type"] == "websocket.send":
            told = await page.receive_output(timeout=5)
        return [bool(connected), told == {"type": "websocket.close", "code": consumers.NOT_ALLOWED}]

    assert async_to_sync(watch)() == [True, True]


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
        page = await opened(owner)
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
        page = await opened(owner)
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


def test_page_that_comes_back_is_told_what_it_missed(owner: Client, company: Company) -> None:
    ring(company, News(What.CALL_CHANGED, 1))
    place = last_place(company)
    for number in (2, 3, 4):
        ring(company, News(What.MESSAGE_CHANGED, number))

    frames = frames_after(owner, place)

    assert topics(frames) == ["appointment-2", "appointment-3", "appointment-4"]
    assert frames_after(owner, frames[1]["place"]) == frames[2:]
    assert frames_after(owner, frames[-1]["place"]) == []


def test_page_knows_from_its_first_moment_what_it_may_miss(owner: Client, company: Company) -> None:
    ring(company, News(What.CALL_CHANGED, 1))
    page = owner.get("/").content.decode()
    ring(company, News(What.MESSAGE_CHANGED, 7))

    [place] = re.findall(r'data-live-place="([^"]+)"', page)

    assert topics(frames_after(owner, place)) == ["appointment-7"]


def test_page_of_before_the_first_news_misses_none(owner: Client, company: Company) -> None:
    place = last_place(company)
    ring(company, News(What.MESSAGE_CHANGED, 7))

    assert place == BEGINNING
    assert topics(frames_after(owner, place)) == ["appointment-7"]


@pytest.mark.parametrize("place", ["1-0", "", "quatsch", "9" * 16 + "-0", "-", "1-0'"])
def test_page_loads_afresh_where_nobody_can_tell_what_it_missed(
    owner: Client, company: Company, place: str
) -> None:
    ring(company, News(What.CALL_CHANGED, 1))

    assert frames_after(owner, place) == [{"pieces": [{"topic": "reload"}]}]


def test_page_that_was_away_too_long_loads_afresh(owner: Client, company: Company) -> None:
    ring(company, News(What.CALL_CHANGED, 1))
    place = last_place(company)
    for number in range(hub.BACKLOG + 1):
        ring(company, News(What.MESSAGE_CHANGED, number))

    assert topics(frames_after(owner, place)) == ["reload"]


def test_news_between_listening_and_reading_the_log_come_once(
    owner: Client, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring(company, News(What.CALL_CHANGED, 1))
    place, reading = last_place(company), hub.Hub.missed

    async def something_happens_first(self: hub.Hub, *args: Any) -> Any:
        await sync_to_async(ring)(company, News(What.MESSAGE_CHANGED, 8))
        return await reading(self, *args)

    async def watch() -> list[dict[str, Any]]:
        page = page_of(owner, after=place)
        assert (await page.connect())[0]
        found = [await page.receive_json_from(timeout=10), *await frames_of(page)]
        await page.disconnect()
        return found

    monkeypatch.setattr(hub.Hub, "missed", something_happens_first)

    assert topics(async_to_sync(watch)()) == ["appointment-8"]


def test_words_of_a_branch_reach_only_those_who_work_for_it(
    company: Company, branch: Branch, django_capture_on_commit_callbacks: Capture
) -> None:
    elsewhere = BranchFactory(name="Süd", slug="sued")
    staff = member(company, Role.STAFF)
    Membership.objects.filter(user=staff).update(branch_ids=[elsewhere.pk])

    def call_through(where: Branch) -> None:
        call = start_test_call(branch_id=where.pk, from_number=None, source=CallSource.PHONE, now=MONDAY_8)
        record_consent(call=call, granted=True, wording_version="1", now=MONDAY_8)
        add_turn(call=call, speaker=Speaker.CALLER, text=f"Guten Tag, {where.name}", offset_ms=1000)

    pieces = pieces_after(
        signed_in(staff, company),
        lambda: [call_through(where) for where in (branch, elsewhere)],
        django_capture_on_commit_callbacks,
    )

    html = "".join(piece["html"] for piece in pieces)
    assert "Guten Tag, Süd" in html
    assert f"Guten Tag, {branch.name}" not in html


def test_pages_that_open_at_once_are_told_everything_once(owner: Client, company: Company) -> None:
    async def watch() -> list[list[dict[str, Any]]]:
        pages = [page_of(owner, after=BEGINNING) for _ in range(4)]
        await asyncio.gather(*(page.connect() for page in pages))
        await sync_to_async(ring)(company, News(What.MESSAGE_CHANGED, 7))
        await sync_to_async(ring)(company, LAST)
        found = []
        for page in pages:
            told = [await page.receive_json_from(timeout=10)]
            while told[-1]["pieces"] != [asdict(THE_END)]:
                told.append(await page.receive_json_from(timeout=10))
            found.append(told)
            await page.disconnect()
        return found

    assert [topics(told) for told in async_to_sync(watch)()] == [["appointment-7", "appointment-0"]] * 4
