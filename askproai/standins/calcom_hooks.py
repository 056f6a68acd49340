"""Cal.com's webhooks: who subscribed to what, and how each delivery is signed."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count

from starlette.requests import Request
from starlette.responses import Response

from askproai.standins.calcom_wire import CalBooking, error_answer, success
from askproai.standins.delivery import Parcel
from askproai.standins.ledger import Json
from askproai.standins.world import World


@dataclass(frozen=True, kw_only=True, slots=True)
class Webhook:
    """One subscription: of a user to the bookings with them, or to an event type of a team."""

    id: str
    url: str
    triggers: tuple[str, ...]
    secret: str | None
    active: bool
    user_id: int
    event_type_id: int | None

    def as_json(self) -> Json:
        """Return the resource."""
        return {
            "id": int(self.id),
            "userId": self.user_id,
            "subscriberUrl": self.url,
            "triggers": list(self.triggers),
            "active": self.active,
            "payloadTemplate": "",
            **({"secret": self.secret} if self.secret else {}),
        }

    def hears(self, booking: CalBooking, trigger: str) -> bool:
        """Whether this delivery is for it."""
        if self.event_type_id is None:
            is_concerned = booking.host.id == self.user_id
        else:
            is_concerned = booking.event_type.id == self.event_type_id
        return self.active and is_concerned and trigger in self.triggers


class CalcomHooks:
    """All subscriptions, and their deliveries."""

    def __init__(self, world: World) -> None:
        self.webhooks: dict[str, Webhook] = {}
        self._world = world
        self._numbers = count(501)

    def clear(self) -> None:
        """Forget all subscriptions."""
        self.webhooks.clear()

    def tell(self, booking: CalBooking, body: Json) -> None:
        """Bring the news to everybody who subscribed to it; two subscriptions are two deliveries."""
        raw = json.dumps(body, ensure_ascii=False).encode()
        for webhook in self.webhooks.values():
            if webhook.hears(booking, body["triggerEvent"]):
                self._send(webhook, raw, kind=body["triggerEvent"])

    async def list(self, request: Request) -> Response:
        """Return those of this owner."""
        event_type_id = request.path_params.get("event_type_id")
        own = [
            each.as_json()
            for each in self.webhooks.values()
            if each.user_id == request.state.user.id and each.event_type_id == event_type_id
        ]
        return success(own)

    async def create(self, request: Request) -> Response:
        """Subscribe."""
        body = json.loads(await request.body() or b"{}")
        url, triggers = body.get("subscriberUrl"), body.get("triggers")
        if not isinstance(url, str) or not url.startswith("http") or not isinstance(triggers, list):
            return error_answer(400, "subscriberUrl must be a URL address")
        webhook = Webhook(
            id=str(next(self._numbers)),
            url=url,
            triggers=tuple(triggers),
            secret=body.get("secret"),
            active=bool(body.get("active", True)),
            user_id=request.state.user.id,
            event_type_id=request.path_params.get("event_type_id"),
        )
        self.webhooks[webhook.id] = webhook
        return success(webhook.as_json(), status=HTTPStatus.CREATED)

    async def delete(self, request: Request) -> Response:
        """End a subscription."""
        webhook = self.webhooks.pop(request.path_params["webhook_id"], None)
        return success(webhook.as_json()) if webhook else error_answer(404, "Webhook not found")

    def _send(self, webhook: Webhook, raw: bytes, *, kind: str) -> None:
        signature = "no-secret-provided"
        if webhook.secret:
            signature = hmac.new(webhook.secret.encode(), raw, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json",
            "X-Cal-Signature-256": signature,
            "X-Cal-Webhook-Version": "2021-10-20",
        }
        parcel = Parcel(
            provider="calcom",
            kind=kind,
            url=webhook.url,
            body=raw,
            headers=lambda: headers,
            retries=2,
            timeout_seconds=10.0,
        )
        self._world.courier.start(self._world.courier.send(parcel))
