"""Short reactions: yes, no, wait, again, goodbye, which of the offered, later or earlier."""

import re
from typing import Literal

_YES = re.compile(
    r" (?:ja+|jaja|jo|joa|joo|jau|jap|jep|jepp|jup|jawohl|jawoll|yes|yeah|sure|please|genau|richtig|korrekt"
    r"|stimmts?|so ists?(?: es)?|gerne?|passt|passts|basst|passend"
    r"|okay|ok|oke|klar|"
    r"einverstanden|perfekt|super|prima|wunderbar|toll|klasse|spitze|freilich|selbstverstaendlich"
    r"|natuerlich|unbedingt|"
    r"absolut|ideal|bestens|optimal|mhm|hm ja|sicher|sehr gut|alles klar|in ordnung|von mir aus"
    r"|meinetwegen|bitte) "
    r"| (?:nehm|nehme|nehmen) (?:ich|wir)(?: den| das| gerne?)? | (?:machen|mach) (?:wir|sie)(?: so| das)? "
    r"| (?:das|der|den|so|es) (?:geht|ginge|klingt gut|waere gut|waere super|ist gut|waere schoen"
    r"|koennte klappen|klappt) "
    r"| (?:waere|ist) (?:gut|super|okay|ok|prima|perfekt|recht|toll) | haut hin | dabei | gut "
)
_NO = re.compile(
    r" (?:nein|nee|ne|noe|na|nicht|keins|keine|keiner|keinen|keines|falsch|nope|niemals|leider|weder|no"
    r"|ungern|auch nicht|"
    r"schlecht|unpassend|bloss nicht|gar nicht|auf keinen fall|lieber nicht) "
)
_SURE_NO = re.compile(
    r" (?:nein|nee|noe|nope|falsch|stimmt nicht|passt nicht|geht nicht|lieber nicht|weder) "
)
_TAG = re.compile(r"(?<=\w) (?:ne|nicht wahr|oder|gell|woll|nich) $")
# "Ich brauche ne Inspektion" counts, it refuses nothing.
_ARTICLE = re.compile(r"(?<=\w) (?:ne|na) (?=(?!danke|dann|das|lieber|doch|passt|geht|ich)\w)")
_HARMLESS_NOT = re.compile(
    r" (?:warum nicht|wieso nicht|kein problem|kein thema|nicht schlecht|macht nichts|keine ahnung"
    r"|wenns nicht|keine eile|"
    r"nichts dagegen|na gut|na klar|na ja|naja gut|na dann|spricht nichts dagegen) "
)
_NOTHING_MORE = re.compile(
    r" (?:das wars?|das war alles|das war es|das waere alles|das waers|nichts mehr|nix mehr|sonst nichts"
    r"|sonst nix|alles erledigt|"
    r"das ist alles|mehr nicht|nein danke|ne danke|nee danke|danke nein|reicht|war alles|waers) "
)
_GOODBYE = re.compile(
    r" (?:tschuess|tschuessi|tschoe|tschuessle|pfiat \w+|pfueat \w+|"
    r"tschau|ciao|wiederhoeren|wiederhoern|wiedersehen|auf wiederhoeren|ade|bis "
    r"dann|bis bald|bis dahin|"
    r"schoenen tag|schoenen tag noch|schoenen abend|schoenes wochenende|servus und danke|ich lege auf"
    r"|ich melde? mich(?: dann| wieder| nochmal| bei ihnen| bei euch)*(?= $| danke| tschuess)"
    r"|(?:ueberleg\w*|ueberdenk\w*) (?:ich )?(?:mirs|mir)(?: das| es| die sache| noch| mal| nochmal| erst)*"
    r"(?= $| danke| tschuess)"
    r"|(?:muss|moechte|will) (?:ich )?(?:mir |das |es )*(?:mir )(?:das |es )*"
    r"(?:erst |noch |mal |nochmal )*ueberlegen"
    r"|vergessen sie?s?(?: es| das)?|(?:ruf|rufe|geh|gehe|probier\w*"
    r"|versuch\w*) (?:ich )?(?:\w+ )?woanders(?: an| hin)?"
    r"|hat sich erledigt|bye|schoene woche|ich (?:ruf|rufe|meld|melde) (?:mich )?(?:\w+ ){0,2}(?:nochmal"
    r"|wieder|spaeter)"
    r"|ueberleg\w* (?:ich )?(?:mir )?(?:es |das )?(?:mir )?(?:nochmal|noch mal|noch einmal|erst)"
    r"|hat sich erledigt|vergessen sie (?:es|das)|lassen wir (?:es|das)|"
    r"bis (?:montag|dienstag|mittwoch|donnerstag|freitag|samstag)) "
)
_REPEAT = re.compile(
    r"^ (?:(?:ent ?schuldigung|sorry|aeh|oh|verzeihung|bitte|koennten sie|koennen sie|das) )*"
    r"(?:wie bitte|noch ?mal(?: bitte)?|bitte noch ?mal|was|hae|haeh|wie|wie war das|bitte|was haben "
    r"sie gesagt|"
    r"entschuldigung|(?:das )?(?:hab|habe) (?:ich )?(?:\w+ ){0,3}nicht (?:ganz )?verstanden|"
    r"(?:das |es )?(?:noch ?mal |bitte )*(?:wiederholen|sagen)|wiederholen sie(?: das)?(?: bitte)?"
    r"|akustisch nicht verstanden|"
    r"ich verstehe sie (?:so |sehr )?(?:schlecht|nicht))(?: bitte| gesagt| sagen| wiederholen| "
    r"verstanden| war das)* $"
)
_WAIT = re.compile(
    r" (?:moment|momentchen|sekunde|augenblick|minuetchen|warten sie|wart mal|warte|kalender holen"
    r"|schau mal eben|schaue kurz|"
    r"muss (?:kurz |mal )?(?:schauen|gucken|ueberlegen|nachsehen)|lassen sie mich (?:kurz |mal "
    r")?(?:schauen|ueberlegen|gucken)|"
    r"ich (?:schau|schaue|guck|gucke|ueberleg|ueberlege)(?: kurz| mal| gerade| eben| schnell)*|bin "
    r"gleich (?:wieder )?da) "
)
_THANKS = re.compile(r" (?:danke|dankeschoen|vielen dank|merci|dank) ")
_ANY = re.compile(
    r" (?:egal|wurscht|wurst|gleich|beides|beide|irgendein\w*|irgendwer|jemand|wer gerade|wer (?:zeit"
    r"|frei) hat|schnuppe|"
    r"keine praeferenz|suchen sie (?:\w+ )?aus|was sie meinen|entscheiden sie|kommt nicht drauf an"
    r"|hauptsache) "
)
_ANY_STAFF = re.compile(
    r"(?:egal (?:bei |von )?(?:wem|wer)|(?:bei )?wem (?:ist |das )*(?:mir )?egal|wer (?:das macht |ist "
    r"|das |es )*(?:mir )?egal|"
    r"egal (?:welche[rnm]? |ob )|irgend(?:wer|jemand\w*|einer)|wer (?:gerade |eben )?(?:zeit hat|frei "
    r"ist|da ist)|mitarbeiter egal|person egal|(?:jemand|wem|wer|einer|einem)(?:em|en)? ander(?:e[mns]|s)\b"
    r"|sonst (?:auch )?(?:bei )?(?:jemand|irgendwem|wem|wer)\w*)"
)
_GREETING = re.compile(
    r" (?:(?:ja|aeh|oh|hallo|hallihallo|hi|hey|guten|gute|morgen|tag|abend|moin|servus|gruess|gott|sie"
    r"|dich|mahlzeit|na|schoenen)[ ])+"
)
_KNOWS_NOT = re.compile(
    r" (?:keine ahnung|weiss (?:ich )?(?:\w+ ){0,3}nicht|nicht mehr genau|hab ich vergessen|habe ich "
    r"vergessen|vergessen) "
)
_OTHER = re.compile(
    r" muss (?:das|es) (?:denn |unbedingt |gleich |schon )*(?:heute|morgen|da|dann|so frueh) sein "
    r"| (?:(?:was|etwas|irgendwas|einen|ein|noch was|noch einen) (?:anderes|andern|anderen)|andere "
    r"(?:termine|zeiten|moeglichkeiten|"
    r"vorschlaege|optionen|uhrzeit\w*)|anderer termin|noch andere|weitere (?:termine|vorschlaege|zeiten)"
    r"|sonst noch (?:was|etwas|einen)|"
    r"alternativen?|noch mehr|(?:noch )?was anders|passt (?:mir )?(?:alles |beides )?nicht|keiner "
    r"(?:davon|von)|keins (?:davon|von)|weder noch|beide nicht|beides nicht) "
)

_NOT_AN_OFFER = frozenset(
    "woche mal monat jahr vormittag nachmittag abend morgen tag januar februar maerz".split()
)

Answer = Literal["yes", "no"]
ORDINAL_WORDS = {
    "ersten": 1,
    "erste": 1,
    "erster": 1,
    "erstes": 1,
    "erstere": 1,
    "ersteren": 1,
    "zweiten": 2,
    "zweite": 2,
    "zweiter": 2,
    "zweites": 2,
    "zwoten": 2,
    "zwote": 2,
    "anderen": -2,
    "andere": -2,
    "letzteren": -1,
    "letztere": -1,
    "letzten": -1,
    "letzte": -1,
    "dritten": 3,
    "dritte": 3,
    "dritter": 3,
    "spaeteren": -1,
    "frueheren": 1,
    "spaetere": -1,
    "fruehere": 1,
    "spaete": -1,
    "spaeten": -1,
    "fruehe": 1,
    "fruehen": 1,
    "spaetesten": -1,
    "spaeteste": -1,
    "fruehesten": 1,
    "frueheste": 1,
}


def read_answer(said: str) -> Answer | None:
    """Return whether a folded phrase agrees or refuses, or ``None`` if it does neither."""
    plain = _TAG.sub(" ", _HARMLESS_NOT.sub(" ja ", _ARTICLE.sub(" ", said).replace(" , ", " ")))
    no = _NO.search(plain)
    yes = _YES.search(plain)
    if yes and no:
        if re.match(r" (?:ja|jo|okay|ok|gut|genau|gerne?) ", plain) and not _SURE_NO.search(plain):
            return "yes"
        return "no"
    if no:
        return "no"
    return "yes" if yes else None


def is_nothing_more(said: str) -> bool:
    """Tell whether the caller is done."""
    return _NOTHING_MORE.search(said.replace(" , ", " ")) is not None


def is_goodbye(said: str) -> bool:
    """Tell whether the caller says goodbye."""
    return _GOODBYE.search(said) is not None


def wants_repeat(said: str) -> bool:
    """Tell whether the caller did not hear us."""
    return _REPEAT.search(said.replace(" , ", " ").replace(" - ", " ")) is not None


def wants_wait(said: str) -> bool:
    """Tell whether the caller asks for a moment."""
    return _WAIT.search(said) is not None and len(said.split()) <= 14 and not is_goodbye(said)


def is_thanks(said: str) -> bool:
    """Tell whether the caller thanks."""
    return _THANKS.search(said) is not None


def is_any(said: str) -> bool:
    """Tell whether the caller does not mind."""
    return _ANY.search(said) is not None


def is_greeting(said: str) -> bool:
    """Tell whether the utterance only says hello."""
    return _GREETING.fullmatch(said.replace(" , ", " ").replace(" - ", " ")) is not None


def knows_not(said: str) -> bool:
    """Tell whether the caller cannot answer the question."""
    return _KNOWS_NOT.search(said) is not None


def is_any_staff(said: str) -> bool:
    """Tell whether the caller does not mind by whom."""
    return _ANY_STAFF.search(said) is not None


def wants_other(said: str) -> bool:
    """Tell whether the caller wants to hear other times."""
    return _OTHER.search(said) is not None


# "Das erste, ach nee, doch das zweite": what is said last is meant.
_SECOND_THOUGHT = re.compile(r" (?:nee|ne|nein|quatsch|falsch|doch|moment|warten sie|ach) (?!nicht )")


def read_ordinal(said: str, count: int) -> int | None:
    """Return which of ``count`` offers was named ("den zweiten", "das letzte"), from 0, or ``None``."""
    for part in reversed(_SECOND_THOUGHT.split(said)):
        if (place := _ordinal_in(part, count)) is not None:
            return place
    return None


def _ordinal_in(said: str, count: int) -> int | None:
    words = said.split()
    for at, word in enumerate(words):
        place = ORDINAL_WORDS.get(word)
        before, after = words[at - 1] if at else "", words[at + 1] if at + 1 < len(words) else ""
        if place is None or after in _NOT_AN_OFFER:
            continue
        if word.startswith(("spaet", "frueh")) and before not in {"der", "die", "das", "den", "dem"}:
            continue
        index = place - 1 if place > 0 else count - 1
        if place == -2 and count != 2:
            return None
        return index if 0 <= index < count else None
    return None
