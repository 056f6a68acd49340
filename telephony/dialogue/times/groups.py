"""Joins days and times of day into alternatives: together, taken back, refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from telephony.dialogue.times.clauses import (
    PREPOSITIONS,
    is_busy,
    is_condition,
    is_free_all_day,
    is_no_matter,
    is_only_good_enough,
    is_preferred,
    is_refused_after,
    is_refused_before,
    is_refused_too,
    is_second_best,
    may_leave,
    takes_back,
    turned_bound,
)
from telephony.dialogue.times.clock import Hours
from telephony.dialogue.times.dates import Days
from telephony.dialogue.times.exceptions import is_aim, restricted
from telephony.dialogue.times.group import Group
from telephony.dialogue.times.items import Item
from telephony.dialogue.times.joining import (
    edge_of,
    is_same_kind,
    joins,
    put,
    refuses_whole,
    without_corrected,
)
from telephony.dialogue.times.occupied import is_doing, shift_of

_JOINTS = frozenset({"und", "oder", "sowie", ",", *PREPOSITIONS})


def groups_of(keys: Sequence[str], items: Sequence[Item]) -> list[Group]:
    """Return the alternatives in the order they were said."""
    listener = _Listener(keys=keys, items=items)
    for index in range(len(items)):
        listener.take(index)
    _rank_conditions(listener.groups)
    return listener.groups


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """The words between an item and the one before, behind it, and before and behind its whole phrase."""

    gap: list[str]
    following: list[str]
    lead: list[str]
    behind: list[str]
    is_first: bool
    is_last: bool


@dataclass(slots=True, kw_only=True)
class _Listener:
    """Takes one item after the other and keeps what they have said so far."""

    keys: Sequence[str]
    items: Sequence[Item]
    groups: list[Group] = field(default_factory=list)
    rank: int = 0
    end: int = 0
    lead: list[str] = field(default_factory=list)

    def take(self, index: int) -> None:
        """Take the next item: a wish, a refusal, or something about one of those before."""
        item = self.items[index]
        if item.at < self.end:  # the second half of what was restricted
            return
        around = self._around(index)
        exception = restricted(
            self.keys, self.items, index, has_wish=any(not each.refused for each in self.groups)
        )
        if exception is not None:
            self.groups.append(exception)
            self.end = exception.end
            return
        self.end = item.end
        is_over = isinstance(item.value, Days) and item.value.is_over
        if not (is_over or is_no_matter(around.gap) or self._is_about_another(item, around)):
            self._add(item, around)

    def _around(self, index: int) -> _Around:
        item = self.items[index]
        gap = list(self.keys[self.end : item.at])
        self.lead = self.lead if set(gap) <= _JOINTS else gap
        last = index
        while last + 1 < len(self.items) and set(self._between(last)) <= PREPOSITIONS:
            last += 1
        return _Around(
            gap=gap, following=self._between(index), lead=self.lead, behind=self._between(last),
            is_first=index == 0, is_last=index + 1 == len(self.items),
        )  # fmt: skip

    def _between(self, index: int) -> list[str]:
        following = self.items[index + 1].at if index + 1 < len(self.items) else len(self.keys)
        return list(self.keys[self.items[index].end : following])

    def _is_about_another(self, item: Item, around: _Around) -> bool:
        """``Freitag wäre mir lieber``, ``am liebsten um fünf``: more about what was said before."""
        favourite = _said_before(self.groups, item) if is_preferred(around.following) else None
        if favourite is not None:
            _put_behind([group for group in self.groups if group is not favourite])
            return True
        previous = self.groups[-1] if self.groups else None
        if previous is None or not is_aim(previous, item, around.gap):
            return False
        previous.aim, previous.end = _time_of(item), item.end
        return True

    def _add(self, said: Item, around: _Around) -> None:
        item = _bounded(said, around.gap, around.following)
        is_landmark = item is not said
        previous = self.groups[-1] if self.groups else None
        refused = not is_landmark and self._is_refused(said, around)
        is_condition_of = refused and is_condition(self.keys[: item.at]) and not is_refused_before(around.gap)
        refused = refused and not is_condition_of
        if (
            previous is not None
            and not refused
            and takes_back(around.gap, same_kind=is_same_kind(previous, item))
        ):
            self.groups, previous = without_corrected(self.groups, item), None
        self.rank += is_second_best(around.gap)
        refused = refused or (previous is not None and _goes_on_refusing(previous, around))
        is_chained = previous is not None and refused and _refused_with(previous, item, around.gap)
        if previous is not None:
            # "nicht am Freitag Nachmittag"
            refused = refused or (previous.refused and previous.end == item.at and not previous.has_hours)
            previous.refused = previous.refused or is_chained
            refused = refused or (previous.refused and is_doing(" ".join(around.gap)))
        stands_alone = is_landmark and _stands_alone(item, previous)
        if previous is None or stands_alone or not self._put(previous, item, around, refused=refused):
            group = Group(
                rank=self.rank + is_only_good_enough(around.following), refused=refused, at=item.at,
                is_landmark=stands_alone, chain=previous if is_chained else None,
            )  # fmt: skip
            self.groups.append(put(group, item))
        self._note(self.groups[-1], around, refused=refused)
        self.rank += is_condition_of

    def _is_refused(self, item: Item, around: _Around) -> bool:
        if is_refused_before(around.gap, after_time=not around.is_first):
            return True
        if is_busy(around.lead, around.behind) and not turned_bound([], around.behind):
            return True
        if may_leave(around.gap, around.following):
            return False
        previous = self.groups[-1] if self.groups else None
        return is_refused_after(
            around.following, last=around.is_last, habitual=_is_habitual(self.keys, item, previous)
        )

    def _put(self, previous: Group, item: Item, around: _Around, *, refused: bool) -> bool:
        """Put the item to the group before it, if it says more about the same alternative."""
        here = self.rank + is_only_good_enough(around.following)
        is_same = previous.refused == refused or refuses_whole(previous, item, around.gap, refused=refused)
        if not (is_same and previous.rank in {self.rank, here} and joins(previous, item, around.gap)):
            return False
        if _leans_back(self.groups, around.gap):
            return False
        previous.edge = previous.edge or edge_of(self.keys, previous, item, around.gap)
        put(previous, item)
        previous.rank = max(previous.rank, here)
        previous.refused = refused
        return True

    def _note(self, group: Group, around: _Around, *, refused: bool) -> None:
        """Keep what the words around say of the whole alternative."""
        if refused and group.hours is None and group.part is None and not is_condition(around.gap):
            group.part = shift_of(" ".join(around.following))
        group.is_for_all = group.is_for_all or bool({"jeweils", "beide", "jedes"} & set(around.gap))
        group.is_open = group.is_open or is_free_all_day(around.following)
        if is_preferred(around.following):
            _put_behind(self.groups[:-1])


def _goes_on_refusing(previous: Group, around: _Around) -> bool:
    """``außer Montag und Dienstag``, ``Montag hab ich Schule und Mittwoch Training``."""
    if not previous.refused:
        return False
    gap = set(around.gap)
    is_list = bool({"und", "oder"} & gap) and gap <= {"und", "oder", "auch", *PREPOSITIONS}
    return is_list or is_refused_too(around.gap, around.following)


def _bounded(item: Item, gap: Sequence[str], following: Sequence[str]) -> Item:
    """``um fünf Feierabend, danach``: the time is where the wish begins."""
    bound = turned_bound(gap, following)
    value = item.value
    if not bound:
        return item
    if isinstance(value, Hours):
        if value.kind in {"at", "around"} or value.kind == ("until" if bound == "after" else "from"):
            return replace(item, value=replace(value, kind="from" if bound == "after" else "until"))
        if value.kind == "between":
            edge = value.until if bound == "after" else value.clock
            return replace(item, value=Hours("from" if bound == "after" else "until", edge))
        return item
    if value.start is None and value.end is None:
        return item
    if bound == "after" and value.end is not None:
        return replace(item, value=Days(start=value.end, end=None))
    if bound == "before" and value.start is not None and value.end is not None:
        return replace(item, value=Days(start=None, end=value.start))
    return item


def _leans_back(groups: list[Group], gap: list[str]) -> bool:
    """``Morgen Spätdienst, also vormittags, und übermorgen``: the hours are about the day before them."""
    if len(groups) < 2 or "und" not in gap or groups[-1].days is not None:
        return False
    return groups[-2].refused and groups[-2].days is not None and groups[-2].part is not None


def _said_before(groups: list[Group], item: Item) -> Group | None:
    """``Freitag ab vier oder Samstag, Freitag wäre mir lieber``."""
    return next((group for group in groups if not group.refused and group.days == item.value), None)


def _time_of(item: Item) -> Hours | None:
    return item.value if isinstance(item.value, Hours) else None


def _stands_alone(landmark: Item, previous: Group | None) -> bool:
    return isinstance(landmark.value, Hours) and (previous is None or previous.days is None)


def _put_behind(groups: list[Group]) -> None:
    for group in groups:
        group.rank += 1


def _is_habitual(keys: Sequence[str], item: Item, previous: Group | None) -> bool:
    """Weekdays and parts of the day with what one does then tell when somebody is busy."""
    value = item.value
    if isinstance(value, Hours):
        return value.kind == "part" and (
            (previous is None and keys[item.end - 1].endswith("s"))
            or (
                previous is not None
                and previous is not None
                and previous.hours is None
                and (previous.days is not None and bool(previous.days.weekdays))
            )
        )
    return value.habitual


def _refused_with(previous: Group, item: Item, gap: list[str]) -> bool:
    """``Mittwochs und donnerstags geht's nicht`` is about both."""
    same_kind = isinstance(item.value, Days) == (previous.hours is None and previous.part is None)
    return same_kind and bool({"und", "oder"} & set(gap)) and set(gap) <= {"und", "oder", *PREPOSITIONS}


def _rank_conditions(groups: list[Group]) -> None:
    first = min((group.rank for group in groups if not group.refused), default=0)
    for group in groups:
        group.rank = max(0, group.rank - first)
