"""Where reading a calendar elsewhere goes on, for providers whose bookmarks hold for one window only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

# The window moves on with each day; reading all of it anew is worth it once a week.
_STRETCH = timedelta(days=7)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """The provider's bookmark, and until when the time lies that it is about."""

    token: str
    until: datetime

    @classmethod
    def from_cursor(cls, cursor: str) -> Place | None:
        """The place that a cursor names; ``None``: begin anew."""
        try:
            told = json.loads(cursor)
            return cls(token=str(told["token"]), until=datetime.fromisoformat(told["until"]))
        except (ValueError, KeyError, TypeError):
            return None

    def as_cursor(self) -> str:
        """The cursor that :meth:`from_cursor` reads."""
        return json.dumps({"token": self.token, "until": self.until.isoformat()})

    def covers(self, window: tuple[datetime, datetime]) -> bool:
        """Whether reading on tells enough about this window."""
        return window[1] - self.until < _STRETCH
