"""For whom somebody else calls: the boss, the mother, a guest. The visit goes under their name."""

import re

from telephony.dialogue.names import read_name

_NAME = r"[A-ZÄÖÜ][\w'’-]+(?: (?:von |van |de |zu )*[A-ZÄÖÜ][\w'’-]+){0,2}"
_TITLE = r"(?:(?:Herrn?|Frau|Doktor|Dr\.?|Professor|Prof\.?) )*"
_PERSON = (
    r"(?:Chef\w*|Geschäftsführer\w*|Mutter|Mama|Vater|Papa|Mann|Frau|Ehemann|Ehefrau|Tochter|Sohn|Oma|Opa"
    r"|Großmutter|Großvater|Freund(?:in)?|Bruder|Schwester|Nachbar[ni]*|Kolleg\w+|Gast|Mandant\w*|Tante|Onkel"
    r"|Schwieger\w+|Enkel\w*|Partner\w*|Bewohner\w*|Patient\w*|Kind|Inhaber\w*|Abteilungsleiter\w*)"
)
_FOR = re.compile(
    rf"\b(?:für|von) (?:(?:meine|unsere|eine|seine|ihre)[nrms]?|mein|unser|den|die|das"
    rf"|ein) (?:\w+ )?{_PERSON}(?: an)?,?"
    rf" (?:den |die |namens )?{_TITLE}(?P<kin>{_NAME})"
    rf"|\b(?:im Auftrag von|im Namen von|für) (?:Herrn|Frau) {_TITLE}(?P<order>{_NAME})"
    rf"|\b(?:[Mm]eine|[Uu]nsere|[Mm]ein|[Uu]nser)[rnms]? (?:\w+ )?{_PERSON},? (?:der "
    rf"|die )?{_TITLE}(?P<who>{_NAME}),? "
    r"(?:braucht|bräuchte|hätte|möchte|müsste|will|soll|sollte|muss)\b"
    rf"|\bich bin (?:der|die) {_PERSON} von {_TITLE}(?P<of>{_NAME})"
    rf"|\b(?:die|der|er|sie|es|{_PERSON}) hei(?:ß|ss)t {_TITLE}(?P<called>{_NAME})"
)
_SPEAKS = re.compile(
    rf"\b(?i:ich bin|ich heiße|mein name ist|hier ist|hier spricht) (?:(?:nur )?(?:die|der|ihre|seine) "
    rf"[A-ZÄÖÜ]\w+,? ?)?{_TITLE}(?P<name>{_NAME})"
)


_RELATION = re.compile(
    rf"\b(?i:ich bin|hier ist|hier spricht) (?:nur |ja |halt )*(?:die|der|ihre?"
    rf"|seine?) {_PERSON}\b",
    re.IGNORECASE,
)


def without_relation(text: str) -> str:
    """``Ich bin die Tochter`` tells who calls, not who comes."""
    return _RELATION.sub(" ", text)


def customer_spoken_for(text: str) -> str | None:
    """Return the name of the one person for whom somebody else is calling."""
    found = _FOR.search(text)
    if found is None:
        return None
    return read_name(next(name for name in found.groupdict().values() if name))


def speaker_in(text: str) -> str | None:
    """Return how the caller is called, who is not the customer."""
    found = _SPEAKS.search(text)
    return read_name(found.group("name")) if found else None
