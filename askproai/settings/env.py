"""Settings out of the environment, strictly: a wrong value stops the start with a sentence on what to do."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured

_TRUE = frozenset({"1", "true", "yes", "on"})


def text(name: str, default: str | None = None) -> str:
    """The value of ``name``; without a default the variable must be set."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. See .env.example for what it is for.")
    return value


def number(name: str, default: float) -> float:
    """A number, as seconds or a count."""
    value = os.environ.get(name, "")
    try:
        return float(value) if value else default
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a number, not {value!r}.") from error


def flag(name: str, *, default: bool = False) -> bool:
    """``1``, ``true``, ``yes`` and ``on`` are true."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in _TRUE


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list without empty members."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def pairs(name: str) -> dict[str, str]:
    """``DE=one,AT=two`` as a mapping."""
    found = dict(word.partition("=")[::2] for word in words(name))
    if not all(found.values()):
        raise ImproperlyConfigured(f"{name} must be written like DE=one,AT=two.")
    return found
