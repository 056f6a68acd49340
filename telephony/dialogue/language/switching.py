"""In which language a call goes on: asked for in so many words, or plain from a whole sentence."""

from __future__ import annotations

import re

from telephony.dialogue.language.detecting import detect

_FEWEST_WORDS = 3
_SURE = 0.8
# "Balayage und Blow Dry please" is German with English names: a switch needs words that hold a sentence.
_FEWEST_OWN = 2
_ENGLISH = frozenset(
    """i i'm i'd i'll i've you your we my me the a an is are am was do does don't have has had can could would
    will want need like to for of at on in with and or but it it's this that there what when where who how
    hello please thanks thank yes no not speak make get any some tomorrow today""".split()
)
_GERMAN = frozenset(
    """ich ick isch mir wir sie du er es der die das den dem des ein eine einen einer nen ne und oder aber
    ist sind war bin hab habe haben hätte hätt hat möchte möcht will würde brauche bräuchte bräucht kann
    können könnte für mit bei beim von vom zum zur auf um am im nicht kein keine noch auch nur schon gern
    da jemand gerne bitte ja nein nee wann wie was wo wer guten tag morgen grüß""".split()
)
# Low German and Alemannic look like Dutch to anybody: these words are only Dutch.
_DUTCH = frozenset(
    "het een voor graag afspraak mijn jullie goedemorgen goedemiddag goedendag vandaag uur zou wilt kunt"
    " knippen dank alstublieft maken".split()
)
_NEAR_GERMAN = frozenset({"da", "nb", "sv"})
# "Hello, do you speak English, please?"
_MOST_BESIDE = 4
_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ASKED_FOR = {
    "en": re.compile(
        r"\b(?:(?:do|can|could) (?:you|we|i) (?:please )?(?:speak|talk|do|continue)(?: in)? (?:\w+ )?english"
        r"|(?:in )?english,? please|(?:don't|do not|doesn't|no) (?:speak )?(?:\w+ )?german"
        r"|(?:speak|speaking|talk) english|english (?:possible|speaker)"
        r"|(?:auf|in) englisch|(?:sprechen|sprecht|sprichst|spricht (?:da|hier|jemand|wer|man|bei)"
        r"|reden|können|kann|könnte\w*|verstehen)"
        r" (?:\w+ ){0,3}englisch"
        r"|englisch (?:bitte|sprechen|reden|möglich|geht)|(?:nicht|kein|wenig|schlecht) (?:\w+ )?deutsch"
        r"(?= .*englisch))\b",
        re.IGNORECASE,
    ),
    "de": re.compile(
        r"\b(?:(?:auf|in) deutsch|(?:sprech\w*|reden|können|kann|verstehe) (?:\w+ ){0,3}deutsch"
        r"|deutsch (?:bitte|sprechen|reden|ist (?:auch )?(?:ok|okay|gut)|geht)"
        r"|(?:speak|talk|switch to|continue in|in|to) german)\b",
        re.IGNORECASE,
    ),
}
_DENIES = {
    language: re.compile(
        rf"\b(?:nicht|kein|keine|no|not|don't|can't|cannot|doesn't|wenig|schlecht)\b"
        rf"(?: \w+){{0,3}} (?:{names})\b",
        re.IGNORECASE,
    )
    for language, names in {"en": "englisch|english", "de": "deutsch|german"}.items()
}
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_OF_LANGUAGES = re.compile(
    r"\b(?:german|english|deutsch|englisch|don't understand|do not understand|verstehe (?:\w+ )?nicht"
    r"|language|sprache)\b",
    re.IGNORECASE,
)


def asked_language(text: str) -> str | None:
    """Return the language that somebody asks to be spoken ("können wir Deutsch sprechen?")."""
    return next(
        (
            language
            for language, pattern in _ASKED_FOR.items()
            if pattern.search(text) and not _DENIES[language].search(text)
        ),
        None,
    )


def spoken_language(text: str, *, current: str) -> str:
    """Return the language in which to go on; without evidence the one that is spoken.

    A name, a short answer, foreign words in a German sentence and German as it is spoken at home keep it.
    """
    asked = asked_language(text)
    if asked is not None:
        return asked
    words = [word.lower().replace("’", "'").removesuffix("'s") for word in _WORDS.findall(text)]
    if len(words) < _FEWEST_WORDS:
        return current
    guess = detect(text, current=current)
    if guess.language == current or guess.confidence < _SURE:
        return current
    return guess.language if _has_evidence(words, guess.language) else current


def _has_evidence(words: list[str], language: str) -> bool:
    german = sum(word in _GERMAN for word in words)
    if language == "de":
        return german >= _FEWEST_OWN or german == len(words)
    if language in _NEAR_GERMAN:
        return german == 0
    if language == "nl":
        return sum(word in _DUTCH for word in words) >= _FEWEST_OWN
    if language == "en":
        return sum(word in _ENGLISH for word in words) >= max(_FEWEST_OWN, german + 1)
    return german < _FEWEST_OWN


def beside_the_request(text: str) -> str:
    """Return what is left of an utterance without the sentences about languages; empty if it is little."""
    if asked_language(text) is None:
        return text
    rest = [part for part in _SENTENCE.split(text) if not _OF_LANGUAGES.search(part)]
    behind = " ".join(rest)
    return behind if len(_WORDS.findall(behind)) >= _FEWEST_WORDS else _behind(text)


def _behind(text: str) -> str:
    """``Do you speak English, because I need a haircut``: what comes in the same sentence."""
    asked = next((found for pattern in _ASKED_FOR.values() if (found := pattern.search(text))), None)
    rest = text[asked.end() :].strip(" ,.?!") if asked else ""
    is_long = len(_WORDS.findall(rest)) > _MOST_BESIDE and not _OF_LANGUAGES.search(rest)
    return rest if is_long else ""
