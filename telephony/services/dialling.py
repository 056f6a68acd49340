"""Who makes and expects calls for the current company."""

from __future__ import annotations

from collections.abc import Callable

from telephony.ports import PlacesCalls

_diallers: list[Callable[[], PlacesCalls | None]] = []


def register_dialler(connect: Callable[[], PlacesCalls | None]) -> None:
    """Say who dials for the current company."""
    _diallers[:] = [connect]


def dialler() -> PlacesCalls | None:
    """Whoever dials; ``None``: nobody is connected."""
    return _diallers[0]() if _diallers else None
