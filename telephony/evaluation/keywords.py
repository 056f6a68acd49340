"""What a plain list of keywords makes of an utterance: the least that anything else has to beat."""

from __future__ import annotations

from telephony.dialogue.intents import kinds
from telephony.dialogue.text import phrase

_KEYWORDS = {
    kinds.CANCEL: ("absag", "stornier", "abmeld", "nicht kommen"),
    kinds.RESCHEDULE: ("verschieb", "verleg", "umbuch", "aender", "anderen termin"),
    kinds.LOOKUP: ("wann ist mein", "wann habe ich", "mein termin"),
    kinds.PRICE: ("kostet", "kosten", "preis", "teuer", "wie viel", "wieviel"),
    kinds.DURATION: ("wie lange", "dauert"),
    kinds.HOURS: ("oeffnungszeit", "geoeffnet", "offen", "sprechzeit"),
    kinds.DIRECTIONS: ("adresse", "wo ", "park", "anfahrt"),
    kinds.SERVICES: ("bieten", "angebot", "leistung"),
    kinds.HUMAN: ("mitarbeiter", "mensch", "sprechen", "verbinden"),
    kinds.CALLBACK: ("rueckruf", "zurueckrufen", "rufen sie mich"),
    kinds.MESSAGE: ("nachricht", "ausrichten", "bescheid"),
    kinds.WAITLIST: ("warteliste",),
    kinds.LATE: ("spaeter", "verspaet", "stau"),
    kinds.COMPLAINT: ("beschwer", "unzufrieden", "reklam"),
    kinds.IDENTITY: ("roboter", "computer", "wer sind"),
    kinds.WRONG_NUMBER: ("verwaehlt", "falsche nummer", "falsch verbunden"),
    kinds.SPAM: ("gewonnen", "angebot fuer sie", "werbung"),
    kinds.BOOK: ("termin", "buchen", "frei"),
}
_STRONGER = (kinds.CANCEL, kinds.RESCHEDULE, kinds.LOOKUP)


def by_keywords(text: str) -> frozenset[str]:
    """Return the matters whose keywords are in the utterance; "Termin absagen" is no booking."""
    said = phrase(text)
    found = {matter for matter, words in _KEYWORDS.items() if any(word in said for word in words)}
    return frozenset(found - {kinds.BOOK} if found & set(_STRONGER) else found)
