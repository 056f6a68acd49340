"""What was said in made-up calls: short, as callers are."""

from __future__ import annotations

import random
from dataclasses import dataclass

from booking.models import Appointment
from telephony.dialogue.wording import GERMAN
from telephony.enums import Outcome, Speaker

Turn = tuple[Speaker, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Talk:
    """A conversation and what is noted of it. ``act`` is what was done in it, if it was one thing."""

    summary: str
    turns: tuple[Turn, ...] = ()
    intent: str = ""
    act: str = ""
    code: str = ""
    is_ok: bool = True
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Matter:
    intent: str
    act: str
    code: str
    asked: str
    answered: str
    summary: str
    is_ok: bool = True


_MATTERS: dict[Outcome, tuple[_Matter, ...]] = {
    Outcome.ANSWERED: (
        _Matter(
            intent="hours",
            act="opening_hours",
            code="hours",
            asked="Haben Sie am Samstag offen?",
            answered="Ja, am Samstag sind wir für Sie da. Möchten Sie gleich einen Termin?",
            summary="Fragte nach den Öffnungszeiten am Samstag, wollte noch keinen Termin.",
        ),
        _Matter(
            intent="price",
            act="quote_price",
            code="quoted",
            asked="Was würde das denn bei Ihnen kosten?",
            answered="Den Preis sage ich Ihnen gern. Soll ich auch gleich nach einem Termin schauen?",
            summary="Fragte nach einem Preis und möchte es sich überlegen.",
        ),
        _Matter(
            intent="lookup",
            act="my_appointments",
            code="found",
            asked="Wann war noch mal mein Termin?",
            answered="Gern, ich habe Ihren nächsten Termin gefunden.",
            summary="Wollte wissen, wann der eigene Termin ist.",
        ),
    ),
    Outcome.CALLBACK: (
        _Matter(
            intent="callback",
            act="callback",
            code="callback_noted",
            asked="Das würde ich lieber mit einem von Ihnen persönlich besprechen.",
            answered="Das verstehe ich. Es ruft Sie heute noch jemand zurück.",
            summary="Bittet um einen persönlichen Rückruf.",
        ),
        _Matter(
            intent="callback",
            act="callback",
            code="callback_noted",
            asked="Ich habe eine Frage zu meiner letzten Rechnung.",
            answered="Dazu ruft Sie heute noch jemand zurück.",
            summary="Frage zur letzten Rechnung, Rückruf versprochen.",
        ),
    ),
    Outcome.MESSAGE: (
        _Matter(
            intent="message",
            act="take_message",
            code="message_noted",
            asked="Richten Sie bitte aus, dass ich etwa zehn Minuten später komme.",
            answered="Das gebe ich so weiter.",
            summary="Kommt etwa zehn Minuten später.",
        ),
        _Matter(
            intent="message",
            act="take_message",
            code="message_noted",
            asked="Ich habe bei Ihnen meinen Schal liegen lassen, einen grauen.",
            answered="Das gebe ich weiter, wir schauen nach.",
            summary="Hat einen grauen Schal liegen lassen.",
        ),
    ),
    Outcome.NOTHING_FREE: (
        _Matter(
            intent="book",
            act="find_times",
            code="nothing_free",
            asked="Ich bräuchte heute noch einen Termin, nach 17 Uhr.",
            answered="Heute nach 17 Uhr ist leider nichts mehr frei.",
            summary="Wollte heute nach 17 Uhr kommen, es war nichts mehr frei.",
            is_ok=False,
        ),
        _Matter(
            intent="book",
            act="find_times",
            code="nothing_free",
            asked="Geht es am Samstag gleich als Erstes?",
            answered="Am Samstagvormittag ist leider alles vergeben.",
            summary="Wollte am Samstagvormittag kommen, es war nichts frei.",
            is_ok=False,
        ),
    ),
    Outcome.CANCELLED: (
        _Matter(
            intent="cancel",
            act="cancel",
            code="cancelled",
            asked="Ich muss meinen Termin leider absagen.",
            answered="Ihr Termin ist abgesagt. Möchten Sie gleich einen neuen?",
            summary="Sagte den Termin ab und meldet sich wieder.",
        ),
    ),
}
_SILENT = Talk(summary="")
_ASKED = (
    "Ich hätte gern einen Termin, {service}.",
    "Hallo, {service} bitte. Wann ginge das?",
    "Guten Tag, ich möchte {service} buchen.",
)


def booking_talk(appointment: Appointment, *, company: str, chance: random.Random) -> Talk:
    """A call in which an appointment was made."""
    starts = GERMAN.spoken_start(appointment.local_start)
    service, staff = appointment.service.name, appointment.staff.name
    return Talk(
        summary=f"{service} bei {staff} gebucht: {starts}.",
        intent="book",
        turns=(
            (Speaker.RECEPTIONIST, GERMAN.greeting(company=company, now=appointment.created_at)),
            (Speaker.CALLER, chance.choice(_ASKED).format(service=service)),
            (Speaker.RECEPTIONIST, f"Gern. Ich hätte {starts} bei {staff} frei. Passt das?"),
            (Speaker.CALLER, chance.choice(("Ja, das passt.", "Ja, gern.", "Perfekt, den nehme ich."))),
            (Speaker.RECEPTIONIST, "Auf welchen Namen darf ich den Termin eintragen?"),
            (Speaker.CALLER, appointment.customer.name),
            (
                Speaker.RECEPTIONIST,
                f"Ihr Termin steht: {starts}. {GERMAN.goodbye(now=appointment.created_at, booked=True)}",
            ),
        ),
    )


def other_talk(outcome: Outcome, *, company: str, chance: random.Random) -> Talk:
    """A call about something else; of some nothing is left but that they were."""
    if outcome not in _MATTERS:
        return _SILENT
    matter = chance.choice(_MATTERS[outcome])
    return Talk(
        summary=matter.summary,
        intent=matter.intent,
        act=matter.act,
        code=matter.code,
        is_ok=matter.is_ok,
        note=matter.summary,
        turns=(
            (
                Speaker.RECEPTIONIST,
                f"Guten Tag, hier ist die KI-Assistentin von {company}. Was kann ich für Sie tun?",
            ),
            (Speaker.CALLER, matter.asked),
            (Speaker.RECEPTIONIST, matter.answered),
            (
                Speaker.CALLER,
                chance.choice(
                    ("Danke, das war's schon.", "Alles klar, vielen Dank.", "Gut, danke. Tschüss!")
                ),
            ),
        ),
    )
