"""What is said beside the matter: a mere "mhm", thanks, a friendly word, anger."""

import re

from telephony.dialogue import humans, repair
from telephony.dialogue.hearing import Heard
from telephony.dialogue.intents import CALLBACK, MESSAGE, read_move
from telephony.dialogue.intents.kinds import OFF_TOPIC
from telephony.dialogue.port import Turn
from telephony.dialogue.sentiment import mood_of
from telephony.dialogue.state import Matter
from telephony.dialogue.talk import Talk

# From here on the caller is asked whether they would rather speak to a human.
FED_UP = 0.5
# What lies further back weighs less; a friendly word makes up for half of it.
_FADES, _CALMED = 0.85, 0.5
# Fear and pain are no impatience with us, and so few words say too little about it.
_STRAINS = {"angry": 0.7, "annoyed": 0.2}
_TELLING = 4
_AT_FIRST = 0.6
_NOT_UNDERSTOOD = 0.15
OFFER_HUMAN = "offer_human"
_MOST_FILLERS = 2
_LONGEST_FILLER = 3

# Questions that a yes does not answer.
_OPEN = frozenset(
    {
        "intent",
        "service",
        "when",
        "when_instead",
        "new_time",
        "name",
        "name_simple",
        "name_of_appointment",
        "day_of_appointment",
        "phone",
        "which_appointment",
        "person",
    }
)
_NOTHING = re.compile(r" (?:nichts|nix|kein\w*) ")
_HOW_ARE_YOU = re.compile(r" wie (?:geht es|gehts|gehts es) (?:ihnen|dir|euch)(?: \w+){0,3} $")
_ARE_YOU_THERE = re.compile(
    r" (?:(?:ja|hallo|aeh|oh) )*(?:hallo|ist (?:da|dort) (?:wer|jemand|noch jemand|keiner)"
    r"|(?:sind|bist) (?:sie|du) (?:noch )?(?:da|dran)|(?:hoeren|hoerst|verstehen) (?:sie|du) mich(?: noch)?"
    r"|jemand da)(?: hallo)* "
)
_FEAR = re.compile(r" (?:angst\w*|angsthase|panik\w*|fuerchte|furchtbar nervoes|bammel|schiss) ")
_GRIEF = re.compile(
    r" (?:mein\w*|unser\w*) (?:\w+ ){1,3}(?:gestorben|verstorben|verschieden)\b| (?:todesfall|trauerfall"
    r"|beerdigung) "
)
_CONDOLED = "condoled"
_REASSURED = "reassured"
_FRIENDLY = re.compile(
    r"\b(?:nette stimme|klingen (?:aber )?(?:nett|freundlich|echt)|schoenes wetter"
    r"|was (?:heute |heutzutage )?alles (?:gibt|geht)|toll(?:es)? (?:system|sache)"
    r"|sie sind (?:aber |ja )?(?:nett|freundlich|lustig|witzig|schnell)"
    r"|wahnsinn|ist ja (?:toll|lustig|witzig|praktisch))\b"
)


def react(talk: Talk, heard: Heard) -> Turn | None:
    """Return the turn for an utterance that is about nothing but the conversation itself."""
    if _HOW_ARE_YOU.search(heard.said) and not heard.service.ids:
        talk.excuse()
        talk.say(talk.words.how_i_am())
        return repair.again(talk, differently=False)
    if heard.has_details or heard.is_goodbye or heard.is_nothing_more:
        return None
    if asks_whether_there(heard):
        talk.excuse()
        talk.say(talk.words.here_i_am())
        return repair.again(talk, differently=False)
    if talk.state.asked in {"intent", "more"} and read_move(heard.text) == OFF_TOPIC:
        return _off_topic(talk, heard)
    if _FRIENDLY.search(heard.said):
        talk.excuse()
        talk.say(talk.words.how_nice())
        return repair.again(talk, differently=False)
    return _filler(talk, heard)


def asks_whether_there(heard: Heard) -> bool:
    """Tell whether somebody only wants to know that they are heard: ``Hallo? Ist da jemand?``."""
    return _ARE_YOU_THERE.fullmatch(heard.said.replace(" , ", " ")) is not None


def _off_topic(talk: Talk, heard: Heard) -> Turn | None:
    """What has nothing to do with the house is declined kindly; it counts as a turn that led nowhere."""
    state = talk.state
    if repair.looks_like_question(heard) or state.misses + 1 >= repair.MOST_MISSES:
        return None
    state.misses += 1
    talk.say(talk.words.not_my_matter())
    return repair.again(talk, differently=True)


def _filler(talk: Talk, heard: Heard) -> Turn | None:
    """``Mhm`` or ``ja, danke`` while an open question waits: it is put again, nobody is at fault."""
    state = talk.state
    if state.asked == "day_of_appointment" and heard.is_thanks and heard.wish is None:
        return talk.ask("offer_callback", talk.words.offer_callback())
    refuses = heard.answer == "no" or _NOTHING.search(heard.said) is not None
    is_filler = heard.answer == "yes" or (heard.is_thanks and not refuses)
    if state.asked == "confirm" and heard.is_thanks and heard.answer is None:
        return talk.ask("confirm", talk.words.summary_again())
    if state.asked not in _OPEN or not is_filler or len(heard.said.split()) > _LONGEST_FILLER:
        return None
    state.fillers += 1
    if state.fillers > _MOST_FILLERS:
        return None
    return repair.again(talk, differently=state.fillers > 1)


def feel(talk: Talk, heard: Heard) -> None:
    """Note how much patience is left: a number, for words are not kept before the caller agreed."""
    state = talk.state
    mood = mood_of(heard.text, language="en" if state.language == "en" else "de").label
    tells = len(heard.said.split()) >= _TELLING or "!" in heard.text
    if _FEAR.search(heard.said) and _REASSURED not in state.done:
        state.done.append(_REASSURED)
        talk.say(talk.words.reassure())
    if _GRIEF.search(heard.said) and _CONDOLED not in state.done:
        state.done.append(_CONDOLED)
        talk.say(talk.words.condolence())
    strain = _STRAINS.get(mood, 0.0) if tells else 0.0
    if not ("!" in heard.text or state.misses or state.frustration):
        strain *= _AT_FIRST  # the first harsh word may only sound so
    if strain and state.misses:
        strain += _NOT_UNDERSTOOD
    before = state.frustration * (_CALMED if mood == "pleased" else _FADES)
    state.frustration = round(before + (1 - before) * strain, 3)


def offer_human(talk: Talk, heard: Heard) -> Turn | None:
    """Return the offer of a human to somebody who has had enough, once, before anything else."""
    state = talk.state
    is_on_the_way = any(matter.intent in {CALLBACK, MESSAGE} for matter in state.matters)
    if state.frustration < FED_UP or state.is_human_offered or is_on_the_way or heard.is_goodbye:
        return None
    state.is_human_offered = True
    talk.say_instead(talk.words.gladly(), "")
    return talk.ask(OFFER_HUMAN, talk.words.offer_human())


def answer_human(talk: Talk, heard: Heard) -> bool | Turn:
    """Put the caller through if they want that; else go on where the conversation was."""
    is_furious = heard.answer is None and mood_of(heard.text).label == "angry"
    names_time = heard.wish is not None and bool(heard.wish.boxes)  # "ja, aber sofort" names none
    if (heard.answer == "yes" or is_furious) and not heard.service.ids and not names_time:
        matter = talk.begin(Matter(intent=CALLBACK, wants_human=True), first=True)
        matter.reason = humans.summary_of(talk) or talk.words.callback_reason("human")
        return humans.next_step(talk, matter)
    if heard.answer != "no" and not heard.has_details:
        return False
    talk.state.frustration = 0.0
    talk.state.asked = "intent" if talk.state.matter is None else "resumed"
    return not heard.has_details
