"""django-stubs' plugin, which imports the settings: with addresses set, that starts no embedded servers."""

import os

os.environ.setdefault("DATABASE_URL", "postgresql:///nowhere")
os.environ.setdefault("REDIS_URL", "redis://nowhere")

from mypy_django_plugin.main import plugin

__all__ = ["plugin"]
