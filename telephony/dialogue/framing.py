"""What an utterance means where the conversation is: the same words ask, answer or correct."""

import re
from dataclasses import replace

from telephony.dialogue import intents, repair
from telephony.dialogue.answers import read_ordinal
from telephony.dialogue.bearing_out import borne_out
from telephony.dialogue.concerns import for_the_team
from telephony.dialogue.hearing import Heard
from telephony.dialogue.intents.rules import cues
from telephony.dialogue.matching import Match, match_service, names_group, sibling_service
from telephony.dialogue.matters import PAIN
from telephony.dialogue.offering import is_offered
from telephony.dialogue.standing import told_in_passing
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk
from telephony.dialogue.text import phrase
from telephony.dialogue.times.grammar import understand_time
from telephony.dialogue.times.wish import TimeWish

_AND = re.compile(
    r"^ (?:(?:ach|aeh|ok|okay|gut|aha|nee|nein) )*(?:und|oder|was ist mit|wie ist es mit|wie siehts mit) "
)
_LONGEST_ELLIPSIS = 7
_REPORTS_BACK = re.compile(r" ich (?:melde?|ruf\w*) mich | ich ruf\w* (?:\w+ ){0,2}(?:an|wieder|nochmal) ")
_TOO_QUIET = re.compile(
    r" (?:lauter|langsamer|deutlicher)(?: bitte| sprechen| reden| sagen)* $"
    r"| (?:sprechen|reden|sagen) sie (?:\w+ ){0,4}(?:lauter|langsamer|deutlicher) "
    r"| (?:koenn|wuerd)\w* sie (?:\w+ ){0,3}(?:lauter|langsamer|deutlicher) "
    r"| (?:hoer|hoere|versteh|verstehe) (?:sie |ja |leider |so )*nicht (?:so |sehr |ganz )?(?:gut|richtig) "
    r"| \w?(?:hoer|hoere|versteh|verstehe) (?:sie |euch |ja |leider |so |halt |grad |ganz |sehr )*"
    r"(?:schlecht|schlaecht|schwer|kaum) "
    r"| (?:schlecht|schwer) (?:hoeren|verstehen|zu verstehen|hoerig) | langsam(?:er)? (?:rede\w*|sprech\w*"
    r"|schwaetz\w*) "
)
# "Wann habt ihr denn was frei?", "wann hams Zeit?", "wie schnell geht das?": the next times, please.
_WHEN_FREE = re.compile(
    r" wann (?:\w+ ){0,6}(?:frei|freies|zeit|luft|platz|dran|drankommen|vorbeikommen|kommen|kemman?"
    r"|reinkommen|was"
    r"|anfangen|beginnen|starten|loslegen|gucken|schauen|nachsehen|nachschauen|draufschauen)"
    r"(?: \w+){0,5} $"
    r"| wann (?:geht|ginge|passt|waer\w*) (?:es|das|s|was|denn|bei)(?: \w+){0,5} $"
    r"| wie lange? (?:\w+ ){0,6}auf (?:einen|nen|n) termin (?:\w+ ){0,2}(?:warten|wartezeit)(?: \w+){0,2} $"
    r"| wann (?:gings?n?|gehts?n?)(?: \w+){0,3} $"
    r"| wie (?:schnell|bald|rasch|zeitnah|kurzfristig|frueh) (?:\w+ ){0,5}"
    r"(?:geht|gehts|ginge|ging|koennt\w*|kann|komm\w*|krieg\w*|bekomm\w*|haett\w*|hab\w*|dran|waer\w*"
    r"|moeglich)"
    r"(?: \w+){0,5} $"
    r"| was (?:haben|habt|haetten|haettet|hams|ham|hast) (?:sie|ihr|du|s|denn|da|noch|so|\w+) ?(?:\w+ ){0,4}"
    r"(?:frei|freies|anzubieten|im angebot) "
    r"| (?:geht|ginge|haben sie|habt ihr|hams|is|ist) (?:\w+ ){0,4}(?:noch |nix |nichts )(?:mehr |was )?"
    r"(?:frei|mehr) $"
)
_FREE = re.compile(r" (?:frei|freies|freie|freien|vorbeikommen|drankommen|termin\w*) ")
_FREE_TIME = re.compile(
    r" (?:frei\w*|termin\w*|zeit|platz|luft|dran|dran\w+|vorbei\w+|unter\w+|reinschieben|helfen"
    r"|weiterhelfen|sprechen|reden) "
)
_ABOUT_THE_HOUSE = frozenset(
    {intents.QUESTION, intents.HOURS, intents.DIRECTIONS, intents.SERVICES, intents.PRICE, intents.DURATION}
)
_INDIRECT = re.compile(r"^ (?:und |aber )?(?:ob|inwiefern) ")
_TELLING = 5
_OPEN_QUESTION = re.compile(r"^ (?:und |aber )?(?:wie|was|warum|brauch\w*|muss) ")
_MUST_IT = re.compile(r" muss (?:das|es|der|ich) (?:\w+ ){0,3}(?:heute|morgen|am \w+) (?:sein|kommen) ")
_OWN = re.compile(r" (?:mein\w*|unser\w*|gebucht\w*|vereinbart\w*|bestehend\w*|eingetragen\w*|alten?) ")
_CORRECTS = re.compile(
    r" (?:doch|lieber|statt|stattdessen|anstatt|sondern|nein|nee|ne|noe|falsch|anders|aendern|besser|quatsch"
    r"|eigentlich|vielmehr|meinte|meine ich|mein ich|gemeint|moment|verkehrt|auch|noch|dazu|ausserdem"
    r"|zusaetzlich|sorry|ach|oder) "
)
_BARE = 3
# "Wer ist denn da dran?" is short; "mit wem spreche ich da am besten" stands behind a matter.
_LONGEST_WHO = 9
_A_MACHINE = re.compile(r" (?:computer|roboter|maschine|ki|bot|mensch|automat\w*|anrufbeantworter|echt\w*) ")
# What a bad line sounds like besides: "ich bin auf der Autobahn, können Sie lauter sprechen?"
_SAID_OF_THE_LINE = frozenset({intents.QUESTION, intents.LATE, intents.DIRECTIONS, intents.HUMAN})
_ASKED_FOR_SERVICE = frozenset({"service", "change", "intent", "consent", "more", "who", "offer_callback"})
_CHOICES = frozenset({"offer", "which_time"})
_ABOUT_A_SERVICE = frozenset({intents.PRICE, intents.DURATION, intents.SERVICES})
_ABOUT_TIMES = frozenset(
    {intents.QUESTION, intents.DURATION, intents.LOOKUP, intents.SERVICES, intents.HOURS, intents.WAITLIST}
)


def framed(talk: Talk, heard: Heard) -> Heard:
    """Return what was heard in the light of what is going on."""
    heard = _goes_on_asking(talk, _did_not_hear(borne_out(talk, _meant_calmly(heard))))
    heard = _as_it_seems(talk, told_in_passing(talk, heard)) if heard.text else heard
    if heard.questions:
        wanted = tuple(one for one in heard.intents if one != intents.QUESTION)
        heard = replace(heard, intents=(*wanted, intents.QUESTION), concern="")
    booking = next((one for one in talk.state.matters if one.intent == intents.BOOK), None)
    if booking is None:
        return _wants_what_is_free(talk, heard)
    heard = _about_this_booking(heard)
    heard = _asks_what_is_free(talk, booking, _rather_not_then(heard))
    return _without_stray_service(talk, booking, heard)


def _as_it_seems(talk: Talk, heard: Heard) -> Heard:
    heard = _tells_beside(_rather_asks(talk, is_offered(talk, for_the_team(talk, heard))))
    return _asks_too(talk, heard)


def _rather_asks(talk: Talk, heard: Heard) -> Heard:
    """``Ich bin neu hier. Nehmen Sie noch Kassenpatienten?`` asks, and books nothing yet."""
    is_open = talk.state.asked in _ASKED_FOR_SERVICE and not any(one.offers for one in talk.state.matters)
    complains = intents.COMPLAINT in heard.intents
    names_any = (heard.service.ids and not complains) or heard.staff.ids or heard.party or heard.phone
    if not is_open or names_any or intents.BOOK in cues(heard.said) or _FREE_TIME.search(heard.said):
        return heard
    if intents.BOOK in heard.intents and set(heard.intents) & {*_ABOUT_THE_HOUSE, intents.COMPLAINT}:
        return replace(heard, intents=tuple(one for one in heard.intents if one != intents.BOOK))
    asks = any(part.rstrip().endswith("?") for part in re.findall(r"[^.!?]+[.!?]*", heard.text))
    if heard.intents == (intents.BOOK,) and heard.wish is None and asks and repair.looks_like_question(heard):
        return replace(heard, intents=(intents.QUESTION,))
    return heard


def _asks_too(talk: Talk, heard: Heard) -> Heard:
    """``Ölwechsel, geht das auch, wenn ich drauf warte?`` books, and wants an answer."""
    names_work = heard.service.ids or talk.state.asked == "offer"
    if not names_work or set(heard.intents) - {intents.BOOK} or talk.state.language != "de":
        return heard
    for part in re.findall(r"[^,.!?]+[,.!?]*", heard.text):
        said = phrase(part)
        is_question = part.rstrip().endswith("?") or _INDIRECT.search(said)
        least = _TELLING if not _OPEN_QUESTION.search(said) else _BARE
        if not is_question or len(said.split()) < least or _FREE_TIME.search(said) or cues(said):
            continue
        if not (understand_time(part, now=talk.wall) or match_service(part, talk.vocabulary).ids):
            booked = () if talk.state.asked == "offer" else (intents.BOOK,)
            return replace(heard, intents=(*booked, intents.QUESTION), question=part.strip())
    return heard


def _tells_beside(heard: Heard) -> Heard:
    """``Die Adresse ist info at …`` asks no way, ``ich brauche einen Leihwagen`` asks nothing."""
    if heard.beside.email and intents.DIRECTIONS in heard.intents:
        return replace(heard, intents=(intents.MESSAGE,))
    if not heard.beside.remarks or "?" in heard.text or intents.QUESTION not in heard.intents:
        return heard
    return replace(heard, intents=tuple(one for one in heard.intents if one != intents.QUESTION))


def _meant_calmly(heard: Heard) -> Heard:
    """Pain complains about nobody, and "ich melde mich" asks for no call."""
    doubtful = set(heard.intents) - cues(heard.said).keys()
    is_long = len(heard.said.split()) > _LONGEST_WHO and not _A_MACHINE.search(heard.said)
    goes_on = heard.service.ids or heard.beside.remarks or is_long
    if intents.IDENTITY in doubtful and goes_on:
        heard = replace(heard, intents=tuple(one for one in heard.intents if one != intents.IDENTITY))
    if doubtful & {intents.COMPLAINT, intents.HUMAN} and PAIN.search(heard.said):
        kept = [one for one in heard.intents if one not in doubtful]
        return replace(heard, intents=tuple(dict.fromkeys([*kept, intents.BOOK])))
    if heard.is_goodbye and intents.CALLBACK in heard.intents and _REPORTS_BACK.search(heard.said):
        return replace(heard, intents=tuple(one for one in heard.intents if one != intents.CALLBACK))
    return heard


def _did_not_hear(heard: Heard) -> Heard:
    """``Sprechen Sie bitte lauter``: what was said is said again."""
    if not _TOO_QUIET.search(heard.said):
        return heard
    said_more = set(heard.intents) & cues(heard.said).keys() - _SAID_OF_THE_LINE
    if said_more or (heard.wish is not None and heard.wish.has_days) or heard.phone:
        return heard
    return replace(heard, wants_repeat=True)


def _goes_on_asking(talk: Talk, heard: Heard) -> Heard:
    """``Und für Herren?`` after a price, "und am Samstag?" after the hours: the same question again."""
    before = talk.state.done[-1] if talk.state.done else ""
    words = len(heard.said.split())
    if talk.state.matters or words > _LONGEST_ELLIPSIS or heard.answer == "yes" or heard.is_thanks:
        return heard
    if set(heard.intents) - {intents.QUESTION, intents.BOOK} or intents.BOOK in cues(heard.said):
        return heard
    asks = "?" in heard.text or _AND.search(heard.said) is not None
    if before == intents.HOURS and asks and heard.wish and heard.wish.has_days and not heard.service.ids:
        return replace(heard, intents=(intents.HOURS,))
    if before not in {intents.PRICE, intents.DURATION} or heard.wish:
        return heard
    service = heard.service
    if not service.ids and names_group(heard.matched):
        sibling = sibling_service(heard.matched, talk.state.last_service_id, talk.vocabulary)
        service = Match((sibling,), 1.0, heard.matched) if sibling is not None else service
    if not service.ids or not (asks or heard.answer == "no" or not heard.service.ids):
        return heard
    return replace(heard, intents=(before,), service=service, answer=None, party=None, addition=None)


def _about_this_booking(heard: Heard) -> Heard:
    """``Können wir elf Uhr machen?`` is said of the booking that is open, not of one that exists."""
    own = _OWN.search(heard.said) or set(heard.intents) & cues(heard.said).keys() & _MOVES
    if own or not set(heard.intents) & _MOVES or not (heard.wish or heard.shift or heard.move):
        return heard
    return replace(heard, intents=tuple(one for one in heard.intents if one not in _MOVES))


_MOVES = frozenset({intents.RESCHEDULE, intents.LOOKUP})


def _rather_not_then(heard: Heard) -> Heard:
    """``Muss das heute sein?`` wants any other day."""
    if heard.wish is None or not heard.wish.boxes or not _MUST_IT.search(heard.said):
        return heard
    return replace(heard, wish=TimeWish(excluded=heard.wish.boxes), answer=None)


def _asks_what_is_free(talk: Talk, matter: Matter, heard: Heard) -> Heard:
    """Inside a booking a question for free times wants to hear some."""
    if not _WHEN_FREE.search(heard.said.replace(" , ", " ")) or set(heard.intents) - _ABOUT_TIMES - {
        intents.BOOK
    }:
        return heard
    heard = replace(heard, intents=tuple(one for one in heard.intents if one not in _ABOUT_TIMES))
    if heard.wish is not None:
        return heard
    if matter.offers and matter.slot is None:
        return replace(heard, wants_other=True, answer=None)
    return replace(heard, wish=TimeWish(earliest=True), answer=None)


def _wants_what_is_free(talk: Talk, heard: Heard) -> Heard:
    """``Wann habt ihr denn was frei?`` opens a booking."""
    said = heard.said.replace(" , ", " ")
    named = bool(_FREE.search(said) or heard.service.ids) or talk.state.done[-1:] in (
        [intents.PRICE],
        [intents.DURATION],
    )
    if talk.state.matters or not _WHEN_FREE.search(said) or not named or _OWN.search(said):
        return heard
    if set(heard.intents) - _ABOUT_TIMES - {intents.BOOK}:
        return heard
    return replace(heard, intents=(intents.BOOK,), wish=heard.wish or TimeWish(earliest=True))


def _without_stray_service(talk: Talk, matter: Matter, heard: Heard) -> Heard:
    """A service that is settled changes when it is corrected, not because a word sounds like another."""
    if matter.service_id is None or matter.service_options or not heard.service.ids:
        return heard
    if talk.state.asked in _CHOICES and read_ordinal(heard.said, len(matter.offers)) is not None:
        return replace(heard, service=Match())  # "den ersten" is no first visit
    is_asked = talk.state.asked in _ASKED_FOR_SERVICE or bool(set(heard.intents) & _ABOUT_A_SERVICE)
    if is_asked or matter.is_service_guessed or intents.BOOK in cues(heard.said):
        return heard
    if heard.party or heard.addition or matter.service_id in heard.service.ids:
        return heard
    if _CORRECTS.search(heard.said) or len(heard.said.split()) <= _BARE:
        return heard
    return replace(heard, service=Match())
