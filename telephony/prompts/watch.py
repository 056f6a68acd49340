"""The time that somebody on the phone waits for."""

from __future__ import annotations

import threading
import time

from telephony.errors import ModelFailed, Superseded


class Watch:
    """How long a turn may still take, and whether its answer is still wanted at all."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._superseded = threading.Event()

    @property
    def left(self) -> float:
        """Seconds until the turn is over."""
        return self._ends - time.monotonic()

    def supersede(self) -> None:
        """Somebody spoke meanwhile: nobody waits for this answer any more."""
        self._superseded.set()

    def check(self) -> None:
        """:raises Superseded: a newer turn began.

        :raises ModelFailed: the time is up.
        """
        if self._superseded.is_set():
            raise Superseded
        if self.left <= 0:
            raise ModelFailed(why="timeout")
