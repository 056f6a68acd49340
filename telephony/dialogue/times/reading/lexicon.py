"""Words of time as concepts: a language is a table here, the grammar knows concepts only."""

from __future__ import annotations

import re
from functools import lru_cache

from telephony.dialogue.numbers import NUMBER_WORDS, cardinal
from telephony.dialogue.times.lexicon import DAYPARTS
from telephony.dialogue.times.reading.feasts import FEAST_WORDS

Concept = tuple[str, object]

_GERMAN: dict[Concept, str] = {
    ("weekday", 0): "montag mo mon montach mondag",
    ("weekday", 1): "dienstag di die. dienstach diensdag erchtag zischtig",
    ("weekday", 2): "mittwoch mi mit mittw mitwoch",
    ("weekday", 3): "donnerstag do don donnerstach pfinztag",
    ("weekday", 4): "freitag fr fre freitach",
    ("weekday", 5): "samstag sa sam sonnabend samstach",
    ("weekday", 6): "sonntag so son sonntach",
    ("month", 1): "januar jan jaenner jaen",
    ("month", 2): "februar feb feber",
    ("month", 3): "maerz maer mrz",
    ("month", 4): "april apr",
    ("month", 5): "mai",
    ("month", 6): "juni jun juno",
    ("month", 7): "juli jul julei",
    ("month", 8): "august aug",
    ("month", 9): "september sep sept",
    ("month", 10): "oktober okt loka",
    ("month", 11): "november nov",
    ("month", 12): "dezember dez",
    ("unit", "second"): "sekunde sekunden sek",
    ("unit", "minute"): "minute minuten min minuetchen",
    ("unit", "quarterhour"): "viertelstunde viertelstuendchen",
    ("unit", "hour"): "stunde stunden std stuendchen",
    ("unit", "day"): "tag tage tagen tages tg",
    ("unit", "week"): "woche wochen wo",
    ("unit", "month"): "monat monate monaten monats",
    ("unit", "quarter"): "quartal quartals quartale",
    ("unit", "year"): "jahr jahre jahren jahres",
    ("plain", -2): "vorgestern",
    ("plain", -1): "gestern gestrigen",
    ("plain", 0): "heute heut heutigen",
    ("plain", 2): "uebermorgen",
    ("plain", 3): "ueberuebermorgen",
    ("morgen", None): "morgen morgigen",
    ("now", None): "jetzt aktuelle aktuell sofort",
    ("shift", 0): "diese diesen dieser dieses diesem",
    ("shift", 1): "naechste naechsten naechster naechstes naechstem kommende kommenden kommender kommendes "
    "kommendem folgende folgenden folgender folgendes",
    ("shift", 2): "uebernaechste uebernaechsten uebernaechster uebernaechstes uebernaechstem",
    ("shift", -1): "letzte letzten letzter letztes letztem vergangene vergangenen vergangener vergangenes "
    "vorige vorigen voriger voriges vorherige vorherigen vorheriger vorangegangenen",
    ("shift", -2): "vorletzte vorletzten vorletzter vorletztes vorletztem",
    ("edge", 0): "anfang beginn anfangs",
    ("edge", 1): "mitte",
    ("edge", 2): "ende",
    ("grade", "early"): "frueher fruehen fruehe fruhen",
    ("grade", "late"): "spaet spaeten spaeter spaete",
    ("part", "frueh"): "frueh",
    ("part", "morgen"): "morgens",
    ("part", "vormittag"): "vormittag vormittags vormittach vormittagszeit",
    ("part", "mittag"): "mittag mittags mittagszeit",
    ("part", "nachmittag"): "nachmittag nachmittags nachm nachmittach nachmittagsstunde nachmittagsstunden",
    ("part", "spaetnachmittag"): "spaetnachmittag spaetnachmittags",
    ("part", "abend"): "abend abends abendstunden",
    ("part", "spaetabend"): "spaetabend spaetabends",
    ("part", "nacht"): "nacht nachts nachtstunden",
    ("part", "daemmerung"): "tagesanbruch morgengrauen",
    ("part", "primetime"): "primetime",
    ("midnight", None): "mitternacht mitternachts",
    ("season", 3): "fruehling fruehjahr",
    ("season", 6): "sommer",
    ("season", 9): "herbst",
    ("season", 12): "winter",
    ("season_start", 9): "herbstanfang",
    ("season_start", 3): "fruehlingsanfang",
    ("season_start", 6): "sommeranfang",
    ("season_start", 12): "winteranfang",
    ("weekend", None): "wochenende weekend",
    ("workdays", None): "werktags wochentags",
    ("workweek", None): "arbeitswoche",
    ("number_of_week", None): "kw kalenderwoche",
    ("in", None): "in im innerhalb binnen",
    ("at", None): "um punkt puenktlich genau",
    ("about", None): "gegen gg ca circa zirka ungefaehr etwa rund fast so",
    ("from", None): "ab seit fruehestens fruestens von vom",
    ("until", None): "bis spaetestens zum",
    ("after", None): "nach",
    ("before", None): "vor",
    ("between", None): "zwischen",
    ("and", None): "und u",
    ("to", None): "auf",
    ("on", None): "am an zu zur beim bei fuer ueber",
    ("article", None): "der die das den dem de des",
    ("uhr", None): "uhr h",
    ("half", None): "halb halben halbe halbes halber",
    ("quarter", None): "viertel",
    ("threequarter", None): "dreiviertel",
    ("each", None): "jeden jede jedes jeder alle aller immer",
    ("whole", None): "ganze ganzen ganzer ganzes",
    ("rest", None): "rest",
    ("not", None): "nicht not",
    ("several", 3): "paar einigen einige",
    ("both", 2): "beiden",
    ("rule", "P1D"): "taeglich",
    ("rule", "P1W"): "woechentlich",
    ("rule", "P1M"): "monatlich",
    ("rule", "P1Y"): "jaehrlich alljaehrlich alljaehrliches alljaehrliche",
    ("ago", None): "her",
    ("kurz", None): "kurz",
    ("very", None): "ganz ziemlich sehr moeglichst recht eher",
}
_ENGLISH: dict[Concept, str] = {
    ("weekday", 0): "monday",
    ("weekday", 1): "tuesday tue tues",
    ("weekday", 2): "wednesday wed wednes",
    ("weekday", 3): "thursday thu thur thurs thrusday",
    ("weekday", 4): "friday fri",
    ("weekday", 5): "saturday sat",
    ("weekday", 6): "sunday sun",
    ("month", 1): "january",
    ("month", 2): "february",
    ("month", 3): "march mar",
    ("month", 5): "may",
    ("month", 6): "june",
    ("month", 7): "july",
    ("month", 10): "october oct",
    ("month", 12): "december dec",
    ("unit", "second"): "second seconds secs",
    ("unit", "minute"): "minutes mins",
    ("unit", "hour"): "hour hours",
    ("unit", "day"): "day days",
    ("unit", "week"): "week weeks",
    ("unit", "month"): "months",
    ("unit", "year"): "year years",
    ("plain", 0): "today",
    ("plain", 1): "tomorrow tomorow",
    ("plain", -1): "yesterday",
    ("now", None): "now asap",
    ("shift", 0): "this",
    ("shift", 1): "next following coming",
    ("shift", -1): "last",
    ("grade", "early"): "early",
    ("grade", "late"): "late",
    ("part", "morgen"): "morning mornings",
    ("part", "mittag"): "lunchtime lunch midday",
    ("noon", None): "noon",
    ("part", "nachmittag"): "afternoon afternoons",
    ("part", "abend"): "evening evenings",
    ("part", "nacht"): "night",
    ("midnight", None): "midnight",
    ("in", None): "within",
    ("at", None): "at",
    ("about", None): "around about approx approximately roughly",
    ("from", None): "from since earliest starting",
    ("until", None): "until till by latest til",
    ("after", None): "after",
    ("before", None): "before",
    ("between", None): "between",
    ("and", None): "and or",
    ("to", None): "to",
    ("on", None): "on of for",
    ("article", None): "the",
    ("uhr", None): "oclock",
    ("meridiem", "am"): "a.m",
    ("meridiem", "pm"): "pm p.m",
    ("half", None): "half",
    ("each", None): "every",
    ("ago", None): "ago",
}


def _table() -> dict[str, tuple[Concept, ...]]:
    table: dict[str, tuple[Concept, ...]] = {}
    for language in (_ENGLISH, _GERMAN):
        table.update({word: (concept,) for concept, words in language.items() for word in words.split()})
    for concept, words in _GERMAN.items():
        if concept[0] == "weekday":
            table.update({f"{word}s": (("habit", concept[1]),) for word in words.split() if len(word) > 5})
    for name, feast_words in FEAST_WORDS.items():
        table.update(dict.fromkeys(feast_words, (("feast", name),)))
    table["dreiviertelstunde"] = (("number", 3), ("unit", "quarterhour"))
    table["mittwochs"] = (("habit", 2),)
    return table


CONCEPTS = _table()
_HALVES = {"anderthalb": 1.5, "eineinhalb": 1.5, "einhalb": 0.5}
_PART_WORDS = "|".join(
    word for concept, words in _GERMAN.items() if concept[0] == "part" for word in words.split()
)
_DAY_WORDS = "|".join(
    word
    for concept, words in _GERMAN.items()
    if concept[0] == "weekday"
    for word in words.split()
    if len(word) > 5
)
_MONTH_WORDS = "|".join(
    word for concept, words in _GERMAN.items() if concept[0] == "month" for word in words.split()
)
_WEEKDAY_PART = re.compile(rf"({_DAY_WORDS})s?(?:frueh)?(morgen|{_PART_WORDS})")
_GRADED_PART = re.compile(rf"(frueh|spaet)(morgens?|{_PART_WORDS})")
_MONTH_WEEK = re.compile(rf"({_MONTH_WORDS})(woche|haelfte)")
_PART_THING = re.compile(rf"({'|'.join(DAYPARTS)})s?(?:termin|flug|zug|bahn|maschine|stunden?|zeit)")


@lru_cache(maxsize=512)
def compound(word: str) -> tuple[Concept, ...]:
    """Return the concepts inside a compound: ``dienstagabend``, ``fünfeinhalb``, ``juliwoche``."""
    if word in _HALVES:
        return (("number", _HALVES[word]),)
    if word.endswith("einhalb") and (count := cardinal(word.removesuffix("einhalb"))) is not None:
        return (("number", count + 0.5),)
    if match := _WEEKDAY_PART.fullmatch(word):
        part = CONCEPTS[match[2]][0] if match[2] != "morgen" else ("part", "morgen")
        return (CONCEPTS[match[1]][0], part)
    if match := _GRADED_PART.fullmatch(word):
        part = CONCEPTS[match[2]][0] if match[2] != "morgen" else ("part", "morgen")
        return (("grade", "early" if match[1] == "frueh" else "late"), part)
    if match := _MONTH_WEEK.fullmatch(word):
        return (("weeks_of" if match[2] == "woche" else "half_of", CONCEPTS[match[1]][0][1]),)
    if match := _PART_THING.fullmatch(word):
        return (("part", match[1]),)
    if word.endswith("uhr") and word[:-3] in NUMBER_WORDS:
        return (("number", cardinal(word[:-3])), ("uhr", None))
    if "uhr" in word:
        hour, minute = word.split("uhr", 1)
        if hour in NUMBER_WORDS and minute in NUMBER_WORDS:
            return (("number", cardinal(hour)), ("uhr", None), ("number", cardinal(minute)))
    return ()
