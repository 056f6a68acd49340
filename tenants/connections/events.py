"""What happened to connections, for the rooms above. Published inside the transaction; ids only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class ConnectionBroken:
    """The provider no longer takes the company's credentials: somebody has to connect anew."""

    connection_id: int
