"""What we send fits what the providers publish."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings
from jsonschema import Draft202012Validator

from askproai.core.http import ProviderHttp
from askproai.standins.testing import RunningStandins
from notifications.enums import Channel
from notifications.ports import Sms
from notifications.providers.twilio.account import TwilioAccount
from notifications.providers.twilio.client import TwilioSms
from tests.factories.notifications import Outbox, Salon

SPECS = Path(__file__).parents[2] / "contracts" / "specs"


def check(document: str, schema: str, body: Any) -> None:
    loaded = json.loads((SPECS / f"{document}.json").read_text())
    Draft202012Validator({"$ref": f"#/components/schemas/{schema}", **loaded}).validate(body)


class ListeningHttp(ProviderHttp):
    """The real thing, and a note of the last form it sent."""

    form: dict[str, str]

    def call(self, method: str, path: str, **request: Any) -> httpx.Response:
        self.form = request.get("data", {})
        return super().call(method, path, **request)


@pytest.mark.parametrize("service", ["", "MG" + "0" * 32])
def test_sms_fits_the_published_request(standins: RunningStandins, service: str) -> None:
    account = TwilioAccount(
        account_sid=settings.TWILIO["account_sid"],
        auth_tokens=(settings.TWILIO["auth_token"],),
        sender="+4930123456",
        messaging_service_sid=service,
        shared_key="",
    )
    http = ListeningHttp(
        provider="twilio",
        base_url=settings.TWILIO["base_url"],
        timeout_s=settings.TWILIO["timeout_s"],
        auth=(account.account_sid, account.auth_tokens[0]),
    )

    receipt = TwilioSms(http, account=account).send(
        Sms(
            to="+4915112345678",
            body="Hallo",
            status_url="http://salon.localhost/",
            valid_for=timedelta(hours=1),
        )
    )

    check("twilio", "CreateMessage", {**http.form, "ValidityPeriod": int(http.form["ValidityPeriod"])})
    assert http.form["ValidityPeriod"] == "3600"
    assert ("From" in http.form) == (service == "")
    assert receipt.provider_id == standins.sms[0].sid


def test_mail_fits_the_published_request(salon: Salon, outbox: Outbox, standins: RunningStandins) -> None:
    salon.book()
    outbox.work(Channel.EMAIL)

    [mail] = standins.mails
    check("sendgrid_mail", "MailSend", mail.request)
    assert set(mail.custom_args) == {"tenant_id", "msg_id"}
    assert mail.request["tracking_settings"] == {
        "click_tracking": {"enable": False},
        "open_tracking": {"enable": False},
    }
    assert mail.request["attachments"][0]["type"] == "text/calendar; charset=utf-8; method=REQUEST"
