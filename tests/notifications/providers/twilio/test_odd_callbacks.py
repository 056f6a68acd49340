"""Signed callbacks with what no database can hold: refused or cleaned, never an error of ours."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from notifications.models import Notification
from tenants.inbox.models import InboundEvent
from tests.notifications.providers.twilio.test_webhook import SID, post, sms, work

__all__ = ["sms"]  # the fixture


@pytest.mark.parametrize("text", ["\x00", "SM\x00", "\ufffd" * 300, "💇" * 200])
def test_callback_of_any_characters_is_no_error_of_ours(
    sms: Notification, settings: Settings, text: str
) -> None:
    statuses = [
        post(settings, "delivered", sid=text),
        post(settings, text),
        post(settings, "undelivered", ErrorCode=text),
        post(settings, "sent", reference="%00"),
    ]
    work()

    assert set(statuses) <= {204, 400}
    assert not InboundEvent.objects.filter(state="quarantined").exists()


def test_callback_of_a_megabyte_is_refused_before_it_is_read_as_a_form(
    sms: Notification, settings: Settings
) -> None:
    assert post(settings, "delivered", Body="x" * 1_000_000) == 401
    assert post(settings, "delivered", **{f"Field{number}": "x" for number in range(300)}) == 401
    assert not InboundEvent.objects.exists()
    assert Notification.objects.get(pk=sms.pk).provider_id == SID
