"""What providers of calendars tell us: only with their proof, and it only makes us look."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking.models import LinkedCalendar
from tenants.connections.models import Connection
from tenants.connections.services import connect, hooks_url
from tenants.context import company_scope, forget_companies
from tenants.inbox.models import InboundEvent
from tenants.inbox.services import process_due
from tenants.models import Company
from tests.factories.booking import StaffMemberFactory

SECRET = "a-secret-of-this-subscription"


@pytest.fixture(autouse=True)
def _fresh_memory(company: Company) -> None:
    forget_companies()


@pytest.fixture
def watched(company: Company, request: pytest.FixtureRequest) -> LinkedCalendar:
    return _watched(getattr(request, "param", "google_calendar"))


def _watched(provider: str, *, account: str = "1") -> LinkedCalendar:
    """A calendar of which the provider tells us, not due for a long time."""
    now = timezone.now()
    later = now + timedelta(days=1)
    return LinkedCalendar.objects.create(
        connection=connect(provider=provider, account=account, credentials={"label": "x"}, now=now),
        staff=StaffMemberFactory(),
        remote_id="c",
        name="Kalender",
        watch={"id": "w-1", "resource_id": "r-1", "secret": SECRET},
        watch_until=later,
        due_at=later,
        compare_at=later,
        created_at=now,
    )


def _path(calendar: LinkedCalendar, channel: str = "events") -> str:
    connection = calendar.connection
    return f"/{hooks_url(connection.provider, connection=connection).split('/', 3)[3]}/{channel}/"


def _post(path: str, company: Company, *, host: str = "salon.localhost", **request: Any) -> int:
    with company_scope(company):
        return Client(headers={"host": host}).post(path, **request).status_code


def _google(**changes: str) -> dict[str, str]:
    told = {
        "X-Goog-Channel-ID": "w-1",
        "X-Goog-Channel-Token": SECRET,
        "X-Goog-Resource-ID": "r-1",
        "X-Goog-Resource-State": "exists",
        "X-Goog-Message-Number": "7",
    }
    return {**told, **{f"X-Goog-{name.replace('_', '-')}": value for name, value in changes.items()}}


def _notice(**changes: str) -> dict[str, Any]:
    told = {
        "subscriptionId": "w-1",
        "clientState": SECRET,
        "changeType": "updated",
        "resource": "Users/1/Events/2",
    }
    return {**told, **changes}


def _graph(*notices: dict[str, Any]) -> dict[str, Any]:
    return {"data": json.dumps({"value": list(notices)}), "content_type": "application/json"}


def _is_due(calendar: LinkedCalendar) -> bool:
    process_due(timezone.now())
    calendar.refresh_from_db()
    return calendar.due_at <= timezone.now()


def test_google_message_makes_the_calendar_due_once(watched: LinkedCalendar, company: Company) -> None:
    path = _path(watched)

    answers = [_post(path, company, headers=_google()) for _ in range(2)]

    assert answers == [204, 204]
    assert InboundEvent.objects.get().deliveries == 2
    assert _is_due(watched)


def test_first_message_of_a_channel_says_nothing(watched: LinkedCalendar, company: Company) -> None:
    headers = _google(Channel_ID="not-known-yet", Resource_State="sync")

    assert _post(_path(watched), company, headers=headers) == 204
    assert not InboundEvent.objects.exists()


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"Channel_Token": "wrong"}, 401),
        ({"Channel_Token": ""}, 401),
        ({"Channel_ID": "w-2"}, 404),
        ({"Message_Number": "7; DROP TABLE"}, 400),
        ({"Message_Number": ""}, 400),
    ],
)
def test_google_message_without_proof_leaves_nothing(
    watched: LinkedCalendar, company: Company, changes: dict[str, str], status: int
) -> None:
    assert _post(_path(watched), company, headers=_google(**changes)) == status
    assert not InboundEvent.objects.exists()


def test_channel_of_another_company_or_account_opens_nothing(
    watched: LinkedCalendar, company: Company, other_company: Company
) -> None:
    second = _watched("google_calendar", account="2")
    LinkedCalendar.objects.filter(pk=second.pk).update(watch={"id": "w-9", "resource_id": "r", "secret": "s"})

    with company_scope(other_company):
        elsewhere = _post(_path(watched), other_company, host="praxis.localhost", headers=_google())

    assert elsewhere == 404
    # The path of one account, the channel of the other one.
    assert _post(_path(second), company, headers=_google()) == 404
    assert not InboundEvent.objects.exists()


@pytest.mark.parametrize("watched", ["outlook"], indirect=True)
def test_graph_gets_its_token_back_word_for_word(watched: LinkedCalendar, company: Company) -> None:
    token = "Validation: Testing <b>reachability</b> & more ü"

    with company_scope(company):
        answer = Client(headers={"host": "salon.localhost"}).post(
            _path(watched), query_params={"validationToken": token}
        )
        unknown = Client(headers={"host": "salon.localhost"}).post(
            "/hooks/outlook/nobody/events/", query_params={"validationToken": token}
        )

    assert (answer.status_code, answer.content.decode()) == (200, token)
    assert answer["Content-Type"].startswith("text/plain")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert unknown.status_code == 404


@pytest.mark.parametrize("watched", ["outlook"], indirect=True)
def test_graph_notices_are_checked_one_by_one(watched: LinkedCalendar, company: Company) -> None:
    path = _path(watched)
    unknown = _notice(subscriptionId="w-2", clientState="x")

    forged = _post(path, company, **_graph(_notice(), _notice(clientState="wrong")))
    assert not InboundEvent.objects.exists()
    told = _post(path, company, **_graph(_notice(), _notice(), unknown))

    assert (forged, told) == (401, 204)
    assert InboundEvent.objects.count() == 1
    assert _is_due(watched)


@pytest.mark.parametrize("watched", ["outlook"], indirect=True)
@pytest.mark.parametrize(
    ("fate", "in_full", "watch_ends"),
    [
        ("missed", True, False),
        ("subscriptionRemoved", True, True),
        ("reauthorizationRequired", False, True),
    ],
)
def test_fate_of_a_subscription(
    watched: LinkedCalendar, company: Company, fate: str, in_full: bool, watch_ends: bool
) -> None:
    notice = {"subscriptionId": "w-1", "clientState": SECRET, "lifecycleEvent": fate}

    assert _post(_path(watched, "lifecycle"), company, **_graph(notice)) == 204
    assert _is_due(watched)

    now = timezone.now()
    assert (watched.compare_at <= now) is in_full
    assert (watched.watch_until is None or watched.watch_until <= now) is watch_ends


@pytest.mark.parametrize("watched", ["outlook"], indirect=True)
@pytest.mark.parametrize(
    "body", ["", "[]", '{"value": 7}', '{"value": [{}]}', '{"value": [{"subscriptionId": 1}]}']
)
def test_graph_nonsense_is_refused(watched: LinkedCalendar, company: Company, body: str) -> None:
    assert _post(_path(watched), company, data=body, content_type="application/json") == 400


def test_connection_row_is_found_by_its_own_provider_only(watched: LinkedCalendar, company: Company) -> None:
    path = _path(watched).replace("google_calendar", "outlook")

    assert _post(path, company, **_graph(_notice())) == 404
    assert Connection.objects.count() == 1
