"""Status callbacks through the front door."""

from __future__ import annotations

import itertools
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from askproai.standins.signing import TwilioAlgorithm, twilio_signature
from askproai.standins.testing import RunningStandins
from notifications.enums import NotificationState, Reason
from notifications.models import Notification, Suppression
from tenants.connections.models import Connection
from tenants.connections.services import hooks_url
from tenants.context import company_scope, current_company
from tenants.inbox.models import InboundEvent
from tenants.inbox.services import process_due
from tenants.models import Company
from tests.factories.notifications import Outbox, Salon

SID = "SM" + "1" * 32
WAY = ("queued", "sent", "delivered")


@pytest.fixture
def sms(salon: Salon, outbox: Outbox, standins: RunningStandins) -> Notification:
    """A confirmation that Twilio has taken over."""
    standins.fail("twilio", "no_webhooks", count=1000)
    salon.book()
    outbox.work()
    Notification.objects.filter(channel="sms").update(
        provider_id=SID,
        state=NotificationState.SENT,
        status_rank=1,
        provider_status="accepted",
        delivered_at=None,
    )
    return Notification.objects.get(channel="sms")


def post(
    settings: Settings,
    status: str,
    *,
    reference: str = "",
    sid: str = SID,
    token: str = "",
    base: str = "",
    algorithm: TwilioAlgorithm = "HMAC_SHA1",
    **more: str,
) -> int:
    account = {"AccountSid": settings.TWILIO["account_sid"], "ApiVersion": "2010-04-01"}
    form = {
        "MessageSid": sid,
        "SmsSid": sid,
        "MessageStatus": status,
        "To": "+4915112345678",
        **account,
        **more,
    }
    url = f"{base or hooks_url('twilio')}/status/" + (f"?ref={reference}" if reference else "")
    signature = twilio_signature(
        auth_token=token or settings.TWILIO["auth_token"], url=url, params=form.items(), algorithm=algorithm
    )
    parts = urlsplit(url)
    with company_scope(current_company()):  # the request leaves its own company behind
        response = Client().post(
            f"{parts.path}?{parts.query}",
            urlencode(form),
            content_type="application/x-www-form-urlencoded",
            headers={"host": parts.netloc, "x-twilio-signature": signature},
        )
    return response.status_code


def work() -> None:
    process_due(timezone.now())


@pytest.mark.parametrize("order", list(itertools.permutations(WAY)), ids=",".join)
def test_callbacks_in_any_order_end_in_delivered(
    sms: Notification, settings: Settings, order: tuple[str, ...]
) -> None:
    for status in order:
        assert post(settings, status, reference=str(sms.reference)) == 204
        work()

    sms.refresh_from_db()
    assert (sms.state, sms.provider_status) == (NotificationState.DELIVERED, "delivered")
    assert sms.delivered_at is not None


def test_callback_read_follows_delivered_and_nothing_follows_undelivered(
    sms: Notification, settings: Settings
) -> None:
    for status in ("delivered", "read", "sent", "undelivered"):
        post(settings, status)
    work()
    sms.refresh_from_db()
    assert (sms.state, sms.provider_status) == (NotificationState.DELIVERED, "read")


@pytest.mark.parametrize(
    ("code", "reason", "suppressed"),
    [("30003", Reason.TEMPORARY, 0), ("30006", Reason.ADDRESS_UNUSABLE, 1), ("21610", Reason.OPTED_OUT, 1)],
)
def test_callback_undelivered_says_why_and_stops_at_dead_numbers(
    sms: Notification, settings: Settings, code: str, reason: Reason, suppressed: int
) -> None:
    post(settings, "undelivered", ErrorCode=code)
    post(settings, "delivered")
    work()

    sms.refresh_from_db()
    assert (sms.state, sms.reason, sms.error_code) == (NotificationState.UNDELIVERED, reason, code)
    assert Suppression.objects.count() == suppressed


def test_callback_replayed_is_one_event(sms: Notification, settings: Settings) -> None:
    for _ in range(5):
        assert post(settings, "sent") == 204

    assert InboundEvent.objects.filter(provider="twilio").count() == 1


def test_callback_forged_leaves_no_row(sms: Notification, settings: Settings) -> None:
    assert post(settings, "delivered", token="guessed") == 401

    assert not InboundEvent.objects.exists()


def test_callback_of_another_account_leaves_no_row(sms: Notification, settings: Settings) -> None:
    assert post(settings, "delivered", AccountSid="AC" + "9" * 32) == 401

    assert not InboundEvent.objects.exists()


def test_callback_without_a_configured_token_is_never_accepted(sms: Notification, settings: Settings) -> None:
    url = hooks_url("twilio")
    settings.TWILIO = {**settings.TWILIO, "auth_token": ""}

    assert post(settings, "delivered", token="\0", base=url) == 401
    signature_of_nothing = twilio_signature(auth_token="", url=f"{url}/status/", params=[])
    parts = urlsplit(url)
    answer = Client().post(
        f"{parts.path}/status/",
        "",
        content_type="application/x-www-form-urlencoded",
        headers={"host": parts.netloc, "x-twilio-signature": signature_of_nothing},
    )
    assert answer.status_code == 401


def test_callback_to_another_companys_path_leaves_no_row(
    sms: Notification, settings: Settings, other_company: Company
) -> None:
    own = hooks_url("twilio")
    with company_scope(other_company):
        foreign = hooks_url("twilio")
    # The path of the one under the host of the other.
    mixed = foreign.split("/hooks/")[0] + "/hooks/" + own.split("/hooks/")[1]

    assert post(settings, "delivered", base=mixed) == 404

    with company_scope(other_company):
        assert not InboundEvent.objects.exists()
    assert not InboundEvent.objects.exists()


def test_callback_of_a_message_nobody_knows_changes_nothing(sms: Notification, settings: Settings) -> None:
    assert post(settings, "delivered", sid="SM" + "2" * 32) == 204
    work()

    sms.refresh_from_db()
    assert sms.state == NotificationState.SENT
    assert InboundEvent.objects.get().state == InboundEvent.State.DONE


def test_callback_before_our_own_answer_is_found_by_its_reference(
    sms: Notification, settings: Settings
) -> None:
    Notification.objects.filter(pk=sms.pk).update(
        provider_id="", sent_at=None, state=NotificationState.SENDING, status_rank=0
    )

    post(settings, "delivered", reference=str(sms.reference))
    work()

    sms.refresh_from_db()
    assert (sms.state, sms.provider_id) == (NotificationState.DELIVERED, SID)
    assert sms.is_accepted


def test_callback_is_kept_without_a_number_or_a_name(sms: Notification, settings: Settings) -> None:
    post(settings, "sent", reference=str(sms.reference))

    payload = InboundEvent.objects.get().payload
    assert payload is not None
    assert "+49" not in str(payload)


def test_shared_key_ends_sha1(sms: Notification, settings: Settings) -> None:
    Connection.objects.filter(provider="twilio").update(credentials={"shared_key": "the shared key"})

    assert post(settings, "sent") == 401
    assert post(settings, "sent", token="the shared key") == 401
    assert post(settings, "sent", token="the shared key", algorithm="HMAC_SHA256") == 204


@pytest.mark.parametrize("status", ["", "receiving", "nonsense"])
def test_callback_that_says_nothing_changes_nothing(
    sms: Notification, settings: Settings, status: str
) -> None:
    assert post(settings, status) in {204, 400}

    assert not InboundEvent.objects.exists()
