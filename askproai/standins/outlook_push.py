"""Graph's subscriptions: proven at birth, short-lived, with a second address for their own fate."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from askproai.standins.answers import Refused
from askproai.standins.delivery import Parcel
from askproai.standins.diary import Diary, Entry
from askproai.standins.ledger import Json
from askproai.standins.outlook_wire import change_key, error_answer, expiry, stamp
from askproai.standins.world import World

LONGEST = timedelta(minutes=4230)
_JSON = {"Content-Type": "application/json; charset=utf-8"}


@dataclass(kw_only=True, slots=True)
class Subscription:
    """One application that is told about one calendar, or about all of a person."""

    subscription_id: str
    email: str
    resource: str
    prefix: str
    order: Json
    expires_at: datetime

    def as_json(self) -> Json:
        """The subscription as it is shown; the secret is never told again."""
        return {
            "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#subscriptions/$entity",
            "id": self.subscription_id,
            "resource": self.resource,
            "applicationId": "24d3b144-21ae-4080-943f-7067b395b913",
            "changeType": self.order.get("changeType"),
            "clientState": None,
            "notificationUrl": self.order.get("notificationUrl"),
            "lifecycleNotificationUrl": self.order.get("lifecycleNotificationUrl"),
            "expirationDateTime": stamp(self.expires_at),
            "creatorId": "8ee44408-0679-472c-bc2a-692812af3437",
            "latestSupportedTlsVersion": "v1_2",
            "includeResourceData": None,
        }


class Subscriptions:
    """Who is told about what."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._by_id: dict[str, Subscription] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    async def open(self, order: Json, *, email: str, prefix: str) -> Json:
        """Begin to tell, once the addresses have proven that they want to be told."""
        expires_at = expiry(str(order.get("expirationDateTime")), now=datetime.now(UTC), longest=LONGEST)
        if (
            not order.get("changeType")
            or not order.get("resource")
            or len(order.get("clientState", "")) > 128
        ):
            raise Refused(error_answer(400, code="InvalidRequest"))
        for name in ("notificationUrl", "lifecycleNotificationUrl"):
            if name in order:
                await self._prove(str(order[name]))
        subscription = Subscription(
            subscription_id=f"{secrets.token_hex(4)}-{secrets.token_hex(2)}-{secrets.token_hex(6)}",
            email=email,
            resource=str(order["resource"]),
            prefix=prefix,
            order=order,
            expires_at=expires_at,
        )
        self._by_id[subscription.subscription_id] = subscription
        return {**subscription.as_json(), "clientState": order.get("clientState")}

    def renew(self, subscription_id: str, order: Json, *, email: str) -> Json:
        """Go on telling."""
        subscription = self.of(subscription_id, email=email)
        subscription.expires_at = expiry(
            str(order.get("expirationDateTime")), now=datetime.now(UTC), longest=LONGEST
        )
        return subscription.as_json()

    def of(self, subscription_id: str, *, email: str) -> Subscription:
        """Return somebody's subscription.

        :raises Refused: they have none of that id, or it has ended.
        """
        found = self._by_id.get(subscription_id)
        if found is None or found.email != email or found.expires_at < datetime.now(UTC):
            raise Refused(error_answer(404, code="ResourceNotFound"))
        return found

    def close(self, subscription_id: str, *, email: str) -> None:
        """Stop telling."""
        del self._by_id[self.of(subscription_id, email=email).subscription_id]

    def tell(self, diary: Diary, entry: Entry, *, owner: str) -> None:
        """Tell about a changed event."""
        kind = "deleted" if entry.gone else ("created" if entry.created_at == entry.updated_at else "updated")
        for subscription in list(self._by_id.values()):
            path = subscription.resource.removeprefix("/")
            fits = path in {"me/events", f"me/calendars/{diary.key}/events"}
            if subscription.email != owner or not fits or subscription.expires_at < datetime.now(UTC):
                continue
            if kind in str(subscription.order["changeType"]):
                notice = self._notice(subscription, entry, kind=kind)
                self._send(subscription, "notificationUrl", notice, kind=kind)

    def lifecycle(self, email: str, event: str) -> None:
        """Tell about the fate of a person's subscriptions; ``subscriptionRemoved`` also ends them."""
        for subscription in [each for each in self._by_id.values() if each.email == email]:
            if event == "subscriptionRemoved":
                del self._by_id[subscription.subscription_id]
            if "lifecycleNotificationUrl" in subscription.order:
                notice = {
                    "subscriptionId": subscription.subscription_id,
                    "subscriptionExpirationDateTime": stamp(subscription.expires_at),
                    "tenantId": "84bd8158-6d4d-4958-8b9f-9d6445542f95",
                    "clientState": subscription.order.get("clientState"),
                    "lifecycleEvent": event,
                }
                self._send(subscription, "lifecycleNotificationUrl", notice, kind=event)

    def clear(self) -> None:
        """Forget all."""
        self._by_id.clear()

    async def _prove(self, url: str) -> None:
        token = f"Validation: Testing client application reachability <{secrets.token_urlsafe(9)}> & more"
        joint = "&" if "?" in url else "?"
        parcel = Parcel(
            provider="outlook",
            kind="validation",
            url=self._world.absolute(url) + joint + urlencode({"validationToken": token}),
            body=b"",
            headers=lambda: {"Content-Type": "text/plain; charset=utf-8"},
            retries=0,
        )
        answer = await self._world.courier.deliver(parcel)
        plain = answer is not None and answer.headers.get("content-type", "").startswith("text/plain")
        if answer is None or answer.status_code != 200 or answer.text != token or not plain:
            words = "Subscription validation request failed. Response must match validationToken."
            raise Refused(error_answer(400, code="ValidationError", message=words))

    def _notice(self, subscription: Subscription, entry: Entry, *, kind: str) -> Json:
        item_id = f"{subscription.prefix}{entry.key}"
        path = f"Users/{subscription.email}/Events/{item_id}"
        return {
            "subscriptionId": subscription.subscription_id,
            "subscriptionExpirationDateTime": stamp(subscription.expires_at),
            "changeType": kind,
            "clientState": subscription.order.get("clientState"),
            "resource": path,
            "resourceData": {
                "@odata.type": "#Microsoft.Graph.Event",
                "@odata.id": path,
                "@odata.etag": f'W/"{change_key(entry)}"',
                "id": item_id,
            },
            "tenantId": "84bd8158-6d4d-4958-8b9f-9d6445542f95",
        }

    def _send(self, subscription: Subscription, name: str, notice: Json, *, kind: str) -> None:
        headers: Mapping[str, str] = _JSON
        parcel = Parcel(
            provider="outlook",
            kind=kind,
            url=self._world.absolute(str(subscription.order[name])),
            body=json.dumps({"value": [notice]}).encode(),
            headers=lambda: headers,
        )
        self._world.courier.start(self._world.courier.send(parcel))
