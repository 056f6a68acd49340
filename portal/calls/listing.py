"""The list of calls as the page shows it: counted, by day, page by page, with what was found in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from django.utils import timezone

from portal.calls.filters import OUTCOMES, Narrowing, Wish
from portal.owner.call_rows import CallRow, Hit, row_of, with_rows
from telephony.models import Call
from telephony.queries.call_lists import (
    CallFilter,
    Cursor,
    after,
    calls_matching,
    counts_of,
    down_to,
    turns_with_hits,
)
from telephony.queries.spoken_words import Stretch, stretches

PER_PAGE: Final = 30
HITS_SHOWN: Final = 2
# So much of an utterance stands around a hit.
_AROUND: Final = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Chip:
    """One way to narrow the list down, and how many calls that would be."""

    label: str
    url: str
    count: int
    is_current: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DayOfCalls:
    """The calls of one day, latest first; ``is_continued``: the page before ends within it."""

    on: date
    rows: tuple[CallRow, ...]
    is_continued: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One page of the list. ``older_url`` leads on; ``head_url``: this page with what came in since."""

    days: tuple[DayOfCalls, ...]
    older_url: str
    head_url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """What stands above the list."""

    chips: tuple[Chip, ...]
    found: int
    unread: int
    languages: list[str]
    narrowings: tuple[Narrowing, ...]


def sheet_of(wish: Wish, criteria: CallFilter, *, cursor: Cursor | None) -> Sheet:
    """The page after ``cursor``, or the first one."""
    found = calls_matching(criteria)
    rows = list(with_rows(after(found, cursor) if cursor else found)[: PER_PAGE + 1])
    shown, has_more = rows[:PER_PAGE], len(rows) > PER_PAGE
    edge = _written(Cursor.of(shown[-1])) if shown else ""
    return Sheet(
        days=tuple(_by_day(shown, criteria.asked, cursor)),
        older_url=wish.address(nach=edge) if has_more else "",
        head_url=wish.address(ab=edge) if edge else wish.address(),
    )


def head_of(wish: Wish, criteria: CallFilter, *, edge: Cursor) -> Sheet:
    """The first page as it is now, down to the call it ended with: what stands below stays in place."""
    found = down_to(calls_matching(criteria), edge)
    rows = list(with_rows(found)[: 10 * PER_PAGE])
    return Sheet(
        days=tuple(_by_day(rows, criteria.asked, None)),
        older_url="",
        head_url=wish.address(ab=_written(edge)),
    )


def overview_of(wish: Wish, *, user_id: int) -> Overview:
    """Chips and counts, in one query."""
    groups = {key: outcomes for key, (_label, outcomes) in OUTCOMES.items()}
    counts = counts_of(wish.without_outcome().criteria(user_id=user_id), groups)
    return Overview(
        chips=tuple(
            Chip(
                label=str(label),
                url=wish.address(ergebnis=key),
                count=counts[key],
                is_current=key == wish.outcome,
            )
            for key, (label, _outcomes) in OUTCOMES.items()
        ),
        found=counts[wish.outcome],
        unread=counts["unread"],
        languages=counts["languages"],
        narrowings=tuple(wish.narrowings()),
    )


def read_cursor(text: str | None) -> Cursor | None:
    """A place out of an address; ``None`` for what is none."""
    moment, _sign, number = (text or "").rpartition("~")
    try:
        ringing_at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    is_known = ringing_at.tzinfo is not None and number.isdecimal() and len(number) < 19
    return Cursor(ringing_at, int(number)) if is_known else None


def _written(cursor: Cursor) -> str:
    return f"{cursor.ringing_at.isoformat()}~{cursor.call_id}"


def _by_day(calls: Sequence[Call], asked: Sequence[str], cursor: Cursor | None) -> Iterator[DayOfCalls]:
    hits = _hits([call.pk for call in calls], asked)
    before = timezone.localtime(cursor.ringing_at).date() if cursor else None
    for on, group in groupby(calls, key=lambda one: timezone.localtime(one.ringing_at).date()):
        rows = tuple(row_of(each, hits=hits.get(each.pk, ())) for each in group)
        yield DayOfCalls(on=on, rows=rows, is_continued=on == before)


def _hits(call_ids: Sequence[int], asked: Sequence[str]) -> dict[int, tuple[Hit, ...]]:
    """The first utterances of each call in which something was found."""
    if not asked:
        return {}
    found: dict[int, list[Hit]] = defaultdict(list)
    for turn in turns_with_hits(call_ids, asked):
        pieces = stretches(turn.text, asked)
        if len(found[turn.call_id]) < HITS_SHOWN and any(piece.is_hit for piece in pieces):
            found[turn.call_id].append(Hit(turn=turn.position, pieces=tuple(_cut(pieces))))
    return {call_id: tuple(each) for call_id, each in found.items()}


def _cut(pieces: Iterable[Stretch]) -> Iterator[Stretch]:
    """Long utterances are cut before the first hit and after the last."""
    known: list[Any] = list(pieces)
    for place, piece in enumerate(known):
        if piece.is_hit or len(piece.text) <= _AROUND:
            yield piece
        elif place == 0:
            yield Stretch(text=f"… {piece.text[-_AROUND:].partition(' ')[2]}")
        elif place == len(known) - 1:
            yield Stretch(text=f"{piece.text[:_AROUND].rpartition(' ')[0]} …")
        else:
            yield piece
