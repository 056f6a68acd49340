"""What a question or a sentence is about, comparable however it is worded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

_BARE = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "é": "e", "è": "e", "á": "a", "ç": "c"})
_WORD = re.compile(r"[^\W_]+")
_ENDINGS = (
    "ungen",
    "innen",
    "chen",
    "lich",
    "ung",
    "ern",
    "est",
    "end",
    "en",
    "em",
    "er",
    "es",
    "st",
    "e",
    "n",
    "s",
    "t",
)
_SHORTEST_STEM = 4
# Words that every question has.
_STOP = frozenset(
    (
        "kunde kunden kundin kundinnen patient patienten patientin termin termine salon "
        "praxis werkstatt studio laden betrieb geschaft team leute person personen nahe "
        "zahnarzt arzt arztin doktor friseur friseurin mechaniker nachste nachsten beste "
        "besten vielleicht ungefahr etwa sozusagen schlimm jemanden kosten kostet koste "
        "kostete preis nehmen nehmt nimmt nehme akzeptieren akzeptiert vorhanden dran liegt "
        "kaufen ankommen kommen komme kommt aber alle allem allen aller alles als also am an "
        "andere anderen ansonsten auch auf aus bei beim bin bis bisschen bitte bzw da dabei "
        "dafur damit danach dann daran darf das dass davon dazu dein dem den denn der des "
        "dich die dies diese diesem diesen dieser dieses doch dort du durch durfen eben ein "
        "eine einem einen einer eines einfach einmal eigentlich er es etwas euch euer eure "
        "fur ganz gar geben gehen geht genau gerade gern gerne gibt gibts ginge gleich habe "
        "haben habt hab hat hatte hatten hatt hier ich ihm ihn ihnen ihr ihre ihrem ihren "
        "ihrer im immer in ins irgendwie irgendwo ist ja jede jeden jeder jemand jetzt kann "
        "kannst konnen konnte konnten kommt mal man mein meine meinem meinen meiner mich mir "
        "mit mochte mochten muss mussen nach naturlich neben nein nicht nichts noch nun nur "
        "ob oder ohne per pro schon sehr sein seine sich sie sind so soll sollen sollte sonst "
        "sowas uber uberhaupt uhr um und uns unser unsere unserem unseren unter vom von vor "
        "wann war ware waren warum was weil weiss welche welchem welchen welcher welches wem "
        "wen wenn wer werde werden wie wieder wieso wieviel will wir wird wissen wo wohin "
        "wollen wollte wollten wurde wurden zu zum zur zwischen frage fragen sagen sagt "
        "machen macht gemacht mache moglich moglichkeit brauche braucht brauchen finde finden "
        "hallo guten tag danke lassen lass lasst okay hey aehm ah ahm eh halt nochmal mehr "
        "viel viele bekomme bekommen kriege kriegen kriegt bieten bietet ihrerseits eigene "
        "eigenen stimmt horen gehort the a is are do does you your have has can could i my me "
        "we our to for of on at there it any with and or what how when where which who would "
        "may please tell about"
    ).split()
)
# One idea, many words. Patterns are looked for in words without umlauts; those with a space in the phrase.
_IDEAS: dict[str, str] = {
    "parken": (
        r"\w*park(?:en|e|t|platz\w*|platze\w*|haus\w*|mog\w*|ing|schein\w*)? stellplatz\w* "
        r"tiefgarage \w*garage auto_abstell\w* wagen_abstell\w* auto_hinstell\w* auto_lassen"
    ),
    "ubahn": r"u_bahn\w* ubahn\w* u\d+ s_bahn\w* sbahn\w* s\d+",
    "tram": r"tram\w* strassenbahn\w* linie_\d+ m\d+",
    "bus": r"bus buss\w* bushaltestelle\w* buslinie\w*",
    "nahverkehr": r"offentlich\w* nahverkehr\w* bahnhof\w* station linie haltestelle\w* bahn",
    "mail": r"e_mail_adresse\w* mailadresse\w* e_mail\w* \w*mail\w*",
    "anfahrt": (
        r"anfahrt\w* anreise\w* wegbeschreib\w* adresse\w* hinkomm\w* wie_komme_ich "
        r"wie_komm_ich weg_zu liegen gelegen navi address directions"
    ),
    "barrierefrei": (
        r"\w*barriere\w* rollstuhl\w* gehbehindert\w* stufe\w* treppe\w* aufzug\w* "
        r"fahrstuhl\w* lift rollator\w* ebenerdig\w* rampe wheelchair gehbehinder\w* kinderwagen"
    ),
    "raten": r"raten ratenzahl\w* teilzahl\w* finanzier\w* abstotter\w*",
    "zahlen": r"\w*zahl(?:en|e|t|ung\w*|bar)? begleich\w* pay\w* zahlungs\w* zahlung\w*",
    "karte": r"karte karten \w*kartenzahl\w* ec ec_karte girocard kontaktlos\w* card",
    "kreditkarte": r"kreditkarte\w* visa mastercard",
    "handyzahlung": r"apple google_pay handy\w*",
    "bar": r"bar bargeld bares cash",
    "rechnung": r"rechnung\w* invoice",
    "absagen": (
        r"absag\w* sag\w*(?:_\w+){0,6}_ab abgesagt storn\w* abbestell\w* nicht_komm\w* "
        r"nicht_erschein\w* nichterschein\w* nicht_auftauch\w* cancel\w* verhindert dazwischenkomm\w* "
        r"dazwischen_komm\w* terminabsage\w*"
    ),
    "verspaetung": r"verspat\w* zu_spat spater_komm\w* unpunktlich\w* verpass\w* punktlich\w*",
    # Whether it may come along is what is asked of a dog.
    "hund": (
        r"(?:hund\w*|haustier\w*|vierbeiner)(?:_\w+){0,3}_mit(?:bring|nehm|komm|duerf|darf)\w* hund\w* "
        r"haustier\w* tier tiere dog\w* vierbeiner"
    ),
    "mitbringen": (
        r"mitbring\w* mitzubringen mitgebracht mitnehm\w* mitzunehm\w* dabeihab\w* "
        r"dabei_hab\w* bring"
    ),
    "kind": r"kind kinder\w* kindern tochter sohn baby\w* kleinkind\w* nachwuchs kids child\w*",
    "gutschein": r"gutschein\w* geschenk\w* verschenk\w* voucher\w*",
    "wlan": r"wlan w_lan wifi internet surfen",
    "neu": (
        r"neukund\w* neupatient\w* erstbesuch\w* erstmal\w* erste_mal ersten_mal "
        r"neue_patient\w* neue_kund\w* erstgesprach\w*"
    ),
    "kasse": r"\w*kasse \w*kassen gesetzlich\w* kassenpatient\w* krankenversicher\w* aok tk barmer",
    "privat": r"privat\w*",
    "ersatzwagen": (
        r"leihwagen leihauto\w* ersatzwagen ersatzfahrzeug\w* ersatzauto\w* mietwagen "
        r"werkstattwagen leihfahrzeug\w* loaner"
    ),
    "warten": r"\w*warte(?:n|zimmer|raum|bereich|zeit\w*)? gewartet",
    "getraenk": r"kaffee tee getrank\w* trinken wasser espresso",
    "notfall": r"notfall\w* notdienst\w* akut\w* bereitschaft\w* schmerz\w* zahnschmerz\w*",
    "garantie": (
        r"garantie\w* gewahrleist\w* reklam\w* nachbesser\w* nachschneid\w* unzufrieden\w* "
        r"nicht_gefall\w* nicht_zufrieden"
    ),
    "bringdienst": (
        r"hol\w*_und_bring\w* bringdienst\w* holdienst\w* abholservice\w* bringservice\w* "
        r"abholen abgeholt (?:auto|wagen|es|ihn)(?:_\w+){0,2}_(?:ab)?hol\w* "
        r"holen_(?:sie|wir)(?:_\w+){0,3}_(?:auto|wagen)"
    ),
    "abgeben": (
        r"abgeb\w* abgegeben abstell\w* abgestellt hinstell\w* hinbring\w* dalass\w* da_lassen dagelassen "
        r"stehen_lassen"
    ),
    "ausserhalb": (
        r"ausserhalb nachts nacht vorabend abends am_abend_vorher abend_davor fruhmorgens wochenends "
        r"nach_feierabend"
    ),
    "raeder": r"reifen rad rader radern winterreifen sommerreifen pneus",
    "eigene": r"eigene\w* selbst selber mitgebracht\w* selbstgekauft\w*",
    "stockwerk": r"stock stockwerk etage erdgeschoss",
    "essen": r"essen esse isst gegessen fruhstuck\w*",
    "schluessel": r"schlussel\w* schlusselbox briefkasten",
    "dauer": r"dauer\w* wie_lange",
    "chef": r"inhaber\w* chef\w* besitzer\w* geschaftsfuhr\w* leitet leiter\w*",
    "arbeit": (
        r"bewerb\w* ausbildung\w* praktikum\w* stellenangebot\w* job\w* azubi\w* auszubild\w* "
        r"offene_stelle\w*"
    ),
    "ohnetermin": (
        r"ohne_termin ohne_voranmeld\w* spontan\w* einfach_vorbei\w* einfach_so unangemeldet "
        r"laufkundschaft einfach_reinkomm\w* ohne_anmeld\w*"
    ),
    "einlagern": r"einlager\w* eingelagert reifenhotel raderhotel lagern lagerung\w*",
    "pruefung": r"tuv hauptuntersuchung\w* hu plakette\w* abgasuntersuchung\w*",
    "toilette": r"toilette\w* wc klo",
    "allergie": r"allerg\w* unvertraglich\w* vertrag\w*",
    "sprache": r"sprache\w* sprechen sprecht spricht sprachen",
    "frei": r"kostenlos\w* kostenfrei\w* gratis umsonst",
    "wochenende": r"wochenende\w* samstag\w* sonntag\w* feiertag\w*",
    "betaeubung": r"\w*betaub\w* spritze\w*",
    "narkose": r"\w*narkose\w* dammerschlaf",
    "angst": r"angst\w* panik phobie",
    "bleichen": r"bleach\w* bleich\w* aufhell\w*",
    "roentgen": r"rontgen\w*",
    "produkt": r"produkt\w* shampoo\w* pflegeserie\w* marke marken haarpflege\w*",
    "bio": r"bio natur\w* naturkosmetik vegan\w* tierversuch\w*",
    "student": r"student\w* studier\w* schuler\w*",
    "rabatt": r"rabatt\w* ermassig\w* nachlass vergunstig\w* gunstiger discount\w*",
    "elektro": r"elektro\w* e_auto\w* eauto\w* hybrid\w* stromer tesla",
    "motorrad": r"motorrad\w* motorrader\w* roller moped\w* motorroller",
    "auto": r"auto autos wagen fahrzeug\w* pkw kfz karre kiste",
    "transporter": r"transporter\w* wohnmobil\w* camper lieferwagen kastenwagen lkw",
}  # fmt: skip


def _compiled(patterns: str) -> re.Pattern[str]:
    """``_`` stands for a space inside an expression."""
    return re.compile(rf"(?<= )(?:{'|'.join(patterns.split()).replace('_', ' ')})(?= )")


_IDEA_PATTERNS = {idea: _compiled(patterns) for idea, patterns in _IDEAS.items()}


# "Zu spät absagen" is about cancelling, a "U-Bahn-Haltestelle" about no bus.
_NARROWER = {"verspaetung": {"absagen"}, "nahverkehr": {"ubahn", "tram", "bus"}}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a text is about: ideas it names, and the stems of all other words that say something."""

    ideas: frozenset[str]
    stems: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """Both, told apart by the sign before an idea."""
        return self.stems | {f"#{idea}" for idea in self.ideas}

    def __or__(self, other: Terms) -> Terms:
        return Terms(self.ideas | other.ideas, self.stems | other.stems)


@lru_cache(maxsize=4000)
def terms_of(text: str) -> Terms:
    """The terms of a question, a heading or a sentence."""
    phrase = _phrase(text)
    ideas, rest = set(), phrase
    for idea, pattern in _IDEA_PATTERNS.items():
        rest, found = pattern.subn("", rest)
        ideas |= {idea} if found else set()
    for general, narrower in _NARROWER.items():
        if ideas & narrower:
            ideas.discard(general)
    return Terms(frozenset(ideas), frozenset(_stems(rest)))


def closeness(term: str, terms: frozenset[str]) -> float:
    """How surely one of the terms means the same: 1 for the same, less for parts of compounds and slips."""
    if term in terms:
        return 1.0
    if term.startswith("#") or len(term) < _SHORTEST_STEM:
        return 0.0
    return max((_alike(term, other) for other in terms if not other.startswith("#")), default=0.0)


@lru_cache(maxsize=20_000)
def _alike(one: str, other: str) -> float:
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST_STEM:
        return 0.0
    # "Zahnreinigung" is a "Reinigung"; "Reinigung" alone may be another.
    if long.endswith(short) or (len(short) > _SHORTEST_STEM and long.startswith(short)):
        return 0.9
    return 0.8 if len(short) > _SHORTEST_STEM and fuzz.ratio(one, other) >= 86 else 0.0


def _phrase(text: str) -> str:
    return " " + " ".join(_WORD.findall(text.lower().translate(_BARE))) + " "


def _stems(phrase: str) -> Iterator[str]:
    for word in phrase.split():
        if word not in _STOP and (len(word) > 2 or word.isdigit()):
            yield stem(word)


def stem(word: str) -> str:
    """The word without its ending: enough to tell ``Bremsen`` from ``Bremse`` no more."""
    changed = True
    while changed:
        changed = False
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
                word, changed = word[: -len(ending)], True
                break
    return word
