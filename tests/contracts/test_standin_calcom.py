"""Cal.com's stand-in answers in the shapes Cal.com publishes, and our client sends what Cal.com asks for."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from askproai.core.errors import ProviderUnauthorized
from askproai.standins.calcom import TEAM
from askproai.standins.testing import RunningStandins
from askproai.standins.world import CALCOM_KEY
from booking.ports import AccountKeys, Attendee, Draft, RemoteEventGone, TimeRefused, VersionOutdated
from booking.providers.calcom.account import CalcomAccount, open_account

BOOKINGS = {"cal-api-version": "2024-08-13"}
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
WINDOW = (TOMORROW - timedelta(days=2), TOMORROW + timedelta(days=9))
BODY = {
    "start": TOMORROW.strftime("%Y-%m-%dT%H:%M:%SZ"),
    "eventTypeId": 302,
    "attendee": {
        "name": "Max Weber",
        "email": "max@example.org",
        "timeZone": "Europe/Berlin",
        "language": "de",
    },
    "metadata": {"askpro_idem": "m1", "askpro_version": "1"},
    "routing": {"teamMemberIds": [102]},
}
DRAFT = Draft(
    mark="11111111-1111-4111-8111-111111111111",
    version=1,
    title="Haarschnitt Herren: Max Weber",
    description="Termin ABCD",
    location="",
    starts_at=TOMORROW,
    ends_at=TOMORROW + timedelta(minutes=30),
    zone="Europe/Berlin",
    attendee=Attendee(name="Max Weber", email="max@example.org", phone="+4915112345678"),
    event_type_id="302",
)


@pytest.fixture
def wire(standins: RunningStandins) -> Any:
    headers = {"Authorization": f"Bearer {CALCOM_KEY}"}
    with httpx.Client(base_url=standins.calcom_url, headers=headers, trust_env=False) as client:
        yield client


@pytest.fixture
def account(standins: RunningStandins, settings: Any) -> CalcomAccount:
    settings.CALCOM = {**settings.CALCOM, "base_url": standins.calcom_url}
    return _account({"api_key": CALCOM_KEY})


def _account(credentials: dict[str, str]) -> CalcomAccount:
    def renewed(exchange: Any) -> Any:
        credentials.update(exchange(dict(credentials)))
        return credentials

    keys = AccountKeys(credentials=credentials, renewed=renewed)
    credentials.update(open_account(keys).profile() if "api_key" in credentials else {})
    return open_account(keys)


def test_account_answers_fit(wire: Any, fits: Any) -> None:
    fits("calcom", "GetMeOutput", wire.get("/v2/me").json())
    fits("calcom", "GetTeamsOutput", wire.get("/v2/teams").json())
    # The document calls the page of members a single one.
    for member in wire.get(f"/v2/teams/{TEAM}/memberships").json()["data"]:
        fits("calcom", "TeamMembershipOutput", member)


def test_booking_requests_and_answers_fit(wire: Any, fits: Any) -> None:
    fits("calcom", "CreateBookingInput_2024_08_13", BODY)
    created = wire.post("/v2/bookings", json=BODY, headers=BOOKINGS)
    path = f"/v2/bookings/{created.json()['data']['uid']}"
    move = {"start": (TOMORROW + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")}
    moved = wire.post(f"{path}/reschedule", json=move, headers=BOOKINGS)
    new_path = f"/v2/bookings/{moved.json()['data']['uid']}"
    absent = {"attendees": [{"email": "max@example.org", "absent": True}]}

    assert (created.status_code, moved.status_code) == (201, 201)
    fits("calcom", "CreateBookingOutput_2024_08_13", created.json())
    fits("calcom", "RescheduleBookingInput_2024_08_13", move)
    fits("calcom", "RescheduleBookingOutput_2024_08_13", moved.json())
    fits("calcom", "GetBookingOutput_2024_08_13", wire.get(path, headers=BOOKINGS).json())
    fits("calcom", "MarkAbsentBookingInput_2024_08_13", absent)
    marked = wire.post(f"{new_path}/mark-absent", json=absent, headers=BOOKINGS).json()
    fits("calcom", "MarkAbsentBookingOutput_2024_08_13", marked)
    fits("calcom", "GetBookingsOutput_2024_08_13", wire.get("/v2/bookings", headers=BOOKINGS).json())
    cancelled = wire.post(f"{new_path}/cancel", json={"cancellationReason": "x"}, headers=BOOKINGS).json()
    fits("calcom", "CancelBookingOutput_2024_08_13", cancelled)


def test_webhook_requests_and_answers_fit(wire: Any, fits: Any) -> None:
    order = {
        "subscriberUrl": "https://salon.example/hooks/calcom/secret/events/",
        "active": True,
        "triggers": ["BOOKING_CREATED"],
        "secret": "s",
    }

    fits("calcom", "CreateWebhookInputDto", order)
    fits("calcom", "UserWebhookOutputResponseDto", wire.post("/v2/webhooks", json=order).json())
    fits("calcom", "UserWebhooksOutputResponseDto", wire.get("/v2/webhooks").json())


def test_older_version_is_answered_in_an_older_shape_or_not_at_all(wire: Any) -> None:
    assert "bookings" in wire.get("/v2/bookings").json()["data"]
    assert "eventTypeGroups" in wire.get("/v2/event-types").json()["data"]
    assert wire.post("/v2/bookings", json=BODY).status_code == 404


def test_webhook_is_signed_as_in_the_contract() -> None:
    body = (
        b'{"triggerEvent":"BOOKING_CREATED","createdAt":"2026-11-21T10:00:00.000Z",'
        b'"payload":{"uid":"bk_uid_1","bookingId":91,"status":"ACCEPTED"}}'
    )
    signature = hmac.new(b"cal_webhook_secret", body, hashlib.sha256).hexdigest()

    assert signature == "648dc3728b1d52857deb0c0bdb04fdbf5b488e2a4dcbe881d7749bd72981e358"
    assert json.loads(body)["triggerEvent"] == "BOOKING_CREATED"


def test_client_sees_hosts_and_event_types(account: CalcomAccount) -> None:
    hosts, types = account.calendars(), {each.id: each for each in account.event_types()}

    assert [(each.id, each.address) for each in hosts] == [
        ("101", "anna@salon.example"),
        ("102", "ben@salon.example"),
        ("103", "clara@salon.example"),
    ]
    assert (types["301"].minutes, types["301"].price_cents, types["301"].host_ids) == (
        45,
        4900,
        ("101", "102", "103"),
    )
    assert types["201"].host_ids == ("101",)


def test_client_books_moves_and_cancels(account: CalcomAccount) -> None:
    ben = account.calendar("102")
    made = ben.create(draft=DRAFT)
    later = Draft(**{**_fields(DRAFT), "starts_at": TOMORROW + timedelta(hours=3)})
    moved = ben.change(remote_id=made.id, version=made.version, draft=later)

    assert made.mark == DRAFT.mark
    assert (moved.previous_id, moved.starts_at) == (made.id, later.starts_at)
    old = ben.get(remote_id=made.id)
    assert old
    assert (old.is_gone, old.next_id) == (True, moved.id)
    found = ben.find(mark=DRAFT.mark, window=WINDOW)
    assert found == moved
    ben.delete(remote_id=moved.id, reason="krank")
    ben.delete(remote_id=moved.id, reason="krank")
    gone = ben.find(mark=DRAFT.mark, window=WINDOW)
    assert gone
    assert (gone.id, gone.is_gone) == (moved.id, True)


def test_client_cancels_what_was_moved_there_since(account: CalcomAccount) -> None:
    ben = account.calendar("102")
    made = ben.create(draft=DRAFT)
    later = Draft(**{**_fields(DRAFT), "starts_at": TOMORROW + timedelta(hours=3)})
    moved = ben.change(remote_id=made.id, version=made.version, draft=later)

    ben.delete(remote_id=made.id, reason="krank")

    left = ben.get(remote_id=moved.id)
    assert left
    assert left.is_gone


def test_client_tells_refusals_apart(account: CalcomAccount, standins: RunningStandins) -> None:
    ben = account.calendar("102")
    made = ben.create(draft=DRAFT)
    again = Draft(**{**_fields(DRAFT), "mark": "other"})

    with pytest.raises(TimeRefused) as taken:
        ben.create(draft=again)
    with pytest.raises(VersionOutdated):
        ben.change(remote_id=made.id, version="2020-01-01", draft=again)
    with pytest.raises(RemoteEventGone):
        ben.change(remote_id="unknown", version="", draft=again)
    with pytest.raises(TimeRefused) as past:
        ben.create(draft=Draft(**{**_fields(DRAFT), "starts_at": TOMORROW - timedelta(days=5)}))
    assert taken.value.context["provider_code"] == "slot_gone"
    assert past.value.context["provider_code"] == "past"


def test_client_reads_all_pages_of_one_host(account: CalcomAccount, standins: RunningStandins) -> None:
    for number in range(130):
        start = TOMORROW + timedelta(hours=number)
        standins.standins.calcom.book(event_type_id=302, host_id=103, starts_at=start, name=f"Kunde {number}")
    standins.standins.calcom.book(event_type_id=302, host_id=102, starts_at=TOMORROW, name="Bei Ben")
    clara = account.calendar("103")

    whole = clara.changes(cursor="", window=WINDOW)
    standins.standins.calcom.cancel(whole.events[0].id)
    since = clara.changes(cursor=whole.cursor, window=WINDOW)

    assert (len(whole.events), whole.is_complete) == (130, True)
    assert not since.is_complete
    assert whole.events[0].id in {event.id for event in since.events if event.is_gone}


def test_client_renews_tokens_once_and_gives_up_when_revoked(
    standins: RunningStandins, settings: Any
) -> None:
    settings.CALCOM = {
        **settings.CALCOM,
        "base_url": standins.calcom_url,
        "client_id": "development-client",
        "client_secret": "development-secret",
    }
    oauth = standins.standins.calcom.oauth
    tokens = oauth.grant("anna@salon.example")
    credentials = {"access_token": tokens["access_token"], "refresh_token": tokens["refresh_token"]}
    account = _account(credentials)
    oauth.expire_access()

    assert account.calendars()[0].id == "101"
    assert credentials["refresh_token"] != tokens["refresh_token"]
    oauth.revoke("anna@salon.example")
    oauth.expire_access()
    with pytest.raises(ProviderUnauthorized):
        account.calendars()


def _fields(draft: Draft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in Draft.__slots__}
