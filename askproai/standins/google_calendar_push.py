"""Google's channels: they tell that something changed, never what, and they end without a word."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from askproai.standins.answers import Refused
from askproai.standins.delivery import Parcel
from askproai.standins.diary import Diary
from askproai.standins.google_calendar_wire import error_answer
from askproai.standins.ledger import Json
from askproai.standins.world import World

LONGEST_SECONDS = 7 * 24 * 3600


@dataclass(kw_only=True, slots=True)
class Channel:
    """One address that is told about one calendar."""

    channel_id: str
    token: str
    address: str
    resource_id: str
    resource_uri: str
    expires_ms: int
    number: int = 1

    def headers(self, state: str, number: int) -> Mapping[str, str]:
        """The whole message: there is no body and no signature."""
        expires = datetime.fromtimestamp(self.expires_ms / 1000, tz=UTC)
        told = {
            "X-Goog-Channel-ID": self.channel_id,
            "X-Goog-Channel-Expiration": format_datetime(expires, usegmt=True),
            "X-Goog-Resource-ID": self.resource_id,
            "X-Goog-Resource-URI": self.resource_uri,
            "X-Goog-Resource-State": state,
            "X-Goog-Message-Number": str(number),
        }
        return {**told, "X-Goog-Channel-Token": self.token} if self.token else told


class Channels:
    """Who is told about which calendar."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._by_id: dict[str, tuple[Diary, Channel]] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def open(self, diary: Diary, order: Json, *, uri: str) -> Json:
        """Begin to tell; the first message says only that the channel is there."""
        channel_id, address = str(order.get("id", "")), str(order.get("address", ""))
        if order.get("type") not in {"web_hook", "webhook"} or not address or not channel_id:
            raise Refused(error_answer(400, reason="required"))
        if channel_id in self._by_id:
            raise Refused(error_answer(400, reason="channelIdNotUnique", message="Channel id not unique"))
        now = int(time.time() * 1000)
        asked = int(order.get("expiration", now + LONGEST_SECONDS * 1000))
        channel = Channel(
            channel_id=channel_id,
            token=str(order.get("token", "")),
            address=address,
            resource_id=f"r{secrets.token_hex(8)}",
            resource_uri=uri,
            expires_ms=min(asked, now + LONGEST_SECONDS * 1000),
        )
        self._by_id[channel_id] = (diary, channel)
        self._send(channel, "sync")
        return {
            "kind": "api#channel",
            "id": channel_id,
            "resourceId": channel.resource_id,
            "resourceUri": channel.resource_uri,
            "token": channel.token,
            "expiration": str(channel.expires_ms),
        }

    def close(self, channel_id: str, resource_id: str) -> bool:
        """Stop telling; false when there is no such channel."""
        found = self._by_id.get(channel_id)
        if found is None or found[1].resource_id != resource_id:
            return False
        del self._by_id[channel_id]
        return True

    def tell(self, diary: Diary) -> None:
        """Tell everybody who watches the calendar."""
        now = int(time.time() * 1000)
        for watched, channel in list(self._by_id.values()):
            if watched is diary and channel.expires_ms > now:
                self._send(channel, "exists")

    def clear(self) -> None:
        """End all channels, without a word as always."""
        self._by_id.clear()

    def _send(self, channel: Channel, state: str) -> None:
        number = channel.number
        # Numbers grow, and not by one.
        channel.number += 1 + secrets.randbelow(3)
        parcel = Parcel(
            provider="google_calendar",
            kind=state,
            url=self._world.absolute(channel.address),
            body=b"",
            headers=lambda: channel.headers(state, number),
        )
        self._world.courier.start(self._world.courier.send(parcel))
