"""Matters for the team that are no booking: an invoice, a prescription, a parcel, something left behind."""

import re
from dataclasses import replace

from telephony.dialogue import intents
from telephony.dialogue.hearing import Heard
from telephony.dialogue.intents.rules import cues
from telephony.dialogue.matching import Match
from telephony.dialogue.talk import Talk

_OFFICE = (
    r"(?:versicherung|schadenabteilung|schadensabteilung|kanzlei|rechtsanw\w*|finanzamt|steuerberat\w*"
    r"|steuerbuero"
    r"|hausverwaltung|gesundheitsamt|ordnungsamt|jugendamt|berufsgenossenschaft|apotheke|zahnlabor"
    r"|dentallabor|zahntechnik\w*"
    r"|labor|klinik|krankenhaus|kieferchirurg\w*|kieferorthopaed\w*|polizei|gericht|stadtwerke"
    r"|sachverstaend\w*|spitex|pflegedienst|sozialstation|diakonie|caritas|rotes kreuz|samariter\w*"
    r"|gutachter\w*|pflegeheim|seniorenheim|altenheim|autohaus|innung|handwerkskammer)"
)
_THINGS = (
    r"(?:\w*auto|wagen|\w*fahrzeug|reifen|raeder|\w*teil\w*|krone|prothese|bruecke|schiene|zahnersatz|gebiss"
    r"|bestellung|bestellte\w*|motorrad|transporter|perueck\w*|implantat\w*|schluessel|passat|golf|polo"
    r"|[a-z]+ ?[0-9]+)"
)
# In this order: whoever rings for a pharmacy about a prescription is a colleague, no patient.
_KINDS: dict[str, re.Pattern[str]] = {
    "missed_call": re.compile(
        r" (?:sie|ihr|von ihnen|jemand) (?:\w+ ){0,4}(?:mich|uns|bei mir|bei uns) (?:\w+ ){0,4}"
        r"(?:angerufen|anrufen|erreichen|versucht|probiert)"
        r"| (?:mailbox|anrufbeantworter|ab|band) (?:gesprochen|hinterlassen|drauf)"
        r"| (?:verpasst\w*|entgangen\w*) (?:\w+ ){0,2}anruf| anruf (?:\w+ ){0,4}(?:verpasst"
        r"|in abwesenheit|drauf)"
        r"| ihre nummer (?:\w+ ){0,5}(?:display|handy|telefon|drauf)| (?:um"
        r"|auf) (?:ihren )?rueckruf (?:gebeten|hin)"
        r"| sollte? (?:ich )?(?:mich |sie )?(?:\w+ ){0,4}(?:zurueckrufen|zurueckmelden|bei ihnen melden)"
    ),
    "office": re.compile(
        rf"^ (?:(?:ja|guten|tag|morgen|hallo|gruess|gott) )*(?:ich bin|wir sind) (?:(?:die|der|das|von|vom"
        rf"|hier) )+"
        rf"{_OFFICE} "
        rf"|^ (?:(?!ich |wir |mein\w* |zahlt |uebernimmt |braucht )\w+ ){{0,7}}{_OFFICE} (?!.* (?:zahlt"
        rf"|uebernimmt|bezahlt) )"
        r"| (?:aktenzeichen|schadennummer|schadensnummer) "
    ),
    "delivery": re.compile(
        r" (?:lieferung\w*|anlieferung|anliefern|ausliefern|paket\w*|palette\w*|spedition|kurier\w*|paketbote"
        r"|aussendienst\w*|handelsvertreter\w*|gross?handel|friseurbedarf|dentalbedarf|lieferant\w*) "
        r"| (?:fuer sie|an sie) (?:\w+ ){0,4}(?:abgeben|zustellen|dabei|geliefert)"
        r"| (?:mit )?(?:dem|den|ihrem|ihren) einkauf (?:\w+ ){0,3}(?:sprechen|reden|verbinden|$)"
        r"|braeuchten mal den einkauf"
    ),
    "job": re.compile(
        r" \w*(?:bewerb(?!s)\w*|praktik\w*|ausbildungs\w*|azubi\w*|lehrstelle\w*|minijob\w*|aushilfe"
        r"|nebenjob\w*"
        r"|stellenanzeige|stellenausschreibung|probearbeiten) "
        r"| (?:sucht|suchen|braucht|brauchen) (?:ihr|sie) (?:\w+ ){0,3}(?:leute|personal|mitarbeiter\w*"
        r"|verstaerkung"
        r"|jemanden|friseur\w*|mechaniker\w*|helferin\w*|zfa|mfa) | (?:bei ihnen"
        r"|bei euch) (?:\w+ ){0,2}(?:arbeiten|anfangen) "
        r"| ausbildung (?:\w+ ){0,3}(?:machen|anfangen|bei ihnen|bei euch) | stelle (?:\w+ ){0,3}(?:frei"
        r"|offen|ausgeschrieben) "
    ),
    "business": re.compile(
        r" (?:zusammenarbeit|kooperation\w*|kooperier\w*|magazin|redaktion|zeitung|interview|spende\w*"
        r"|sponsor\w*"
        r"|partnerschaft|tombola|schulprojekt|messe|anzeige schalten|angebot (?:machen|unterbreiten"
        r"|vorstellen)) "
    ),
    "invoice": re.compile(
        r" (?!auf )\w+ \w*(?:rechnung(?:en|s\w+)?|mahnung\w*|zahlungserinnerung\w*|inkasso|ueberwiesen"
        r"|abgebucht"
        r"|abbuchung|lastschrift|erstatt\w*|quittung|gutschrift|zahlungsbeleg) | doppelt bezahlt "
    ),
    "lost": re.compile(
        r" (?:liegen|stehen|haengen) ?(?:ge)?lassen | (?:liegengelassen|liegengeblieben|verloren"
        r"|fundbuero|fundsache\w*) "
        r"| (?:jacke|muetze|schal|handy|brille|tasche|schirm|schluessel|portemonnaie|geldbeutel|uhr|ring"
        r"|ohrring\w*"
        r"|handschuh\w*|rucksack|kette|ladekabel|spange) (?:\w+ ){0,6}(?:vergessen|gefunden|vermiss\w*|weg) "
        r"| (?:jacke|muetze|schal|handy|brille|tasche|schirm|schluessel|geldbeutel|uhr|ring|handschuh\w*) "
        r"(?:\w+ ){0,4}bei ihnen (?:\w+ )?(?:liegt|ist|haengt|geblieben) "
        r"| (?:vermiss\w*|such\w*) (?:\w+ ){0,3}(?:jacke|muetze|schal|handy|brille|tasche|schirm"
        r"|schluessel|uhr|ring) "
    ),
    "ready": re.compile(
        rf" (?:ist|sind|ob|waer\w*|wird|wurde) (?:\w+ ){{0,4}}{_THINGS} (?:\w+ ){{0,6}}"
        r"(?:fertig|abholbereit|da|angekommen|eingetroffen|gekommen|repariert)(?: ist| sind)? "
        r"| (?:wissen|weiss|wisst) (?:sie|man|ihr) (?:\w+ ){0,2}was (?:\w+ ){0,2}(?:dran|los|kaputt) ist "
        r"| (?:ist|sind) (?!das |es )(?:\w+ ){1,5}(?:fertig|abholbereit) "
        rf"| {_THINGS} (?:\w+ ){{0,4}}(?:abhol\w*|wiederhaben|wieder haben) "
        r"| (?:fertig|abholbereit|abholen) (?:\w+ ){0,4}(?:auto|wagen) "
    ),
    "whereabouts": re.compile(
        r" (?:ob|ist|war|sind|wann|sitzt) (?:\w+ ){0,2}(?:mein\w*|unser\w*) (?:\w+ )?(?:mann|frau|tochter"
        r"|sohn"
        r"|mutter|vater|mama|papa|oma|opa|freund|freundin|kind|enkel\w*|bruder|schwester) (?:\w+ ){0,7}"
        r"(?:angekommen|da|dran|fertig|weg|drin|gegangen|abholen|gekommen) "
    ),
    "voucher": re.compile(r" \w*gutschein\w* (?!.* einloesen)"),
    "quote": re.compile(
        r" (?:ein|n|das|ihr|euer|nen) (?:preis|vergleichs)?angebot (?:\w+ ){0,3}(?:fuer|ueber|zu|haben|machen"
        r"|schriftlich|nochmal|schicken) "
    ),
    "papers": re.compile(
        r" (?:mir|uns) (?:\w+ ){0,7}(?:mailen|zumailen|zuschicken|zusenden|zukommen lassen|schicken|faxen"
        r"|ausdrucken) "
        r"| arzt(?:zeugnis|zuegnis)\w* |"
        r" (?:\w*rezept\w*|krankmeldung|\w*krankschreib\w*|krank schreib\w*|attest\w*|\w*bescheinigung\w*"
        r"|ueberweisung"
        r"|befund\w*|unterlagen|heil und kostenplan|kostenplan|laborwert\w*|resultat\w*|bluttest\w*"
        r"|blutwerte|untersuchungsergebnis\w*|\w*formular\w*|au schein|nachweis"
        r"|roentgenbild\w*|pruefbericht|bestaetigung fuer) "
    ),
    "details": re.compile(
        r" (?:neue|andere|geaenderte) (?:\w*nummer|adresse|anschrift|mail\w*|bankverbindung|krankenkasse"
        r"|kasse|karte) "
        r"| (?:\w*nummer|adresse|anschrift|nachname|mailadresse) (?:\w+ ){0,4}(?:geaendert|gewechselt) "
        r"| (?:daten|nummer) (?:\w+ ){0,4}(?:loeschen|geloescht) | loesch\w* (?:\w+ ){0,4}daten "
        r"| umgezogen (?!.* (?:such\w*|neuen?|kapazitaet\w*) )| kasse gewechselt "
    ),
}
KINDS = tuple(_KINDS)
# What these cost or need is asked like any other question.
_ASKS_ABOUT_IT = re.compile(
    r" (?:mitbring\w*|mitzubringen|wie teuer|was kostet|auf rechnung|brauche ich (?:ein|eine) |muss ich) "
)
_BREAKDOWN = re.compile(
    r" (?:liegengeblieben|liegen geblieben|panne\w*|abschlepp\w*|strassenrand|pannenhilfe|standstreifen) "
    r"| (?:steh|stehe|stehen|haeng|haenge) (?:\w+ ){0,6}(?:platten|parkplatz|autobahn|strasse|am|auf der|in) "
    r"| (?:ueberbrueck\w*|starthilfe|anschieben) "
    r"| springt (?:\w+ ){0,3}nicht (?:\w+ )?an | karre (?:\w+ ){0,3}graben "
)
_NONE = re.compile(r" kein\w* termin ")
# "Ich hab ein Rezept für Krankengymnastik, wann können wir anfangen?"
_BEGINS_WITH_IT = re.compile(
    r" (?:hab|habe|hob|bekommen|gekriegt|kriegt|gekommen|krieg) (?:\w+ ){0,4}\w*(?:rezept|ueberweisung"
    r"|verordnung)"
    r"|(?:rezept|ueberweisung|verordnung)\w* (?:\w+ ){0,3}(?:bekommen|gekriegt|kriegt|hab|habe|fuer|ueber) "
)
_IN_STATE = frozenset({"intent", "consent", "more", "who", "service", "when", "offer_callback"})
_FIRST = frozenset({intents.HUMAN, intents.COMPLAINT, intents.CANCEL, intents.RESCHEDULE, intents.CALLBACK})
_NOT_FOR_US = frozenset({intents.SPAM, intents.WRONG_NUMBER})
# The house may have written down how these are handled.
ANSWERED_FIRST = frozenset({"papers", "job", "voucher"})
_SAYS_SO = 0.6
_BESIDE = frozenset({intents.HOURS, intents.DIRECTIONS})
_MESSAGES = frozenset({"delivery", "details"})


def read_concern(said: str) -> str:
    """Return which of the team's own matters a folded phrase speaks of, or nothing."""
    kind = next((kind for kind, pattern in _KINDS.items() if pattern.search(said)), "")
    return "" if kind in {"papers", "invoice", "details"} and _ASKS_ABOUT_IT.search(said) else kind


def for_the_team(talk: Talk, heard: Heard) -> Heard:
    """Return what was heard as a matter for the team, where it is one: nobody is to be booked for it."""
    if talk.state.asked not in _IN_STATE or talk.state.language != "de":
        return heard
    if any(one.intent != intents.BOOK or one.service_id or one.offers for one in talk.state.matters):
        return heard
    known = set(cues(heard.said))
    if _is_stuck(talk, heard):
        return _only(talk, heard, (intents.HUMAN,), "breakdown")
    kind = "" if set(heard.intents) & _NOT_FOR_US else read_concern(heard.said)
    if (
        not kind
        or (intents.BOOK in known and not _is_bought(kind, heard) and not _NONE.search(heard.said))
        or (set(heard.intents) & _FIRST & known and kind != "missed_call")
    ):
        return heard
    if kind == "invoice" and heard.beside.remarks:
        return heard  # "Die Rechnung bitte an die Firma" is said of a visit
    if heard.service.ids and heard.wish is not None and heard.wish.has_hours:
        return heard
    if kind == "papers" and heard.service.only is not None and _BEGINS_WITH_IT.search(heard.said):
        return heard
    if kind == "office" and heard.service.ids and (heard.wish is not None or heard.party):
        return heard  # the office comes itself, with its cars
    shelf = talk.vocabulary.sources
    says_so = shelf is None or kind == "voucher" or shelf.covers(heard.text) >= _SAYS_SO
    if kind in ANSWERED_FIRST and says_so:
        beside = tuple(one for one in heard.intents if one in _BESIDE)
        return _only(talk, heard, (intents.QUESTION, *beside), kind)
    return _only(talk, heard, (intents.MESSAGE if kind in _MESSAGES else intents.CALLBACK,), kind)


def _is_bought(kind: str, heard: Heard) -> bool:
    """``Ich hätte gern einen Gutschein`` wishes for something, but for no time."""
    return kind == "voucher" and " termin" not in heard.said and not heard.service.ids


def _is_stuck(talk: Talk, heard: Heard) -> bool:
    is_garage = any(mark in talk.vocabulary.industry.lower() for mark in ("garage", "werkstatt", "auto"))
    return is_garage and _BREAKDOWN.search(heard.said) is not None and intents.BOOK not in cues(heard.said)


def _only(talk: Talk, heard: Heard, wanted: tuple[str, ...], kind: str) -> Heard:
    talk.state.matters = [one for one in talk.state.matters if one.intent != intents.BOOK]
    return replace(
        heard, intents=wanted, concern=kind, service=Match(), staff=Match(), wish=None, party=None,
        addition=None, is_emergency=heard.is_emergency and kind != "breakdown",
    )  # fmt: skip
