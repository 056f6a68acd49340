"""Why a caller could not have the very time that was wished for: one sentence for each search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from portal.owner import words
from portal.templatetags.portal import first_word
from telephony.dialogue.times.grammar import understand_time
from telephony.dialogue.times.wish import TimeWish
from telephony.models import CallAct

# More of a sort are "all of them".
_MOST_THINGS_NAMED: Final = 3


def wish_of(act: CallAct) -> TimeWish | None:
    """What was said about the time; ``None`` where nothing was, or where it was not kept."""
    local = timezone.localtime(act.at)
    try:
        if raw := act.args.get("wish"):
            return TimeWish.from_json(raw)
        if isinstance(said := act.args.get("when"), str) and said:
            return understand_time(said, now=local, subdivision=act.call.branch.region)
    except (KeyError, TypeError, ValueError):
        # Written by an older engine: the page can do without.
        return None
    return None


def why_not(act: CallAct) -> str:
    """``Di, 24.11., 10:00 Uhr: Anna belegt bis 11:40 · Ben arbeitet erst ab 12:00``; empty: nothing known."""
    obstacles = [each for each in act.result.get("why_not") or () if each.get("code") in words.WHY_NOT]
    if not obstacles:
        return ""
    wish = wish_of(act)
    wished = wish.target if wish else None
    text = " · ".join(dict.fromkeys(_sentences(obstacles, act, wished)))
    return _("%(when)s: %(obstacles)s") % {"when": _when(wished), "obstacles": text}


def every_why_not(acts: Iterable[CallAct]) -> tuple[str, ...]:
    """One line for each time that was wished for in vain, in the order of the call."""
    return tuple(dict.fromkeys(filter(None, map(why_not, acts))))


def _sentences(
    obstacles: Sequence[Mapping[str, Any]], act: CallAct, wished: datetime | None
) -> Iterator[str]:
    names = _short_names([each["staff"] for each in obstacles])
    for each in obstacles:
        known = {
            "staff": names[each["staff"]],
            "branch": each["branch"],
            "thing": each.get("thing", ""),
            "things": ", ".join(each.get("things") or ()),
            "until": _clock(each.get("until"), act, wished),
            "processing": _clock(each.get("processing_until"), act, wished),
        }
        with_time, without = _pair(each, known)
        yield str(with_time if known["until"] else without) % known


def _pair(obstacle: Mapping[str, Any], known: Mapping[str, str]) -> tuple[words.Text, words.Text]:
    if known["processing"]:
        return words.WHILE_PROCESSING
    if 0 < len(obstacle.get("things") or ()) <= _MOST_THINGS_NAMED:
        return words.THINGS_TAKEN
    return words.WHY_NOT[obstacle["code"]]


def _short_names(names: Iterable[str]) -> dict[str, str]:
    """First names, as the team calls each other; whole ones where two people share theirs."""
    whole = set(names)
    firsts = [first_word(name) for name in whole]
    return {name: name if firsts.count(first_word(name)) > 1 else first_word(name) for name in whole}


def _clock(until: str | None, act: CallAct, wished: datetime | None) -> str:
    """The time of day; nothing where it would be on another day."""
    if not until:
        return ""
    local = datetime.fromisoformat(until).astimezone(act.call.branch.zone)
    is_that_day = wished is None or local.date() == wished.date()
    return f"{local:%H:%M}" if is_that_day else ""


def _when(wished: datetime | None) -> str:
    if wished is None:
        return _("Zur Wunschzeit")
    return formats.date_format(wished, _("D, j.n., H:i \\U\\h\\r"))
