"""From calls to suggestions: only what several callers had in common is one."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from telephony.dialogue.matching import match_branch, match_service, match_staff
from telephony.dialogue.text import fold
from telephony.dialogue.vocabulary import Vocabulary
from telephony.enums import SuggestionKind
from telephony.learning.heard import HeardAct, HeardCall
from telephony.learning.wished import Bucket, wished_in_vain

# One odd call is no pattern, and neither is one person who calls every day.
LEAST_CALLERS: Final = 3
LEAST_WISHES: Final = 4
# Of those who said it, so many must have meant the same.
CLEAR_SHARE: Final = 0.75
SHORTEST_TERM, LONGEST_TERM, MOST_TERM_WORDS = 3, 40, 4

SERVICE, STAFF, BRANCH = "service", "staff", "branch"
_UNKNOWN: Final = {"service_unknown": SERVICE, "staff_unknown": STAFF, "branch_unknown": BRANCH}
_MATCHES: Final[dict[str, Callable[[str, Vocabulary], Any]]] = {
    SERVICE: match_service,
    STAFF: match_staff,
    BRANCH: match_branch,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """A suggestion with its evidence. ``identity`` is what makes it the same one tomorrow."""

    kind: SuggestionKind
    identity: tuple[str | int, ...]
    content: dict[str, Any]
    call_ids: tuple[int, ...]
    callers: int
    least: int = LEAST_CALLERS

    @property
    def key(self) -> str:
        """The same for the same change; nothing can be read from it."""
        text = json.dumps([self.kind.value, *self.identity], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Said:
    """A word that meant nothing to us, and what the call ended with (``None``: nothing)."""

    call: HeardCall
    term: str
    meant: int | None


def findings(calls: Iterable[HeardCall], vocabulary: Vocabulary) -> list[Finding]:
    """Everything that these calls speak for."""
    heard = list(calls)
    found = [*_terms(heard, vocabulary), *_in_vain(heard), *_passed_on(heard)]
    return sorted(found, key=lambda each: (-each.callers, each.kind.value))


def _terms(calls: list[HeardCall], vocabulary: Vocabulary) -> Iterator[Finding]:
    said: dict[tuple[str, str], list[_Said]] = defaultdict(list)
    for call in calls:
        for thing, term, meant in _unknown_terms(call):
            # A known or ambiguous word needs no other name: asking back is right there.
            if not _MATCHES[thing](term, vocabulary).ids:
                said[thing, fold(term)].append(_Said(call=call, term=term, meant=meant))
    for (thing, folded), those in said.items():
        yield from _term(thing, folded, those, vocabulary)


def _term(thing: str, folded: str, said: list[_Said], vocabulary: Vocabulary) -> Iterator[Finding]:
    term = Counter(each.term for each in said).most_common(1)[0][0]
    meant = Counter(each.meant for each in said if each.meant is not None)
    target = meant.most_common(1)[0][0] if meant else None
    with_target = [each.call for each in said if each.meant == target]
    if target is not None and len(with_target) >= CLEAR_SHARE * len(said):
        if _callers(with_target) >= LEAST_CALLERS and _is_there(thing, target, vocabulary):
            content = {"term": term, "thing": thing, "thing_id": target}
            yield _finding(SuggestionKind.ALIAS, (thing, folded, target), content, with_target)
        return
    without = [each.call for each in said if each.meant is None]
    if thing == SERVICE and len(without) >= CLEAR_SHARE * len(said) and _callers(without) >= LEAST_CALLERS:
        yield _finding(SuggestionKind.NOT_OFFERED, (folded,), {"term": term}, without)


def _unknown_terms(call: HeardCall) -> Iterator[tuple[str, str, int | None]]:
    """Each unknown word once per call, with what the caller was offered under another one afterwards."""
    seen: set[tuple[str, str]] = set()
    for place, act in enumerate(call.acts):
        thing = _UNKNOWN.get(act.code)
        term = " ".join(str(act.args.get(thing) or "").split()) if thing else ""
        if thing is None or not _is_term(term) or (thing, fold(term)) in seen:
            continue
        seen.add((thing, fold(term)))
        yield thing, term, _ended_with(thing, call.acts[place + 1 :])


def _ended_with(thing: str, later: Iterable[HeardAct]) -> int | None:
    for act in later:
        slots = act.result.get("slots") or ()
        named = act.args.get(thing) or act.args.get(f"{thing}_id")
        if act.name == "find_times" and act.is_ok and slots and named:
            return int(slots[0][f"{thing}_id"])
    return None


def _is_term(term: str) -> bool:
    """A name for something, and no sentence or number."""
    fits = SHORTEST_TERM <= len(term) <= LONGEST_TERM and len(term.split()) <= MOST_TERM_WORDS
    return fits and sum(letter.isdigit() for letter in term) <= 2


def _is_there(thing: str, pk: int, vocabulary: Vocabulary) -> bool:
    if thing == SERVICE:
        return vocabulary.service(pk) is not None
    return any(each.id == pk for each in (vocabulary.staff if thing == STAFF else vocabulary.branches))


def _in_vain(calls: list[HeardCall]) -> Iterator[Finding]:
    found: dict[Bucket, list[tuple[HeardCall, str]]] = defaultdict(list)
    for call in calls:
        for bucket, reason in wished_in_vain(call).items():
            found[bucket].append((call, reason))
    for bucket, wishes in found.items():
        those = [call for call, _ in wishes]
        if _callers(those) < LEAST_WISHES:
            continue
        reasons = Counter(reason for _, reason in wishes if reason)
        content = {
            "branch_id": bucket.branch_id,
            "weekday": bucket.weekday,
            "part": bucket.part,
            "reason": reasons.most_common(1)[0][0] if reasons else "",
        }
        identity = (bucket.branch_id, bucket.weekday, bucket.part)
        yield _finding(SuggestionKind.NOTHING_FREE, identity, content, those, least=LEAST_WISHES)


def _passed_on(calls: list[HeardCall]) -> Iterator[Finding]:
    found: dict[str, list[tuple[HeardCall, str]]] = defaultdict(list)
    for call in calls:
        topics = [str(act.args.get("topic") or "").strip() for act in call.acts if act.name == "transfer"]
        for topic in {fold(each): each for each in topics if _is_term(each)}.values():
            found[fold(topic)].append((call, topic))
    for folded, said in found.items():
        those = [call for call, _ in said]
        if _callers(those) >= LEAST_WISHES:
            topic = Counter(each for _, each in said).most_common(1)[0][0]
            yield _finding(SuggestionKind.ROUTING, (folded,), {"topic": topic}, those, least=LEAST_WISHES)


def _callers(calls: Iterable[HeardCall]) -> int:
    return len({call.caller for call in calls})


def _finding(
    kind: SuggestionKind,
    identity: tuple[str | int, ...],
    content: dict[str, Any],
    calls: list[HeardCall],
    *,
    least: int = LEAST_CALLERS,
) -> Finding:
    return Finding(
        kind=kind,
        identity=identity,
        content=content,
        call_ids=tuple(sorted({call.call_id for call in calls})),
        callers=_callers(calls),
        least=least,
    )
