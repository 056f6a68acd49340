"""Judging a call by what it left behind and by what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from telephony.dialogue import claims
from telephony.dialogue.text import fold
from telephony.simulation import ear
from telephony.simulation.playing import Played, Spoken
from telephony.simulation.rows import Booked, Waiting
from telephony.simulation.scenario import Expected, Waits, Wanted
from telephony.simulation.topics import Topic

# Said in the first sentence of every call (AI Act, Art. 50).
_DISCLOSURE = re.compile(r"\bKI\b|\bAI\b|künstliche Intelligenz")


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing that is wrong; ``turn`` is the place in the conversation where it shows."""

    what: str
    turn: int
    is_final_state: bool = False


def unproven_in(played: Played) -> tuple[Fault, ...]:
    """What the receptionist said without any ground."""
    turns, acts = [], []
    for place, turn in enumerate(played.talk.turns):
        # What was done for an answer was done before its first word.
        turns.append(claims.Spoken(is_caller=turn.who == "caller", text=turn.text, at=2 * place + 1))
        acts += [
            claims.Act(name=act.name, result=act.result, args=act.args, at=2 * place) for act in turn.acts
        ]
    found = claims.unproven(turns, acts, now=played.now, vocabulary=played.vocabulary)
    return tuple(Fault(what=f"{each.claim.kind}: {each.text}", turn=each.turn) for each in found)


def faults_of(played: Played) -> list[Fault]:
    """Everything that is wrong with a call; empty means passed."""
    return [*_state_faults(played), *_word_faults(played)]


def _state_faults(played: Played) -> Iterator[Fault]:
    expect, changes = played.scenario.expect, played.changes
    for what, act in [
        *((each, "book") for each in _booking_faults(expect, played)),
        *((each, "cancel") for each in _cancel_faults(expect, played)),
        *((each, "reschedule") for each in _move_faults(expect, played)),
        *((each, "join_waitlist") for each in _waiting_faults(expect, played)),
        *((each, "callback") for each in _count_faults(expect, played)),
    ]:
        yield Fault(what=what, turn=_turn_of(played, act), is_final_state=True)
    if expect.human and not (changes.callbacks or changes.messages or played.transferred):
        yield Fault(
            what="niemand vom Team erfährt davon", turn=_turn_of(played, "callback"), is_final_state=True
        )


def _booking_faults(expect: Expected, played: Played) -> Iterator[str]:
    left = list(played.changes.booked)
    missing = []
    for wanted in expect.booked:
        found = next((booked for booked in left if not _differences(wanted, booked, played)), None)
        if found is None:
            missing.append(wanted)
        else:
            left.remove(found)
    for wanted in missing:
        if left:
            booked = left.pop(0)
            yield f"gebucht: {booked}; falsch: {', '.join(_differences(wanted, booked, played))}"
        else:
            yield "nicht gebucht"
    yield from (f"zu viel gebucht: {booked}" for booked in left)


def _differences(wanted: Wanted, booked: Booked, played: Played) -> list[str]:
    checks = {
        "Leistung": not wanted.service or booked.service in wanted.service,
        "Person": not wanted.staff or booked.staff in wanted.staff,
        "Filiale": not wanted.branch or booked.branch == wanted.branch,
        "Name": not wanted.name or _is_in(wanted.name, booked.name),
        "Nummer": not wanted.phone or wanted.phone == booked.phone,
        "Zeit": wanted.when.holds(booked.start, now=played.now),
    }
    return [what for what, is_right in checks.items() if not is_right]


def _is_in(name: str, found: str) -> bool:
    return all(part in fold(found).replace("-", " ").split() for part in fold(name).replace("-", " ").split())


def _cancel_faults(expect: Expected, played: Played) -> Iterator[str]:
    wanted = {played.names[name] for name in expect.cancelled}
    if wanted - played.changes.cancelled:
        yield "nicht abgesagt"
    if played.changes.cancelled - wanted:
        yield "ein anderer Termin wurde abgesagt"


def _move_faults(expect: Expected, played: Played) -> Iterator[str]:
    for name, when in expect.moved.items():
        start = played.changes.moved.get(played.names[name])
        if start is None:
            yield "nicht verlegt"
        elif not when.holds(start, now=played.now):
            yield f"verlegt auf {start:%d.%m. %H:%M}"
    if set(played.changes.moved) - {played.names[name] for name in expect.moved}:
        yield "ein anderer Termin wurde verlegt"


def _waiting_faults(expect: Expected, played: Played) -> Iterator[str]:
    left = list(played.changes.waiting)
    for wanted in expect.waiting:
        found = next((each for each in left if _is_waited_for(wanted, each)), None)
        if found is None:
            yield f"wartet nicht auf {' + '.join(wanted.service)}"
        else:
            left.remove(found)
    yield from (f"wartet auf {each}" for each in left)


def _is_waited_for(wanted: Waits, waiting: Waiting) -> bool:
    return (
        tuple(wanted.service) == waiting.services
        and wanted.at_once == waiting.at_once
        and wanted.day in {None, waiting.day}
        and (not wanted.name or _is_in(wanted.name, waiting.name))
    )


def _count_faults(expect: Expected, played: Played) -> Iterator[str]:
    counts = (
        ("Rückrufe", expect.callbacks, len(played.changes.callbacks), "callback"),
        ("Nachrichten", expect.messages, len(played.changes.messages), "message"),
    )
    for what, wanted, found, kind in counts:
        if found < wanted or (found > wanted and not expect.human and kind not in expect.may):
            yield f"{what}: {found} statt {wanted}"


def _word_faults(played: Played) -> Iterator[Fault]:
    turns = played.talk.turns
    said = [(place, turn) for place, turn in enumerate(turns) if turn.who == "receptionist"]
    if said and not _DISCLOSURE.search(re.split(r"[.!?] ", said[0][1].text)[0]):
        yield Fault(what="der erste Satz sagt nicht, dass eine KI spricht", turn=0)
    yield from _said_faults(played.scenario.expect, said, last=len(turns) - 1)
    yield from _length_faults(played)
    yield from _repetitions(said)
    for place, turn in said:
        # After a silence that the caller asked for there is nothing to say.
        is_end = place == len(turns) - 1 and played.talk.receptionist_hung_up
        if not turn.text.strip() and place and turns[place - 1].who == "caller" and not is_end:
            yield Fault(what="keine Antwort", turn=place)


def _said_faults(expect: Expected, said: Sequence[tuple[int, Spoken]], *, last: int) -> Iterator[Fault]:
    everything = " ".join(turn.text for _, turn in said)
    for pattern in expect.says:
        if not re.search(pattern, everything, re.IGNORECASE):
            yield Fault(what=f"nicht gesagt: {pattern}", turn=last)
    for pattern in expect.never:
        for place, turn in said:
            if re.search(pattern, turn.text, re.IGNORECASE):
                yield Fault(what=f"gesagt: {pattern}", turn=place)


def _length_faults(played: Played) -> Iterator[Fault]:
    expect, talk = played.scenario.expect, played.talk
    last, asked, seconds = len(talk.turns) - 1, questions(talk.turns), talk.clock_ms // 1000
    if expect.questions is not None and asked > expect.questions:
        yield Fault(what=f"{asked} Fragen statt höchstens {expect.questions}", turn=last)
    if expect.seconds is not None and seconds > expect.seconds:
        yield Fault(what=f"{seconds} Sekunden statt höchstens {expect.seconds}", turn=last)
    if expect.hangs_up and not talk.receptionist_hung_up:
        yield Fault(what="das Gespräch wurde nicht beendet", turn=last)


def questions(turns: list[Spoken]) -> int:
    """How much was asked, without the greeting and the closing question."""
    asked = [
        ear.topic_of(question)
        for turn in turns[1:]
        if turn.who == "receptionist"
        for question in ear.questions_in(turn.text)
    ]
    return sum(topic is not Topic.MORE for topic in asked)


def _repetitions(said: list[tuple[int, Spoken]]) -> Iterator[Fault]:
    for (_, first), (_, second), (place, third) in zip(said, said[1:], said[2:], strict=False):
        if first.text == second.text == third.text and third.text:
            yield Fault(what="dreimal derselbe Satz", turn=place)
            return


def _turn_of(played: Played, act: str) -> int:
    """Where it went wrong: the act in question, else the first misunderstanding, else the end."""
    turns = played.talk.turns
    for place, turn in enumerate(turns):
        if any(done.name == act for done in turn.acts):
            return place
    lost = (place for place, turn in enumerate(turns) if ear.did_not_understand(turn.text))
    return next(lost, len(turns) - 1)
