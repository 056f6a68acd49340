"""What the team should know of a visit, said along with something else: an allergy, a dog, a courtesy car."""

import re

from telephony.dialogue.text import phrase

_LONGEST = 120
_MOST = 3
_PARTS = re.compile(
    r"[,;.!?]+|\b(?:und|aber|weil|denn|nur|außerdem|ausserdem|übrigens)\b(?! so\b)", re.IGNORECASE
)
_CONDITION = re.compile(
    r" \w*(?:allerg|unvertraeglich|intoleran|schwanger|rollstuhl|rollator|gehbehinder|kruecken|schwerhoerig"
    r"|gehoerlos|sehbehinder|blutverduenn|mar?cumar|schrittmacher|herzfehler|herzklappe|diabet|epilep|asthma"
    r"|hepatitis|angstpatient|schuppenflechte|neurodermitis|ekzem|chemo(?!nitz)|demen[zt]|autis)\w* "
    r"| vertrag\w* (?:\w+ ){0,4}(?:nicht|kein\w*|nix) | (?:kein\w*|nicht) (?:\w+ ){0,4}vertrag\w* "
    r"| (?:empfindlich\w*|gereizt\w*) (?:kopfhaut|haut|zaehne\w*|zahnhaelse) "
    r"| kopfhaut (?:\w+ ){0,4}empfindlich "
    r"| (?:ich|sie) (?:stille|stillt) | treppen? "
    r"| (?:nicht|schlecht) (?:\w+ ){0,3}(?:liegen|laufen|sehen|hoeren) "
)
_COMPANY = re.compile(
    r" \w*(?:hund|hunde|dackel|welpe\w*|katze|kinderwagen|baby|saeugling|buggy|begleitperson"
    r"|betreuer\w*|pfleger\w*) "
    r"| (?:kind\w*|tochter|sohn|enkel\w*|mutter|vater|mann|frau|freundin) (?:\w+ ){0,4}"
    r"(?:mitbring\w*|dabei|mitkomm\w*|mitnehm\w*) "
)
_EXTRA = re.compile(
    r" (?:reservier\w*) (?:\w+ ){0,4}(?:wagen|platz|zimmer) | (?:ersatzwagen|leihwagen|leihauto|mietwagen"
    r"|ersatzauto|ersatzfahrzeug|werkstattwagen) "
    r"| hol (?:- )?und (?:- )?bring\w* | (?:fensterplatz|platz am fenster) "
    r"| rechnung (?:\w+ ){0,4}(?:an|auf|ueber) (?:die|den|mein\w*|unser\w*) "
    r"(?:firma|arbeitgeber|mann|frau|betrieb|chef|verein|sohn|tochter) "
    r"| (?:bring\w*|nehm\w*) (?:\w+ ){0,6}mit | zum ersten ?mal | neu\w* (?:patient\w*|kund\w*) "
)
_REQUEST = re.compile(
    r" (?:soll\w*|koennt\w*|kann|bitte|moecht\w*|muesst\w*|sag\w*|waere?) (?:\w+ ){0,9}"
    r"(?:nachschau\w*|anschau\w*|schauen|gucken|angucken|nachsehen|ansehen|kontrollier\w*|pruefen|beachten"
    r"|achten"
    r"|bereitlegen|vorbereiten|vermerk\w*|dazuschreiben|ausrichten|bescheid (?:geben|sagen)|mitmachen"
    r"|einplanen) "
    r"| (?:vermerk\w*|notier\w*|schreib\w*) sie (?:\w+ ){0,4}(?:dazu|auf|mit|rein|bitte) "
)
_NOT_THIS = re.compile(
    r" (?:termin\w*|kalender|uhr|zeit|frei|verschieb\w*|absag\w*|zurueckruf\w*|mich zurueck\w*) "
)


def read_remarks(text: str) -> tuple[str, ...]:
    """Return the parts of an utterance that the team should read before the visit, as they were said."""
    parts = [part.strip(" -–") for part in _PARTS.split(text)]
    found = [part[:_LONGEST] for part in parts if part and _is_remark(phrase(part))]
    return tuple(dict.fromkeys(found))[:_MOST]


def _is_remark(said: str) -> bool:
    if _CONDITION.search(said) or _COMPANY.search(said) or _EXTRA.search(said):
        return True
    return _REQUEST.search(said) is not None and not _NOT_THIS.search(said)
