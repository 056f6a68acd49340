"""Texts in a company's own words: placeholders out of a fixed list, filled with plain strings."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from notifications.enums import Purpose
from notifications.wording.facts import AppointmentFacts
from notifications.wording.gsm import to_gsm

LONGEST_SMS: Final = 600
LONGEST_MAIL: Final = 1500
_PLACEHOLDER: Final = re.compile(r"\{([^{}\n]{1,20})\}")
_STRAY: Final = re.compile(r"[{}]")
_ADDRESS: Final = re.compile(r"(?i)https?:|www\.|\b[\w-]+\.(?:de|at|ch|com|net|org|info|eu|io)\b")

# What each placeholder says, by the name that owners write.
_VALUES: Final[dict[str, Callable[[AppointmentFacts], str]]] = {
    "Betrieb": lambda facts: facts.sender,
    "Tag": lambda facts: facts.short_day,
    "Datum": lambda facts: facts.long_day,
    "Uhrzeit": lambda facts: facts.clock,
    "Mitarbeiter": lambda facts: facts.staff,
    "Leistung": lambda facts: facts.service,
    "Name": lambda facts: facts.customer,
    "Preis": lambda facts: facts.price,
    "Adresse": lambda facts: facts.address,
    "Telefon": lambda facts: facts.phone,
    "Nummer": lambda facts: facts.reference,
    "Link": lambda facts: facts.link,
    "Frist": lambda facts: facts.answer_by or (facts.clock_of(facts.until) if facts.until else ""),
    "Anzahlung": lambda facts: f"{facts.deposit}, {facts.deposit_by}" if facts.deposit else "",
    "Ausfall": lambda facts: facts.missing,
    "Antwort": lambda facts: facts.answer,
}
_WAITING: Final = ("Betrieb", "Name", "Telefon", "Adresse", "Link")
_COMMON: Final = (
    "Betrieb", "Tag", "Datum", "Uhrzeit", "Mitarbeiter", "Leistung", "Name", "Preis", "Adresse", "Telefon",
    "Nummer", "Link",
)  # fmt: skip
# Which placeholders a message may have, and without which it would not say what it is for.
ALLOWED: Final[dict[str, tuple[str, ...]]] = {
    Purpose.CONFIRMATION: (*_COMMON, "Anzahlung"),
    Purpose.REMINDER: _COMMON,
    Purpose.REMIND_SOON: _COMMON,
    Purpose.CHANGE: _COMMON,
    Purpose.CANCELLATION: tuple(each for each in _COMMON if each != "Link"),
    Purpose.REQUEST: (*_COMMON, "Frist"),
    Purpose.DECLINED: tuple(each for each in _COMMON if each != "Link"),
    Purpose.LAPSED: tuple(each for each in _COMMON if each != "Link"),
    Purpose.WAIT_JOINED: _WAITING,
    Purpose.WAIT_OFFER: (*_COMMON, "Frist", "Antwort"),
    Purpose.WAIT_TAKEN: (*_WAITING, "Tag", "Datum", "Uhrzeit"),
    Purpose.WAIT_OVER: _WAITING,
    Purpose.OUTAGE_ASK: (*_COMMON, "Ausfall"),
    Purpose.OUTAGE_MOVED: (*_COMMON, "Ausfall"),
}
NEEDED: Final[dict[str, tuple[str, ...]]] = {
    Purpose.CONFIRMATION: ("Tag|Datum", "Uhrzeit"),
    Purpose.REMINDER: ("Tag|Datum", "Uhrzeit"),
    Purpose.REMIND_SOON: ("Uhrzeit",),
    Purpose.CHANGE: ("Tag|Datum", "Uhrzeit"),
    Purpose.CANCELLATION: ("Tag|Datum", "Uhrzeit"),
    Purpose.REQUEST: ("Tag|Datum", "Uhrzeit"),
    Purpose.DECLINED: ("Tag|Datum",),
    Purpose.LAPSED: ("Tag|Datum",),
    Purpose.WAIT_JOINED: ("Link",),
    Purpose.WAIT_OFFER: ("Tag|Datum", "Uhrzeit", "Link"),
    Purpose.WAIT_TAKEN: (),
    Purpose.WAIT_OVER: (),
    Purpose.OUTAGE_ASK: ("Tag|Datum", "Link"),
    Purpose.OUTAGE_MOVED: ("Tag|Datum", "Mitarbeiter"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnMail:
    """The words of a mail around the facts, which stand in it in any case."""

    subject: str
    headline: str
    lead: str
    closing: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Flaws:
    """What keeps a text from being used: placeholders that do not exist or are missing, and addresses."""

    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    has_address: bool = False

    def __bool__(self) -> bool:
        return bool(self.unknown or self.missing or self.has_address)


def flaws_of(purpose: str, text: str, *, is_sms: bool) -> Flaws:
    """Look a text over. Facts of a mail stand below it, so only an SMS has to name them."""
    named = _PLACEHOLDER.findall(text)
    unknown = [name for name in dict.fromkeys(named) if name not in ALLOWED[purpose]]
    stray = ["{}"] if _STRAY.search(_PLACEHOLDER.sub("", text)) else []
    missing = [
        need
        for need in (NEEDED[purpose] if is_sms else ())
        if not any(each in named for each in need.split("|"))
    ]
    return Flaws(
        unknown=(*unknown, *stray),
        missing=tuple(need.partition("|")[0] for need in missing),
        # Whoever gets an SMS with a strange address does not open it, and networks hold it back.
        has_address=is_sms and bool(_ADDRESS.search(text)),
    )


def own_sms(text: str, facts: AppointmentFacts) -> str:
    """The text with its facts, in letters that every SMS can carry.

    It ends in the appointment's number unless number or link stand in it already: they make it unlike any
    other, so that a message whose fate is unknown can be found again at the provider.
    """
    filled = fill(text, facts)
    is_unlike_others = any(f"{{{name}}}" in text for name in ("Nummer", "Link"))
    if not is_unlike_others and (mark := facts.reference or facts.link):
        number = "No." if facts.is_english else "Nr."
        filled += f" {number} {mark}" if facts.reference else f" {mark}"
    return to_gsm(filled).strip()[:LONGEST_SMS]


def fill(text: str, facts: AppointmentFacts) -> str:
    """The text with its facts; where there is nothing to say, no gap is left."""

    def value(match: re.Match[str]) -> str:
        says = _VALUES.get(match[1])
        return says(facts) if says else ""

    filled = _PLACEHOLDER.sub(value, text)
    lines = (re.sub(r"\(\s*\)", "", line) for line in filled.splitlines())
    return "\n".join(re.sub(r" +([.,;!?])", r"\1", " ".join(line.split())) for line in lines).strip()


# How the texts of ours are written in the names that owners use.
_OF_SMS: Final = {
    "$sender": "{Betrieb}", "$day": "{Tag}", "$clock": "{Uhrzeit}", "$staff": "{Mitarbeiter}",
    "$service": " ({Leistung})", "$reference": "{Nummer}", "$answer_by": "{Frist}", "$link": "{Link}",
    "$missing": "{Ausfall}", "$answer": " {Antwort}", "$until": "{Frist}", "$instead": "",
}  # fmt: skip
_OF_MAIL: Final = {
    "{day}": "{Datum}", "{clock}": "{Uhrzeit}", "{sender}": "{Betrieb}", "{staff}": "{Mitarbeiter}",
    "{missing}": "{Ausfall}", "{until}": "{Frist}",
}  # fmt: skip


def sms_as_written(text: str, *, is_english: bool) -> str:
    """A text of ours as an owner would have written it."""
    change, call = ("Change", "Tel.") if is_english else ("Ändern", "Tel.")
    text = text.replace("$call", f" {change}: {{Link}}").replace("$book", f" {call} {{Telefon}}.")
    # The longer names first: $answer is the beginning of $answer_by.
    for ours in sorted(_OF_SMS, key=len, reverse=True):
        text = text.replace(ours, _OF_SMS[ours])
    # The link makes it unlike any other, so the number need not stand there too.
    return re.sub(r" N[ro]\. \{Nummer\}$", "", text) if "{Link}" in text else text


def mail_as_written(text: str) -> str:
    """The same of a text in a mail."""
    for ours, theirs in _OF_MAIL.items():
        text = text.replace(ours, theirs)
    return text
