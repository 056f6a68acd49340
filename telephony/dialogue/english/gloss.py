"""What an English utterance says in German key words: the one policy listens to these, whatever is spoken."""

from __future__ import annotations

import re

from telephony.dialogue.english.matters import key_of

# The longer phrase counts before the shorter one. What is not here becomes a word without meaning, so that
# no English word is taken for a German one that only looks like it ("was", "die", "hat").
_GERMAN = {
    "ja": "yes yeah yep yup sure absolutely definitely certainly correct exactly perfect lovely great",
    "nein": "no nope nah neither",
    "in ordnung": "fine|all right|alright|ok|okay|of course|go ahead|no problem|that's fine|you may|you can",
    "nicht": "not don't doesn't won't can't cannot isn't didn't",
    "nichts davon": "none of them|none of those|none of that|neither of them|nothing of that",
    "nichts": "nothing",
    "den ersten": "first|first one|1st|former",
    "den zweiten": "second|second one|2nd|latter",
    "den dritten": "third|third one|3rd",
    "den letzten": "last one|the last",
    "den frueheren": "earlier one|the earlier",
    "den spaeteren": "later one|the later",
    "den anderen": "other one|the other",
    "frueher": "earlier sooner before",
    "spaeter": "later",
    "danach": "afterwards|after that|right after",
    "beide": "both|both of them|either|either of them",
    "alle": "all of them|all",
    "egal": "whatever|whichever|doesn't matter|don't mind|don't care",
    "egal bei wem": "anyone|anybody|whoever|any stylist|any doctor|no preference",
    "bei wem": "with whom|with who|who with|who is that with|who would that be with|who does that",
    "welcher tag ist das": (
        "which day is that|which day was that|what day is that|what day was that|what time is that"
        "|what time was that|when is that|when was that"
    ),
    "warum": "why|what for",
    "wie geht es ihnen": "how are you|how are you doing",
    "sind sie da": "are you there|is anybody there|can you hear me",
    "lieber": "rather|instead|actually|change my mind|better|prefer",
    "moment": "wait|hang on|hold on",
    "noch einen": "another|one more|a further",
    "auch": "also|too|as well",
    "noch": "more|else|still",
    "name": "name surname",
    "nummer": "number|phone number",
    "uhrzeit": "time",
    "tag": "day date",
    "termin": "appointment booking slot",
    "am ende": "at the end|the last digit|last digit|last digits|last number",
    "adresse": "address",
    "wie komme ich": "how do i get|how do i find|how can i get|how to get|directions",
    "wo sind sie": "where are you|where exactly are you|where is the|where's the",
    "parken": "park parking",
    "wegen": "because about regarding concerning",
    "schmerz": "pain hurts hurting ache aching toothache painful swollen",
    "diese": "this one|this week|this coming",
    "naechste woche": "next week|the week after|a week later",
    "und": "and",
    "oder": "or",
    "mit": "with",
    "fuer": "for",
    "mich": "me|myself",
    "ich": "i",
    "einmal": "once",
    "meine": "my our his her",
    "meine beiden": "both my|both of my|my two",
    "zwei": "two",
    "drei": "three",
    "vier": "four",
    "herren": "men men's mens man guy gents male gentlemen",
    "damen": "women women's womens woman ladies lady female",
    "Tochter": "daughter", "Toechter": "daughters", "Sohn": "son", "Soehne": "sons", "Kind": "child kid",
    "Kinder": "children kids", "Mann": "husband", "Frau": "wife", "Mutter": "mother mum mom",
    "Vater": "father dad", "Bruder": "brother", "Schwester": "sister", "Freundin": "girlfriend",
    "Freund": "boyfriend friend", "Partner": "partner", "Eltern": "parents", "Personen": "people persons",
    "wir beide": "both of us|two of us|for two|the two of us",
    "wir drei": "three of us|for three",
    "gleichzeitig": "at the same time|same time|together|in parallel",
    "nacheinander": "one after the other|one after another|back to back|in a row",
    "langes haar": "long|long hair|shoulder length|shoulder-length",
    "kurzes haar": "short|short hair",
    "alleine": "on my own|just me|only me|by myself",
    "nichts mitschreiben": (
        "don't record|do not record|stop recording|don't write|do not write|don't take notes"
        "|do not take notes|no notes|no recording|don't transcribe|stop transcribing"
    ),
    "bewusstlos": "unconscious|passed out|fainted",
    "keine luft": "can't breathe|cannot breathe|can't get air|trouble breathing",
    "herzinfarkt": "heart attack",
    "schlaganfall": "stroke",
    "schmerzen in der brust": "chest pain|pain in my chest",
    "rettungswagen": "ambulance",
    "suizid": "suicide|kill myself",
    "notfall": "emergency",
    "blutet stark": "bleeding heavily|won't stop bleeding|doesn't stop bleeding|bleeding a lot",
    "unfall": "accident",
    "zahn ausgeschlagen": "knocked out a tooth|tooth knocked out",
    "hohes fieber": "high fever",
    "danke": "thanks|thank you|cheers",
}  # fmt: skip
_PHRASES = {
    said: german
    for german, phrases in _GERMAN.items()
    for said in (phrases.split("|") if "|" in phrases or " " not in phrases else phrases.split())
}
_FINDER = re.compile(
    rf"(?<![\w'])(?:{'|'.join(re.escape(said) for said in sorted(_PHRASES, key=len, reverse=True))})(?![\w'])"
    r"|\d+|[\w']+"
)
_NO_MEANING = "x"


def german_gist(text: str) -> str:
    """Return the key words in German, a placeholder for each other word: ``x den zweiten``."""
    return " ".join(_german(match.group()) for match in _FINDER.finditer(key_of(text)))


def _german(said: str) -> str:
    return said if said.isdigit() else _PHRASES.get(said, _NO_MEANING)
