"""Import this for what it does: Django set up, with servers of its own, before models are imported."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "askproai.settings.dev")
# Servers of their own, with the durability of real ones; the demo's data stays as it is.
os.environ.setdefault("ASKPROAI_DATA_DIR", str(ROOT / ".data" / "bench"))
os.environ.setdefault("LOG_LEVEL", "ERROR")

django.setup()
