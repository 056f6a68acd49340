"""The key by which browsers know our messages: ``python -m askproai.vapid`` prints a new one."""

from __future__ import annotations

import base64
import contextlib
import os
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

_KEY_BYTES = 32


def new_key() -> str:
    """A private key on P-256 as 32 bytes in base64url."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(_KEY_BYTES)).rstrip(b"=").decode()


def kept_key(folder: Path) -> str:
    """The key of this data folder, made when it is first asked for; several may ask at once."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "vapid.key"
    if not file.exists():
        # Written aside and linked into place: whoever comes second finds the whole key of the first.
        draft = folder / f"vapid.key.{os.getpid()}"
        draft.write_text(new_key())
        draft.chmod(0o600)
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_text()


if __name__ == "__main__":
    sys.stdout.write(f"{new_key()}\n")
