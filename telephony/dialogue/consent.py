"""The question whether the conversation may be kept as text. Only a clear yes is one."""

import re
from dataclasses import replace

from telephony.dialogue import intents
from telephony.dialogue.handing_over import MOST_WORDS
from telephony.dialogue.hearing import Heard
from telephony.dialogue.matters import begin_matters, detail_matters
from telephony.dialogue.port import Turn
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk

QUESTION = "consent"
_MOST_ASKED = 2
# "Ja, guten Tag, ich hätte gern …" opens a sentence; these words answer the question.
_AGREES = re.compile(
    r" (?:einverstanden|in ordnung|okay|ok|kein problem|von mir aus|meinetwegen|duerfen sie"
    r"|machen sie(?= $| (?:das|nur|ruhig|mal|gern\w*) )) "
)
# "Donnerstag, ich weiß noch nicht" refuses nothing.
_REFUSES = re.compile(
    r"^ (?:(?:ja|aeh|hallo|oh|also) )*(?:nein|nee|ne|noe|nope|na|nicht|ungern|bitte nicht|lieber nicht) "
    r"| (?:lieber nicht|moechte ich nicht|will ich nicht|nicht (?:mitschreiben|aufnehmen|aufzeichnen)"
    r"|keine? (?:aufzeichnung|aufnahme|mitschrift)) "
)


_YES_FIRST = re.compile(
    r"^ (?:(?:ae+h*m?|oh|ach|hallo|guten?|gruess|gott|tag|morgen|moin|servus|na|also|tach|hm+) )*"
    r"(?:ja+|jaja|jo+|joa|jau|jap|jep|jawohl|jawoll|gern|gerne|okay|ok|klar|natuerlich|sicher|freilich"
    r"|selbstverstaendlich|meinetwegen|von mir aus|einverstanden|in ordnung|kein problem|passt|genau|super"
    r"|mhm|yes|sure|alles klar|das (?:ist|geht|passt|duerfen)|duerfen sie|machen sie(?= $| (?:das|nur"
    r"|ruhig|mal|gern\w*) )|stimmt|bitte) "
)
_SHORT_YES = 6


def ask(talk: Talk, opened: str) -> Turn:
    """Return the greeting that ends with the question."""
    turn = talk.ask(QUESTION, f"{opened} {talk.words.ask_consent()}")
    talk.state.last_question = talk.words.ask_consent()
    return turn


_WHY = re.compile(r" (?:wozu|warum|wieso|weshalb|wofuer|was heisst das|was meinen sie) ")


def take_answer(talk: Talk, heard: Heard) -> Turn | None:
    """Return the act that notes the answer; ``None`` if there was none, which means no."""
    if _WHY.search(heard.said) and not heard.intents and talk.times_asked(QUESTION) < _MOST_ASKED:
        return talk.ask(QUESTION, talk.words.consent_purpose())
    talk.state.asked = "intent"
    sure = _AGREES if heard.answer == "yes" else _REFUSES
    if heard.answer == "yes" and not _is_for_the_question(heard):
        return None
    if heard.answer is None or (heard.has_details and not sure.search(heard.said.replace(" , ", " "))):
        return None
    is_granted = heard.answer == "yes"
    talk.say(talk.words.consent_granted() if is_granted else talk.words.consent_refused())
    if heard.has_details:
        # The yes or no was for the question; what came with it is the matter.
        wanted = replace(heard, answer=None)
        begin_matters(talk, wanted)
        detail_matters(talk, wanted)
    elif "?" in heard.text:
        # "Ja, gern. Wo genau sind Sie denn?"
        question = heard.text.split("?", maxsplit=1)[0].rsplit(".", maxsplit=1)[-1].strip()
        talk.begin(Matter(intent=intents.QUESTION, text=f"{question}?"[:MOST_WORDS]))
    return talk.act("set_consent", {"granted": is_granted})


def _is_for_the_question(heard: Heard) -> bool:
    """``Mein Sohn braucht eine Spange, machen Sie sowas?`` asks something of its own and allows nothing."""
    opened = _YES_FIRST.search(heard.said) is not None
    return opened or ("?" not in heard.text and len(heard.said.split()) <= _SHORT_YES)


_WRITING = (
    r"(?:mitschreib|mitgeschrieb|mitschneid|mitgeschnitt|aufzeichn|aufgezeichn|aufnehm|aufgenomm|aufnimm|"
    r"aufschreib|aufgeschrieb|speicher|gespeicher|protokoll)\w*"
)
# "Schreiben Sie das bitte auf" asks for the opposite, and a "nicht" about something else withdraws nothing.
_WITHDRAWS = re.compile(
    rf" (?:nichts?|nix|kein|keine|ohne|nicht mehr|damit aufhoeren) (?:(?!termin|name|nummer)\w+ ){{0,5}}"
    rf"{_WRITING} "
    rf"| (?:hoeren|hoer) (?:\w+ ){{0,3}}auf (?:\w+ ){{0,2}}{_WRITING} "
    r"| schreiben sie (?:\w+ ){0,3}(?:nichts|nicht) (?:\w+ ){0,3}mit "
    r"| (?:loeschen|streichen|vernichten) sie (?:\w+ ){0,4}"
    r"(?:mitschrift|aufzeichnung|aufnahme|protokoll|gesagte|gesagt habe|gespraech) "
    r"| (?:widerruf|ziehe|nehme|nehm)\w* (?:\w+ ){0,4}(?:einwilligung|zustimmung|erlaubnis) "
    r"| (?:dont|do not|stop) (?:\w+ ){0,2}(?:record|recording|transcrib\w*|writing|write)(?: \w+){0,3} "
)


def withdrawn(talk: Talk, heard: Heard) -> Turn | None:
    """Return the act that takes the consent back ("bitte nichts mitschreiben"), at any moment of the call."""
    if talk.state.asked == QUESTION or not _WITHDRAWS.search(heard.said.replace(" , ", " ")):
        return None
    talk.say(talk.words.consent_refused())
    return talk.act("set_consent", {"granted": False})
