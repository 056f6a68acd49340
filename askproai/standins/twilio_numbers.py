"""Twilio's shop for phone numbers: what can be had, and what was bought."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from askproai.standins.answers import Refused
from askproai.standins.ledger import Json

API_VERSION = "2010-04-01"
# Ranges that the Bundesnetzagentur keeps free for films; elsewhere there are none, and these are made up.
_RANGES = {
    "DE": {
        "Berlin": "+493023125",
        "München": "+498999998",
        "Hamburg": "+494066969",
        "Frankfurt am Main": "+496990009",
        "Köln": "+492214710",
    },
    "AT": {"Wien": "+431999999", "Graz": "+433169999", "Salzburg": "+436629999"},
    "CH": {"Zürich": "+414499999", "Bern": "+413199999", "Basel": "+416199999"},
}
# What German, Austrian and Swiss regulators ask for before somebody gets a number.
_NEED_PAPERS = frozenset(_RANGES)
# The numbers of the demo's own companies end on these.
_FIRST, _LAST = 801, 899


@dataclass(kw_only=True, slots=True)
class Bought:
    """A number of an account."""

    sid: str
    account_sid: str
    number: str
    friendly_name: str
    bundle_sid: str | None
    address_sid: str | None
    trunk_sid: str | None
    voice_url: str = ""
    status_callback: str = ""
    bought_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def as_json(self) -> Json:
        """Return the resource."""
        uri = f"/{API_VERSION}/Accounts/{self.account_sid}/IncomingPhoneNumbers/{self.sid}.json"
        at = format_datetime(self.bought_at)
        nothing = dict.fromkeys(
            ("identity_sid", "sms_application_sid", "voice_application_sid", "emergency_address_sid")
        )
        return {
            **nothing,
            "sid": self.sid,
            "account_sid": self.account_sid,
            "phone_number": self.number,
            "friendly_name": self.friendly_name,
            "bundle_sid": self.bundle_sid,
            "address_sid": self.address_sid,
            "trunk_sid": self.trunk_sid,
            "voice_url": self.voice_url,
            "voice_method": "POST",
            "status_callback": self.status_callback,
            "address_requirements": "local",
            "api_version": API_VERSION,
            "beta": False,
            "capabilities": {"voice": True, "sms": False, "mms": False, "fax": False},
            "date_created": at,
            "date_updated": at,
            "origin": "twilio",
            "status": "in-use",
            "uri": uri,
        }


class NumberShop:
    """All numbers that there are, less those that were bought."""

    def __init__(self) -> None:
        self.bought: dict[str, Bought] = {}

    def available(self, request: Request) -> Response:
        """Answer a search; a town without numbers has none, as at Twilio."""
        country, query = request.path_params["country"], request.query_params
        wanted = query.get("InLocality", "")
        towns = {town: start for town, start in _RANGES.get(country, {}).items() if wanted in {"", town}}
        size = max(1, min(int(query.get("PageSize", "20")), 50))
        found = [
            _available(country, town, number) for town, number in self._free(towns) if _fits(number, query)
        ]
        account = f"/{API_VERSION}/Accounts/{request.path_params['account_sid']}"
        uri = f"{account}/AvailablePhoneNumbers/{country}/Local.json"
        return JSONResponse({"available_phone_numbers": found[:size], "uri": uri})

    async def buy(self, request: Request, *, refuse: Callable[..., Response]) -> Bought:
        """Sell one; papers first, then whether it can still be had."""
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        number = form.get("PhoneNumber", "")
        country = next(
            (code for code, towns in _RANGES.items() for start in towns.values() if number.startswith(start)),
            "",
        )
        if country in _NEED_PAPERS and not (form.get("BundleSid") or form.get("AddressSid")):
            raise Refused(refuse(HTTPStatus.BAD_REQUEST, code=21649))
        if not country or any(each.number == number for each in self.bought.values()):
            raise Refused(refuse(HTTPStatus.BAD_REQUEST, code=21422, to=number))
        bought = Bought(
            sid="PN" + secrets.token_hex(16),
            account_sid=request.path_params["account_sid"],
            number=number,
            friendly_name=form.get("FriendlyName") or number,
            bundle_sid=form.get("BundleSid") or None,
            address_sid=form.get("AddressSid") or None,
            trunk_sid=form.get("TrunkSid") or None,
        )
        self.bought[bought.sid] = bought
        return bought

    async def change(self, request: Request) -> Bought | None:
        """Take over what the form names; an empty trunk is none."""
        bought = self.bought.get(request.path_params["sid"])
        if bought is None or bought.account_sid != request.path_params["account_sid"]:
            return None
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        bought.voice_url = form.get("VoiceUrl", bought.voice_url)
        bought.status_callback = form.get("StatusCallback", bought.status_callback)
        if "TrunkSid" in form:
            bought.trunk_sid = form["TrunkSid"] or None
        return bought

    def asking(self, number: str) -> Bought | None:
        """Return the number if calls to it are asked about at an address: with a trunk they are not."""
        found = next((each for each in self.bought.values() if each.number == number), None)
        return found if found and found.voice_url and not found.trunk_sid else None

    def owned(self, request: Request) -> Response:
        """List the numbers of the account."""
        account_sid, number = request.path_params["account_sid"], request.query_params.get("PhoneNumber")
        found = [
            each.as_json()
            for each in self.bought.values()
            if each.account_sid == account_sid and number in {None, "", each.number}
        ]
        uri = f"/{API_VERSION}/Accounts/{account_sid}/IncomingPhoneNumbers.json"
        page = {"page": 0, "page_size": 50, "start": 0, "end": max(0, len(found) - 1)}
        links = {"first_page_uri": uri, "next_page_uri": None, "previous_page_uri": None, "uri": uri}
        return JSONResponse({"incoming_phone_numbers": found, **page, **links})

    def _free(self, towns: dict[str, str]) -> list[tuple[str, str]]:
        taken = {each.number for each in self.bought.values()}
        return [
            (town, f"{start}{last}")
            for last in range(_FIRST, _LAST + 1, 7)
            for town, start in towns.items()
            if f"{start}{last}" not in taken
        ]


def _fits(number: str, query: Mapping[str, str]) -> bool:
    return query.get("Contains", "").strip("*") in number


def _available(country: str, town: str, number: str) -> Json:
    return {
        "phone_number": number,
        "friendly_name": number,
        "locality": town,
        "iso_country": country,
        "lata": None,
        "rate_center": None,
        "latitude": None,
        "longitude": None,
        "region": None,
        "postal_code": None,
        "address_requirements": "local",
        "beta": False,
        "capabilities": {"voice": True, "SMS": False, "MMS": False},
    }
