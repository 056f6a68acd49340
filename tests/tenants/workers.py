"""Worker processes of a test: started from outside, on the test's own database, and free to die."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]


def environment_of_a_worker() -> dict[str, str]:
    """What a process needs to work on the database of this test process."""
    database = settings.DATABASES["default"]
    url = f"postgresql://{database['USER']}@/{database['NAME']}?host={quote(database['HOST'], safe='/')}"
    return {**os.environ, "DATABASE_URL": url, "REDIS_URL": settings.REDIS_URL}
