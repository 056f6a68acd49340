"""The question whether the conversation may be kept as text. Only a clear yes is one."""

import re
from dataclasses import replace

from telephony.dialogue import act_wording
from telephony.dialogue.hearing import Heard
from telephony.dialogue.matters import begin_matters, detail_matters
from telephony.dialogue.port import Turn
from telephony.dialogue.talk import Talk

QUESTION = "consent"
_MOST_ASKED = 2
# "Ja, guten Tag, ich hätte gern …" opens a sentence; these words answer the question.
_AGREES = re.compile(
    r" (?:einverstanden|in ordnung|okay|ok|kein problem|von mir aus|meinetwegen|duerfen sie|machen sie) "
)
# "Donnerstag, ich weiß noch nicht" refuses nothing.
_REFUSES = re.compile(
    r"^ (?:(?:ja|aeh|hallo|oh|also) )*(?:nein|nee|ne|noe|nope|na|nicht|ungern|bitte nicht|lieber nicht) "
    r"| (?:lieber nicht|moechte ich nicht|will ich nicht|nicht (?:mitschreiben|aufnehmen|aufzeichnen)"
    r"|keine? (?:aufzeichnung|aufnahme|mitschrift)) "
)


def ask(talk: Talk, opened: str) -> Turn:
    """Return the greeting that ends with the question."""
    turn = talk.ask(QUESTION, f"{opened} {act_wording.ask_consent()}")
    talk.state.last_question = act_wording.ask_consent()
    return turn


_WHY = re.compile(r" (?:wozu|warum|wieso|weshalb|wofuer|was heisst das|was meinen sie) ")


def take_answer(talk: Talk, heard: Heard) -> Turn | None:
    """Return the act that notes the answer; ``None`` if there was none, which means no."""
    if _WHY.search(heard.said) and not heard.intents and talk.times_asked(QUESTION) < _MOST_ASKED:
        return talk.ask(QUESTION, act_wording.consent_purpose())
    talk.state.asked = "intent"
    sure = _AGREES if heard.answer == "yes" else _REFUSES
    if heard.answer is None or (heard.has_details and not sure.search(heard.said.replace(" , ", " "))):
        return None
    is_granted = heard.answer == "yes"
    talk.say(act_wording.consent_granted() if is_granted else act_wording.consent_refused())
    if heard.has_details:
        # The yes or no was for the question; what came with it is the matter.
        wanted = replace(heard, answer=None)
        begin_matters(talk, wanted)
        detail_matters(talk, wanted)
    return talk.act("set_consent", {"granted": is_granted})
