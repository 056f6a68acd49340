"""Takes what an utterance says about a booking: service, person, branch, time, name, number."""

import re
from datetime import date, datetime, timedelta

from telephony.dialogue import companions, intents, noting, options, series, usual
from telephony.dialogue.answers import read_ordinal
from telephony.dialogue.choosing import names_no_day
from telephony.dialogue.hearing import Heard
from telephony.dialogue.intents import BOOK, RESCHEDULE
from telephony.dialogue.matching import (
    Match,
    is_for_one_group,
    match_person_group,
    match_service,
    names_group,
    pick_service,
    sibling_service,
)
from telephony.dialogue.names import sounds_open
from telephony.dialogue.naming import bare_name, completed
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk
from telephony.dialogue.times.lexicon import MONTHS
from telephony.dialogue.times.wish import Box, TimeWish

# A longer sentence may speak of a husband without being about his hair.
_FEW_WORDS = 7
_BOTH = re.compile(r" (?:beides|beide|alle beide|alles beide|alles zusammen|sowohl) ")
_CHANGES = re.compile(r" (?:aber|doch|lieber|nur|statt|besser|anders) ")
_GROUP_ALONE = re.compile(r" (?:herren|damen|kinder|maenner|frauen)(?:schnitt)? ")
_MONTH = re.compile(" (?:" + "|".join([*MONTHS, "monats?"]) + ") ")
_RATHER = re.compile(r"\b(?:lieber|stattdessen|sondern|besser)\b", re.IGNORECASE)
_EITHER = re.compile(r" (?:oder|und) (?:bei |beim |bei der |von |vom |der |die |den |zu |zur )*\w+")


def take_details(talk: Talk, matter: Matter, heard: Heard) -> bool:
    """Put what the utterance says about the booking into the matter; tell whether there was anything."""
    # "Den ersten" picks one of the services just named, it is no first of the month.
    is_pick = (
        bool(matter.service_options) and read_ordinal(heard.said, len(matter.service_options)) is not None
    )
    repeats = series.note(talk, matter, heard)
    taken = [
        repeats,
        usual.note(talk, matter, heard),
        not repeats and companions.take_guests(talk, matter, heard),
        options.take(talk, matter, heard) or _take_service(talk, matter, heard),
        options.take(talk, matter, heard),
        _take_staff(talk, matter, heard),
        noting.take_beside(talk, matter, heard),
        _take_branch(talk, matter, heard),
        not is_pick and (_take_other_offer(talk, matter, heard) or _take_wish(talk, matter, heard)),
    ]
    named = _name_of(talk, heard)
    if named and named != talk.state.name:
        talk.state.name, talk.state.is_name_spelled = named, sounds_open(heard.text)
        matter.is_confirmed = False
        taken.append(True)
        if talk.state.asked in {"offer", "which_day"} and matter.offers:
            talk.say(talk.words.thanks())
    if heard.phone:
        talk.state.phone, talk.state.is_phone_spoken, talk.state.digits = heard.phone, True, ""
        taken.append(True)
    return any(taken)


def _name_of(talk: Talk, heard: Heard) -> str | None:
    """Return the name: at the summary a bare one completes what is known, and refuses nothing."""
    if heard.name is None or talk.state.asked != "confirm" or bare_name(heard.text) is None:
        return heard.name
    return completed(talk.state.name, heard.name)


def _take_service(talk: Talk, matter: Matter, heard: Heard) -> bool:
    if matter.intent == RESCHEDULE:
        return False
    if matter.service_options and _BOTH.search(heard.said):
        return _take_both(talk, matter, heard)
    named = _preferred(talk, heard) or heard.service
    if not named.ids and matter.service_id is not None and not matter.service_options:
        return _take_group(talk, matter, heard)
    match = _meant_service(talk, matter, heard, named)
    if not match.ids:
        return False
    pool = [service_id for service_id in match.ids if service_id in matter.service_options]
    if len(pool) == 1 or match.only is not None:
        _settle_on(talk, matter, heard, pool[0] if len(pool) == 1 else match.ids[0])
    elif matter.service_id not in match.ids:
        matter.service_id, matter.service_options = None, list(match.ids)
        matter.forget_offers()
    return True


def _meant_service(talk: Talk, matter: Matter, heard: Heard, match: Match) -> Match:
    """Return the service in the light of what was asked and of who comes."""
    if matter.service_options:
        match = pick_service(heard.matched, tuple(matter.service_options), talk.vocabulary) or match
    if not match.ids and (talk.state.asked == "service" or _GROUP_ALONE.search(heard.said)):
        match = match_person_group(heard.matched, talk.vocabulary)
    if matter.service_id is not None or matter.service_options or not (match.ids or matter.guests):
        return match
    several = companions.take_services if matter.guests else _first_of_several
    return several(talk, matter, heard) or match


def means_both(heard: Heard) -> bool:
    """Tell whether both of two services are meant."""
    return _BOTH.search(heard.said) is not None


def _take_both(talk: Talk, matter: Matter, heard: Heard) -> bool:
    """``Beides`` to the question between services."""
    first, *others = matter.service_options[: companions.MOST_TOGETHER]
    companions.in_a_row(matter, others)
    _settle_on(talk, matter, heard, first)
    return True


def _preferred(talk: Talk, heard: Heard) -> Match | None:
    """``Strähnen dauern zu lang, lieber nur den Ansatz``: what stands behind "lieber" is meant."""
    parts = _RATHER.split(heard.matched)
    match = match_service(parts[-1], talk.vocabulary) if len(parts) > 1 else Match()
    return match if match.ids and match.ids != heard.service.ids else None


def _settle_on(talk: Talk, matter: Matter, heard: Heard, service_id: int) -> None:
    is_open = is_for_one_group(service_id, talk.vocabulary) and not names_group(heard.matched)
    matter.is_service_guessed = is_open and not matter.service_options
    if service_id != matter.service_id:
        matter.service_id = service_id
        matter.forget_offers()
    matter.service_options = []


def _take_group(talk: Talk, matter: Matter, heard: Heard) -> bool:
    """``Herren!`` after "Haarschnitt" was taken for the ladies' one."""
    if heard.name or len(heard.said.split()) > _FEW_WORDS or not names_group(heard.matched):
        return False
    sibling = sibling_service(heard.matched, matter.service_id, talk.vocabulary)
    if sibling is not None:
        matter.service_id = sibling
        matter.forget_offers()
    matter.is_service_guessed = False
    return True


def _first_of_several(talk: Talk, matter: Matter, heard: Heard) -> Match | None:
    """``Schneiden und Färben``: the second service gets its own time behind the first one."""
    several = companions.several_kinds(heard.matched, talk.vocabulary)
    if len(several) < 2 or (intents.PRICE in heard.intents and BOOK not in heard.intents):
        return None
    first = several[0]
    if len(first.ids) > 1:  # "Schneiden und Färben, Damen": whom it is for may stand anywhere
        first = pick_service(heard.matched, first.ids, talk.vocabulary) or first
    others = [companions.decided(match, heard.matched, talk.vocabulary) for match in several[1:]]
    companions.in_a_row(matter, others)
    return first


def wish_on(day: date) -> TimeWish:
    """Return the wish for any time of a day."""
    return TimeWish(boxes=(Box(start=day, end=day + timedelta(days=1)),))


def wish_behind(moment: datetime) -> TimeWish:
    """Return the wish for a time as soon as possible from this moment on, the same day."""
    minute = moment.hour * 60 + moment.minute
    return TimeWish(boxes=(Box(start=moment.date(), end=moment.date() + timedelta(days=1), opens=minute),))


def _take_staff(talk: Talk, matter: Matter, heard: Heard) -> bool:
    if heard.any_staff and not heard.staff.ids:
        if matter.staff_id is not None:
            matter.forget_offers()
        matter.staff_id, matter.staff_any, matter.staff_options = None, True, []
        return True
    if not heard.staff.ids:
        return False
    pool = [
        staff_id
        for staff_id in heard.staff.ids
        if not matter.staff_options or staff_id in matter.staff_options
    ]
    matter.staff_also = []
    matter.is_staff_soft = heard.any_staff or heard.is_any
    if len(pool) > 1 and (heard.any_staff or heard.is_any or _EITHER.search(heard.said)):
        able = [one for one in talk.vocabulary.staff if one.id in pool and one.offers(matter.service_id)]
        matter.staff_also = [one.id for one in able[1:]]
        pool = [one.id for one in able[:1]] or pool
    if len(pool) != 1:
        matter.staff_options = list(heard.staff.ids)
        return True
    matter.staff_options = []
    if pool[0] != matter.staff_id:
        matter.staff_id, matter.staff_any = pool[0], bool(matter.staff_also)
        # A person among the offered times is a choice, not a new search.
        is_chosen = matter.slot is not None and matter.slot.get("staff_id") == pool[0]
        is_offered = any(slot.get("staff_id") == pool[0] for slot in matter.offers)
        if not is_chosen and (not is_offered or matter.slot is not None):
            matter.forget_offers()
    return True


def _take_branch(talk: Talk, matter: Matter, heard: Heard) -> bool:
    branch_id = heard.branch.only
    if branch_id is None:
        return False
    if branch_id != matter.branch_id:
        matter.branch_id = branch_id
        matter.forget_offers()
    return True


def _take_wish(talk: Talk, matter: Matter, heard: Heard) -> bool:
    if matter.offers and matter.slot is None:
        return False  # what is said about the time of an offer is a reaction to the offer
    if names_no_day(talk, matter, heard):
        return True
    behind = _behind_the_last_visit(talk, matter, heard)
    if behind is not None:
        matter.wish = behind
        return True
    if heard.wish is None or matter.is_confirmed:
        return False
    if (
        talk.state.asked in {"confirm", "name", "phone"}
        and heard.answer == "yes"
        and not _CHANGES.search(heard.said)
    ):
        return False  # "ja, der erste" agrees, it names no first of the month
    if matter.slot is not None and heard.wish.boxes and heard.wish.admits(talk.local_start(matter.slot)):
        return True
    before = matter.wish or matter.refused
    matter.wish = before.refined_by(heard.wish) if before else heard.wish
    matter.shifted = 0
    matter.forget_offers()
    return True


def _take_other_offer(talk: Talk, matter: Matter, heard: Heard) -> bool:
    """``Ach, doch den zweiten``: of the two times that were offered before one was chosen."""
    if matter.slot is None or matter.is_confirmed or _MONTH.search(heard.said):
        return False
    place = read_ordinal(heard.said, len(matter.shown)) if len(matter.shown) > 1 else None
    if place is None:
        return False
    if matter.shown[place] == matter.slot:
        talk.say(talk.words.gladly())
    matter.slot, matter.is_held = matter.shown[place], False
    return True


def _behind_the_last_visit(talk: Talk, matter: Matter, heard: Heard) -> TimeWish | None:
    """``Direkt danach`` is behind what was just booked."""
    if heard.shift != (1, None) or not talk.state.last_end or matter.offers:
        return None
    end = datetime.fromisoformat(talk.state.last_end)
    if heard.wish is not None and heard.wish.has_days and not heard.wish.admits(end):
        return None
    return wish_behind(end)
