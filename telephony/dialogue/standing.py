"""Hears when a caller tells in passing of an appointment that stands, and what is wanted of it."""

import re
from dataclasses import replace
from typing import Final

from telephony.dialogue import intents
from telephony.dialogue.hearing import Heard
from telephony.dialogue.intents.rules import cues
from telephony.dialogue.matching import Match, match_service
from telephony.dialogue.shifts import read_shift
from telephony.dialogue.talk import Talk
from telephony.dialogue.text import phrase
from telephony.dialogue.times.grammar import understand_time
from telephony.dialogue.times.wish import TimeWish

_TERMIN = r"(?:\w*termin\w*|verabredung)"
_FEW = r"(?:\w+ ){0,6}?"
# "Ich hab Freitag TÜV bei euch": no word of an appointment, but a day and what is done then.
_HAS_WORK = re.compile(
    r" (?:ich|wir|er|sie|mein\w* \w+) (?:hab|habe|haben|hat) (?:ja |doch |da |schon |jetzt )*"
    r"(?:am |den |naechst\w+ |kommend\w+ |diese\w* )*(?:heute|morgen|uebermorgen|montag|dienstag|mittwoch"
    r"|donnerstag|freitag|samstag|um|\w+ten) (?!(?:\w+ ){0,3}(?:zeit|frei|lust|urlaub))"
)
_WISHES = re.compile(r" (?:gern|gerne|brauch\w*|braeuchte\w*|moecht\w*|haett\w*|wuerde) ")
# "Mein Termin am Dienstag", "ich bin morgen um elf dran", "ich sollte um zwei bei Ben sein".
_STANDS = re.compile(
    rf" (?:mein|unser)\w* (?:\w+ ){{0,2}}?{_TERMIN} "
    rf"| (?:ich|wir) (?:hab|habe|haben|hatte|hatten) {_FEW}(?:einen|nen|n|ein|den|schon|ja|doch) {_TERMIN} "
    rf"| (?:hab|habe|hatte|hatten) (?:ich|wir) {_FEW}(?:einen|nen|n|ein|den|schon|ja|doch) {_TERMIN} "
    rf"| (?:den|einen|der) {_TERMIN} (?:hab|habe|haben|hatte|hatten) (?:ich|wir) "
    rf"| {_TERMIN} von (?:mein|unser)\w* | ihr\w* naechste\w* {_TERMIN} "
    r"| (?:ich|wir) (?:bin|war|waere?|sind|waren) (?:\w+ ){0,7}(?:dran|bestellt|eingetragen|vorgemerkt) "
    r"| (?:bin|waere?|sind) (?:ich|wir) (?:\w+ ){0,7}(?:dran|bestellt|eingetragen|vorgemerkt) "
    r"| (?:ich|wir) (?:soll|sollte|sollten) (?:\w+ ){0,7}(?:uhr|um|halb|viertel) "
    r"(?:\w+ ){0,5}(?:sein|kommen) "
    r"| (?:ich|wir) (?:soll|sollte|sollten) (?:\w+ ){0,4}(?:zu|zum|zur|bei) (?:\w+ ){0,4}"
    r"(?=.* (?:\w*schieben|verleg\w*|spaeter|frueher|nicht|ander\w+) )"
    r"| (?:sind|bin) (?:wir|ich) (?:\w+ ){0,4}(?:angemeldet|eingeplant|gebucht) "
    r"| (?:wir|ich) (?:sind|bin) (?:\w+ ){0,4}(?:angemeldet|eingeplant|gebucht) "
    r"| (?:bring|bringe|komm|komme|kommen) (?:ich|wir) (?:ja|doch|sowieso|eh|ohnehin) "
    r"| (?:ich|wir) (?:bring|bringe|komm|komme|kommen) (?:ja|doch|sowieso|eh|ohnehin) "
    r"| (?:waere?|war) (?:\w+ ){0,2}(?:das|es|der|ich) gewesen | war das (?:jetzt|nicht|nochmal|eigentlich) "
)
_NONE = re.compile(
    rf" (?:kein\w*|noch nie) (?:\w+ )?{_TERMIN} | (?:einen|nen|ein|n|noch) {_TERMIN} (?:\w+ ){{0,3}}frei "
)
_MISSES = re.compile(
    r" (?:schaff\w*|pack\w*) (?:\w+ ){0,6}nicht | wird (?:\w+ ){0,4}(?:nichts|nix) "
    r"| (?:ich|wir|er|sie) (?:komm|komme|kommen|kommt) (?:\w+ ){0,4}nicht"
    r"(?! (?:so|vor|aus|ohne|in|an|ins|ueber)) "
    r"| nicht (?:\w+ ){0,2}(?:schaff\w*|pack\w*|wahrnehm\w*) "
    r"| kann (?:\w+ ){0,5}nicht (?:kommen|wahrnehmen|einhalten) | nicht kommen "
    r"| (?:klappt|haut) (?:\w+ ){0,5}nicht | dazwischen ?gekommen | verhindert | ausfallen lassen "
)
_ALTERNATIVE = re.compile(
    r"\b(?:lieber|stattdessen|statt dessen|sondern|dafür|verschieben|verlegen|umlegen|schieben|auch|"
    r"ging[e]? |geht|könnt\w*|kann ich|könnte ich)\b",
    re.IGNORECASE,
)
_BEFORE_IT = re.compile(rf" vor (?:mein|unser|dem|diesem)\w* (?:\w+ )?{_TERMIN} ")
_COMES_LATER = re.compile(
    r" (?:spaeter|verspaet\w*|zu spaet|nicht puenktlich) "
    r"| erst (?:um|gegen|so|in|viertel|halb|nach|ab) | wird (?:\w+ ){0,3}(?:spaeter|viertel|halb|kurz nach) "
    r"| wird (?:aber|wohl|eher|so|es) (?:\w+ )?(?:eins|zwei|drei|vier|fuenf|sechs|sieben|acht|neun|zehn"
    r"|elf|zwoelf|\d+) "
)
_WISHES_LATER = re.compile(
    r" (?:schieben|verschieb\w*|verleg\w*|hinten|spaeteren|anderen?|lieber|tauschen) "
    r"| (?:ging|ginge|geht|koennt\w*|kann|moeglich|waere?) (?:\w+ ){0,6}(?:spaeter|frueher) "
)
_ADDS = re.compile(
    r" (?:dazu|mitmachen|dranhaengen|zusaetzlich|ausserdem|obendrauf)"
    r" | (?:auch|gleich|dann|da) (?:\w+ )?(?:noch|mit) | noch (?:gleich|mit|nach|was|schnell) "
)
_ASKS = re.compile(
    r" (?:wann|welche[rnms]?|um wie ?viel|wie spaet|vergessen|weiss (?:\w+ ){0,4}nicht|stimmt|war das"
    r"|sicher|nochmal|bestaetig\w*|gebucht|eingetragen) "
)
_PARTS = re.compile(r"[,;.!?]|\b(?:und|aber|weil|denn|also)\b", re.IGNORECASE)
_FREE_TO_TELL: Final = frozenset({"intent", "consent", "more", "who", "service", "when", "offer_callback"})
_OTHERS: Final = frozenset({intents.BOOK, intents.QUESTION, intents.MESSAGE, intents.IDENTITY})


def told_in_passing(talk: Talk, heard: Heard) -> Heard:
    """Return what was heard with the matter that an appointment, spoken of only in passing, amounts to."""
    if talk.state.asked not in _FREE_TO_TELL or talk.state.booked or talk.state.language != "de":
        return heard
    if any(one.offers or one.slot or one.appointment for one in talk.state.matters):
        return heard
    heard = replace(heard, said=heard.said.replace(" - ", " "))  # "mein TÜV-Termin"
    known = cues(heard.said)
    decided = set(heard.intents) & {intents.CANCEL, intents.RESCHEDULE, intents.LOOKUP}
    misses = _MISSES.search(heard.said) is not None and _has_day(heard) and intents.BOOK not in known
    stands = (_STANDS.search(heard.said) is not None or _has_work(talk, heard)) and not _NONE.search(
        heard.said
    )
    misses = misses or (stands and _MISSES.search(heard.said) is not None)
    if stands and intents.LOOKUP in decided & known.keys():
        return _looked_up(talk, heard)
    if not (stands or misses) or decided & known.keys():
        return heard
    kind = _kind(heard, misses=misses)
    if kind is None:
        return heard
    _leave_the_booking(talk)
    others = tuple(one for one in heard.intents if one not in _OTHERS | decided | {intents.LATE})
    told = replace(heard, intents=(kind, *others), service=Match(), party=None, addition=None, way="")
    return _with_times(talk, told, misses=misses) if kind == intents.RESCHEDULE else told


def _has_work(talk: Talk, heard: Heard) -> bool:
    found = _HAS_WORK.search(heard.said)
    if found is None or not _has_day(heard) or _WISHES.search(heard.said):
        return False
    clause = re.split(r" (?:und|aber|,) ", heard.said[found.start() :])[0]
    return bool(match_service(clause, talk.vocabulary).ids)


def _looked_up(talk: Talk, heard: Heard) -> Heard:
    """Who asks for an appointment that stands books no other one."""
    _leave_the_booking(talk)
    others = (intents.PRICE, intents.DURATION, intents.QUESTION)
    kept = tuple(one for one in heard.intents if one == intents.LOOKUP or one in others)
    return replace(heard, intents=kept, party=None, addition=None, way="")


def is_mere_absence(heard: Heard) -> bool:
    """Tell whether somebody only says that they cannot come, not what is to become of the appointment."""
    return heard.wish is None and heard.move is None and _MISSES.search(heard.said) is not None


def _kind(heard: Heard, *, misses: bool) -> str | None:
    said = heard.said
    wants_later = _WISHES_LATER.search(said) is not None
    if not wants_later and _COMES_LATER.search(said):
        return intents.LATE if not _is_earlier(heard) else intents.RESCHEDULE
    if _is_earlier(heard) or wants_later or misses:
        return intents.RESCHEDULE
    if heard.service.ids and _ADDS.search(said):
        return intents.MESSAGE
    if _ADDS.search(said) and not _ASKS.search(said):
        return intents.MESSAGE
    if _ALTERNATIVE.search(heard.text) and heard.wish is not None and len(heard.wish.boxes) > 0:
        return intents.RESCHEDULE
    return intents.LOOKUP if _ASKS.search(said) or intents.LOOKUP in heard.intents else None


def _is_earlier(heard: Heard) -> bool:
    shift = read_shift(heard.said)
    return _BEFORE_IT.search(heard.said) is not None or (shift is not None and shift[0] < 0)


def _has_day(heard: Heard) -> bool:
    wish = heard.wish or heard.old_wish
    return wish is not None and (wish.has_days or any(box.has_days for box in wish.excluded))


def _with_times(talk: Talk, heard: Heard, *, misses: bool) -> Heard:
    """Tell the time of the appointment from the time that is wished for instead."""
    if heard.old_wish is not None and heard.wish is not None:
        return heard
    told = heard.old_wish or heard.wish
    old: TimeWish | None = None
    new: TimeWish | None = None
    for part in _PARTS.split(heard.text):
        wish = understand_time(part, now=talk.wall, subdivision=talk.vocabulary.region, expecting=True)
        if wish is None or not (wish.boxes or wish.excluded):
            continue
        names_it = _STANDS.search(phrase(part)) is not None or not _ALTERNATIVE.search(part)
        if old is None and new is None and names_it:
            old = TimeWish(boxes=wish.boxes or wish.excluded)
        else:
            new = wish
    if _is_earlier(heard) and new is None:
        return replace(heard, old_wish=old or told, wish=None, move=(-1, None), shift=None)
    if misses and new is None:
        return replace(heard, old_wish=old or told, wish=None, move=None, shift=None)
    return replace(heard, old_wish=old, wish=new) if new is not None else heard


def _leave_the_booking(talk: Talk) -> None:
    """A booking that was begun by mistake is no matter any more."""
    talk.state.matters = [one for one in talk.state.matters if one.intent != intents.BOOK]
