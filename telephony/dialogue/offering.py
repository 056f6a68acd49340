"""Hears the question whether the house does something at all: ``Machen Sie auch Extensions?``."""

import re
from dataclasses import replace

from telephony.dialogue import intents
from telephony.dialogue.hearing import Heard
from telephony.dialogue.intents.rules import cues
from telephony.dialogue.matching import Match, match_service
from telephony.dialogue.talk import Talk
from telephony.dialogue.text import fold
from telephony.dialogue.vocabulary import Vocabulary

_DOES = (
    r"(?:machen|macht|machst|bieten|bietet|führen|führt|verkaufen|verkauft|lackieren|lackiert|reparieren"
    r"|repariert|behandeln|behandelt|schneiden|schneidet|färben|färbt|polieren|poliert|flechten|flechtet"
    r"|montieren|montiert|bleichen|tönen|setzen|setzt|legen|scheren|schert|wechseln|wechselt|nehmen|nehmt)"
)
_ASKS = re.compile(
    rf"\b(?i:{_DOES}) (?:denn |auch )?(?:Sie|sie|ihr|Ihr|du|man|die \w+|der \w+|(?:Frau"
    rf"|Herr) \w+)\b(?P<rest>[^.?!]*)"
    r"|\b(?:[Hh]aben|[Hh]abt|[Ff]ührt|[Gg]ibt es|[Gg]ibts)(?: (?:Sie|sie|ihr|Ihr"
    r"|bei Ihnen|bei euch))?"
    r" (?:denn |eigentlich )*auch\b(?P<too>[^.?!]*)"
    r"|\bob (?:Sie|sie|ihr|Ihr|man bei Ihnen|die \w+|der \w+) (?P<whether>[^.?!]*?) ?"
    r"(?:machen|macht|anbieten|anbietet|im Angebot|im Programm|reparieren|lackieren|behandeln)\b"
)
_WHAT = re.compile(r"\b(?:was|welche\w*|wie|wo|wann|warum)\b[^,.!]*$", re.IGNORECASE)
_PLAIN_VERB = re.compile(
    r"\b(?:machen|macht|machst|bieten|bietet|führen|führt|verkaufen|verkauft|anbiet\w*)\b", re.IGNORECASE
)
_OTHER = re.compile(r" (?:frei|freies|termin\w*|zeit|uhr|auf|offen|geoeffnet|zu|wann|geht|mir|das|fest|aus) ")
_THING = re.compile(r"(?:[A-ZÄÖÜ][\wäöüß-]+(?: und [A-ZÄÖÜ]| [A-ZÄÖÜ])?)+[\wäöüß-]*")
_PRICED = re.compile(
    r"(?i:\bwas|wie teuer|wie viel|wieviel)\b(?! (?:kostet|kosten))([^.?!]*?)(?i:kost\w*|ist|wäre|sind)\b"
    r"|(?i:kost\w*|teuer ist|teuer sind)\b([^.?!]*)"
)
# So many letters of a word are the same in singular and plural.
_STEM = 6
_NO_THING = frozenset(
    "sie ihr ihnen ihre frau herr herrn also guten tag abend morgen moin hallo uhr euro preis preise "
    "termin".split()
)


def is_offered(talk: Talk, heard: Heard) -> Heard:
    """Return what was heard as the question whether something is done here, where it is one."""
    if (
        heard.concern
        or talk.state.language != "de"
        or any(one.offers or one.slot for one in talk.state.matters)
    ):
        return heard
    found = _ASKS.search(heard.text)
    known = set(cues(heard.said))
    if (
        found is None
        or _WHAT.search(heard.text[: found.start()])
        or (heard.wish is not None and heard.wish.boxes)
        or known & {intents.HOURS, intents.PRICE}
    ):
        return heard
    rest = found.group("rest") or found.group("too") or found.group("whether") or ""
    if _OTHER.search(f" {fold(rest)} ") or not rest.strip(" ,"):
        return heard
    thing = thing_in(rest) if _PLAIN_VERB.search(found.group()) or found.group("too") else ""
    if _is_add_on(thing, talk.vocabulary):
        return replace(heard, intents=(intents.QUESTION,), answer=None)
    service = _named_service(thing, rest, talk.vocabulary) if thing else match_service(rest, talk.vocabulary)
    service = service if service.ids or thing else heard.service
    booking = (intents.BOOK,) if intents.BOOK in known else ()
    return replace(
        heard, intents=(intents.SERVICES, *booking), thing=thing or "-", service=service, answer=None
    )


def _is_add_on(thing: str, vocabulary: Vocabulary) -> bool:
    """What is taken along with a service is known here, even if it is on no list of services."""
    known = {
        fold(name)
        for term in vocabulary.services
        for one in term.add_ons
        for name in (one.name, *one.synonyms)
    }
    return bool(thing) and fold(thing) in known


def _named_service(thing: str, rest: str, vocabulary: Vocabulary) -> Match:
    """Motorräder are no Räder: the thing itself must stand in the name of the service."""
    match = match_service(rest, vocabulary)
    words = {word[:_STEM] for word in fold(thing).split()}
    named = [term for term in vocabulary.services if term.id in match.ids]
    known = {word[:_STEM] for term in named for word in fold(" ".join((term.name, *term.synonyms))).split()}
    return match if words & known else Match()


def thing_priced(text: str) -> str:
    """Return the thing whose price is asked: ``was so eine Dauerwelle bei Ihnen kostet``."""
    found = _PRICED.search(text)
    return thing_in(found.group(1) or found.group(2) or "") if found else ""


def thing_in(text: str) -> str:
    """Return the thing that is spoken of, by its capital letter, or nothing."""
    for found in _THING.finditer(text):
        words = [word for word in found.group().split() if fold(word) not in _NO_THING]
        if words and fold(words[0]) not in _NO_THING:
            return " ".join(words)
    return ""
