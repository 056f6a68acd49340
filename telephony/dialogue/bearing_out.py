"""Whether the words bear out what an utterance was taken for: a price, a way, a booking, a question."""

import re
from dataclasses import replace
from datetime import datetime

from telephony.dialogue import intents
from telephony.dialogue.hearing import Heard
from telephony.dialogue.intents.lexicon import groups_of
from telephony.dialogue.intents.rules import cues
from telephony.dialogue.matching import match_service
from telephony.dialogue.talk import Talk
from telephony.dialogue.text import phrase
from telephony.dialogue.times.grammar import understand_time

# Without a word of these groups the matter was only guessed from the company it keeps.
_EVIDENCE = {
    intents.PRICE: frozenset({"kosten", "wieviel"}),
    intents.DIRECTIONS: frozenset({"weg", "wo"}),
    intents.HOURS: frozenset({"offen", "wann"}),
    intents.DURATION: frozenset({"dauer"}),
    intents.HUMAN: frozenset({"person", "reden", "maschine", "rueckruf"}),
}
_ASKS_PRICE = re.compile(
    r" (?:kost(?!envoranschlag)\w*|preis\w*|teue?r\w*|guenstig\w*|billig\w*|zahle\w*|bezahl\w*"
    r"|wie ?viel(?!e )"
    r"|verlang\w*|berechne\w*|gebuehr\w*|honorar|nehmt|nehmen|hinlegen|euro) "
)
_LIMIT = re.compile(r" (?:wenns?|falls|solang\w*) (?:\w+ ){0,6}(?:kost\w*|teurer|guenstig\w*|euro) ")
_CLAUSES = re.compile(r"[^,;.!?]+[,;.!?]*")
# What is asked in these words asks about something and wishes for no time.
_ABOUT = re.compile(
    r"^ (?:(?:und|aber|ja|also|aeh|hallo|guten|tag|morgen|moin|ich|wollte?|wollt|mal|nur|gern|kurz) )*"
    r"(?:wie|was|warum|wieso|wo|bis wann|ab wann|wann (?:ist|sind|hat|faengt|beginnt)|wer|welche\w*|wissen"
    r"|fragen|ob"
    r"|kann man|koennte man|kann ich (?:auch|trotzdem|mein\w*)|geht (?:das|es) (?:auch )?(?:ohne|mit)"
    r"|muss|brauch\w*|darf|duerf\w*|soll|sollte|zahlt|uebernimmt|ist|sind|gilt|nehm\w*) "
)
_AVAILABLE = re.compile(
    r" (?:frei\w*|termin\w*|platz|luft|dran\w*|vorbei\w*|rein\w*|kommen|kemman|unterbringen|einschieben"
    r"|gucken"
    r"|anschauen|drannehmen|naechste\w*) "
)
_WISHES = re.compile(
    r" (?:brauch\w*|braeucht\w*|moecht\w*|haett\w*|haetten|wuerd\w*|will|wollen|muesst\w*|such\w*|gern"
    r"|gerne) "
)
_WAY_TO_DO = re.compile(
    r" (?:kann|koennt\w*|koennen|geht|darf|muss) (?:\w+ ){0,6}(?:online|per mail|per e-?mail|per sms|app"
    r"|internet|homepage"
    r"|webseite|website|whatsapp|schriftlich) "
)
_IN_THE_PAST = re.compile(r" wann (?:war|hatte) (?:ich|mein\w*) (?:\w+ ){0,4}(?:letzte\w*|zuletzt) ")
_ASKED_FOR_ITSELF = (
    _WAY_TO_DO,
    _IN_THE_PAST,
    re.compile(r" (?:brauch\w*) (?:ich|man|wir|es) (?:\w+ ){0,5}(?:termin\w*|anmeld\w*|voranmeld\w*) "),
    re.compile(r"^ (?:\w+ ){0,3}wie viele (?!uhr )"),
)
_TELLING = 6
_OWN_TROUBLE = re.compile(r" (?:weiss|weiß) (?:\w+ ){0,3}nicht ")


def borne_out(talk: Talk, heard: Heard) -> Heard:
    """Return what was heard without the matters for which no word speaks, and questions as questions."""
    if talk.state.language != "de" or not (heard.intents or heard.service.ids):
        return heard
    heard = _about_no_service(talk, _asks_how(_with_evidence(_priced(talk, heard))))
    return _asks_rather(talk, _told_rather(heard))


def asked_in(text: str) -> list[str]:
    """Return the clauses that ask something."""
    return [clause.strip() for clause in _CLAUSES.findall(text) if clause.rstrip().endswith("?")]


def _asks_how(heard: Heard) -> Heard:
    """``Kann ich auch online absagen?`` asks how; what is past is in no calendar of ours."""
    asked = asked_in(heard.text)
    if any(pattern.search(phrase(part)) for part in asked for pattern in _ASKED_FOR_ITSELF):
        return replace(heard, intents=(intents.QUESTION,), question=" ".join(asked), wish=None)
    is_guess = heard.intents in ((intents.MESSAGE,), (intents.CALLBACK,)) and not cues(heard.said)
    if is_guess and len(asked) == 1 and not heard.concern:
        return replace(heard, intents=(intents.QUESTION,), question=heard.text)
    return heard


def _about_no_service(talk: Talk, heard: Heard) -> Heard:
    """``Wie lange ist man nach der Betäubung noch taub?`` is about no service: the sources may know it."""
    is_amount = bool(heard.intents) and set(heard.intents) <= {intents.PRICE, intents.DURATION}
    is_bare = heard.service.ids or talk.state.last_service_id or talk.state.matters
    tells = len(heard.said.split()) > _TELLING and talk.vocabulary.sources is not None
    if not is_amount or is_bare or not tells or not asked_in(heard.text):
        return heard
    return replace(heard, intents=(intents.QUESTION,), question=heard.text)


def _priced(talk: Talk, heard: Heard) -> Heard:
    """``Ich hatte Strähnen, was kostet nur der Ansatz?``: what is asked for counts, not what was told."""
    asked = [part for part in asked_in(heard.text) if intents.PRICE in cues(phrase(part))]
    match = match_service(" ".join(asked), talk.vocabulary) if asked else heard.service
    is_other = match.only is not None and match.ids != heard.service.ids
    return replace(heard, service=match) if is_other else heard


def _with_evidence(heard: Heard) -> Heard:
    known = cues(heard.said)
    groups = {group for word in heard.said.split() for group in groups_of(word)}
    kept = [
        one for one in heard.intents
        if one in known or one not in _EVIDENCE or (_EVIDENCE[one] & groups and _is_asked(one, heard))
    ]  # fmt: skip
    if len(kept) == len(heard.intents):
        return heard
    books = bool(heard.service.ids) and (heard.wish is not None or not asked_in(heard.text))
    if not kept:
        kept = [intents.BOOK] if books else [intents.QUESTION] if asked_in(heard.text) else []
    return replace(heard, intents=tuple(kept))


def _is_asked(one: str, heard: Heard) -> bool:
    return (
        one != intents.PRICE
        or _LIMIT.search(heard.said) is not None
        or any(_ASKS_PRICE.search(phrase(part)) for part in asked_in(heard.text))
    )


def _told_rather(heard: Heard) -> Heard:
    """``Ich hab das Haus geerbt und weiß nicht, was ich tun muss``: what helps is a visit."""
    is_guess = intents.QUESTION in heard.intents and intents.QUESTION not in cues(heard.said)
    tells = not asked_in(heard.text) and _OWN_TROUBLE.search(heard.said) is not None
    if not is_guess or not tells or heard.service.only is None:
        return heard
    wanted = (intents.BOOK if one == intents.QUESTION else one for one in heard.intents)
    return replace(heard, intents=tuple(dict.fromkeys(wanted)))


def _asks_rather(talk: Talk, heard: Heard) -> Heard:
    """``Bis wann muss ich die Steuererklärung abgeben?`` names a service and wishes for none."""
    asked = asked_in(heard.text)
    is_guess = set(heard.intents) <= {intents.BOOK} and intents.BOOK not in cues(heard.said)
    if not is_guess or not asked or not heard.service.ids or heard.staff.ids or talk.state.matters:
        return heard
    if not all(_ABOUT.search(phrase(part)) and not _AVAILABLE.search(phrase(part)) for part in asked):
        return heard
    told = " ".join(part for part in _CLAUSES.findall(heard.text) if part.strip() not in asked)
    names_it = any(match_service(part, talk.vocabulary).ids for part in asked)
    names_time = heard.wish is not None and heard.wish.has_days and not _is_indirect(asked)
    if not names_it or _WISHES.search(phrase(told)) or names_time:
        return heard
    return replace(heard, intents=(intents.QUESTION,), question=asked[-1], wish=None)


def _is_indirect(asked: list[str]) -> bool:
    return any(re.search(r" (?:fragen|wissen) ", phrase(part)) for part in asked)


def asks_for_times(heard: Heard, now: datetime) -> bool:
    """Tell whether ``Nachtfahrt am Donnerstag, geht das? Und wie lange dauert die?`` wants a time too."""
    if heard.wish is not None and heard.wish.has_days:
        return any(
            part.rstrip().endswith("?")
            and understand_time(part, now=now) is None
            and _GOES.search(phrase(part))
            for part in asked_in(heard.text)
        )
    return any(_WHEN.search(phrase(part)) for part in asked_in(heard.text))


_GOES = re.compile(r" (?:geht|ginge|gings|passt|klappt|moeglich) ")
_WHEN = re.compile(r" wann (?:ginge?|geht|gings|gehts|waer\w*|koennt\w*|kann|habt|haett\w*|passt) ")
