"""Names spelled on the phone: letters, both German alphabets, "wie", doubles, hyphens, second thoughts."""

import re
from dataclasses import dataclass, field

from telephony.dialogue.numbers import cardinal
from telephony.dialogue.text import clean, fold

_ALPHABET = {
    word: letter
    for letter, said in {
        "a": "anton aachen anna alfa alpha albert adam",
        "b": "berta bertha berlin bravo bernd",
        "c": "caesar chemnitz charlie cesar",
        "d": "dora duesseldorf delta daniel david",
        "e": "emil essen echo erich",
        "f": "friedrich frankfurt foxtrot fritz",
        "g": "gustav goslar golf georg gustaf",
        "h": "heinrich hamburg hotel hans",
        "i": "ida ingelheim india isidor",
        "j": "julius jena juliett jakob",
        "k": "kaufmann koeln konrad kilo kaiser karl",
        "l": "ludwig leipzig lima leopold",
        "m": "martha marta muenchen mike marie",
        "n": "nordpol nuernberg nathan november niklaus norbert",
        "o": "otto offenbach oskar oscar",
        "ö": "oekonom oesterreich",
        "p": "paula potsdam papa peter paul",
        "q": "quelle quickborn quebec",
        "r": "richard rostock romeo rosa",
        "s": "samuel salzwedel siegfried sierra sophie",
        "t": "theodor tuebingen tango theo",
        "u": "ulrich unna uniform",
        "ü": "uebermut uebel",
        "v": "viktor victor voelklingen",
        "w": "wilhelm wuppertal whiskey",
        "x": "xanthippe xanten xaver xray",
        "y": "ypsilon yankee yverdon",
        "z": "zacharias zwickau zeppelin zuerich zulu",
        "ä": "aerger",
        "ch": "charlotte",
        "sch": "schule",
        "ß": "eszett",
    }.items()
    for word in said.split()
}
# How a single letter sounds; most are also words, so they count only among other letters.
_SOUNDS = {
    "be": "b", "bee": "b", "ce": "c", "zeh": "c", "de": "d", "ef": "f", "eff": "f", "ge": "g", "ha": "h",
    "haa": "h",
    "jot": "j", "ka": "k", "el": "l", "ell": "l", "em": "m", "emm": "m", "en": "n", "enn": "n", "pe": "p",
    "qu": "q", "kuh": "q", "er": "r", "err": "r", "es": "s", "ess": "s", "te": "t", "tee": "t", "vau": "v",
    "fau": "v",
    "we": "w", "weh": "w", "ix": "x", "iks": "x", "zett": "z", "zet": "z", "ah": "a", "oh": "o", "uh": "u",
    "ih": "i",
}  # fmt: skip
_SURE_SOUNDS = frozenset("jot vau zett iks".split())
_UMLAUTS = {"a": "ä", "o": "ö", "u": "ü"}
_PASSED_OVER = frozenset(
    "und dann danach wieder noch ein einmal gross grosses grosser klein kleines am anfang ende mit kommt "
    "jetzt also "
    "aeh aehm ja zum schluss hinten vorne vorn buchstabe ist das".split()
)
_SECOND_THOUGHTS = frozenset(
    "nein quatsch falsch sorry korrektur halt stopp pardon nee ach sondern doch".split()
)
_HYPHENS = frozenset("bindestrich trennstrich strich minus".split())
_DOUBLES = frozenset("doppel doppelt zweimal doppeltes".split())
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[,;.]")
# "Meyer mit e y, M, e, y, e, r": the hint before the comma is no part of the spelling.
_HINT = re.compile(r"\bmit (?:[^\W\d_]{1,2}[ -]?){1,3}(?=[,.;] *(?:[^\W\d_][ ,.;-]+){2})")
_CORRECTED_NAME = re.compile(r"\bmit (?:zwei|zwo|doppel|einem)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spelled:
    """What was spelled: the name as written, and where in the cleaned utterance the spelling begins."""

    name: str
    start: int


@dataclass(slots=True)
class _Run:
    start: int
    letters: list[str] = field(default_factory=list)
    sure: int = 0
    named: int = 0
    times: int = 1
    is_umlaut: bool = False
    replaces: bool = False
    skips_next: bool = False

    def take(self, letter: str, *, sure: bool) -> None:
        """Add a letter the way the words before it asked for."""
        if self.is_umlaut:
            letter, self.is_umlaut = _UMLAUTS.get(letter, letter), False
        if self.skips_next:
            self.skips_next = False
            if self.letters and self.letters[-1] == letter:
                self.letters.pop()
            return
        if self.replaces and self.letters:
            self.letters.pop()
        self.replaces = False
        self.letters += [letter] * self.times
        self.times = 1
        self.sure += sure

    @property
    def is_name(self) -> bool:
        """Tell whether so many letters in a row are a spelling and no chance."""
        count = len([letter for letter in self.letters if letter.isalpha()])
        return (count >= 3 and self.sure >= 2) or (count >= 2 and self.named >= 2)

    @property
    def name(self) -> str:
        """Return the letters as a name is written."""
        return "-".join(part.capitalize() for part in "".join(self.letters).strip("-").split("-"))


def spelled(text: str) -> Spelled | None:
    """Return the longest name spelled in the utterance, or ``None`` if nothing was spelled."""
    said = clean(text)
    if _CORRECTED_NAME.search(said):
        return None  # "Hoffmann mit zwei f und zwei n" corrects a name, it spells none
    said = _HINT.sub(lambda hint: " " * len(hint.group()), said)
    runs = [run for run in _runs(said) if run.is_name]
    if not runs:
        return None
    best = max(runs, key=lambda run: len(run.letters))
    return Spelled(best.name, best.start)


def letter_of(word: str) -> str | None:
    """Return the letter that a word of an alphabet stands for."""
    return _ALPHABET.get(fold(word))


def _runs(said: str) -> list[_Run]:
    matches = list(_TOKEN.finditer(said.replace("-", " ")))
    runs: list[_Run] = []
    run: _Run | None = None
    at = 0
    while at < len(matches):
        run = run or _Run(matches[at].start())
        used = _take(run, matches, at)
        if used:
            if not run.letters and run.times == 1 and not run.is_umlaut:
                run.start = matches[min(at + used, len(matches) - 1)].start()
            at += used
            continue
        runs.append(run)
        run, at = None, at + 1
    return [*runs, *([run] if run else [])]


def _take(run: _Run, matches: list[re.Match[str]], at: int) -> int:
    """Take the next word or words of a spelling; return how many, 0 if this is none."""
    word = matches[at].group()
    key = fold(word)
    following = fold(matches[at + 1].group()) if at + 1 < len(matches) else ""
    example = matches[at + 2].group() if at + 2 < len(matches) else ""
    used = _take_phrase(run, word, following, example)
    if used:
        return used
    letter, sure = _letter(word, key)
    if letter is not None:
        run.take(letter, sure=sure)
    elif key in _DOUBLES or (cardinal(key) == 2 and _letter(following, following)[0] is not None):
        run.times = 2
    elif key == "umlaut":
        run.is_umlaut = True
    else:
        return int(_take_sign(run, key) or key in {",", ";", "."})
    return 1


def _take_phrase(run: _Run, word: str, following: str, example: str) -> int:
    """Take what several words say: ``B wie Berta``, ``scharfes S``, ``A Umlaut``."""
    key = fold(word)
    if following == "wie" and example and (letter := _named(word, example)):
        run.take(letter, sure=True)
        run.named += 1
        return 3
    if key == "wie" and following and run.letters:
        return 2  # "Ö, wie Österreich": the word explains the letter before it
    if key == "scharfes" and following in {"s", "es"}:
        run.take("ß", sure=True)
        return 2
    if key in _UMLAUTS and following == "umlaut":
        run.take(_UMLAUTS[key], sure=True)
        return 2
    return 0


def _take_sign(run: _Run, key: str) -> bool:
    """Take a hyphen, a second thought or a word that only joins letters; tell whether it was one."""
    if not run.letters:
        return False
    if key in _HYPHENS:
        run.letters.append("-")
    elif key in _SECOND_THOUGHTS:
        run.replaces = key != "sondern" or run.replaces
    elif key in {"nicht", "kein", "statt"}:
        run.skips_next = True
    else:
        return key in _PASSED_OVER
    return True


def _named(word: str, example: str) -> str | None:
    """``B wie Paula`` was misheard: the example is longer and surer than the letter."""
    key, known = fold(word), _ALPHABET.get(fold(example))
    if key in {"sch", "ch"} and fold(example).startswith(key):
        return key
    if len(word) > 2 and key not in _SOUNDS:
        return None
    if known is not None and len(known) == 1:
        return known
    spoken = word.lower() if len(word) == 1 else _SOUNDS.get(key)
    return spoken if spoken in {"ä", "ö", "ü", "ß"} else example[0].lower()


def _letter(word: str, key: str) -> tuple[str | None, bool]:
    if len(word) == 1 and word.isalpha():
        return word.lower(), True
    if key in _ALPHABET:
        return _ALPHABET[key], True
    if key in _SOUNDS:
        return _SOUNDS[key], key in _SURE_SOUNDS
    return ("sch", True) if word == "SCH" else (None, False)
