"""How the providers prove that a webhook is theirs: Retell, Twilio and SendGrid, each by its own scheme."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from typing import Literal

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

TwilioAlgorithm = Literal["HMAC_SHA1", "HMAC_SHA256"]

# Order of the group of P-256: a private scalar has to be smaller.
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def retell_signature(*, api_key: str, body: bytes, at_ms: int) -> str:
    """Return the value of ``X-Retell-Signature``: the time is appended to the body without a separator."""
    digest = hmac.new(api_key.encode(), body + str(at_ms).encode(), hashlib.sha256).hexdigest()
    return f"v={at_ms},d={digest}"


def twilio_signature(
    *,
    auth_token: str,
    url: str,
    params: Iterable[tuple[str, str]] = (),
    algorithm: TwilioAlgorithm = "HMAC_SHA1",
) -> str:
    """Return the value of ``X-Twilio-Signature``; a GET or a JSON request has no params."""
    # Repeated parameters count once per distinct value; sorting the pairs sorts names first, then values.
    text = url + "".join(name + value for name, value in sorted(set(params)))
    digest = hashlib.sha1 if algorithm == "HMAC_SHA1" else hashlib.sha256
    return base64.b64encode(hmac.new(auth_token.encode(), text.encode(), digest).digest()).decode()


def development_scalar() -> str:
    """Return the default of ``SENDGRID_STANDIN_PRIVATE_KEY``: for development, known to everybody."""
    return hashlib.sha256(b"askproai standins: event webhook, development key, not a secret").hexdigest()


def sendgrid_key(scalar_hex: str) -> ec.EllipticCurvePrivateKey:
    """Return the P-256 key that belongs to 64 hexadecimal digits.

    :raises ValueError: the text is no number between 1 and the order of the curve.
    """
    return ec.derive_private_key(int(scalar_hex, 16) % _P256_ORDER, ec.SECP256R1())


def sendgrid_public_key(scalar_hex: str | None = None) -> str:
    """Return the verification key as SendGrid shows it: base64 of the DER public key.

    Without an argument it belongs to the development key, so that a demo can set SENDGRID_WEBHOOK_PUBLIC_KEY.
    """
    public = sendgrid_key(scalar_hex or development_scalar()).public_key()
    return base64.b64encode(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def sendgrid_signature(*, key: ec.EllipticCurvePrivateKey, body: bytes, timestamp: str) -> str:
    """Return the value of ``X-Twilio-Email-Event-Webhook-Signature``, which differs each time."""
    return base64.b64encode(key.sign(timestamp.encode() + body, ec.ECDSA(SHA256()))).decode()
