"""An identity provider and a device with passkeys, as far as their wire goes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestedCredentialData, AuthenticatorData, CollectedClientData

from askproai.core.egress import Answer


@cache
def signing_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class IdentityProvider:
    """Speaks OpenID Connect. ``claims`` and ``bend`` change what the next token says."""

    issuer: str = "https://login.haarmonie.example"
    email: str = "anna@haarmonie.example"
    now: float = 0.0
    claims: dict[str, Any] = field(default_factory=dict)
    bend: Callable[[str], str] = lambda token: token
    names_itself: str = ""
    nonce: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    exchanged: dict[str, str] = field(default_factory=dict)

    def come_back(self, url: str) -> dict[str, str]:
        """Somebody signs in there: what the browser brings back."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        self.nonce, self.challenge = query["nonce"], query["code_challenge"]
        return {"code": "code-1", "state": query["state"], "iss": self.issuer}

    def send(self, method: str, url: str, *, content: bytes = b"", **_: Any) -> Answer:
        """In the place of ``egress.send``."""
        self.asked.append((method, url))
        path = urlsplit(url).path
        answers = {
            "/.well-known/openid-configuration": self._discovery,
            "/token": lambda: self._token(content),
            "/keys": self._keys,
        }
        return Answer(status=200, headers=httpx.Headers(), body=json.dumps(answers[path]()).encode())

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.names_itself or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def _keys(self) -> dict[str, Any]:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(signing_key().public_key()))
        return {"keys": [{**key, "kid": "one", "use": "sig", "alg": "RS256"}]}

    def _token(self, content: bytes) -> dict[str, Any]:
        self.exchanged = {name: values[0] for name, values in parse_qs(content.decode()).items()}
        claims = {
            "iss": self.issuer,
            "aud": "askproai",
            "sub": "42",
            "iat": self.now,
            "exp": self.now + 300,
            "nonce": self.nonce,
            "email": self.email,
            "email_verified": True,
            "name": "Anna Köhler",
            **self.claims,
        }
        token = jwt.encode(claims, signing_key(), algorithm="RS256", headers={"kid": "one"})
        return {"access_token": "x", "token_type": "Bearer", "id_token": self.bend(token)}


@dataclass
class Device:
    """A phone that keeps one passkey."""

    host: str = "salon.localhost"
    counter: int = 0

    def __post_init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = hashlib.sha256(str(id(self)).encode()).digest()
        self.handle = b""

    @property
    def origin(self) -> str:
        return f"http://{self.host}:8000"

    def make(self, options: str, *, origin: str = "") -> dict[str, Any]:
        """Answer the question for a new passkey."""
        asked = json.loads(options)
        self.handle = asked["user"]["id"]
        credential = AttestedCredentialData.create(
            b"\0" * 16, self.credential_id, ES256.from_cryptography_key(self.key.public_key())
        )
        data = AuthenticatorData.create(self._rp(), 0x45, self.counter, credential)
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": bytes(data)})
        return self._answer(
            clientDataJSON=self._client("webauthn.create", asked, origin),
            attestationObject=websafe_encode(attestation),
        )

    def prove(self, options: str, *, origin: str = "", flags: int = 0x05) -> dict[str, Any]:
        """Answer the question for a proof."""
        asked = json.loads(options)
        self.counter += 1
        data = bytes(AuthenticatorData.create(self._rp(), flags, self.counter))
        client = self._client("webauthn.get", asked, origin)
        signed = data + hashlib.sha256(_decoded(client)).digest()
        signature = self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=client,
            authenticatorData=websafe_encode(data),
            signature=websafe_encode(signature),
            userHandle=self.handle,
        )

    def _rp(self) -> bytes:
        return hashlib.sha256(self.host.encode()).digest()

    def _client(self, kind: str, asked: dict[str, Any], origin: str) -> str:
        client = CollectedClientData.create(kind, asked["challenge"], origin or self.origin)
        return str(websafe_encode(bytes(client)))

    def _answer(self, **response: str) -> dict[str, Any]:
        name = websafe_encode(self.credential_id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "clientExtensionResults": {},
            "response": response,
        }


def _decoded(text: str) -> bytes:
    from fido2.utils import websafe_decode

    return bytes(websafe_decode(text))
