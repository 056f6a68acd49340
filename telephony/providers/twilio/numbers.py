"""Finding and buying phone numbers (``AvailablePhoneNumbers``, ``IncomingPhoneNumbers``)."""

from __future__ import annotations

from typing import Any, Final, TypeVar

import httpx
from django.conf import settings
from pydantic import BaseModel, ValidationError

from askproai.core.errors import ProviderRejected
from askproai.core.http import ProviderHttp
from telephony.errors import NumberGone
from telephony.ports import FreeNumber, OwnNumber

Answer = TypeVar("Answer", bound=BaseModel)
_GONE: Final = "21422"


class _Available(BaseModel):
    phone_number: str
    locality: str | None = None


class _AvailablePage(BaseModel):
    available_phone_numbers: list[_Available]


class _Incoming(BaseModel):
    sid: str
    phone_number: str


class _IncomingPage(BaseModel):
    incoming_phone_numbers: list[_Incoming]


class TwilioNumbers:
    """Fulfils :class:`~telephony.ports.SellsNumbers` with the platform's own account."""

    def __init__(self, http: ProviderHttp, *, account_sid: str) -> None:
        self._http = http
        self._base = f"/2010-04-01/Accounts/{account_sid}"

    def search(self, *, country: str, locality: str, limit: int) -> list[FreeNumber]:
        params = {"VoiceEnabled": "true", "PageSize": str(limit)}
        if locality:
            params["InLocality"] = locality
        answer = self._http.call(
            "GET", f"{self._base}/AvailablePhoneNumbers/{country}/Local.json", params=params
        )
        found = _read(_AvailablePage, answer).available_phone_numbers
        return [FreeNumber(number=each.phone_number, locality=each.locality or "") for each in found[:limit]]

    def find(self, number: str) -> OwnNumber | None:
        answer = self._http.call(
            "GET", f"{self._base}/IncomingPhoneNumbers.json", params={"PhoneNumber": number}
        )
        found = _read(_IncomingPage, answer).incoming_phone_numbers
        return next((OwnNumber(provider_id=each.sid) for each in found if each.phone_number == number), None)

    def buy(self, number: str, *, country: str, title: str) -> OwnNumber:
        form = {"PhoneNumber": number, "FriendlyName": title[:64], **_papers(country)}
        try:
            answer = self._http.call("POST", f"{self._base}/IncomingPhoneNumbers.json", data=form)
        except ProviderRejected as error:
            if str(error.context.get("provider_code", "")) == _GONE:
                raise NumberGone from error
            raise
        return OwnNumber(provider_id=_read(_Incoming, answer).sid)

    def lead(self, provider_id: str, *, voice_url: str) -> None:
        # While a trunk is set, Twilio does not ask the address at all.
        trunk = "" if voice_url else str(settings.TWILIO["trunk_sid"])
        over = f"{voice_url}ende/" if voice_url else ""
        form = {"VoiceUrl": voice_url, "VoiceMethod": "POST", "StatusCallback": over, "TrunkSid": trunk}
        self._http.call("POST", f"{self._base}/IncomingPhoneNumbers/{provider_id}.json", data=form)


def connected_market() -> TwilioNumbers | None:
    """The shop, where this installation has an account there."""
    platform: dict[str, Any] = settings.TWILIO
    if not platform["account_sid"] or not platform["auth_token"]:
        return None
    http = ProviderHttp(
        provider="twilio",
        base_url=platform["base_url"],
        timeout_s=platform["timeout_s"],
        auth=(platform["account_sid"], platform["auth_token"]),
    )
    return TwilioNumbers(http, account_sid=platform["account_sid"])


def _papers(country: str) -> dict[str, str]:
    """What regulators want to see (bundle, address), and the trunk over which calls go on to Retell."""
    told: dict[str, Any] = settings.TWILIO
    papers = {
        "BundleSid": told["bundles"].get(country, ""),
        "AddressSid": told["addresses"].get(country, ""),
        "TrunkSid": told["trunk_sid"],
    }
    return {name: value for name, value in papers.items() if value}


def _read(shape: type[Answer], response: httpx.Response) -> Answer:
    try:
        return shape.model_validate_json(response.content)
    except ValidationError as error:
        raise ProviderRejected(provider="twilio", why="unreadable answer") from error
