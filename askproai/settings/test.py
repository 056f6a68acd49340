"""Tests: as in development, with fast password hashes and nothing that waits."""

from __future__ import annotations

from askproai.settings.dev import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = True
CELERY_TASK_ALWAYS_EAGER = False
