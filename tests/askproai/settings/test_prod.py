"""Production does not start with anything that would be unsafe there."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SAFE = {
    "SECRET_KEY": "x7KqR2mVb9Td" * 5,
    "ASKPROAI_MASTER_KEY": base64.b64encode(bytes(range(32))).decode(),
    "ALLOWED_HOSTS": ".askproai.example",
    "ASKPROAI_PUBLIC_URL": "https://askproai.example",
    "DATABASE_URL": "postgresql://askproai:secret@db:5432/askproai",
    "REDIS_URL": "redis://valkey:6379/0",
    "RETELL_API_KEY": "key_1",
    "TWILIO_AUTH_TOKEN": "token",
    "SENDGRID_API_KEY": "SG.1",
    "SENDGRID_WEBHOOK_PUBLIC_KEY": "MFkw",
}


def start(
    *, command: str = "import askproai.settings.prod", **changes: str | None
) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in {**SAFE, **changes}.items() if value is not None}
    return subprocess.run(  # noqa: S603  this very Python
        [sys.executable, "-c", command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_everything_set() -> None:
    started = start()

    assert started.returncode == 0, started.stderr


@pytest.mark.parametrize(
    "changes",
    [
        {"SECRET_KEY": None},
        {"SECRET_KEY": "short"},
        {"SECRET_KEY": "a" * 60},
        {"SECRET_KEY": "development-only-key-that-production-refuses-to-start-with"},
        {"ASKPROAI_MASTER_KEY": None},
        {"ASKPROAI_MASTER_KEY": "ZGV2ZWxvcG1lbnQtbWFzdGVyLWtleS0zMi1ieXRlcyE="},
        {"ASKPROAI_MASTER_KEY": "dG9vIHNob3J0"},
        {"ASKPROAI_MASTER_KEY": "not base64!"},
        {"ASKPROAI_MASTER_KEY": base64.b64encode(bytes(32)).decode()},
        {"ALLOWED_HOSTS": ""},
        {"ALLOWED_HOSTS": "*"},
        {"ALLOWED_HOSTS": "askproai.example,*"},
        {"ASKPROAI_LISTS_COMPANIES": "1"},
        {"ASKPROAI_PUBLIC_URL": "http://askproai.example"},
        {"DATABASE_URL": None},
        {"REDIS_URL": None},
        {"RETELL_API_KEY": ""},
        {"RETELL_API_KEY": "key_development"},
        {"RETELL_BASE_URL": "http://api.retellai.com"},
        {"TWILIO_AUTH_TOKEN": ""},
        {"TWILIO_AUTH_TOKEN": None},
        {"TWILIO_AUTH_TOKEN": "development-auth-token-00000000"},
        {"TWILIO_BASE_URL": "http://api.twilio.com"},
        {"SENDGRID_API_KEY": ""},
        {"SENDGRID_API_KEY": "SG.development"},
        {"SENDGRID_BASE_URL": "http://api.sendgrid.com"},
        {"SENDGRID_WEBHOOK_PUBLIC_KEY": ""},
        {"RETELL_TIMEOUT_S": "soon"},
    ],
    ids=lambda changes: "-".join(f"{name}={value}"[:60] for name, value in changes.items()),
)
def test_production_refuses_to_start(changes: dict[str, str | None]) -> None:
    refused = start(**changes)

    assert refused.returncode == 1
    assert "ImproperlyConfigured" in refused.stderr


def test_production_is_for_https_only() -> None:
    started = start(
        command="from askproai.settings import prod as p; print(p.DEBUG, p.SECURE_SSL_REDIRECT,"
        " p.SESSION_COOKIE_SECURE, p.CSRF_COOKIE_SECURE, p.SECURE_HSTS_SECONDS > 0, p.SESSION_COOKIE_NAME)"
    )

    assert started.stdout.split() == ["False", "True", "True", "True", "True", "__Host-session"]


def test_refusal_names_the_variable_and_not_its_value() -> None:
    refused = start(SECRET_KEY="hunter2")

    assert "SECRET_KEY" in refused.stderr
    assert "hunter2" not in refused.stderr
