"""Tests: as in development, with fast password hashes and nothing that waits."""

from __future__ import annotations

import os
from pathlib import Path

# Before ``dev`` starts or joins servers: tests have servers of their own and need no durability.
os.environ.setdefault("ASKPROAI_DATA_DIR", str(Path(__file__).resolve().parents[2] / ".data" / "test"))
os.environ.setdefault("ASKPROAI_EMBEDDED_DURABLE", "0")

from askproai.settings.dev import *  # noqa: F403
from askproai.settings.dev import CACHES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Processes that test at the same time have databases of their own, but one Valkey. In the embedded one each
# takes one of sixteen spaces, so that emptying the cache in one test leaves those beside it alone.
CACHES["default"]["KEY_PREFIX"] = f"test-{os.getpid()}"
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
CACHE_URL = CACHES["default"]["LOCATION"].replace("?db=0", f"?db={1 + _WORKER % 15}")
CACHES["default"]["LOCATION"] = CACHE_URL
# Every test client starts the middleware anew, which would look through all static files each time.
WHITENOISE_AUTOREFRESH = True
