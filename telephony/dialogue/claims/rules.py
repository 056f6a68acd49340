"""Which words make a sentence a rule of the house, a deed, an offer, or opening hours. German and English."""

from __future__ import annotations

import re
from collections.abc import Iterator


def _any(words: str) -> str:
    return rf" (?:{'|'.join(words.split())}) "


def _both(first: str, second: str) -> re.Pattern[str]:
    """Words of both lists, in either order; ``_`` stands for a space inside an expression."""
    one, other = (_any(words).replace("_", " ").rstrip() for words in (first, second))
    return re.compile(rf"{one}(?= ).*{other} |{other}(?= ).*{one} ")


def _one(words: str) -> re.Pattern[str]:
    return re.compile(_any(words).replace("_", " "))


# "Zum Beispiel Dienstagnachmittag" and "Meinen Sie den 8. oder den 15.?" promise nothing.
PROMISES_NOTHING = _one(
    "zum_beispiel z_b beispielsweise for_example meinen_sie meinten_sie do_you_mean did_you_mean"
)
_OPENING_WORDS = (
    r"\w*oeffnungszeit\w* geoeffnet offen haben_wir_auf aufhaben oeffnen schliessen schliesst oeffnet "
    r"geschlossen ruhetag open opens opening closed close closes"
)
OPENING = re.compile(rf"{_any(_OPENING_WORDS).replace('_', ' ')}| zu $")
CLOSED = re.compile(rf"{_any('geschlossen ruhetag closed')}| zu $")
NEGATIVE = _one(
    "nicht nichts nix kein keine keinen keiner keinem leider nie niemand verboten untersagt not no none "
    "unfortunately cannot cant dont doesnt isnt arent never"
)
OFFERING = _one(
    "frei haette_ich ich_haette habe_ich ich_habe hab_ich haetten_wir haben_wir_noch anbieten ginge passt "
    "passen moeglich gebucht eingetragen reserviert vorgemerkt steht ihr_termin ihr_neuer_termin halte_ich "
    "available i_have i_could_offer we_have booked confirmed reserved your_appointment"
)
ABOUT_APPOINTMENTS = _one(
    r"frei termin\w* gebucht eingetragen verlege verlegt abgesagt absagen available appointment booked"
)
PLANNED = _one(
    "soll sollen darf koennen kann moechten wollen wuerde waere wenn falls werden wird should shall may can "
    "if would will"
)

_CANCELLING = (
    r"\w*absag\w* abgesagt \w*storn\w* cancel\w* nicht_erschein\w* nichterschein\w* no_show ausfall\w* "
    r"verschieb\w*"
)
_PAYING = r"\w*zahl\w* nehmen akzeptier\w* moeglich geht pay\w* accept\w*"
TOPICS: dict[str, re.Pattern[str]] = {
    "cancellation": _both(
        _CANCELLING,
        r"kostenlos kostenfrei gebuehr\w* berechn\w* bezahl\w* zahlen kosten kostet vorher frist prozent "
        r"rechnung spaetestens fee charge\w* free in_advance percent",
    ),
    "free": _one(
        r"gratis umsonst kostenlos\w* kostenfrei\w* geschenkt aufs_haus free_of_charge for_free complimentary"
    ),
    "discount": _one(r"\w*rabatt\w* nachlass gutschein\w* ermaessig\w* guenstiger discount\w* voucher\w*"),
    "deposit": _one("anzahlung vorkasse vorauszahlung deposit prepayment"),
    "insurance": _both(
        r"\w*kasse \w*kassen versicherung versicherungen insurance",
        "uebernimmt uebernehmen zahlt zahlen bezahlt erstattet cover covers pay pays reimburses",
    ),
    "payment": _both(
        r"\w*karte \w*karten kartenzahlung bar bargeld paypal cash card cards rechnung ueberweisung", _PAYING
    ),
    "warranty": _one(r"garantie gewaehrleistung warranty guarantee\w* garantier\w*"),
    "parking": _one(r"\w*parkpl\w* parken geparkt \w*parkhaus tiefgarage stellplaetze parking"),
    "pets": _one("hund hunde hunden haustier haustiere tiere dog dogs pet pets"),
    "access": _one(
        r"barrierefrei\w* rollstuhl\w* aufzug fahrstuhl stufen\w* wheelchair elevator lift step_free"
    ),
    "percent": _one("prozent percent"),
}
_DEEDS: dict[str, re.Pattern[str]] = {
    "booked": _one(
        "gebucht eingetragen reserviert termin_steht fest_vereinbart booked appointment_is_confirmed all_set"
    ),
    "cancelled": _one("abgesagt storniert geloescht cancelled canceled"),
    "moved": _one("verlegt verschoben umgebucht neuer_termin_ist moved rescheduled"),
    "callback": _both("rufen_sie ruft_sie call_you", "zurueck back"),
    "sms": _both("sms text_message", r"kommt geschickt gesendet unterwegs schicke\w* sende\w* sent coming"),
}
# Promised for later, and owed all the same.
_PROMISES = frozenset({"callback", "sms"})


def rules_in(phrase: str) -> Iterator[str]:
    """The rules of the house that a statement touches."""
    named = [topic for topic, pattern in TOPICS.items() if pattern.search(phrase)]
    # Who cancels free of charge gets nothing for free.
    yield from ["cancellation"] if "cancellation" in named else named[:2]


def deeds_in(phrase: str) -> Iterator[str]:
    """What is said to have been done, or to be owed; plans and wishes are neither."""
    if NEGATIVE.search(phrase):
        return
    is_planned = PLANNED.search(phrase) is not None
    for deed, pattern in _DEEDS.items():
        if pattern.search(phrase) and (deed in _PROMISES or not is_planned):
            yield deed
