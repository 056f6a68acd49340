"""Sending SMS through Twilio's Messages resource."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError, field_validator

from askproai.core.errors import ProviderRejected, ProviderUnavailable
from askproai.core.http import ProviderHttp
from notifications.enums import Reason
from notifications.errors import MessageRefused
from notifications.ports import Sms, SmsReceipt
from notifications.providers.twilio.account import TwilioAccount
from notifications.providers.twilio.statuses import reason_of, report_of

Answer = TypeVar("Answer", bound=BaseModel)

_API = "/2010-04-01/Accounts"
_PAGE_SIZE = 100
_PAGES = 10
# Their clock and ours may differ, and theirs has whole seconds; the text is what identifies the message.
_CLOCK_SKEW = timedelta(minutes=10)


class MessageAnswer(BaseModel):
    """The part of a message resource that we read."""

    sid: str
    status: str
    to: str
    body: str | None = None
    num_segments: int | None = None
    price: Decimal | None = None
    price_unit: str | None = None
    error_code: int | None = None
    date_created: datetime | None = None

    @field_validator("date_created", mode="before")
    @classmethod
    def _rfc_2822(cls, value: object) -> object:
        return parsedate_to_datetime(value) if isinstance(value, str) else value

    def receipt(self) -> SmsReceipt:
        """The message in our words."""
        error_code = "" if self.error_code is None else str(self.error_code)
        report = report_of(self.status, error_code=error_code)
        if report is None:
            raise ProviderUnavailable(provider="twilio", why="unknown status", outcome_unknown=True)
        return SmsReceipt(
            provider_id=self.sid,
            report=report,
            segments=self.num_segments or None,  # 0 while Twilio is still choosing a sender
            price=None if self.price is None else abs(self.price),
            price_currency=(self.price_unit or "").upper()[:3] if self.price is not None else "",
        )


class PageAnswer(BaseModel):
    """One page of a list of messages."""

    messages: list[MessageAnswer]
    next_page_uri: str | None = None


class TwilioSms:
    """Fulfils :class:`~notifications.ports.SmsGateway`."""

    def __init__(self, http: ProviderHttp, *, account: TwilioAccount) -> None:
        self._http = http
        self._account = account
        self._messages = f"{_API}/{account.account_sid}/Messages"

    def send(self, message: Sms) -> SmsReceipt:
        form = {
            "To": message.to,
            "Body": message.body,
            **({"StatusCallback": message.status_url} if message.status_url else {}),
            "ValidityPeriod": str(int(message.valid_for.total_seconds())),
            **self._sender(),
        }
        try:
            response = self._http.call("POST", f"{self._messages}.json", data=form)
        except ProviderRejected as error:
            raise _refusal(error) from error
        return _read(MessageAnswer, response).receipt()

    def find(self, *, to: str, body: str, since: datetime, known: Collection[str]) -> SmsReceipt | None:
        # Not filtered by DateSent: a message that still waits in Twilio's queue has none.
        path, params = f"{self._messages}.json", {"To": to, "PageSize": str(_PAGE_SIZE)}
        for _ in range(_PAGES):
            page = _read(PageAnswer, self._http.call("GET", path, **({"params": params} if params else {})))
            for message in page.messages:
                if message.sid not in known and _is_it(message, body=body, since=since):
                    return message.receipt()
            # Our credentials go nowhere but to our own list, whatever an answer points to.
            if not page.next_page_uri or not page.next_page_uri.startswith(f"{self._messages}.json?"):
                return None
            path, params = page.next_page_uri, {}
        raise ProviderUnavailable(provider="twilio", why="list too long")

    def fetch(self, provider_id: str) -> SmsReceipt:
        return _read(MessageAnswer, self._http.call("GET", f"{self._messages}/{provider_id}.json")).receipt()

    def _sender(self) -> dict[str, str]:
        if self._account.messaging_service_sid:
            return {"MessagingServiceSid": self._account.messaging_service_sid}
        return {"From": self._account.sender}


def _is_it(message: MessageAnswer, *, body: str, since: datetime) -> bool:
    recent = message.date_created is None or message.date_created >= since - _CLOCK_SKEW
    # Ends with: a trial account puts a sentence of its own in front.
    return recent and (message.body or "").strip().endswith(body)


def _refusal(error: ProviderRejected) -> Exception:
    code = str(error.context.get("provider_code") or "")
    reason = reason_of(code)
    if reason == Reason.TEMPORARY:
        return ProviderUnavailable(provider="twilio", error_code=code)
    return MessageRefused(provider="twilio", reason=reason, error_code=code)


def _read(model: type[Answer], response: httpx.Response) -> Answer:
    try:
        return model.model_validate_json(response.content)
    except ValidationError as error:
        # Twilio said yes and the rest of the answer got lost: we have to ask what became of it.
        raise ProviderUnavailable(provider="twilio", why="unreadable answer", outcome_unknown=True) from error
