"""Takes what the caller says to offered times: which one, none, or when instead."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from telephony.dialogue.answers import read_ordinal
from telephony.dialogue.following import choose, shifted_wish
from telephony.dialogue.hearing import Heard
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk
from telephony.dialogue.times.wish import MOST_RANK, Box, TimeWish

MOST_TURNED_DOWN = 12
_SOONEST = re.compile(
    r" (?:so (?:frueh|bald|schnell|zeitig) (?:wie|als|es) |moeglichst (?:frueh|bald|schnell)|das frueheste|"
    r"den frueheste\w*|je frueher desto) ?"
)
_ANOTHER_DAY = re.compile(r" (?:ander\w*|sonstige\w*|weitere\w*) (?:tag|tage|tagen|wochentag\w*|datum) ")
_THIS_ONE = re.compile(r" (?:diesen|dieser|diese|dieses|den naeheren|schon diese|gleich diese) ")
_NEXT_ONE = re.compile(
    r" (?:naechste woche|woche drauf|woche darauf|danach|in einer woche|folgende woche|darauf) "
)


def names_no_day(talk: Talk, matter: Matter, heard: Heard) -> bool:
    """Say that no calendar has the day they named, or that nobody here knows when it is; tell whether so."""
    if heard.no_such_day:
        talk.say(talk.words.no_such_day(heard.no_such_day))
    elif heard.unknown_days and not matter.is_confirmed:
        talk.say(talk.words.unknown_days(heard.unknown_days))
        turn_down(matter)
        matter.wish = None
    else:
        return False
    return True


def react_to_offer(talk: Talk, matter: Matter, heard: Heard) -> bool:
    """Take the utterance as an answer to the offered times; tell whether it was one."""
    if names_no_day(talk, matter, heard):
        return True
    starts = [talk.local_start(slot) for slot in matter.offers]
    meant = choose(heard, matter.offers, starts).slots
    if len(meant) == 1:
        matter.slot = meant[0]
        return True
    if len(meant) > 1:
        # Whoever says "ja" to a choice twice takes the first; the summary still asks.
        if matter.pressed and len(meant) == len(matter.offers):
            matter.slot = _likeliest(talk, matter, meant)
        elif heard.answer == "yes" and len(meant) == len(matter.offers):
            talk.say(talk.words.gladly())
        matter.pressed += 1
        matter.offers = list(meant)
        return True
    soonest = heard.wish is not None and heard.wish.earliest and not heard.wish.boxes and heard.shift is None
    if soonest or _SOONEST.search(heard.said):
        # "So früh wie möglich" to times that are on the table means the earliest of them.
        matter.slot = min(matter.offers, key=talk.local_start)
        return True
    if _wants_another_day(matter, heard, starts):
        turn_down(matter)
        return True
    return _take_later(talk, matter, heard, starts)


def _take_later(talk: Talk, matter: Matter, heard: Heard, starts: list[datetime]) -> bool:
    """Take when else it should be, or that it is none of these."""
    moved = shifted_wish(heard, starts, matter.wish)
    later = moved or _new_wish(matter, heard, starts)
    if later is not None:
        matter.wish = later
        matter.shifted = heard.shift[0] if moved and heard.shift and heard.shift[1] is None else 0
        matter.forget_offers()
        return True
    if heard.wants_other:
        turn_down(matter)
        return True
    # "Nein, bei der Elif": the wish stays, with somebody else.
    if heard.answer == "no" and not (heard.staff.ids or heard.any_staff or heard.branch.ids):
        turn_down(matter)
        matter.refused, matter.wish = matter.wish, None
        return True
    return False


def _likeliest(talk: Talk, matter: Matter, slots: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    """Return the time nearest to the wish, the first one where no exact time was wished for."""
    target = matter.wish.target if matter.wish else None
    return slots[0] if target is None else min(slots, key=lambda slot: abs(talk.local_start(slot) - target))


def _new_wish(matter: Matter, heard: Heard, starts: list[datetime]) -> TimeWish | None:
    if heard.wish is None:
        return None
    refined = matter.wish.refined_by(heard.wish) if matter.wish else heard.wish
    days = {start.date() for start in starts}
    if heard.wish.has_days or not heard.wish.has_hours or len(days) != 1:
        return refined
    # "Lieber um zwölf" means the day that was offered first of all.
    day = days.pop()
    there = tuple(
        replace(box, start=day, end=day + timedelta(days=1), weekdays=()) for box in heard.wish.boxes
    )
    elsewhere = tuple(replace(box, rank=min(box.rank + 5, MOST_RANK)) for box in refined.boxes)
    return replace(refined, boxes=(*there, *elsewhere))


def _wants_another_day(matter: Matter, heard: Heard, starts: list[datetime]) -> bool:
    """``Haben Sie einen anderen Tag?``: the hours stay, the days that were offered are out."""
    if not _ANOTHER_DAY.search(heard.said):
        return False
    days = {start.date() for start in starts}
    offered = tuple(Box(start=day, end=day + timedelta(days=1)) for day in sorted(days))
    said = heard.wish if heard.wish and heard.wish.has_hours else matter.wish
    hours = tuple(dict.fromkeys(_hours_only(box) for box in said.boxes)) if said else ()
    matter.wish = TimeWish(boxes=tuple(box for box in hours if box.has_hours), excluded=offered)
    return True


def turn_down(matter: Matter) -> None:
    """Do not offer these times again unless they are asked for."""
    matter.turned_down = [*matter.turned_down, *(str(slot["slot_id"]) for slot in matter.offers)][
        -MOST_TURNED_DOWN:
    ]
    matter.forget_offers()


def choose_day(talk: Talk, matter: Matter, heard: Heard) -> bool:
    """Take the utterance as the choice between the days of an ambiguous wish."""
    wish = matter.wish or TimeWish()
    days = wish.choices
    place = read_ordinal(heard.said, len(days))
    if place is None and _THIS_ONE.search(heard.said):
        place = 0
    if place is None and _NEXT_ONE.search(heard.said):
        place = len(days) - 1
    if place is None and heard.wish is not None and not heard.wish.choices:
        fitting = [
            at
            for at, day in enumerate(days)
            if any(box.has_days and _is_meant(box, day) for box in heard.wish.boxes)
        ]
        place = fitting[0] if len(fitting) == 1 else None
    if place is None and heard.answer == "yes":
        place = 0
    if place is None:
        if heard.wish is None:
            return False
        matter.wish = heard.wish if heard.wish.has_days else wish.refined_by(heard.wish)
        return True
    matter.wish = on_day(wish, days[place])
    if heard.wish is not None and heard.wish.has_hours:
        matter.wish = matter.wish.refined_by(
            replace(heard.wish, boxes=tuple(_hours_only(box) for box in heard.wish.boxes), choices=())
        )
    return True


def choose_time(matter: Matter, heard: Heard) -> bool:
    """Take the utterance as the choice between two readings of an hour: 14 Uhr 15 or 14 Uhr 45."""
    wish = matter.wish or TimeWish()
    place = read_ordinal(heard.said, len(wish.times))
    named = {box.target for box in heard.wish.boxes} if heard.wish else set()
    fitting = [at for at, minute in enumerate(wish.times) if minute in named]
    if place is None and len(fitting) == 1:
        place = fitting[0]
    if place is None and heard.answer == "yes" and not heard.wish:
        place = 0
    if place is None:
        if heard.wish is None or heard.wish.times == wish.times:
            return False
        matter.wish = replace(wish, times=()).refined_by(heard.wish)
        return True
    matter.wish = at_time(wish, wish.times[place])
    return True


def at_time(wish: TimeWish, minute: int) -> TimeWish:
    """Return the wish at exactly this minute of its days."""
    boxes = wish.boxes or (Box(),)
    at_once = tuple(replace(box, opens=minute, closes=minute + 1, target=minute) for box in boxes)
    return replace(wish, boxes=at_once, times=())


def _is_meant(box: Box, day: date) -> bool:
    """Between two days "Dienstag" is the one that is a Tuesday, whatever week."""
    if box.loose and box.single_day is not None:
        return box.single_day.weekday() == day.weekday()
    return box.holds_day(day)


def _hours_only(box: Box) -> Box:
    return replace(box, start=None, end=None, weekdays=())


def on_day(wish: TimeWish, day: date) -> TimeWish:
    """Return the wish on exactly this day."""
    boxes = tuple(
        dict.fromkeys(replace(box, start=day, end=day + timedelta(days=1), weekdays=()) for box in wish.boxes)
    )
    return replace(wish, boxes=boxes, choices=())


def take_anything(talk: Talk, matter: Matter) -> bool:
    """Take "egal" as the answer to the question that is open."""
    asked = talk.state.asked
    if asked == "person":
        matter.staff_options, matter.staff_any = [], True
    elif asked == "service" and matter.service_options:
        matter.service_id, matter.service_options = matter.service_options[0], []
    elif asked in {"when", "when_instead", "new_time"}:
        matter.wish = TimeWish(earliest=True)
    else:
        return False
    return True
