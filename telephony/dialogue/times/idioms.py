"""Ways of saying a time without naming it, put into the words that name it."""

from __future__ import annotations

import re

_CHILDREN = (
    r"(?:kinder|kids|kleinen|kleine|kleiner|jungs|maedels|tochter|sohn|grosse|grossen|zwillinge|enkel)"
)
_SCHOOL = r"(?:schule|kita|krippe|kindergarten|hort|tagesmutter)"
# "Bis Freitag bin ich in den Ferien" tells of a journey, "in den Ferien bin ich da" of school. The "i de" of
# the Swiss is read as "ich de".
_IN_HOLIDAYS = (
    r"(?:in|ich) (?:den|de|die) ferien\b"
    r"(?! (?:\w+ )?(?:da|hier|frei|daheim|zuhause|zu hause|flexibel|erreichbar|verfuegbar)\b)"
)
_SINCE_WHEN = r"(?:bis|ab|vom|von|noch|naechste|diese|kommende|jetzt|gerade|momentan|derzeit|am \w+tag)"
_IDIOMS = tuple(
    (re.compile(said), meant)
    for said, meant in (
        (
            (
                r"\b(?:erst )?(?:wenn|sobald|bis) (?:\w+ ){0,3}?(?:schul)?ferien (?:dann )?(?:wieder )?"
                r"(?:vorbei|um|rum|herum|zu ende|aus|durch|vorueber)\b(?: sind)?"
            ),
            "nach den ferien",
        ),
        (
            (
                rf"\b(?:erst )?(?:wenn|sobald|bis) (?:\w+ )?{_CHILDREN} (?:dann )?wieder "
                rf"(?:in (?:der|die|den)|zur|im) {_SCHOOL}\b"
                r"(?: (?:sind|ist|gehen|geht|muessen|muss|duerfen))?"
            ),
            "nach den ferien",
        ),
        (
            (
                r"\b(?:erst )?(?:wenn|sobald|bis) (?:die )?schule (?:dann )?wieder "
                r"(?:losgeht|los geht|anfaengt|beginnt|angefangen hat|begonnen hat)"
            ),
            "nach den ferien",
        ),
        (r"\b(?:nach|ab|seit) (?:dem )?(?:schulbeginn|schulanfang|ferienende)\b", "nach den ferien"),
        (
            (
                rf"\b(?:wenn|solange|waehrend|wo) (?:\w+ )?{_CHILDREN} (?:vormittags )?"
                rf"(?:in der|im|in die|bei der) {_SCHOOL}\b(?: (?:sind|ist|gehen|geht))?"
            ),
            "vormittags",
        ),
        (
            (
                r"\bwenn ich (?:dann )?(?:(?:von|aus) der arbeit|vom (?:dienst|buero|schaffen)"
                r"|aus dem buero) "
                r"(?:komme|komm|heimkomme|zurueck bin|zurueckkomme|nach hause komme)\b"
            ),
            "nach der arbeit",
        ),
        (
            rf"\b((?:ich|wir|mir) (?:bin|bi|sind|sin) {_SINCE_WHEN}\b(?: \w+){{0,5}}?) {_IN_HOLIDAYS}",
            r"\1 im urlaub",
        ),
        (
            (
                rf"\b((?:bin|bi) ich|(?:sind|sin) (?:wir|mir))"
                rf"((?: (?:noch|leider|ja|eh|halt|schon))*) {_IN_HOLIDAYS}"
            ),
            r"\1\2 im urlaub",
        ),
        (r"\bwenn ich feierabend hab(?:e)?\b", "nach feierabend"),
        (
            r"\b(?:nach|hinter) (?:der |meiner )?(?:arbeitszeit|dienstschluss|arbeitsende|dienstende)\b",
            "nach der arbeit",
        ),
        (r"\bvor (?:dem )?(?:arbeitsbeginn|dienstbeginn|arbeitsanfang)\b", "vor der arbeit"),
        (
            r"\bnachts (?:\w+ ){0,3}(?:knirsch|press)\w*|\b(?:knirsch|press)\w* (?:\w+ ){0,2}nachts\b",
            "",
        ),
        # Nobody is open then: who could not sleep tells of pain, not of a time.
        (
            (
                r"\b(?:seit )?(?:heute|letzte|vergangene|(?:die|de|d) (?:ganze|ganz|halbe|letzte)) nacht\b"
                r"(?=.*\b(?:hab|habe|hob|bin|war|konnt\w*|kann|geschl\w*|weh|schmerz\w*|fieber)\b)"
            ),
            "",
        ),
        (r"\bzwischen den (?:feier)?tagen\b", "zwischen den jahren"),
        (r"\bauf (?:d|de|die) nacht\b", "abends"),
        (r"\bnoch (?:em|am) (?=mittagess|schaff|fruehstueck)", "nach dem "),
        (r"\bin aller (?:herrgotts)?fruehe?\b", "frueh"),
        (r"\b(?:zur|in der|um die) wochenmitte\b", "mitte der woche"),
        (r"\b(?:am|zum) wochenstart\b", "am wochenanfang"),
        (r"\b(?:am|zum|gegen) wochenende hin\b", "ende der woche"),
        (r"\b(?:am|zum|gegen) jahresende\b", "ende dezember"),
        (r"\b(?:am|zum|gleich zum) jahres(?:anfang|beginn|start)\b", "anfang januar"),
        (r"\b(?:erst )?naechst jahr\b", "naechstes jahr"),
        (r"\bnicht (?:viel )?spaeter als\b", "bis spaetestens"),
        (r"\bnicht (?:viel )?(?:frueher|eher) als\b", "fruehestens"),
        (r"\b(naechsten|kommenden) (?:zwei|drei|vier) , (drei|vier|fuenf) (?=tage|wochen)", r"\1 \2 "),
        (r"\b(zwei|drei|vier) , (drei|vier|fuenf) (?=tage|wochen|stunden)", r"\1 bis \2 "),
        (r"\bdieser tage\b", "in den naechsten tagen"),
    )
)


def without_idioms(keys: list[str]) -> list[str]:
    """Return the words with such ways of saying put plainly."""
    said = " ".join(keys)
    plain = said
    for idiom, meant in _IDIOMS:
        plain = idiom.sub(meant, plain)
    return keys if plain == said else plain.split()
