"""The words by which each matter is known, as patterns over a folded phrase."""

import re

from telephony.dialogue.intents.kinds import (
    BOOK,
    CALLBACK,
    CANCEL,
    COMPLAINT,
    DIRECTIONS,
    DURATION,
    ENGLISH,
    HOURS,
    HUMAN,
    IDENTITY,
    LATE,
    LOOKUP,
    MESSAGE,
    PRICE,
    QUESTION,
    RESCHEDULE,
    SERVICES,
    SPAM,
    WAITLIST,
    WRONG_NUMBER,
)

_TERMIN = (
    r"(?:(?:zahnarzt|friseur|kontroll|vormittags|nachmittags|werkstatt|service|oelwechsel"
    r"|reifen)?termine?n?s?|appointment)"
)
_MY = r"(?:mein\w*|unser\w*|den|der|dem|diesen|einen|vereinbarten|gebuchten|eingetragenen)"

# Order matters only where two readings overlap: the earlier one then swallows the later (see _SWALLOWS).
PATTERNS: dict[str, re.Pattern[str]] = {
    intent: re.compile("|".join(alternatives))
    for intent, alternatives in {
        CANCEL: (
            r"\b(?:absag|abzusag|stornier|storno|cancel|abmeld)\w*",
            rf"\bsag\w* (?:ich )?(?:\w+ )*{_TERMIN} (?:\w+ )*ab\b",
            (
                rf"{_TERMIN} (?:\w+ ){{0,4}}(?:loeschen|streichen|austragen|rausnehmen|aufheben|aufloesen"
                r"|zurueckgeben)"
            ),
            r"\bkann (?:ich )?(?:\w+ ){0,5}nicht (?:kommen|wahrnehmen|einhalten)",
            rf"brauche? (?:ich )?(?:\w+ ){{0,2}}{_TERMIN} (?:doch )?nicht mehr",
            rf"{_TERMIN} (?:doch )?nicht mehr (?:brauche|haben|will)",
            r"\bnicht kommen kann",
            r"\bmuss (?:leider )?absagen",
        ),
        RESCHEDULE: (
            r"\b(?:verschieb|verschob|verleg|umbuch|umzubuch|verschieb|umleg|vorverleg|vorzieh)\w*",
            r"\bumgebucht",
            rf"{_TERMIN} (?:\w+ ){{0,5}}(?:aendern|tauschen|wechseln|schieben|umlegen|vorziehen|anders)\b",
            rf"\b(?:aender\w*|tausch\w*) (?:\w+ ){{0,3}}{_TERMIN}",
            r"\b(?:nach hinten|nach vorne) (?:schieben|verlegen)",
            r"\b(?:raus|hinaus|hinter|rauf|vor|zurueck)(?:zu)?schieben\b|\bspaeter legen\b|\bfrueher legen\b",
            r"\bumzulegen|\bzu verschieben",
            r"\b(?:ihn|den|das) (?:\w+ ){0,2}auf (?:\w+ ){1,2}schieben\b",
            rf"{_MY} {_TERMIN} (?:\w+ ){{0,6}}auf (?:einen )?ander\w+",
            rf"anderen {_TERMIN} statt",
        ),
        LOOKUP: (
            (
                r"\bwann (?:hab|ist|war|waere|haette|haben|bin)\w* (?:ich |wir )?(?:denn |nochmal |noch "
                r"mal |eigentlich |jetzt |da )*"
                rf"(?:{_MY} (?:naechste[nr]? )?)?(?:\w+ )?{_TERMIN}(?! frei)(?!.*\bfrei\b)"
            ),
            (
                r"\b(?:wann|um wie ?viel uhr|um wieviel uhr|wie spaet|welche[nr]? tag) (?:\w+ "
                rf"){{0,5}}(?:dran|{_MY} {_TERMIN}|mein {_TERMIN})"
            ),
            rf"\bhab\w* ich (?:\w+ ){{0,4}}(?:einen |noch |schon |ueberhaupt )+(?:\w+ )?{_TERMIN}",
            rf"{_TERMIN} (?:nochmal |noch mal )?(?:vergessen|bestaetigen|nachfragen|ueberpruefen|pruefen)",
            (
                rf"\bich hab\w* (?:\w+ ){{0,4}}einen? {_TERMIN}\b.*\b(?:wann|um wie ?viel uhr|welche uhrzeit"
                r"|wie spaet)\b"
            ),
            rf"\bwelche[nr]? {_TERMIN} (?:ich )?(?:hab|steh)",
            rf"\bwann mein\w* (?:naechste\w )?{_TERMIN}",
            rf"(?:ob|wann) ich (?:\w+ ){{0,4}}{_TERMIN} habe",
            rf"meinen {_TERMIN} (?:wissen|erfragen|erfahren)",
        ),
        PRICE: (
            r"\bwas (?:wuerde |wird |soll |muss )?(?:\w+ )?(?:denn )?(?:kostet|kosten|koscht|kost)\b",
            r"\bwie teuer\b",
            r"\bpreis\w*",
            r"\bkostet\b",
            r"\bkosten\b(?!los)",
            r"\bwie ?viel (?:kostet|kosten|nehm\w*|zahl\w*|verlang\w*|macht|ist das|waere das|muss ich)",
            r"\bwas (?:nehmen|verlangen|berechnen) (?:sie|die|ihr)",
            r"\bwas (?:zahle|bezahle) ich\b|\bwas muss ich (?:\w+ ){0,4}(?:be)?zahlen\b",
            r"\bwas (?:nehmt|verlangt) ihr",
        ),
        DURATION: (
            r"\bwie lange? (?:\w+ )?(?:dauert|brauch\w*|muss ich|geht)\b",
            r"\bwie lange? (?:\w+ ){0,4}dauer\w*",
            (
                r"\bwie lange? (?:\w+ ){0,5}(?:dabehalt\w*|behalt\w*|brauch\w*|einplanen|weg|dableiben"
                r"|bleiben)\b"
            ),
        ),
        HOURS: (
            (
                r"\bbis wann (?:kann|koennen|koennt\w*|muss) (?:ich|wir|man) (?:\w+ ){0,5}(?:abholen|holen"
                r"|kommen|vorbeikommen|bringen)\b"
            ),
            (
                r"\b(?:ob|wann|wie lange|bis wann) (?:sie|ihr) (?:\S+ ){0,5}"
                r"(?:offen|geoeffnet|auf|geschlossen|zu) (?:haben|habt|sind|seid|machen|macht)\b"
            ),
            r"\boeffnungszeit\w*",
            (
                r"\b(?:wann|wie lange?|bis wann|ab wann|von wann) (?:\S+ ){0,6}(?:offen|auf|geoeffnet|zu"
                r"|geschlossen|aufmach\w*|oeffn\w*|schliess\w*|zumach\w*|machen sie|macht ihr)\b"
            ),
            (
                r"\b(?:haben|habt|seid|sind|hat) (?:sie|ihr|der \w+|die \w+)? ?(?:\S+ ){0,4}(?:offen"
                r"|geoeffnet|auf|geschlossen|zu)\b(?! (?:den|dem|die|das|einen?|meine?n?)\b)"
            ),
            r"\b(?:wann|bis wann|wie lange) (?:\S+ ){0,3}(?:erreichbar|da|im (?:laden|salon))\b",
        ),
        CALLBACK: (
            r"\brueckruf\w*",
            r"\b(?:zurueckruf\w*|zurueckzuruf\w*|zurueckgerufen)",
            r"\bruf\w* (?:sie )?(?:mich|uns) (?:\w+ ){0,3}(?:an|zurueck)\b",
            r"\b(?:mich|uns) (?:\w+ ){0,4}anruf\w*",
            r"\bmeld\w* (?:sie )?(?:sich|euch) (?:bitte )?(?:\w+ )?(?:bei mir|telefonisch|unter)\b",
            r"\b(?:bei mir|sich) (?:\w+ ){0,2}melden\b",
            r"\b(?:mich|haben sie) (?:\w+ ){0,2}angerufen\b|\bverpasste\w* anruf",
        ),
        HUMAN: (
            (
                r"\b(?:mit )?(?:einem? |einer )?(?:echten?|richtigen?|lebendigen?|menschlichen?) (?:menschen"
                r"|person|mitarbeiter\w*|mensch)\b"
            ),
            r"\b(?:einen?|einem|mit) menschen?\b",
            r"\b(?:mitarbeiter\w*|chef|chefin|inhaber\w*|kollegin|kollegen) (?:sprechen|reden|haben|dran)\b",
            (
                r"\b(?:mitarbeiter\w*|chef|chefin|inhaber\w*|geschaeftsfuehr\w*) (?:\w+ ){0,2}(?:sprechen"
                r"|reden|haben)\b"
            ),
            r"\bmit jemand\w* (?:\w+ ){0,3}(?:sprechen|reden)\b",
            r"\bjemand\w* (?:\w+ ){0,2}(?:sprechen|ans telefon|an die strippe)\b",
            r"\b(?:durchstellen|verbinden sie|weiterverbinden|stellen sie mich durch|weiterleiten)\b",
            r"\bpersoenlich (?:sprechen|reden)\b",
            r"\b(?:nicht mit (?:einem|einer|ner|nem) (?:maschine|roboter|computer|ki|automat\w*))",
            r"\bkein\w* (?:bot|roboter|computer|maschine)\b",
            r"\b(?:mitarbeiter\w*|empfang|zentrale|rezeption|sekretariat) (?:bitte )?$",
            (
                r"\b(?:gib|geben|hol|holen) (?:sie )?mir (?:\w+ ){0,3}"
                r"(?:chef\w*|jemand\w*|mensch\w*|frau|herrn)\b"
            ),
            r"\b(?:frau|herr|die|der) \w+ (?:gerade |grad )?(?:da|im haus|zu sprechen|erreichbar)\b",
            (
                r"\b(?:mit|von) (?:der |dem )?(?:frau|herrn|doktor|dr) \w+ (?:\w+ )?(?:sprechen|reden"
                r"|persoenlich)\b"
            ),
        ),
        COMPLAINT: (
            r"\bbeschwer\w*",
            r"\b(?:sau|saft)laden\b|\bschmarrn\b",
            r"\b(?:keiner|niemand|koana|kana|keena) geht (?:\w+ ){0,2}(?:hi|hin|ran|dran|telefon)\b",
            r"\breklamation\w*|\breklamier\w*",
            r"\b(?:unzufrieden|enttaeuscht|veraergert|zumutung|sauerei|pfusch)\b",
            r"\b(?:nicht|gar nicht|alles andere als) zufrieden\b",
            (
                r"\b(?:war|waren|hab|habe|haben|bin) (?:\w+ ){0,5}bei (?:euch|ihnen)\b.*\b(?:orange|gruen"
                r"|gelb"
                r"|verbrannt|schief|fleckig|kaputt|schlimmer|ungleich|verkratzt|zerkratzt|dreckig|undicht"
                r"|immer noch nicht|jetzt schon wieder|frechheit|unverschaemt\w*|wieder (?:raus|ab|los"
                r"|locker))\b"
            ),
            r"\bdas kann (?:doch |ja |wohl )*nicht (?:sein|wahr sein)\b",
            r"\bgeld zurueck\b|\bkatastrophe\b|\bunfreundlich\w*|\bverpfuscht\b|\bverschnitten\b",
            r"\bgeht (?:so )?(?:gar )?nicht (?:so )?weiter\b|\bso geht (?:das|es) (?:gar )?nicht\b",
            r"\b(?:doppelt|zu viel|zweimal|falsch) (?:abgebucht|berechnet|abgerechnet)\b",
        ),
        LATE: (
            r"\b(?:verspaet\w*|im stau)\b",
            r"\bk[iou]mm\w* (?:\w+ ){0,3}(?:bissl|bisserl|bissi|weng|bissken) spaeter\b",
            r"\bkomm\w* (?:\w+ ){0,4}(?:zu spaet|minuten spaeter|etwas spaeter|bisschen spaeter)\b",
            r"\bminuten zu spaet\b|\bspaet dran\b|\bspaeter dran\b",
            r"\bschaff\w* es (?:\w+ )?nicht (?:ganz )?(?:puenktlich|rechtzeitig)",
            r"\b(?:bin|sind) (?:gleich|in \w+ minuten) da\b",
        ),
        WAITLIST: (
            r"\bwarteliste\w*|\bnachrueck\w*",
            (
                r"\b(?:falls|wenn|sobald) (?:\w+ ){0,6}(?:absagt|abspringt|ausfaellt|frei wird|frei werden|"
                r"reinkommt|aufgeht|vorher was geht)\b"
            ),
        ),
        SPAM: (
            r"\b(?:wir bieten|unverbindliches angebot|gewinnspiel|gewonnen|umfrage|marktforschung)\b",
            r"\b(?:photovoltaik\w*|stromanbieter|stromvertrag\w*|google (?:eintrag|ranking|platzierung))\b",
            r"\b(?:werbeagentur|marketingagentur|geldanlage|kryptowaehrung\w*|werbepartner|kredit\w*)\b",
            r"\bdruecken sie die (?:eins|zwei|neun|\d)\b|\bbranchenbuch\w*|\bkooperation\b",
        ),
        MESSAGE: (
            (
                r"\b(?:dem|der|herrn?|frau) (?:\w+ ){1,2}(?:sagen|ausrichten|bestellen|mitteilen"
                r"|bescheid (?:geben|sagen))\b"
            ),
            r"\b(?:wollte?|wollt|moechte?|will) (?:\w+ ){0,3}bescheid (?:sagen|geben)\b",
            r"\bmich (?:\w+ ){0,4}bedanken\b",
            r"\bnachricht\b",
            r"\bausricht\w*",
            r"\brichten sie (?:\w+ ){0,4}aus\b",
            r"\bsagen sie (?:bitte )?(?:der|dem|frau|herrn) \w+",
            r"\bbescheid (?:geben|sagen)\b",
            r"\bhinterlassen\b|\bnotiz\b",
        ),
        SERVICES: (
            r"\bwas (?:bieten|machen|koennen) (?:sie|ihr) (?:\w+ ){0,3}(?:an|alles)\b",
            r"\bwelche (?:leistungen|behandlungen|angebote|sachen)\b",
            r"\bwas (?:bietet|macht) ihr\b",
            r"\bwas gibts? (?:es )?(?:\w+ )?(?:alles|bei ihnen)\b",
        ),
        IDENTITY: (
            (
                r"\b(?:sind|bist|spreche ich|rede ich) (?:sie |du |ich )?(?:da |denn |jetzt |mit "
                r"|eigentlich )*(?:ein\w* |mit )*(?:echter? |richtiger? |echte |einem |einer )*"
                r"(?:mensch\w*|roboter|computer|maschine|ki|bot|automat|anrufbeantworter|person)\b"
            ),
            (
                r"\bist das (?:jetzt |hier )?(?:ein\w* )?(?:echt\w* )?(?:roboter|computer|maschine|ki|bot"
                r"|mensch|band|automat|anrufbeantworter)\b"
            ),
            (
                r"\bwer (?:sind sie|bist du|spricht (?:\w+ )?da|ist (?:\w+ )?(?:da|dran|das)) "
                r"(?:$|am |bitte|eigentlich|denn|jetzt|ueberhaupt)"
            ),
        ),
        DIRECTIONS: (
            r"\bwo (?:sind|seid|finde|ist|befinde\w*|lieg\w*|sitz\w*|kann ich (?:\w+ )?park\w*|park\w*)\b",
            r"\b(?:adresse|anschrift|hausnummer|wegbeschreibung|anfahrt)\b",
            r"\bparkpl\w*|\bparken\b|\bparkhaus\b|\btiefgarage\b|\bhaltestelle\b",
            r"\bwie (?:komm\w*|fahr\w*|find\w*|gelang\w*) (?:ich|man|wir)\b",
            r"\b(?:welche\w*|in welcher) (?:strasse|hausnummer|etage|stock|haltestelle|ausfahrt)\b",
        ),
        QUESTION: (
            r"\bbarrierefrei\b|\baufzug\b",
            r"\bkann man (?:bei ihnen )?(?:mit karte|bar)\b",
            r"\bmit karte (?:zahlen|bezahlen)\b",
            r"\bgutschein\w*",
            r"\b(?:rabatt|ermaessigung|nachlass|verguenstigung)\w*",
            r"\b(?:koenn|wuerd)\w* (?:sie|ihr) (?:\w+ ){0,4}erinner\w*",
            r"\bkrankenkasse\b|\bzahlt die kasse\b|\buebernimmt die kasse\b",
            r"\bwas muss ich (?:\w+ )?mitbringen\b",
            r"\bleihwagen\b|\bersatzwagen\b",
            r"\brezept\b|\bbefund\w*|\bueberweisung\b",
            r"\brechnung\b",
            r"\b(?:auto|wagen|fahrzeug) (?:\w+ ){0,2}fertig\b|\bkann ich (?:\w+ ){0,4}abholen\b",
            r"\bstellenangebot\w*|\bbewerb\w*|\bpraktikum\b",
            r"\bprobe\w* faerben\b",
            r"\bwie wird das wetter\b|\bwetter\b|\bwitz\b",
        ),
        WRONG_NUMBER: (r"\bverwaehlt\b", r"\bfalsch verbunden\b", r"\bfalsche nummer\b"),
        ENGLISH: (
            (
                r"\b(?:english|englisch|speak|ich (?:would|want|need|d like)|id like|appointment please"
                r"|do you|can ich|could ich|please help|good morning|good afternoon)\b"
            ),
        ),
        BOOK: (
            rf"\b{_TERMIN}\b",
            (
                r"\b(?:buchen|buche|reservieren|vereinbaren|vorbeikommen|drankommen|dran kommen|rankommen"
                r"|vorbeischauen|anmelden)\b"
            ),
            r"\b(?:was|etwas|irgendwas|noch|platz|zeit) (?:\w+ ){0,3}frei\b",
            r"\b(?:haben|haetten|habt|haettet) (?:sie|ihr) (?:\w+ ){0,6}(?:frei|zeit|platz|luft)\b",
            (
                r"\b(?:kann|koennte|koennt|duerfte) ich (?:\w+ ){0,5}(?:kommen|vorbeikommen|bringen"
                r"|vorbeibringen)\b"
            ),
            r"\bich (?:wuerde|moechte) (?:\w+ ){0,4}(?:kommen|vorbeikommen)\b",
            r"\bfrei(?:e|en|er|es)? (?:termin|platz|zeit|plaetze)",
            r"\beingetragen werden\b",
            r"\beinen neuen (?:\w+ ){0,2}(?:brauch|haett|moecht|wuerd|dann)\w*",
            r"\b(?:gibts?|gibt es|ist|waere|geht) (?:\w+ ){0,5}(?:frei|platz)\b",
        ),
    }.items()
}
