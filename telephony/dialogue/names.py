"""Names as people give them on the phone: in a sentence, turned round, spelled."""

import re

from telephony.dialogue.numbers import cardinal
from telephony.dialogue.respelling import RESPELL, capital_of, respelled
from telephony.dialogue.spelling import letter_of, spelled
from telephony.dialogue.text import clean, fold

_TITLES = frozenset({"frau", "herr", "herrn", "dr", "doktor", "prof", "professor", "familie"})
_PARTICLES = frozenset(
    {"von", "van", "de", "den", "der", "zu", "zur", "di", "el", "al", "la", "le", "ten", "vom", "da"}
)
_LEADING = frozenset({"der", "die", "den", "dem", "aeh", "ja"})
_NO_NAMES = frozenset(
    "ja nein nee noe ne jo nix nichts mehr wars schoen schoenen vielen doch und oder ich sie wir er es "
    "mein meine meinen name namen nachname vorname ist lautet heisse heiss bin hier spricht am apparat "
    "auf unter fuer bitte gern gerne also aeh aehm hm na der die das den dem ein eine einen guten tag "
    "morgen abend hallo moin servus gruess gott termin brauche braeuchte haette moechte wuerde will kann "
    "koennte mit bei um ab nach vor heute uebermorgen montag dienstag mittwoch donnerstag freitag samstag "
    "sonntag danke okay ok genau richtig passt gut schreibt man wie geschrieben buchstabiert buchstabiere "
    "doppel eintragen nur einfach wieder noch mal einmal schon ganz normal uhr nummer telefonnummer "
    "handynummer meiner meinem nicht kein keine sagen sage wissen moment sekunde augenblick was warum "
    "wieso wozu wer wo wann welche welcher stimmt klar natuerlich selbstverstaendlich falsch alles weiss "
    "krank da weg neu frei verhindert tochter sohn mann mutter vater kind kinder freundin freund egal "
    "keiner niemand anders lieber gar so rufe anruf wegen hab habe war waere unverbindlich spaeter "
    "frueher zweite erste dritte ersten zweiten dritten beide vielleicht eigentlich leider kollegin "
    "kollege chefin chef gerade wollte mich mir ihnen ihr ihre unsere dann jetzt aber dass du bist "
    "roboter computer mensch haare auto zahn zaehne zahnschmerzen schmerzen kunde kundin patient "
    "patientin weil unterwegs zu spaet zurueck nochmal hoeren reden verkehr stau im gestern machen gehen "
    "kommen lassen geht haben sprechen preis kosten kostet termine zeit vorbei euch uns muss schade "
    "warteliste nachrueckliste "
    "interessiert firma nachricht tschuess wiederhoeren gruezi tach hi hey mahlzeit gude entschuldigung "
    "verzeihung sorry super prima perfekt herren damen maenner frauen anfang mitte ende nachmittag "
    "vormittag mittag mittags abends frueh woche wochenende monat jahr januar februar maerz april mai "
    "juni juli august september oktober november dezember weihnachten ostern feiertag laeuft logisch logo "
    "jawohl uhrzeit zahnarzt friseur werkstatt klasse toll folgendes frage hilfe notfall schreiben "
    "eingetragen ach ah oh oje ohje hach puh uff tja aha journalistin journalist lieferant rentner "
    "rentnerin student studentin schueler schuelerin lehrer lehrerin anwalt anwaeltin vermieter nachbar "
    "nachbarin privatpatient privatpatientin kassenpatient neukunde neukundin stammkunde stammkundin "
    "diabetiker diabetikerin allergiker allergikerin linkshaender berufstaetig schwanger selbststaendig "
    "opa oma papa mama mami papi mutti vati enkel enkelin bruder schwester tante onkel schwiegermutter "
    "schwiegervater schwiegersohn schwiegertochter lebensgefaehrte lebensgefaehrtin voellig fertig total "
    "kennzeichen nummernschild "
    "angestellte azubi sekretaerin assistentin hausmeister pfleger pflegerin betreuerin betreuer".split()
)
# Said alone in answer to "Auf welchen Namen?" these are names all the same.
_SURNAMES_BEHIND = frozenset({"weiss", "neu", "klar", "frei", "mann", "frey"})
_SURNAMES_TOO = _SURNAMES_BEHIND | {"samstag", "sonntag", "freitag", "heute", "kunde"}
_INTRODUCTIONS = re.compile(
    r"(?:(?:mein(?:e[nr]?)?|der) (?:name|nachname) (?:ist|wäre|waere|war|lautet)|ich hei(?:ß|ss)e?|name "
    r"ist?|(?:auf|unter"
    r"|für) den namen?|"
    r"auf (?:den )?namen?|unter (?:dem )?namen?|hier (?:ist|spricht)|ich bin(?:['’]?s| es)?(?: wieder| "
    r"nochmal)?,?(?: die| der| es)?(?: die| der)?|"
    r"(?:termin|reservierung)? ?(?:auf|für) (?=frau|herrn?)|name:?|nachname(?: ist)?:?|eingetragen "
    r"(?:unter|auf)|schreiben sie(?: bitte| auf)*|es spricht|sie "
    r"sprechen mit)\s+",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?<!\w)([^\W\d_][\w'’-]{1,40}(?:\s+[^\W\d_][\w'’-]{1,40}){0,2})\s*,?\s+"
    r"(?:ist )?(?:mein name|mei nam\w*|am apparat|hier|hei(?:ß|ss)e? (?:ich|i)|hoa(?:ß|ss) i)\b",
    re.IGNORECASE,
)
_TURNED_AND_SPELLED = re.compile(r"([^\W\d_]{2,}) (mit [^,]{1,20}), ?([^\W\d_]{2,})[.!]?$")
_TWICE = re.compile(
    r"\b(?P<last>[^\W\d_][\w'’-]+)[,.] *(?P<whole>[^\W\d_][\w'’-]+ (?P=last))\b", re.IGNORECASE
)
_WORD_OF_NAME = r"[A-ZÄÖÜ][\w'’-]+"
_NAME = r"[A-ZÄÖÜ][\w'’-]+(?: [A-ZÄÖÜ][\w'’-]+){0,2}"
# Also as they say it in Berlin, in the north and in the south: "Juten Tach", "Schönen guten", "Grias Eich".
_HELLO = (
    r"(?:(?:[Ss]ch[öe]{1,2}n\w* )?(?:[GgJj]u[td]+\w* )?"
    r"(?:[Tt]a(?:g|ch)\b(?!e)|[Mm]or[gj]en|[Aa]be?nd|[Nn]achmittag)(?: auch| zusammen)?"
    r"|[Hh]all(?:o|öchen|i)|[Gg]r(?:ü|ia)e?zi|[Gg]r(?:ü|ia)(?:ß|ss|s)"
    r" (?:[Gg]ott\w*|[Ss]ie|[Dd]i|[Ee]\w{2,4})(?: [Gg]ott\w*)?"
    r"|[Mm]oin(?: [Mm]oin)?|[Ss]ervus|[Hh]i|[Gg]uden?|[Tt]achchen|[Mm]ahlzeit)"
)
_OPENING = re.compile(
    r"(?:^|(?<=[.!?] ))"
    rf"(?:(?:[Jj]a|[Nn]ein|[Nn]ee|[Ss]o|[Oo]kay|[Gg]erne?|[Ee]inverstanden|[Kk]lar)[,.!]* +)*"
    rf"(?:{_HELLO}[,.! ]+(?P<greeted>{_NAME}) ?[,.]"
    r" (?:ich|wir|ick|isch|ik|i|mir|mia|hier|mein|und|es|wegen|könnte|kann|haben|hätten|wollte)\b"
    rf"|{_HELLO}[,.! ]+(?P<here>{_NAME}) hier\b"
    rf"|(?!{_HELLO}\b)(?P<first>{_NAME})(?:,? {_HELLO}\b| hier\b| von (?:der )?Firma\b)"
    rf"|(?P<whole>{_WORD_OF_NAME} {_NAME}), (?:ich|wir|hier|mein)\b"
    rf"|(?<![.!?] )(?!{_HELLO}\b)(?P<single>{_WORD_OF_NAME})"
    r"(?:, (?=[a-zäöü])|\. (?=[A-ZÄÖÜ])))"
)
_OPENED = ("greeted", "here", "first", "whole", "single")
_CLOSING = re.compile(rf"[\w)][.!?] ({_WORD_OF_NAME}(?: (?:von|van|de|zu))? {_WORD_OF_NAME})[.!]?$")
_REFUSED = re.compile(
    r"^(?:(?:nein|nee|ne|nö|falsch|doch|sondern|also|äh+m?|das ist falsch"
    r"|nicht [\w-]+(?: sondern)?)\b[\s,.!]*)+",
    re.IGNORECASE,
)
_AGREED = re.compile(r"^(?:(?:ja|genau|richtig|stimmt)\b[\s,.!]*)+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?|,")


def read_name(text: str) -> str | None:
    """Return the name in the answer to "Auf welchen Namen?", spelled as said, or ``None``."""
    said = said_twice(clean(text))
    turned = _TURNED_AND_SPELLED.search(said)
    if turned:
        last = read_name(f"{turned.group(1)} {turned.group(2)}")
        return f"{_capital(turned.group(3))} {last}" if last else None
    letters = spelled(said)
    if letters:
        before = said[: letters.start]
        return _merge_spelled(introduced_name(before) or _bare_name(before), letters.name)
    plain = introduced_name(said) or _bare_name(said)
    return respelled(plain, said) if plain else None


def introduced_name(text: str) -> str | None:
    """Return the name with which somebody introduces themselves among other things, or ``None``."""
    said = said_twice(clean(text))
    for match in _INTRODUCTIONS.finditer(said):
        loose = fold(match.group().strip()).startswith(("hier", "ich bin", "es spricht"))
        name = _name_at(said[match.end() :], careful=loose)
        if name is not None:
            return name
    trailing = _TRAILING.search(said)
    return _name_at(trailing.group(1), careful=True) if trailing else None


def opening_name(text: str) -> str | None:
    """Return the name with which somebody opens a call: ``Krüger, guten Tag`` · ``Hallo, Krüger, ich …``.

    Some say it at the end, when everything else is said: ``… müsste ich absagen. Huber, Franz Huber.``
    """
    plain = clean(text)
    said = said_twice(plain)
    match = _OPENING.search(said)
    if match is not None:
        name = next(match.group(way) for way in _OPENED if match.group(way))
        return _name_at(name, careful=True) if fold(name.split()[0]) not in _TITLES else None
    whole = _TWICE.search(plain)
    if whole is not None and whole.group("last")[:1].isupper() and whole.group("whole").istitle():
        return _name_at(whole.group("whole"), careful=True)
    closing = _CLOSING.search(plain)
    return _name_at(closing.group(1), careful=True) if closing else None


def corrected_name(text: str, name: str | None) -> str | None:
    """Return the name after "nein, Meyer mit Ypsilon" or "mit doppel l", or ``None``."""
    said = clean(text)
    rest = _REFUSED.sub("", said)
    agreed = _AGREED.sub("", said)
    if name and agreed != said and name in agreed.split() and 2 <= len(agreed.split()) <= 3:
        return read_name(agreed)  # "Ja, Jens Hartmann" completes "Jens"
    if name and rest.lower().startswith("mit ") and RESPELL.search(said):
        return respelled(name, said)
    is_capital = rest[:1].isupper() and len(rest.split()) <= 3
    if rest == said or not (is_capital or RESPELL.search(rest) or spelled(rest)):
        return None
    return read_name(rest)


def is_common_word(key: str) -> bool:
    """Tell whether a folded word is one that everybody says, no name."""
    return key in _NO_NAMES or key in _TITLES or key in _PARTICLES or cardinal(key) is not None


def sounds_open(text: str) -> bool:
    """Tell whether the caller had to say how the name is written."""
    return RESPELL.search(text) is not None or spelled(text) is not None


def said_twice(said: str) -> str:
    """``Krüger, Sabine Krüger`` says the surname first and then the whole name."""
    return _TWICE.sub(r"\g<whole>", said)


def _name_at(said: str, *, careful: bool) -> str | None:
    """Take the words of a name from the start; ``careful`` wants a capital letter where there are any."""
    taken: list[str] = []
    title_seen = False
    needs_capital = careful and said != said.lower()
    for word in _WORD.findall(said):
        key = fold(word).rstrip(".")
        if not taken and (word == "," or key in _LEADING):
            continue
        if key in _TITLES and not taken:
            title_seen = True
            continue
        if word == "," and len(taken) == 1 and _turned_round(said):
            continue
        # "Lena Weiß": with a capital letter behind a first name the word is no verb.
        is_surname = bool(taken) and word[:1].isupper() and key in _SURNAMES_BEHIND
        if not (is_surname or _may_be_name(key, inside=bool(taken))) or (
            needs_capital and not title_seen and not word[:1].isupper()
        ):
            break
        taken.append(word.rstrip("."))
    taken = [part[:40] for part in taken[:4]]
    while taken and fold(taken[-1]) in _PARTICLES:
        taken.pop()
    return _written(taken, turned=_turned_round(said)) if taken else None


def _may_be_name(key: str, *, inside: bool) -> bool:
    if inside and key in _PARTICLES:
        return True
    return len(key) > 1 and key not in _NO_NAMES and cardinal(key) is None


def _turned_round(said: str) -> bool:
    """``Krüger, Sabine`` and nothing more."""
    return re.fullmatch(r"\W*[^\W\d_][\w'’-]+,\s*[^\W\d_][\w'’-]+[\s.!]*", said) is not None


def _written(parts: list[str], *, turned: bool) -> str:
    if turned and len(parts) == 2:
        parts = [parts[1], parts[0]]
    return " ".join(_capital(part) for part in parts)


def _capital(part: str) -> str:
    return part.lower() if fold(part) in _PARTICLES else capital_of(part)


def _bare_name(said: str) -> str | None:
    cut = re.split(
        (
            r"\b(?:mit (?=[a-zäöü]{1,2}\b|doppel|zwei|einem)|buchstabier\w*|ich buchstabiere|geschrieben"
            r"|wie man)\b"
        ),
        said,
        maxsplit=1,
    )[0]
    cut = re.sub(
        (
            r"^(?:ja|also|äh+m?|hm+|gerne?|bitte|na|klar|natürlich|okay|ok|das ist|das wäre|es ist|auf|unter"
            r"|für|der|die|den|nein|danke|guten tag|hallo)\b[\s,.]*"
        ),
        "",
        cut,
        flags=re.IGNORECASE,
    )
    cut = re.sub(r"^(?:auf|unter|für|der|die|den|ist|bitte|äh+m?)\b[\s,.]*", "", cut, flags=re.IGNORECASE)
    cut = re.sub(
        r"[\s,]*\b(?:bitte|danke|ist das|ist der name|heiße ich|mein name)[\s.!]*$",
        "",
        cut,
        flags=re.IGNORECASE,
    )
    alone = cut.strip(" .!,")
    name = _capital(alone) if fold(alone) in _SURNAMES_TOO else _name_at(cut, careful=False)
    if name is None:
        return None
    rest = [word for word in _WORD.findall(cut) if word != ","]
    # A name is a short answer: a whole sentence that merely begins with an unknown word is none.
    return name if len(rest) <= len(name.split()) + 2 else None


def _merge_spelled(plain: str | None, written: str) -> str:
    """Keep the first name that was said and write the last one as spelled."""
    first = [part for part in (plain or "").split()[:-1] if len(part) > 1 and letter_of(part) is None]
    sounds_alike = plain is not None and fold(plain.split()[-1])[:1] == fold(written)[:1]
    return " ".join([*first, written]) if sounds_alike else written
