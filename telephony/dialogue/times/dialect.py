"""Words for time as they are said at home and written by recognisers, in the standard language.

Weekdays and parts of the day are known by their sounds, for every valley has its own: d and t, g and ch,
a and o change places, endings fall off.
"""

from __future__ import annotations

import re
from functools import lru_cache

from telephony.dialogue.numbers import cardinal, ordinal
from telephony.dialogue.times.lexicon import PART_WORDS, WEEKDAYS

_DAY = "s?(?:ch)?[dt](?:aa?|o|oa|ao|e|i)(?:g|ch|k|sch)"
_SOUNDS = tuple(
    (re.compile(sound), word)
    for word, sound in {
        "montag": f"m(?:o|oa|a|ae|aa|ee|oo|e)n{_DAY}",
        "dienstag": f"(?:d[iea]+n?g?{_DAY}|er[ch]*tag|irtag|zischd?t?i[gk])",
        "mittwoch": "m[ie]+[dt]{1,2}[ie]?(?:w[aou]+(?:ch|k|kk?en|che)|we+k(?:en)?)",
        "donnerstag": f"d[aou]+n+(?:e?r)?{_DAY}|p?fin[zs]?s?t(?:ag|a|e)|donn?schti[gk]",
        "freitag": f"fr(?:ei|ie|ee|e|i|y|ai|oi){_DAY}",
        "samstag": f"s[aoe]+m+{_DAY}|su?e?u?n+[ae]+[vb]+[aeo]nd|soennabend",
        "sonntag": f"s[oua]n+{_DAY}",
        "nachmittag": "n[ao]+[ch]*m+[ie]+[dt]{1,2}[aeo]+(?:g|ch)",
        "vormittag": "v[oe]+r?m+[ie]+[dt]{1,2}[aeo]+(?:g|ch)",
        "naechste": "n(?:ae|e|ee|aeae)(?:g|ch|k|x)?s?(?:ch)?[dt]e?",
        "naechsten": "n(?:ae|e|ee)(?:g|ch|k|x)s?(?:ch)?[dt]en",
        "uebernaechste": "(?:ueber|iber|ieber|ower)n(?:ae|e)(?:g|ch|x)s?(?:ch)?[dt]e?",
    }.items()
)
_FIRST = frozenset("defimnopsuvz")
_WORDS = {
    heard: word
    for word, forms in {
        "woche": "woch wuche wochn weke weken",
        "frueh": "frueah frueh fruah frua fruh fria friah frieh",
        "heute": "heit haed heid huet hued heude heid",
        "morgen": "morgn mornst morschn morschen morga moarga moang morng morje",
        "spaeter": "speder spaeda spoeter",
        "wochenende": "wochenend wochaend wochenenn",
        "halb": "halber hoiwe hoiwa hoiw halbe hoib hoiba hoibe halwer",
        "gegen": "jejen jechen geng gecha gegn jeje gege",
        "abend": "zobed zobig avend aovend owend obed aobend omnd awend omds",
        "abends": "obends owends",
        "mittags": "middags middochs",
        "um": "klock oem om",
        "rum": "rom romm",
        "der": "dor",
        "arbeit": "arbeed arbet arweit arbeid",
        "uebermorgen": "oevermorgen ibermorgn uebermorga uebermorgn",
        "am": "aam oam",
        "so": "esu",
        "erst": "erscht eascht oerst",
        "liebsten": "liebschde liebschte leefste leevsten liabstn liebschta liaba",
        "mittagessen": "mittagesse mittagessn middachesse",
        "nichts": "nix nex nuescht nischd",
        "drei": "dree droi",
        "vier": "veer vieri",
        "fuenf": "fief fuenwe",
        "sechs": "soess",
        "sieben": "soeven siem",
        "acht": "achte aachte ochte",
        "neun": "negen neine noine",
        "zehn": "teihn zehne zehni zeah",
        "elf": "oelben oelven oeife",
        "zwei": "twee",
        "zwoelf": "twoelf zwoeife",
        "eins": "oans oins",
        "nachm": "nochm noochm nohm",
        "viertel": "viertl vierdl verdel fiertel",
        "ferien": "ferie",
        "schulferien": "schulferie schuelferie schuelferien",
        "sportferien": "sportferie schportferie",
        "skiferien": "skiferie schiferien schiferie",
        "fasnachtsferien": "fasnachtsferie",
        "fruehlingsferien": "fruehlingsferie frueeligsferie fruehligsferie frueligsferie",
        "sommerferien": "sommerferie summerferie summerferien",
        "herbstferien": "herbstferie herbschtferie herbschtferien",
        "weihnachtsferien": "weihnachtsferie wiehnachtsferie wienachtsferie",
        "dreiviertel": "dreivierdl dreiviertl droiviertel",
    }.items()
    for heard in forms.split()
}
# Words that stand for two.
_PAIRS = {"nachm": ("nach", "dem"), "vorm": ("vor", "dem"), "dnacht": ("die", "nacht")}
# What recognisers cut: "diens tag", "nach mittag".
_STEMS = frozenset("mon diens mitt donners frei sams sonn vor nach ueber wochen feier spaet".split())
_WHOLE = {*WEEKDAYS, *PART_WORDS, "uebermorgen", "wochenende", "feierabend", "mittwochs"}


@lru_cache(maxsize=4096)
def standard(word: str) -> str:
    """Return the word in the standard language, the same one if it is no word for time."""
    if word in _WHOLE:
        return word
    known = _WORDS.get(word)
    if known is not None:
        return known
    if word[:1] not in _FIRST or len(word) < 4:
        return word
    for sound, meant in _SOUNDS:
        if sound.fullmatch(word):
            return meant
        if word.endswith("s") and sound.fullmatch(word[:-1]):
            return f"{meant}s"
    return word


def mended(words: list[str]) -> list[str]:
    """Return the words in the standard language, those joined that a recogniser cut."""
    kept: list[str] = []
    # "Morschn, de Reifen": at the beginning and for itself it greets, as hardly anybody says tomorrow.
    greets = words[1:2] in ([","], ["."], ["!"]) and words[0] != "morgen" and standard(words[0]) == "morgen"
    for word in words[1:] if greets else words:
        joined = kept[-1] + word if kept and kept[-1] in _STEMS else ""
        if joined and (joined in _WHOLE or (joined.endswith("s") and joined[:-1] in _WHOLE)):
            kept[-1] = joined
        elif kept and kept[-1].endswith("und") and _is_cut_number([kept[-1][:-3], "und"], word):
            kept[-1] += word  # "achtund zwanzigsten"
        elif kept[-1:] == ["und"] and _is_cut_number(kept, word):
            kept[-2:] = [f"{kept[-2]}und{word}"]
        else:
            each = standard(word)
            kept.extend(_PAIRS.get(each, (each,)))
    return kept


def _is_cut_number(kept: list[str], word: str) -> bool:
    """``sieben und zwanzigsten``; "zwischen fünf und zwanzig Uhr" are two."""
    if len(kept) < 2 or word[:1].isdigit() or kept[-3:-2] in (["zwischen"], ["von"]):
        return False
    unit, tens = cardinal(kept[-2]), cardinal(word) or ordinal(word)
    return unit is not None and 1 <= unit <= 9 and not kept[-2][:1].isdigit() and tens in {20, 30, 40, 50}
