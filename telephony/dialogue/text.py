"""What was said, made comparable: folded words that remember how they were written."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Speech comes in sentences; whatever is longer is noise or an attack and costs time.
LONGEST_UTTERANCE = 600

_FOLDS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "’": "'", "`": "'", "´": "'", "–": "-"})
# "(unintelligible audio)", "[Musik]", also where somebody has taken the brackets off.
_NOTES = re.compile(
    r"[(\[<*][^)\]>*]{0,60}[)\]>*]|^(?:unintelligible(?: audio| speech)?|inaudible|unverständlich)[.!]?$",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"\d{4}-\d{2}-\d{2}"  # 2026-12-08
    r"|\d{1,2}\.\s?\d{1,2}\.(?:\s?(?:\d{4}|\d{2})(?!\d|[:.]\d|\s*uhr))?"  # 8.12. · 8. 12. 2026
    r"|\d{1,2}/\d{1,2}(?:/(?:\d{4}|\d{2}))?(?![\d:.]|\s*uhr)"  # 8/12
    r"|\d{1,2}[:.]\d{1,2}(?!\d)"  # 14:30 · 14.30 · 8.12
    r"|\d+\.?"
    r"|[^\W\d_]+(?:'[^\W\d_]+)*"
    r"|[,;.!?/-]"
)


# What recognisers write when somebody speaks as at home. Only words that mean nothing else.
DIALECT = {
    heard: word
    for word, forms in {
        "heute": "heit haid hait huet",
        "morgen": "moagn moang morge morn",
        "uebermorgen": "uebermorge uebermorn ibermorge ibermorgn",
        "blut": "bluet bluat",
        "nehmen": "nae naeh nemme nemma",
        "montag": "mondag maentig maendig",
        "dienstag": "diensdag zischtig zischdig",
        "mittwoch": "mittwuch middwoch mittwoche",
        "donnerstag": "donnersdag dunnerstag donnschtig",
        "freitag": "freidag freidach fritig friitig freidog",
        "samstag": "samschtag samsdag samschtig samstog",
        "sonntag": "sunntag sunntig",
        "nachmittag": "nachmiddag namittag nomittog namiddag",
        "vormittag": "vormiddag vormittog",
        "frueh": "frieh fria",
        "abend": "obend omd",
        "was": "wat wos",
        "entschuldigung": "exguesi exguese exgueesi tschuldigung schuldigung",
        "nicht": "net nit ned nich nech niet nischt",
        "ich": "i ick icke isch ik",
        "mich": "mi misch",
        "ein": "a",
        "einen": "n nen en",
        "eine": "ner",
        "schneiden": "schneide schniide schnide schneidn schneida schniede",
        "haare": "hoor hoar haor haar hoorn",
        "termin": "terminle terminchen terminerl",
        "erste": "erschte",
        "ersten": "erschten",
        "zweite": "zwoite zwoate zwodde",
        "zwei": "zwoa zwee zwoi",
        "fuenf": "fimf fuemf",
        "passt": "basst bassd passd",
        "braeuchte": "braeucht breicht braeuchert bruuch bruuchti bruuchte bruechti",
    }.items()
    for heard in map(str.strip, forms.split())
}


@dataclass(frozen=True, slots=True)
class Word:
    """One word or sign: ``key`` is folded for comparing, ``raw`` is as it came."""

    key: str
    raw: str


def clean(text: str) -> str:
    """Return the utterance without control characters and cut to a speakable length."""
    # STT never sends that much; normalising comes after the cut, since some code points grow eighteenfold.
    text = unicodedata.normalize("NFKC", text[:LONGEST_UTTERANCE])
    text = "".join(char if unicodedata.category(char)[0] not in "CZ" else " " for char in text)
    return " ".join(text.split())[:LONGEST_UTTERANCE]


def without_notes(text: str) -> str:
    """Return what was said, without what recognisers write about sounds."""
    return _NOTES.sub(" ", text).strip()


def fold(text: str) -> str:
    """Return lower-case text, umlauts written out and other accents removed: ``Müller`` is ``mueller``."""
    written_out = text.lower().translate(_FOLDS)
    plain = unicodedata.normalize("NFKD", written_out)
    return "".join(char for char in plain if not unicodedata.combining(char))


# One turn reads its utterance many times; more than that is not kept, it is what a caller said.
@lru_cache(maxsize=8)
def words(text: str) -> tuple[Word, ...]:
    """Split an utterance into words and signs."""
    found = []
    for match in _TOKEN.finditer(clean(text).translate({ord("’"): "'", ord("–"): "-"})):
        raw = match.group()
        key = fold(raw).replace("'", "")
        found.extend(_split_clock(Word(key=DIALECT.get(key, key), raw=raw)))
    return tuple(found)


def phrase(text: str) -> str:
    """Return the folded words joined by single spaces and framed by them, for ``" termin " in phrase``."""
    return " " + " ".join(word.key for word in words(text) if word.key not in {",", ".", "!", "?", ";"}) + " "


def _split_clock(word: Word) -> list[Word]:
    """``vierzehnuhr`` was heard as one word but is two."""
    if len(word.key) > 4 and word.key.endswith("uhr") and word.key[-4] not in "fm":
        return [Word(key=word.key[:-3], raw=word.raw[:-3]), Word(key="uhr", raw="Uhr")]
    return [word]
