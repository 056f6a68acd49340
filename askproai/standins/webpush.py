"""A browser maker's push service with its browsers: checks our proof, opens the message, shows what it says.

Written from the RFCs with ``cryptography`` alone, so that it is no mirror of the library that seals: RFC 8030
(delivery), RFC 8188 and 8291 (encryption), RFC 8292 (VAPID).
"""

import base64
import binascii
import json
import secrets
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from askproai.standins.answers import Endpoint, Refused, failing
from askproai.standins.ledger import Json, Shelf
from askproai.standins.world import World

KEPT = 1_000
# What push services take: 4096 bytes of which the sealing needs some.
MOST_BYTES = 4096
LONGEST_PROOF_S = 24 * 3600
_HEADER = 21  # salt 16, record size 4, length of the key id 1
_SIGNATURE_HALF = 32


@dataclass(kw_only=True, slots=True)
class Browser:
    """One browser that subscribed: its keys, and what it was shown."""

    token: str
    private_key: ec.EllipticCurvePrivateKey
    auth: bytes
    # The only key whose messages it takes; empty: whoever comes first.
    server_key: str = ""
    is_gone: bool = False
    shown: list[Json] = field(default_factory=list)

    @property
    def point(self) -> bytes:
        """Its public key as it goes over the wire."""
        return self.private_key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


class WebPush:
    """One push service."""

    def __init__(self, world: World) -> None:
        self.browsers: Shelf[Browser] = Shelf(limit=KEPT)
        self._world = world

    def routes(self) -> list[Route]:
        """Return the endpoints below the base URL."""
        deliver = failing(self._deliver, provider="webpush", world=self._world, error_answer=_error)
        return [Route("/push/{token}", deliver, methods=["POST"])]

    def control_routes(self) -> list[Route]:
        """Return what no real push service has: making browsers, losing them, reading their screens."""
        table: list[tuple[str, str, Endpoint]] = [
            ("POST", "/webpush/browsers", self._subscribe),
            ("GET", "/webpush/browsers/{token}", self._look),
            ("DELETE", "/webpush/browsers/{token}", self._lose),
        ]
        return [Route(path, endpoint, methods=[method]) for method, path, endpoint in table]

    def reset(self) -> None:
        """Forget all browsers."""
        self.browsers.clear()

    def subscribe(self, *, server_key: str = "") -> Browser:
        """Return a new browser that takes messages of this application server."""
        browser = Browser(
            token=secrets.token_urlsafe(24),
            private_key=ec.generate_private_key(ec.SECP256R1()),
            auth=secrets.token_bytes(16),
            server_key=server_key,
        )
        return self.browsers.put(browser.token, browser)

    def subscription(self, browser: Browser, *, base_url: str) -> Json:
        """Return what ``PushSubscription.toJSON()`` gives in that browser."""
        return {
            "endpoint": f"{base_url}/push/{browser.token}",
            "expirationTime": None,
            "keys": {"p256dh": _text(browser.point), "auth": _text(browser.auth)},
        }

    async def _deliver(self, request: Request) -> Response:
        browser = self.browsers.get(request.path_params["token"])
        if browser is None or browser.is_gone:
            raise Refused(_error(HTTPStatus.GONE))
        self._check_proof(request, browser)
        body = await request.body()
        if len(body) > MOST_BYTES:
            raise Refused(_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
        if not request.headers.get("ttl", "").isdigit():
            raise Refused(_error(HTTPStatus.BAD_REQUEST, "TTL is missing"))
        if request.headers.get("content-encoding") != "aes128gcm":
            raise Refused(_error(HTTPStatus.UNSUPPORTED_MEDIA_TYPE))
        message = json.loads(opened(browser, body))
        browser.shown.append(message)
        topic = request.headers.get("topic", "")
        self._world.ledger.record(
            provider="webpush", kind="message.shown", browser=browser.token, topic=topic, message=message
        )
        return Response(
            status_code=HTTPStatus.CREATED, headers={"Location": f"/message/{secrets.token_hex(8)}"}
        )

    def _check_proof(self, request: Request, browser: Browser) -> None:
        origin = f"{request.url.scheme}://{request.url.netloc}"
        try:
            key = checked_proof(request.headers.get("authorization", ""), origin=origin)
        except ValueError as error:
            self._world.ledger.record(provider="webpush", kind="proof.refused", why=str(error))
            raise Refused(_error(HTTPStatus.UNAUTHORIZED, str(error))) from error
        browser.server_key = browser.server_key or key
        if key != browser.server_key:
            raise Refused(_error(HTTPStatus.FORBIDDEN, "not the key the browser subscribed with"))

    async def _subscribe(self, request: Request) -> Response:
        body = json.loads(await request.body() or b"{}")
        browser = self.subscribe(server_key=body.get("server_key", ""))
        base_url = f"{request.url.scheme}://{request.url.netloc}/webpush"
        return JSONResponse(
            {"token": browser.token, "subscription": self.subscription(browser, base_url=base_url)}
        )

    async def _look(self, request: Request) -> Response:
        browser = self.browsers.get(request.path_params["token"])
        return JSONResponse({"shown": browser.shown if browser else []})

    async def _lose(self, request: Request) -> Response:
        browser = self.browsers.get(request.path_params["token"])
        if browser is not None:
            browser.is_gone = True
        return Response(status_code=HTTPStatus.NO_CONTENT)


def opened(browser: Browser, body: bytes) -> bytes:
    """Open a message as the browser does (RFC 8291, section 3.4; RFC 8188, section 2)."""
    salt, key_length = body[:16], body[20] if len(body) > _HEADER else 0
    sender, sealed = body[_HEADER : _HEADER + key_length], body[_HEADER + key_length :]
    try:
        sender_key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
    except ValueError as error:
        raise Refused(_error(HTTPStatus.BAD_REQUEST, "no key of the sender")) from error
    shared = browser.private_key.exchange(ec.ECDH(), sender_key)
    secret = _derived(shared, salt=browser.auth, info=b"WebPush: info\0" + browser.point + sender, length=32)
    key = _derived(secret, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
    nonce = _derived(secret, salt=salt, info=b"Content-Encoding: nonce\0", length=12)
    try:
        padded = AESGCM(key).decrypt(nonce, sealed, None)
    except InvalidTag as error:
        raise Refused(_error(HTTPStatus.BAD_REQUEST, "not sealed for this browser")) from error
    return padded.rstrip(b"\0")[:-1]  # the last record ends with 0x02 and any number of zeros


def checked_proof(header: str, *, origin: str) -> str:
    """Return the sender's public key of a ``vapid t=…, k=…`` header.

    :raises ValueError: it is missing, forged, for somebody else, or not of now.
    """
    scheme, _, rest = header.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(",") if "=" in part)
    if scheme.lower() != "vapid" or not {"t", "k"} <= parts.keys():
        raise ValueError("no vapid header")
    try:
        head, claims, signature = parts["t"].split(".")
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _raw(parts["k"]))
        halves = _raw(signature)
        r, s = (int.from_bytes(half) for half in (halves[:_SIGNATURE_HALF], halves[_SIGNATURE_HALF:]))
        key.verify(encode_dss_signature(r, s), f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
        told: dict[str, Any] = json.loads(_raw(claims))
        algorithm = json.loads(_raw(head)).get("alg")
    except (ValueError, binascii.Error, InvalidSignature) as error:
        raise ValueError("unreadable or forged") from error
    if algorithm != "ES256" or told.get("aud") != origin:
        raise ValueError("for somebody else")
    if not 0 < float(told.get("exp", 0)) - time.time() <= LONGEST_PROOF_S:
        raise ValueError("not of now")
    if not str(told.get("sub", "")).startswith(("mailto:", "https:")):
        raise ValueError("nobody to write to")
    return parts["k"]


def _error(status: int, message: str = "") -> Response:
    headers = {"Retry-After": "1"} if status == HTTPStatus.TOO_MANY_REQUESTS else None
    return JSONResponse({"code": int(status), "message": message}, status_code=int(status), headers=headers)


def _derived(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


def _raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
