"""What travels over the live line, and how it gets there."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict, dataclass
from typing import Any, Final

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from tenants.models import Company

logger = logging.getLogger(__name__)

# The line is a comfort: who books must not wait for a broker that does not answer.
SEND_WITHIN_S: Final = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """One piece of a page, put in by id: the same piece twice changes nothing.

    With ``html`` it replaces the element ``id``, or is added to ``place`` where there is none yet; without
    ``html`` the element goes away. ``topic`` only tells pages that something of that kind has changed.
    """

    id: str = ""
    place: str = ""
    at: str = "end"
    html: str = ""
    topic: str = ""


def group_of(company: Company) -> str:
    """The group of everybody who watches this company; the schema name keeps companies apart."""
    return f"live.{company.schema_name}"


def send(company: Company, *pieces: Piece) -> None:
    """Hand the pieces to all open pages of the company. What gets lost is made good when pages reconnect."""
    try:
        async_to_sync(_send)(group_of(company), [asdict(piece) for piece in pieces])
    except Exception:
        # An edge: whatever the broker's trouble is, the act that is being reported has already happened.
        logger.warning("portal.live_not_sent", exc_info=True)


async def _send(group: str, pieces: list[dict[str, Any]]) -> None:
    layer = get_channel_layer()
    await asyncio.wait_for(layer.group_send(group, {"type": "pieces", "pieces": pieces}), SEND_WITHIN_S)
