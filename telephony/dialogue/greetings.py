"""The company's own words in the greeting: suggestions by trade, tone and form of address.

That an AI is speaking is said before them and is not part of them: it can neither be edited nor left out.
"""

from __future__ import annotations

from typing import Final

# Said in the caller's place where only messages are taken.
LEAVES_A_MESSAGE: Final = "Ich möchte eine Nachricht hinterlassen."

WARM, PLAIN, LIVELY = "warm", "plain", "lively"

# By tone: formal and informal. One short sentence, for the caller waits for the question behind it.
_ANY: Final = {
    WARM: ("Schön, dass Sie anrufen.", "Schön, dass du anrufst."),
    PLAIN: ("Ich nehme Ihre Termine und Fragen auf.", "Ich nehme deine Termine und Fragen auf."),
    LIVELY: ("Ich bin ganz Ohr für Sie.", "Ich bin ganz Ohr für dich."),
}
_BY_TRADE: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "hairdresser": {
        WARM: ("Schön, dass Sie an Ihre Haare denken.", "Schön, dass du an deine Haare denkst."),
        PLAIN: (
            "Ich finde gern einen Termin bei uns im Salon für Sie.",
            "Ich finde gern einen Termin bei uns im Salon für dich.",
        ),
        LIVELY: (
            "Zeit für einen neuen Schnitt? Ich habe den Kalender schon offen.",
            "Zeit für einen neuen Schnitt? Ich habe den Kalender schon offen.",
        ),
    },
    "dentist": {
        WARM: (
            "Ich kümmere mich in aller Ruhe um Ihr Anliegen.",
            "Ich kümmere mich in aller Ruhe um dein Anliegen.",
        ),
        PLAIN: ("Ich vergebe die Termine der Praxis.", "Ich vergebe die Termine der Praxis."),
        LIVELY: (
            "Für ein gesundes Lächeln finde ich bestimmt eine Zeit.",
            "Für ein gesundes Lächeln finde ich bestimmt eine Zeit.",
        ),
    },
    "garage": {
        WARM: ("Wir kümmern uns gern um Ihr Auto.", "Wir kümmern uns gern um dein Auto."),
        PLAIN: (
            "Ich vergebe Termine für Werkstatt und Reifenservice.",
            "Ich vergebe Termine für Werkstatt und Reifenservice.",
        ),
        LIVELY: (
            "Was klappert denn? Wir bringen das wieder in Ordnung.",
            "Was klappert denn? Wir bringen das wieder in Ordnung.",
        ),
    },
    "barber": {
        WARM: ("Ihr Platz im Stuhl ist schnell gefunden.", "Dein Platz im Stuhl ist schnell gefunden."),
        PLAIN: ("Ich vergebe Termine für Haare und Bart.", "Ich vergebe Termine für Haare und Bart."),
        LIVELY: (
            "Fade, Bart oder beides? Ich habe den Kalender schon offen.",
            "Fade, Bart oder beides? Ich habe den Kalender schon offen.",
        ),
    },
    "beauty": {
        WARM: ("Schön, dass Sie sich Zeit für sich nehmen.", "Schön, dass du dir Zeit für dich nimmst."),
        PLAIN: ("Ich vergebe die Behandlungstermine.", "Ich vergebe die Behandlungstermine."),
        LIVELY: (
            "Zeit für etwas Glanz? Ich schaue gleich nach.",
            "Zeit für etwas Glanz? Ich schaue gleich nach.",
        ),
    },
    "nails": {
        WARM: ("Schön, dass Sie sich etwas Gutes tun.", "Schön, dass du dir etwas Gutes tust."),
        PLAIN: ("Ich vergebe Termine für Hände und Füße.", "Ich vergebe Termine für Hände und Füße."),
        LIVELY: (
            "Neue Farbe, neue Form? Ich finde eine Zeit dafür.",
            "Neue Farbe, neue Form? Ich finde eine Zeit dafür.",
        ),
    },
    "massage": {
        WARM: ("Hier dürfen Sie durchatmen.", "Hier darfst du durchatmen."),
        PLAIN: ("Ich vergebe die Massagetermine.", "Ich vergebe die Massagetermine."),
        LIVELY: ("Verspannt? Das lässt sich ändern.", "Verspannt? Das lässt sich ändern."),
    },
    "doctor": {
        WARM: (
            "Ich kümmere mich in aller Ruhe um Ihr Anliegen.",
            "Ich kümmere mich in aller Ruhe um dein Anliegen.",
        ),
        PLAIN: ("Ich vergebe die Termine der Praxis.", "Ich vergebe die Termine der Praxis."),
        LIVELY: (
            "Ich finde gern eine Zeit in der Sprechstunde.",
            "Ich finde gern eine Zeit in der Sprechstunde.",
        ),
    },
    "physiotherapy": {
        WARM: ("Wir bringen Sie gern wieder in Bewegung.", "Wir bringen dich gern wieder in Bewegung."),
        PLAIN: (
            "Ich vergebe die Behandlungstermine der Praxis.",
            "Ich vergebe die Behandlungstermine der Praxis.",
        ),
        LIVELY: (
            "Bewegung tut gut, ich finde eine Zeit dafür.",
            "Bewegung tut gut, ich finde eine Zeit dafür.",
        ),
    },
    "podiatry": {
        WARM: ("Ihre Füße sind bei uns in guten Händen.", "Deine Füße sind bei uns in guten Händen."),
        PLAIN: ("Ich vergebe die Termine der Praxis.", "Ich vergebe die Termine der Praxis."),
        LIVELY: (
            "Damit Sie wieder gut zu Fuß sind, finde ich eine Zeit.",
            "Damit du wieder gut zu Fuß bist, finde ich eine Zeit.",
        ),
    },
    "vet": {
        WARM: ("Wir sind gern für Sie und Ihr Tier da.", "Wir sind gern für dich und dein Tier da."),
        PLAIN: ("Ich vergebe die Termine der Tierarztpraxis.", "Ich vergebe die Termine der Tierarztpraxis."),
        LIVELY: ("Ob Fell oder Federn, ich finde eine Zeit.", "Ob Fell oder Federn, ich finde eine Zeit."),
    },
    "optician": {
        WARM: ("Wir sorgen dafür, dass Sie gut sehen.", "Wir sorgen dafür, dass du gut siehst."),
        PLAIN: (
            "Ich vergebe Termine für Sehtest und Beratung.",
            "Ich vergebe Termine für Sehtest und Beratung.",
        ),
        LIVELY: (
            "Alles im Blick? Sonst finden wir eine Zeit.",
            "Alles im Blick? Sonst finden wir eine Zeit.",
        ),
    },
    "tyres": {
        WARM: ("Wir kümmern uns gern um Ihre Räder.", "Wir kümmern uns gern um deine Räder."),
        PLAIN: ("Ich vergebe Termine für Reifen und Räder.", "Ich vergebe Termine für Reifen und Räder."),
        LIVELY: (
            "Bald wieder Reifenzeit? Ich halte Ihnen die Bühne frei.",
            "Bald wieder Reifenzeit? Ich halte dir die Bühne frei.",
        ),
    },
    "driving_school": {
        WARM: ("Wir bringen Sie sicher ans Ziel.", "Wir bringen dich sicher ans Ziel."),
        PLAIN: (
            "Ich vergebe Fahrstunden und Beratungstermine.",
            "Ich vergebe Fahrstunden und Beratungstermine.",
        ),
        LIVELY: ("Anschnallen, los geht es mit dem Termin.", "Anschnallen, los geht es mit dem Termin."),
    },
    "tax_adviser": {
        WARM: ("Wir nehmen uns gern Zeit für Ihr Anliegen.", "Wir nehmen uns gern Zeit für dein Anliegen."),
        PLAIN: (
            "Ich vergebe die Besprechungstermine der Kanzlei.",
            "Ich vergebe die Besprechungstermine der Kanzlei.",
        ),
        LIVELY: ("Zahlen sind unser Ding, Termine auch.", "Zahlen sind unser Ding, Termine auch."),
    },
}
_QUESTION: Final = ("Was kann ich für Sie tun?", "Was kann ich für dich tun?")


def suggested(*, industry: str, tone: str, formal: bool) -> str:
    """Return the sentence that suits the trade and tone; an unknown trade gets one that suits all."""
    of_trade = _BY_TRADE.get(industry, _ANY)
    formal_words, informal_words = of_trade.get(tone) or _ANY.get(tone, _ANY[WARM])
    return formal_words if formal else informal_words


def is_suggested(text: str) -> bool:
    """Tell whether this is one of the suggestions, so that another choice may replace it."""
    tables = (_ANY, *_BY_TRADE.values())
    return any(text in pair for table in tables for pair in table.values())


def addressed(greeting: str, *, formal: bool) -> str:
    """Return the greeting with its closing question in the form of address that the company uses."""
    return greeting if formal else greeting.replace(_QUESTION[0], _QUESTION[1])


def after_recording(greeting: str) -> str:
    """Return the opening where a recording has greeted already: who speaks now, without "Guten Tag".

    A recording says nothing of an AI: that stays the first sentence of the voice that is one.
    """
    _, comma, rest = greeting.partition(", ")
    return f"{rest[:1].upper()}{rest[1:]}" if comma else greeting


def passing_on(greeting: str, *, formal: bool) -> str:
    """Return the opening of a call that goes on to the business at once: who speaks, and what happens."""
    you = "Sie" if formal else "dich"
    return f"{_disclosure(greeting)} Ich verbinde {you} mit dem Team. Einen Moment, bitte."


def taking_a_message(greeting: str, *, formal: bool) -> str:
    """Return the opening of a call in which only a message is taken."""
    question = "Was darf ich ausrichten, und auf welchen Namen?"
    offer = "Das Team ist gerade nicht da; ich gebe gern etwas weiter."
    if not formal:
        question = "Was soll ich ausrichten, und wie heißt du?"
    return f"{_disclosure(greeting)} {offer} {question}"


def _disclosure(greeting: str) -> str:
    """The first sentence, in which an AI says that it is one."""
    first, dot, _ = greeting.partition(". ")
    # "Praxis Dr. Sommer" has a dot too: the sentence ends behind the name.
    while dot and first.rsplit(maxsplit=1)[-1] in ("Dr", "Prof", "St", "med", "dent"):
        more, dot, _ = greeting[len(first) + 2 :].partition(". ")
        first = f"{first}. {more}"
    return f"{first}." if dot else first
