"""What a receptionist may want to know, and the words in which it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Topic(StrEnum):
    """What a receptionist may want to know."""

    CONSENT = "consent"
    WHO = "who"
    INTENT = "intent"
    SERVICE = "service"
    WHICH_SERVICE = "which_service"
    PERSON = "person"
    BRANCH = "branch"
    WHEN = "when"
    WHEN_INSTEAD = "when_instead"
    NEW_TIME = "new_time"
    WHICH_DAY = "which_day"
    DAYTIME = "daytime"
    OFFER = "offer"
    NAME = "name"
    SPELL = "spell"
    PHONE = "phone"
    PHONE_MORE = "phone_more"
    PHONE_RIGHT = "phone_right"
    EMAIL = "email"
    PLATE = "plate"
    INSURANCE = "insurance"
    SEVERAL = "several"
    CONFIRM = "confirm"
    CONFIRM_MOVE = "confirm_move"
    CONFIRM_CANCEL = "confirm_cancel"
    WHICH_APPOINTMENT = "which_appointment"
    NAME_OF_APPOINTMENT = "name_of_appointment"
    DAY_OF_APPOINTMENT = "day_of_appointment"
    CALLBACK = "callback"
    CALLBACK_REASON = "callback_reason"
    MESSAGE = "message"
    CHANGE = "change"
    MORE = "more"
    STILL_THERE = "still_there"
    NOTHING = "nothing"  # no question
    OTHER = "other"  # a question, but which?


# The first that fits the question; the order is from the particular to the general.
ASKED: Final[Mapping[Topic, tuple[str, ...]]] = {
    Topic.CONSENT: (
        r"mitschreib",
        r"mitschrift",
        r"aufzeichn",
        r"aufnehmen",
        r"aufgezeichnet",
        r"transcript",
        r"take notes",
        r"\bnotes\b",
    ),
    Topic.WHO: (
        r"spreche ich mit",
        r"am i speaking",
    ),
    Topic.STILL_THERE: (
        r"noch da\b",
        r"hören sie mich",
        r"still there",
    ),
    Topic.SPELL: (
        r"buchstabier",
        r"spell",
    ),
    Topic.PHONE_RIGHT: (
        r"let me repeat",
        r"phone number.{0,80}is that (?:right|correct)",
        r"(?:nummer|telefon).{0,80}(?:stimmt|richtig|korrekt)",
        r"ich wiederhole",
        r"(?:unter|auf) (?:der|dieser) nummer.*(?:\?|an(?:rufen|rufe))",
    ),
    Topic.CONFIRM_CANCEL: (
        r"(?:absagen|stornier\w*|streichen)\b.*\?",
        r"\bcancel\b.*\?",
    ),
    Topic.CONFIRM_MOVE: (
        r"is that all right",
        r"verlege? (?:ihren|den)",
        r"verschiebe (?:ihren|den)",
        r"einverstanden",
    ),
    Topic.NAME_OF_APPOINTMENT: (
        r"name\w* (?:läuft|ist|steht|lautet).*termin",
        r"nachname, auf den",
        r"welchen namen (?:läuft|ist|haben|wurde)",
        r"auf welchen namen oder",
    ),
    Topic.DAY_OF_APPOINTMENT: (
        r"(?:what|which) day (?:is )?the appointment",
        r"welche\w* tag ist .*termin",
        r"welchen tag .*(?:eingetragen|gebucht)",
        r"wann (?:ist|wäre) (?:der|ihr) termin",
        r"an welchem tag (?:der|ihr) termin",
    ),
    Topic.WHICH_APPOINTMENT: (
        r"um welchen (?:geht|termin|der)",
        r"welchen (?:der|ihrer|von) ",
        r"welcher (?:termin|davon|von beiden)",
        r"welchen meinen",
        r"which (?:one|appointment)",
    ),
    Topic.CALLBACK_REASON: (
        r"^what is it about",
        r"worum geht es (?:denn )?(?:bei|in)? ?(?:dem|ihrem)? ?(?:rückruf|anliegen)",
        r"^worum geht es denn\?$",
    ),
    Topic.CALLBACK: (
        r"put you through",
        r"zurückruf",
        r"zurückgerufen",
        r"rückruf",
        r"call you back",
        r"verbinden\b.*\?",
        r"durchstell",
        r"mit (?:einem|jemand\w*) .*sprechen",
    ),
    Topic.MESSAGE: (
        r"was darf ich (?:ausrichten|weitergeben)",
        r"ausrichten",
        r"welche nachricht",
        r"what .*pass on",
    ),
    Topic.SEVERAL: (
        r"gleichzeitig",
        r"nacheinander",
        r"hintereinander",
        r"zur selben zeit",
        r"parallel",
    ),
    Topic.PLATE: (r"kennzeichen",),
    Topic.INSURANCE: (
        r"versicher",
        r"kasse",
    ),
    Topic.EMAIL: (
        r"e-?mail",
        r"mailadresse",
    ),
    Topic.PHONE_MORE: (r"und weiter",),
    Topic.PHONE: (
        r"nummer",
        r"vorwahl",
        r"erreichen wir",
        r"phone",
        r"reach you",
    ),
    Topic.CONFIRM: (
        r"shall i book",
        r"stimmt das",
        r"stimmt so",
        r"so eintragen",
        r"ist das richtig",
        r"passt das so",
        r"alles richtig",
        r"fest (?:ein)?buchen",
        r"soll ich .*(?:eintragen|buchen|reservieren)",
        r"(?<!was )(?<!namen )darf ich .*(?:eintragen|buchen)",
        r"name (?:richtig|korrekt)",
        r"is that (?:right|correct)",
        r"all correct",
    ),
    Topic.CHANGE: (
        r"what shall i change",
        r"was soll ich (?:ändern|korrigieren)",
        r"was (?:stimmt|passt) (?:denn )?nicht",
    ),
    Topic.NEW_TIME: (
        r"move it to",
        r"auf wann",
        r"wohin (?:soll|möchten|darf)",
    ),
    Topic.BRANCH: (
        r"which branch",
        r"filiale",
        r"standort",
    ),
    Topic.NAME: (
        r"\bname\w*\b",
        r"nachname",
        r"wie heißen",
        r"auf wen\b",
    ),
    Topic.DAYTIME: (
        r"vormittags oder",
        r"morgens oder",
        r"lieber (?:vormittag|morgens|nachmittag)",
        r"vormittag oder nachmittag",
    ),
    Topic.MORE: (
        r"noch etwas",
        r"noch was",
        r"noch einen wunsch",
        r"sonst noch",
        r"weiterhelfen",
        r"weitere fragen",
        r"anything else",
        r"was denn\?$",
    ),
    Topic.WHEN_INSTEAD: (
        r"wann passt es ihnen besser",
        r"welche\w* (?:tag|uhrzeit).*(?:lieber|besser)",
        r"anderen tag",
        r"andere\w* (?:zeit|woche)",
    ),
    Topic.WHEN: (
        r"\bwann\b",
        r"an welchem tag",
        r"welcher tag",
        r"welche uhrzeit",
        r"um wie ?viel uhr",
        r"nennen sie mir einfach einen tag",
        r"\bwhen\b",
        r"what (?:day|time)",
        r"which day",
    ),
    Topic.PERSON: (
        r"zu wem",
        r"bei wem",
        r"bestimmte\w* (?:mitarbeiter|person|kolleg)",
        r"möchten sie zu ",
    ),
    Topic.INTENT: (
        r"was kann ich",
        r"wie kann ich",
        r"worum geht es: zum beispiel",
        r"einen termin vereinbaren, oder",
        r"oder geht es um etwas",
        r"how can i",
        r"what can i",
    ),
    Topic.SERVICE: (
        r"what would you like to have",
        r"worum geht es",
        r"welche (?:leistung|behandlung)",
        r"wofür",
        r"um was geht",
        r"was (?:soll|darf|dürfen) (?:es|wir|ich)",
        r"welche arbeit",
        r"was möchten sie machen",
        r"what .*(?:service|appointment for)",
    ),
    Topic.WHICH_SERVICE: (
        r"was davon genau",
        r"was davon soll",
        r"bitte sagen sie mir nur",
    ),
}
